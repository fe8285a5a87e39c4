"""A client of the tests: sends events, waits for others, and keeps everything as a transcript."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from conformance.peer.server import ReferenceServer
from conformance.requirements.level import Level
from conformance.requirements.sessions import SessionRequirement, load_session_register
from conformance.session import Connection, Finding, Frame, Header, Monitor, Side

PATIENCE = 60
"""How many seconds an event is waited for; a server on the loopback takes milliseconds."""
Event = dict[str, Any]
REGISTER = load_session_register("openai-ga")


class Driver:
    """One connection, driven."""

    def __init__(self, socket: ClientConnection, connection: Connection = Connection.NEW) -> None:
        self.socket, self.connection = socket, connection
        self.frames: list[Frame] = []
        self.events: list[Event] = []
        self._names = 0

    def _keep(self, side: Side, **what: Any) -> None:
        self.frames.append(Frame(len(self.frames) + 1, side, asyncio.get_running_loop().time(), **what))

    async def send(self, event_type: str, **members: Any) -> str:
        """Send an event with an ``event_id`` of its own, which is returned."""
        self._names += 1
        event_id = f"client_{self._names}"
        await self.raw(json.dumps({"type": event_type, "event_id": event_id, **members}))
        return event_id

    async def raw(self, frame: str | bytes) -> None:
        self._keep(Side.CLIENT, **({"text": frame} if isinstance(frame, str) else {"data": frame}))
        await self.socket.send(frame)

    async def receive(self) -> Event:
        frame = await asyncio.wait_for(self.socket.recv(), PATIENCE)
        self._keep(Side.SERVER, **({"text": frame} if isinstance(frame, str) else {"data": frame}))
        event: Event = json.loads(frame)
        self.events.append(event)
        return event

    async def until(self, *event_types: str) -> Event:
        """The next event of one of these types; everything before it is kept."""
        while True:
            event = await self.receive()
            if event["type"] in event_types:
                return event

    async def ask(self, event_type: str, *answers: str, **members: Any) -> Event:
        await self.send(event_type, **members)
        return await self.until(*answers, "error")

    async def say(self, text: str, **response: Any) -> Event:
        """A turn of the user in text, and the response to it."""
        item = {"type": "message", "role": "user", "content": [{"type": "input_text", "text": text}]}
        await self.ask("conversation.item.create", "conversation.item.done", item=item)
        return await self.ask("response.create", "response.done", **({"response": response} if response else {}))

    async def settle(self) -> None:
        """Wait for everything that the server has still to say: it answers in the order in which it is asked."""
        asked = await self.send("conversation.item.retrieve", item_id="nothing")
        while True:
            event = await self.until("error")
            if event["error"]["event_id"] == asked:
                return

    async def closed(self) -> tuple[int, str]:
        """Read to the end; the code and the reason of the close."""
        try:
            while True:
                await self.receive()
        except ConnectionClosed as closed:
            code, reason = (closed.rcvd.code, closed.rcvd.reason) if closed.rcvd else (1006, "")
            self._keep(Side.SERVER, close=(code, reason))
            return code, reason

    async def leave(self) -> None:
        """Close, after the server has had its time; what it has not sent until then is missing."""
        await self.socket.close()
        last = self.frames[-1].t or 0.0
        self.frames.append(Frame(len(self.frames) + 1, Side.CLIENT, last + 30, close=(1000, "")))

    def findings(self) -> list[Finding]:
        """What the rules say of the server on the whole connection, without what is only shown."""
        both = (Side.CLIENT, Side.SERVER)
        monitor = Monitor(Header(connection=self.connection, complete=True, sides=both))
        found = [one for frame in self.frames for one in monitor.feed(frame)] + monitor.close()
        return [one for one in found if _binds(REGISTER[one.rule])]

    def types(self) -> list[str]:
        return [str(event["type"]) for event in self.events]


def _binds(row: SessionRequirement) -> bool:
    return row.level is not Level.FREE and row.side == Side.SERVER


def said(findings: Iterable[Finding]) -> list[str]:
    return [f"{one.rule} {one.frame}: {one}" for one in findings]


@asynccontextmanager
async def driven(url: str, connection: Connection = Connection.NEW, **options: Any) -> AsyncIterator[Driver]:
    async with connect(url, max_size=None, open_timeout=PATIENCE, **options) as socket:
        driver = Driver(socket, connection)
        if connection is Connection.NEW:
            await driver.until("session.created", "error")
        yield driver


Play = Callable[[Driver], Awaitable[None]]


def played(server: ReferenceServer, play: Play, url: str = "", connection: Connection = Connection.NEW) -> Driver:
    """A whole session with a server that runs."""

    async def session() -> Driver:
        options: dict[str, ssl.SSLContext] = {}
        if server.authority:
            options["ssl"] = server.authority.client_context
        async with driven(url or server.url, connection, **options) as driver:
            await play(driver)
            await driver.leave()
            return driver

    return asyncio.run(asyncio.wait_for(session(), 10 * PATIENCE))
