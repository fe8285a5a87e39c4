"""The reference server itself: where it listens, which sessions it has, and how it is started and ended."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from http import HTTPStatus
from typing import Self
from urllib.parse import parse_qs, urlsplit

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.typing import Subprotocol

from conformance.errors import UsageError, near
from conformance.peer.background import Background
from conformance.peer.server.attendant import Attendant
from conformance.peer.server.defects import DEFECTS
from conformance.peer.server.host import Host
from conformance.peer.server.link import Link, Watch
from conformance.peer.server.script import Cues, Script
from conformance.peer.server.tls import Authority
from conformance.peer.server.words import HEARD, Words
from conformance.session.model.settings import Kind
from conformance.spec.model import Side

MOST_BYTES = 24 * 1024 * 1024
"""The size of the largest frame that is read; the largest legal append, 15 MiB of audio in base64, fits well."""
MOST_CONNECTIONS = 1024
"""How many connections there are at a time; one more is refused with HTTP 503."""
_PATHS = {"/v1/realtime": False, "/realtime": False, "/v1/realtime/translations": True, "/realtime/translations": True}
"""Where it is reached, and whether that is for translations."""
_PINGS = 20.0
"""After how many seconds without a frame the server asks whether the client is still there."""
_PATIENCE = 60.0
"""How many seconds are waited for a client's pong."""
_QUEUE = 4
"""How many frames of a connection wait to be read."""


