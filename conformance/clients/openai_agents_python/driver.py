"""Drives a Realtime session of openai-agents (Python), whose agent offers the functions and asks by itself.

Nothing is bent: the address is an option of the model. Words, and how a response has ended, come as events
of the model alone, which the session hands on.
"""

from __future__ import annotations

import asyncio
from importlib.metadata import version
from typing import Any

from agents import FunctionTool
from agents.realtime import RealtimeAgent, RealtimeRunner

from conformance.peer.client import Can, Hello, Server, Show, Tool
from conformance.peer.client.serve import serve


class Driver:
    """One session."""

    hello = Hello(
        "openai-agents-python",
        version("openai-agents"),
        "python",
        frozenset(Can),
        homepage="https://github.com/openai/openai-agents-python",
        issues="https://github.com/openai/openai-agents-python/issues",
    )

    def __init__(self, show: Show) -> None:
        self.show = show
        self.status: str | None = None

    async def connect(self, server: Server) -> None:
        """Enter the session of an agent."""
        agent: Any = RealtimeAgent(name="assistant", tools=[*map(self.function, server.tools)])
        settings: Any = {"model_name": server.model, "output_modalities": [server.output]}
        model: Any = {"url": server.url, "api_key": server.key, "initial_model_settings": settings}
        self.session = await (await RealtimeRunner(agent).run(model_config=model)).enter()
        self.reading = asyncio.create_task(self.read())

    async def say(self, text: str) -> None:
        """Ask in words."""
        await self.session.send_message(text)

    async def audio(self, pcm: bytes) -> None:
        """Ask in sound, whose end the server hears."""
        await self.session.send_audio(pcm)

    async def interrupt(self) -> None:
        """Stop the answer."""
        await self.session.interrupt()

    async def close(self) -> None:
        """End the session."""
        await self.session.close()
        await self.reading

    async def read(self) -> None:
        """Show what comes until the session ends or raises."""
        try:
            async for event in self.session:
                self.take(event)
        except Exception as error:
            self.show("error", message=f"{type(error).__name__}: {error}")

    def take(self, event: Any) -> None:
        """Show one event."""
        match event.type:
            case "raw_model_event" if event.data.type in ("output_text_delta", "transcript_delta"):
                self.show("text", delta=event.data.delta)
            case "raw_model_event" if event.data.type == "connection_status" and event.data.status == "disconnected":
                self.show("closed")
            case "raw_model_event" if event.data.type == "raw_server_event":
                if event.data.data.get("type") == "response.done":
                    self.status = event.data.data["response"].get("status")
            case "audio":
                self.show("audio", bytes=len(event.audio.data))
            case "agent_end":
                self.show("turn", status=self.status)
            case "tool_start":
                self.show("tool", name=event.tool.name, arguments=event.arguments)
            case "error":
                self.show("error", message=str(event.error))

    def function(self, tool: Tool) -> FunctionTool:
        """A function that the agent offers."""

        async def result(_: Any, arguments: str) -> str:
            return tool.result

        return FunctionTool(tool.name, tool.description, dict(tool.parameters), result, strict_json_schema=False)


if __name__ == "__main__":
    serve(Driver, logger="openai.agents")
