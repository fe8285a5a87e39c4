"""One connection of a client: what is sent on it goes through its script, and everything is shown to the watcher."""

from __future__ import annotations

import asyncio
import base64
import re
from collections.abc import Callable, Mapping
from typing import Any

from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed

from conformance.jsontext import text_of
from conformance.peer.server.attendant import Attendant
from conformance.peer.server.script import Cues, Script, Step, changed
from conformance.session.transcript import Frame
from conformance.spec.model import Side

_HALF = re.compile("[\ud800-\udfff]")
Watch = Callable[[int, Frame], None]
"""Is called with the number of the connection and each of its frames, in the thread of the server."""


class Link:
    """A connection, by its number. ``over`` is set once nothing more is to be sent."""

    def __init__(
        self,
        socket: ServerConnection,
        number: int,
        script: Script,
        watch: Watch | None,
        attendant: Attendant | None = None,
    ) -> None:
        self.socket, self.number = socket, number
        self._watch, self._attendant = watch, attendant
        self._cues = Cues(script, number)
        self._frames = 0
        self._began = asyncio.get_running_loop().time()
        self.silent = False
        self.over = False

    def note(self, side: Side, **what: Any) -> None:
        """Show a frame to the watcher."""
        self._frames += 1
        if self._watch:
            t = round(asyncio.get_running_loop().time() - self._began, 6)
            self._watch(self.number, Frame(self._frames, side, t, **what))

    async def send(self, event: Mapping[str, Any]) -> None:
        """Send an event, or what the script has in its place."""
        if self._attendant:
            self._attendant.plans(self.number, event)
        if self.over or self.silent:
            return
        steps = self._cues.at(str(event["type"]), event)
        self._cues.note(event)
        if steps is None:
            await self._frame(text_of(event))
            return
        for step in steps:
            await self._do(step, event)

    async def takes(self, event: Mapping[str, Any]) -> bool:
        """Whether an event of the client that has come is to be served, once the script has done what it has there."""
        self._cues.asked(event)
        steps = self._cues.at(f"client {event.get('type', '')}", event)
        for step in steps or ():
            if step.name != "pass":
                await self._do(step, {})
        return steps is None or any(step.name == "pass" for step in steps)

    async def _do(self, step: Step, event: Mapping[str, Any]) -> None:
        if self.over or self.silent:
            return
        match step.name:
            case "pass":
                await self._frame(text_of(event))
            case "change" | "remove" | "pad":
                await self._frame(text_of(changed(event, Step(step.name, self._cues.filled(step.value)))))
            case "event":
                extra = self._cues.filled(step.value)
                await self._frame(text_of({"event_id": f"event_script_{self.number}_{self._frames}", **extra}))
            case "text":
                await self._frame(self._cues.written(step.value))
            case "bytes":
                await self._frame(base64.b64decode(step.value))
            case "ping":
                await self._try(self.socket.ping())
            case "pong":
                await self._await_pong(step.value)
            case "fragments":
                await self._fragments(text_of(event), step.value)
            case "wait":
                await asyncio.sleep(step.value)
            case "silence":
                self.silent = True
            case "close":
                await self.close(step.value.get("code", 1000), step.value.get("reason", ""))
            case "abort":
                self.over = True
                self.socket.transport.abort()

    async def _await_pong(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await (await self.socket.ping())
        except ConnectionClosed:
            self.over = True
        except TimeoutError:
            await self.close(1011, "no pong")

    async def _fragments(self, text: str, count: int) -> None:
        self.note(Side.SERVER, text=text)
        size = -(-len(text) // count)
        await self._try(self.socket.send(text[start : start + size] for start in range(0, len(text), size)))

    async def _frame(self, content: str | bytes) -> None:
        if isinstance(content, str):
            self.note(Side.SERVER, text=content)
            # Half a surrogate pair has no UTF-8; the JSON escape says the same.
            await self._try(self.socket.send(_escaped(content)))
        else:
            self.note(Side.SERVER, data=content)
            await self._try(self.socket.send(content))

    async def _try(self, sending: Any) -> None:
        try:
            await sending
        except ConnectionClosed:
            self.over = True

    async def close(self, code: int, reason: str = "") -> None:
        """Close the connection."""
        if not self.over:
            self.over = True
            self.note(Side.SERVER, close=(code, reason))
            await self.socket.close(code, reason)


def _escaped(text: str) -> str:
    return _HALF.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