class ReferenceServer:
    """A Realtime server on the loopback, right in every rule of a session, in a thread of its own.

    >>> with ReferenceServer() as server:
    ...     print(server.url)

    or ``async with`` in the running loop. ``defect`` is the name of a planted defect, ``script`` what is done at given
    places in place of what is right, ``heard`` what is heard in all spoken audio. ``watch`` is called for each frame,
    with the number of its connection, and ``attendant`` is told the rest. ``port`` 0 takes any that is free.
    ``authority`` is who signs the certificate, where several servers are to be trusted by one.

    Raises:
        UsageError: there is no such defect, or the port cannot be had.
    """

    def __init__(
        self,
        *,
        tls: bool = False,
        defect: str | None = None,
        script: Script | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        heard: str = HEARD,
        watch: Watch | None = None,
        attendant: Attendant | None = None,
        authority: Authority | None = None,
    ) -> None:
        if defect is not None and defect not in DEFECTS:
            raise UsageError(f"no defect {defect!r}{near(defect, DEFECTS) or ' (--defect=list lists them)'}")
        self._defect = DEFECTS[defect] if defect else None
        self._script = script or Script()
        self._host, self._port, self._heard, self._watch = host, port, heard, watch
        self._attendant = attendant
        self.authority = authority or (Authority(host) if tls else None)
        """Who has signed the certificate, where the server speaks TLS."""
        self._calls: dict[str, tuple[Host, asyncio.Task[None]]] = {}
        self._numbers = self._open = 0
        self.faults: list[BaseException] = []
        """What went wrong in the server itself; it is raised when the server is ended."""
        self._server: Server | None = None
        self._background = Background("reference server", lambda: self)

    @property
    def base_url(self) -> str:
        """The address that clients of other services are given as their base, such as ``ws://127.0.0.1:8080/v1``."""
        scheme = "wss" if self.authority else "ws"
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"{scheme}://{host}:{self._port}/v1"

    @property
    def url(self) -> str:
        """The address of a session that talks."""
        return f"{self.base_url}/realtime?model=gpt-realtime"

    # In a thread

    def __enter__(self) -> Self:
        """Start it; it is reachable on return."""
        self._background.begin()
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        """End it, with all connections, and wait until it has ended."""
        self._background.end()
        if self.faults and error is None:
            raise self.faults[0]

    # In the running loop

    async def __aenter__(self) -> Self:
        """Start it in the running loop."""
        await self.start()
        return self

    async def __aexit__(self, kind: object, error: object, trace: object) -> None:
        """End it, with all connections."""
        await self.end()
        if self.faults and error is None:
            raise self.faults[0]

    async def start(self) -> None:
        """Listen."""
        try:
            self._server = await serve(
                self._handle,
                self._host,
                self._port,
                ssl=self.authority.server_context if self.authority else None,
                process_request=self._admit,
                select_subprotocol=_subprotocol,
                max_size=MOST_BYTES,
                max_queue=_QUEUE,
                # Nothing is gained on the loopback, and each connection would take its own window.
                compression=None,
                ping_interval=_PINGS,
                ping_timeout=_PATIENCE,
                server_header=None,
            )
        except (OSError, OverflowError) as error:
            why = getattr(error, "strerror", None) or error
            raise UsageError(f"cannot listen on {self._host} port {self._port}: {why}") from None
        self._port = next(iter(self._server.sockets)).getsockname()[1]

    async def end(self) -> None:
        """Close all connections with code 1001, and listen no more."""
        assert self._server is not None
        self._server.close(code=1001, reason="the server ends")
        await self._server.wait_closed()

    # A connection

    async def _admit(self, connection: ServerConnection, request: Request) -> Response | None:
        self._numbers += 1
        connection.number = self._numbers  # type: ignore[attr-defined]
        refused = await self._refused(connection, urlsplit(request.path).path.rstrip("/"))
        if self._attendant:
            status = refused.status_code if refused else None
            self._attendant.knocks(self._numbers, request.path, dict(request.headers.raw_items()), status)
        return refused

    async def _refused(self, connection: ServerConnection, path: str) -> Response | None:
        if path not in _PATHS:
            return connection.respond(HTTPStatus.NOT_FOUND, f"no such path: use {next(iter(_PATHS))}\n")
        if self._open >= MOST_CONNECTIONS:
            return connection.respond(HTTPStatus.SERVICE_UNAVAILABLE, "too many connections\n")
        for step in Cues(self._script, connection.number).at("connect", {}) or ():  # type: ignore[attr-defined]
            if step.name == "wait":
                await asyncio.sleep(step.value)
            elif step.name == "refuse":
                return connection.respond(HTTPStatus(step.value), "refused by the script\n")
        return None

    async def _handle(self, connection: ServerConnection) -> None:
        self._open += 1
        number = connection.number  # type: ignore[attr-defined]
        try:
            link = Link(connection, number, self._script, self._watch, self._attendant)
            request = connection.request
            assert request is not None
            link.note(Side.CLIENT, open=dict(request.headers.raw_items()))
            await self._session(link, request.path)
        except Exception as error:
            self.faults.append(error)
            with suppress(ConnectionClosed):
                await connection.close(1011, "the reference server has failed")
        finally:
            self._open -= 1
            if self._attendant:
                self._attendant.leaves(number)

    async def _session(self, link: Link, address: str) -> None:
        """Give a connection its session, and read it to its end."""
        url = urlsplit(address)
        query = {name: values[-1] for name, values in parse_qs(url.query).items()}
        call = query.get("call_id")
        if call in self._calls:
            host, running = self._calls[call]
            host.links.append(link)
        else:
            kind = Kind.TRANSLATION if _PATHS[url.path.rstrip("/")] else _kind(query)
            if kind is None:
                await _refuse(link)
                return
            named = {"model": query["model"]} if "model" in query and kind is not Kind.TRANSCRIPTION else {}
            host = Host(kind, str(link.number), Words(self._heard), self._defect, call=call is not None, **named)
            host.links.append(link)
            running = asyncio.create_task(host.run())
            if call is not None:
                self._calls[call] = host, running
        try:
            await self._read(link, host, running)
        finally:
            host.links.remove(link)
            if not host.links:
                if call is not None:
                    del self._calls[call]
                running.cancel()
                with suppress(asyncio.CancelledError):
                    await running

    async def _read(self, link: Link, host: Host, running: asyncio.Task[None]) -> None:
        """Take what a client sends, until it leaves or the session is over."""
        reading = asyncio.create_task(self._take(link, host))
        await asyncio.wait({reading, running}, return_when=asyncio.FIRST_COMPLETED)
        if not reading.done():
            reading.cancel()
        with suppress(asyncio.CancelledError):
            await reading
        if running.done() and not running.cancelled() and (error := running.exception()):
            raise error
        with suppress(ConnectionClosed):
            await link.close(1000)

    async def _take(self, link: Link, host: Host) -> None:
        try:
            while True:
                message = await link.socket.recv()
                link.note(Side.CLIENT, **({"text": message} if isinstance(message, str) else {"data": message}))
                if not link.silent:
                    await host.take(link, message)
        except ConnectionClosed as closed:
            if closed.rcvd is not None and closed.rcvd_then_sent:
                link.note(Side.CLIENT, close=(closed.rcvd.code, closed.rcvd.reason))
            link.over = True


def _kind(query: dict[str, str]) -> Kind | None:
    """What a session is for, by the query of its address; ``None`` where it does not say."""
    if query.get("intent") == "transcription":
        return Kind.TRANSCRIPTION
    return Kind.REALTIME if "model" in query or "call_id" in query else None


async def _refuse(link: Link) -> None:
    """Tell a client that it has named no model, and close."""
    error = {"type": "invalid_request_error", "code": "missing_model", "param": "model", "event_id": None}
    error["message"] = "You must provide a model parameter."
    await link.send({"type": "error", "event_id": f"event_refused_{link.number}", "error": error})
    await link.close(4000, "invalid_request_error.missing_model")


def _subprotocol(connection: ServerConnection, offered: object) -> Subprotocol | None:
    name = Subprotocol("realtime")
    return name if name in offered else None  # type: ignore[operator]
