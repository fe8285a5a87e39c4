"""Drives a RealtimeSession of livekit-plugins-openai, which needs no room, and no server of LiveKit.

Nothing is bent: the address is the model's ``base_url``. The session hands answers on and calls no function, which is
its agent's: to ask is to add a message to the conversation and to want a reply, and all words that come are shown.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from importlib.metadata import version
from typing import Any

from livekit import rtc
from livekit.plugins.openai import realtime

from conformance.peer.client import Can, Hello, Server, Show
from conformance.peer.client.serve import serve

_RATE, _PIECE = 24_000, 4_800


class Driver:
    """One session."""

    hello = Hello(
        "livekit-plugins-openai",
        version("livekit-plugins-openai"),
        "python",
        frozenset({Can.SAY, Can.AUDIO}),
        homepage="https://github.com/livekit/agents",
        issues="https://github.com/livekit/agents/issues",
    )

    def __init__(self, show: Show) -> None:
        self.show = show
        self.tasks: set[asyncio.Task[None]] = set()

    async def connect(self, server: Server) -> None:
        """Make a session, which connects by itself."""
        modalities: Any = [server.output]
        self.model: Any = realtime.RealtimeModel(
            model=server.model, base_url=server.base_url, api_key=server.key, modalities=modalities
        )
        self.session: Any = self.model.session()
        self.session.on("generation_created", lambda generation: self.begin(self.read(generation)))
        self.session.on("error", lambda error: self.show("error", message=str(error.error)))
        self.session.on("session_reconnected", lambda _: self.show("status", status="reconnected"))

    async def say(self, text: str) -> None:
        """Ask in words; what comes of it is waited for in a task, for seconds where it is nothing."""
        self.begin(self.ask(text))

    async def ask(self, text: str) -> None:
        """Add a message to the conversation, and want a reply."""
        context = self.session.chat_ctx.copy()
        context.add_message(role="user", content=text)
        try:
            await self.session.update_chat_ctx(context)
            await self.session.generate_reply()
        except Exception as error:
            self.show("error", message=f"{type(error).__name__}: {error}")

    async def audio(self, pcm: bytes) -> None:
        """Ask in sound, whose end the server hears."""
        for start in range(0, len(pcm), _PIECE):
            piece = pcm[start : start + _PIECE]
            self.session.push_audio(rtc.AudioFrame(piece, _RATE, 1, len(piece) // 2))

    async def close(self) -> None:
        """End the session."""
        await self.session.aclose()
        await self.model.aclose()

    def begin(self, work: Coroutine[Any, Any, None]) -> None:
        """Begin something that goes on beside."""
        task = asyncio.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def read(self, generation: Any) -> None:
        """Show the messages of an answer, and its end."""
        async for message in generation.message_stream:
            await asyncio.gather(self.words(message), self.sound(message))
        self.show("turn")

    async def words(self, message: Any) -> None:
        """Show the words of a message."""
        async for delta in message.text_stream:
            self.show("text", delta=str(delta))

    async def sound(self, message: Any) -> None:
        """Show the sound of a message."""
        async for frame in message.audio_stream:
            self.show("audio", bytes=len(frame.data) * 2)


if __name__ == "__main__":
    serve(Driver, logger="livekit")
