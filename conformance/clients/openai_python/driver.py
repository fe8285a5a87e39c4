"""Drives the Realtime connection of openai-python, as a plain application does.

Nothing is bent: the address is the client's ``base_url``. The package passes events on and has no user: to ask is to
send an item and response.create, and all words that come are shown.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
from importlib.metadata import version
from typing import Any

from openai import AsyncOpenAI
from websockets.exceptions import ConnectionClosed

from conformance.peer.client import Can, Hello, Server, Show
from conformance.peer.client.serve import serve

_PIECE = 48_000


class Driver:
    """One session."""

    hello = Hello(
        "openai-python",
        version("openai"),
        "python",
        frozenset({Can.SAY, Can.AUDIO}),
        homepage="https://github.com/openai/openai-python",
        issues="https://github.com/openai/openai-python/issues",
    )

    def __init__(self, show: Show) -> None:
        self.show = show

    async def connect(self, server: Server) -> None:
        """Connect, and say what the answers are to be in."""
        client = AsyncOpenAI(api_key=server.key, base_url=server.base_url)
        self.connection = await client.realtime.connect(model=server.model).enter()
        self.reading = asyncio.create_task(self.read())
        audio: Any = {"input": {"turn_detection": None}}
        await self.connection.session.update(
            session={"type": "realtime", "output_modalities": [server.output], "audio": audio}
        )

    async def say(self, text: str) -> None:
        """Ask in words."""
        content: Any = [{"type": "input_text", "text": text}]
        await self.connection.conversation.item.create(item={"type": "message", "role": "user", "content": content})
        await self.connection.response.create()

    async def audio(self, pcm: bytes) -> None:
        """Ask in sound."""
        for start in range(0, len(pcm), _PIECE):
            piece = base64.b64encode(pcm[start : start + _PIECE]).decode()
            await self.connection.input_audio_buffer.append(audio=piece)
        await self.connection.input_audio_buffer.commit()
        await self.connection.response.create()

    async def close(self) -> None:
        """End the session."""
        await self.connection.close()
        await self.reading

    async def read(self) -> None:
        """Show what comes until the connection ends, or the package raises."""
        try:
            async for event in self.connection:
                self.take(event)
            self.show("closed")
        except ConnectionClosed as error:
            self.show("closed", reason=str(error))
        except Exception as error:
            self.show("error", message=f"{type(error).__name__}: {error}")

    def take(self, event: Any) -> None:
        """Show one event."""
        match event.type:
            case "response.output_text.delta" | "response.output_audio_transcript.delta":
                self.show("text", delta=event.delta)
            case "response.output_audio.delta":
                try:
                    self.show("audio", bytes=len(base64.b64decode(event.delta)))
                except binascii.Error as error:  # to decode is the application's
                    self.show("status", message=str(error))
            case "response.done":
                self.show("turn", status=event.response.status)
            case "error":
                self.show("error", message=event.error.message, code=event.error.code)


if __name__ == "__main__":
    serve(Driver)
