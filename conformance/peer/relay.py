"""Hands the bytes of a connection on, both ways, as they are. The head of a request alone names another host."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from conformance.errors import UsageError
from conformance.session.credentials import clean_url

_CHUNK = 64 * 1024
LINGER = 10.0
"""How many seconds one side may still speak after the other has gone."""
_END = b"\r\n\r\n"
Read = Callable[[bytes], None]
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass(frozen=True, slots=True)
class Upstream:
    """The server that connections are handed on to. ``path`` has its query; it is empty where clients say it."""

    secure: bool
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """What requests name as their host."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == (443 if self.secure else 80) else f"{host}:{self.port}"

    def url(self, path: str) -> str:
        """The address of what a client asks for."""
        return f"{'wss' if self.secure else 'ws'}://{self.authority}{path}"

    async def connect(self, trusts: ssl.SSLContext | None) -> Streams:
        """Open a connection to it; raises `OSError` where that is not possible."""
        context = (trusts or ssl.create_default_context()) if self.secure else None
        return await asyncio.open_connection(self.host, self.port, ssl=context)


def upstream(url: str) -> Upstream:
    """The server at an address.

    Raises:
        UsageError: it is not one.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise UsageError(f"--upstream: {error}") from None
    if parts.scheme not in ("ws", "wss") or not parts.hostname:
        raise UsageError(f"--upstream={clean_url(url)}: expected ws://HOST:PORT or wss://HOST, perhaps with a path")
    if "@" in parts.netloc:
        raise UsageError("--upstream: leave user and password out of the address; the client sends its own")
    secure = parts.scheme == "wss"
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    return Upstream(secure, parts.hostname, port or (443 if secure else 80), "" if path == "/" else path)


@dataclass(frozen=True, slots=True)
class Head:
    """The first line of a request or an answer, and its header lines, as they were sent."""

    first: str
    lines: tuple[tuple[str, str], ...]

    @property
    def path(self) -> str:
        """What a request asks for."""
        return self.first.split(" ")[1]

    @property
    def status(self) -> int:
        """The status of an answer."""
        return int(self.first.split(" ")[1])

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers; what is given more than once is joined by a comma."""
        joined: dict[str, str] = {}
        for name, value in self.lines:
            joined[name] = f"{joined[name]}, {value}" if name in joined else value
        return joined

    def value(self, name: str) -> str:
        """The value of a header, empty where it is not there."""
        return ", ".join(value for given, value in self.lines if given.lower() == name)

    @property
    def upgrades(self) -> bool:
        """Whether a request asks for a WebSocket."""
        return "websocket" in self.value("upgrade").lower()

    def addressed(self, server: Upstream) -> bytes:
        """The request as it goes to a server: its host, and its path where the client has none.

        What is no WebSocket has one answer, after which the connection is closed: each head must pass through here.
        """
        method, path, version = self.first.split(" ", 2)
        changed = {"host": server.authority} | ({} if self.upgrades else {"connection": "close"})
        lines = [(name, changed.get(name.lower(), value)) for name, value in self.lines]
        given = {name.lower() for name, _ in lines}
        lines += [(name.title(), value) for name, value in changed.items() if name not in given]
        asked = server.path if path == "/" and server.path else path
        head = [f"{method} {asked} {version}", *(f"{name}: {value}" for name, value in lines)]
        return "\r\n".join(head).encode("latin-1") + _END


async def read_head(reader: asyncio.StreamReader) -> tuple[Head, bytes]:
    """The head that comes next, and its bytes.

    Raises:
        ValueError: what comes is not HTTP.
        EOFError: nothing comes.
    """
    try:
        data = await reader.readuntil(_END)
    except asyncio.LimitOverrunError:
        raise ValueError("a head without an end") from None
    first, *lines = data[: -len(_END)].decode("latin-1").split("\r\n")
    named = [line.partition(":") for line in lines]
    if first.count(" ") < 1 or not all(colon for _, colon, _ in named):
        raise ValueError("not HTTP")
    return Head(first, tuple((name, value.strip(" \t")) for name, _, value in named)), data


async def relayed(client: Streams, server: Streams, from_client: Read, from_server: Read) -> None:
    """Hand on everything, until both sides have ended; each piece is shown before it goes on, the end as an empty one.

    A side that ends is ended on the other side, and one that breaks off is broken off there.
    """
    up = asyncio.create_task(_pumped(client[0], server[1], from_client))
    down = asyncio.create_task(_pumped(server[0], client[1], from_server))
    try:
        await asyncio.wait((up, down), return_when=asyncio.FIRST_COMPLETED)
        await asyncio.wait((up, down), timeout=LINGER)
    finally:
        for task in (up, down):
            task.cancel()
        await asyncio.gather(up, down, return_exceptions=True)


async def _pumped(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, read: Read) -> None:
    try:
        while data := await reader.read(_CHUNK):
            read(data)
            writer.write(data)
            await writer.drain()
        read(b"")
        with suppress(OSError):
            if writer.can_write_eof():
                writer.write_eof()
            else:
                writer.close()
    except OSError:
        read(b"")
        writer.transport.abort()
