"""Drives a BidiAgent of strands-agents with its OpenAI model, which offers the functions and answers calls by itself.

The address is not an option: it is a constant of the model's module, which is replaced. Its user interrupts with the
voice, which the server hears, so there is nothing to call for that.
"""

from __future__ import annotations

import asyncio
import base64
import json
from importlib.metadata import version
from typing import Any

from strands.bidi import BidiAgent
from strands.bidi.models.openai import realtime
from strands.bidi.types.media import AudioDelta
from strands.tools import PythonAgentTool

from conformance.peer.client import Can, Hello, Server, Show, Tool
from conformance.peer.client.serve import serve

_PIECE = 9_600


class Driver:
    """One session."""

    hello = Hello(
        "strands-agents",
        version("strands-agents"),
        "python",
        frozenset({Can.SAY, Can.AUDIO, Can.TOOLS}),
        homepage="https://github.com/strands-agents/sdk-python",
        issues="https://github.com/strands-agents/sdk-python/issues",
    )

    def __init__(self, show: Show) -> None:
        self.show = show

    async def connect(self, server: Server) -> None:
        """Start an agent."""
        realtime.OPENAI_REALTIME_URL = server.url.partition("?")[0]
        model = realtime.OpenAIRealtimeModel(
            transcription_model_id="gpt-4o-transcribe",
            api_key=server.key,
            model_id=server.model,
            params={"output_modalities": [server.output]},
        )
        self.agent: Any = BidiAgent(model, tools=[*map(self.function, server.tools)])
        await self.agent.start()
        self.reading = asyncio.create_task(self.read())

    async def say(self, text: str) -> None:
        """Ask in words."""
        await self.agent.send(text)

    async def audio(self, pcm: bytes) -> None:
        """Ask in sound, whose end the server hears."""
        for start in range(0, len(pcm), _PIECE):
            await self.agent.send(AudioDelta(format="pcm", source={"bytes": pcm[start : start + _PIECE]}))

    async def close(self) -> None:
        """End the session."""
        await self.agent.stop()
        self.reading.cancel()

    async def read(self) -> None:
        """Show what comes until the session ends or raises."""
        try:
            async for event in self.agent.receive():
                self.take(event)
            self.show("closed")
        except Exception as error:
            self.show("error", message=f"{type(error).__name__}: {error}")

    def take(self, event: Any) -> None:
        """Show one event."""
        match event.get("type"):
            case "bidi_text_delta":
                self.show("text", delta=event.delta)
            case "bidi_transcript_delta" if event.role == "assistant":
                self.show("text", delta=event.delta)
            case "bidi_audio_delta":
                self.show("audio", bytes=len(base64.b64decode(event.audio)))
            case "bidi_response_stop":
                self.show("turn")
            case "bidi_tool_use_blocks":
                for use in event.tool_uses:
                    self.show("tool", name=use["name"], arguments=json.dumps(use["input"]))

    def function(self, tool: Tool) -> PythonAgentTool:
        """A function that the agent offers."""

        def result(use: Any, **_: Any) -> Any:
            return {"toolUseId": use["toolUseId"], "status": "success", "content": [{"text": tool.result}]}

        schema = {"json": dict(tool.parameters)}
        spec: Any = {"name": tool.name, "description": tool.description, "inputSchema": schema}
        return PythonAgentTool(tool.name, spec, result)


if __name__ == "__main__":
    serve(Driver, logger="strands")
