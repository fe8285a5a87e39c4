"""Drives a Realtime session of pydantic-ai, whose agent offers the functions and answers calls by itself.

Nothing is bent: the address is that of the provider. Text is sent with ``enqueue``, with which the session decides when
to ask.
"""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from importlib.metadata import version
from typing import Any

import pydantic_ai as ai
from pydantic_ai.providers.openai import OpenAIProvider
from pydantic_ai.realtime import openai as realtime

from conformance.peer.client import Can, Hello, Server, Show, Tool
from conformance.peer.client.serve import serve

_PIECE, _BYTES_PER_MS = 9_600, 48


class Driver:
    """One session."""

    hello = Hello(
        "pydantic-ai",
        version("pydantic-ai-slim"),
        "python",
        frozenset(Can),
        homepage="https://github.com/pydantic/pydantic-ai",
        issues="https://github.com/pydantic/pydantic-ai/issues",
    )

    def __init__(self, show: Show) -> None:
        self.show = show
        self.scope = AsyncExitStack()
        self.heard = 0
        """The bytes of sound of the answer, which count as played."""

    async def connect(self, server: Server) -> None:
        """Enter the session of an agent."""
        agent: Any = ai.Agent(tools=[*map(self.function, server.tools)])
        provider = OpenAIProvider(base_url=server.base_url, api_key=server.key)
        model = realtime.OpenAIRealtimeModel(server.model, provider=provider)
        opened = agent.realtime(model, model_settings={"output_modality": server.output}).session()
        self.session: Any = await self.scope.enter_async_context(opened)
        self.reading = asyncio.create_task(self.read())

    async def say(self, text: str) -> None:
        """Ask in words."""
        self.session.enqueue(text)

    async def audio(self, pcm: bytes) -> None:
        """Ask in sound, whose end the server hears."""
        for start in range(0, len(pcm), _PIECE):
            await self.session.send_audio(pcm[start : start + _PIECE])

    async def interrupt(self) -> None:
        """Stop the answer."""
        await self.session.interrupt(played_ms=self.heard // _BYTES_PER_MS or None)

    async def close(self) -> None:
        """End the session."""
        await self.scope.aclose()
        await self.reading

    async def read(self) -> None:
        """Show what comes until the session ends or raises."""
        try:
            async for event in self.session:
                self.take(event)
            self.show("closed")
        except Exception as error:
            self.show("error", message=f"{type(error).__name__}: {error}")

    def take(self, event: Any) -> None:
        """Show one event."""
        match event.event_kind, event:
            case "part_start", ai.PartStartEvent(part=ai.TextPart() as part):
                self.show("text", delta=part.content)
            case "part_start", ai.PartStartEvent(part=ai.SpeechPart(speaker="assistant") as part):
                self.heard = 0
                self.show("text", delta=part.transcript)
            case "part_delta", ai.PartDeltaEvent(delta=ai.TextPartDelta() as delta):
                self.show("text", delta=delta.content_delta)
            case "part_delta", ai.PartDeltaEvent(delta=ai.SpeechPartDelta(speaker="assistant") as delta):
                self.show("text", delta=delta.transcript_delta)
                if delta.audio_chunk:
                    self.heard += len(delta.audio_chunk)
                    self.show("audio", bytes=len(delta.audio_chunk))
            case "function_tool_call", _:
                self.show("tool", name=event.part.tool_name, arguments=event.part.args_as_json_str())
            case "realtime_turn_complete", _:
                self.show("turn")
            case "realtime_session_error", _:
                self.show("error", message=event.message, code=event.code)
            case "realtime_session_reconnect", _:
                self.show("status", status="reconnected")

    def function(self, tool: Tool) -> ai.Tool:
        """A function that the agent offers."""

        async def result(**_: Any) -> str:
            return tool.result

        return ai.Tool.from_schema(result, tool.name, tool.description, dict(tool.parameters))


if __name__ == "__main__":
    serve(Driver)
