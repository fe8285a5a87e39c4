"""One session with all its connections: usually one, any number where it belongs to a call."""

from __future__ import annotations

import asyncio
import json
import time
from collections import deque
from typing import Any

from conformance.peer.server.defects import Defect
from conformance.peer.server.link import Link
from conformance.peer.server.reading import Faulty, read
from conformance.peer.server.words import Words
from conformance.session.model.line import Line
from conformance.session.model.realtime import Session
from conformance.session.model.settings import Kind, beginning
from conformance.session.model.translation import Translation

_LASTS = 3600
"""How many seconds a session says that it lasts; nothing ends it then."""
_WAITING = 8
"""How many frames of clients wait to be served; whoever sends more waits as well."""


class Host:
    """A session that runs until its last connection has gone."""

    def __init__(
        self, kind: Kind, mark: str, words: Words, defect: Defect | None, *, call: bool, **members: Any
    ) -> None:
        self.kind = kind
        self.links: list[Link] = []
        self._defect = defect
        self._memory: dict[str, Any] = {}
        self._out: deque[dict[str, Any]] = deque()
        self._inbox: asyncio.Queue[tuple[Link, str | bytes]] = asyncio.Queue(_WAITING)
        self._line = line = Line(self._out.append, mark)
        ends = int(time.time()) + _LASTS
        settings = beginning(kind, line.new("sess"), expires_at=ends, **members)
        self.session: Session | Translation = (
            Translation(line, words, settings)
            if kind is Kind.TRANSLATION
            else Session(line, words, settings, plays=call)
        )
        if not call:
            self.session.open()

    async def take(self, link: Link, message: str | bytes) -> None:
        """Let a frame of a client wait for its turn."""
        await self._inbox.put((link, message))

    async def run(self) -> None:
        """Serve, until nobody is left or the session is over."""
        clock = asyncio.get_running_loop().time
        spoke = clock()
        await self._flush()
        while self.links:
            tracks, idle = self.session.tracks, self.session.idle_after
            due = tracks.due if tracks else spoke + idle if idle is not None else None
            arrived = await self._next(None if due is None else due - clock())
            if arrived:
                await self._serve(*arrived)
            elif tracks:
                tracks.step(clock())
                spoke = clock()
            elif idle is not None:
                self.session.idle()
            await self._flush()
            if self.session.closed:
                for link in list(self.links):
                    await link.close(1000)
                return

    async def _next(self, seconds: float | None) -> tuple[Link, str | bytes] | None:
        """The next frame of a client, if it comes within so many seconds."""
        if self._inbox.empty() and seconds is not None and seconds <= 0:
            # Whoever has sent something is read before the server goes on.
            await asyncio.sleep(0)
        try:
            return self._inbox.get_nowait()
        except asyncio.QueueEmpty:
            pass
        if seconds is not None and seconds <= 0:
            return None
        try:
            return await asyncio.wait_for(self._inbox.get(), seconds)
        except TimeoutError:
            return None

    async def _serve(self, link: Link, message: str | bytes) -> None:
        try:
            event = read(message, self.kind)
        except Faulty as fault:
            if await link.takes(fault.event or {}):
                self._line.refuse(fault.refusal, fault.event)
            return
        if await link.takes(event):
            for one in [event] if self._defect is None else self._defect.reads(event, self._memory):
                self.session.receive(one)

    async def _flush(self) -> None:
        while self._out:
            event = self._out.popleft()
            for one in [event] if self._defect is None else self._changed(event):
                # A call has several connections, and all of them hear everything.
                for link in list(self.links):
                    await link.send(one)

    def _changed(self, event: dict[str, Any]) -> list[dict[str, Any]]:
        assert self._defect is not None
        return list(self._defect.sends(json.loads(json.dumps(event)), self._memory))
