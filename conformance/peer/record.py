"""The recorder: a proxy between a client and a server that changes nothing, and writes down what they say.

The bytes of a connection go through as they are, whatever they are: compression, fragments, pings and close codes are
those of the two sides. The frames are read beside that.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Self

from conformance.errors import UsageError
from conformance.peer.background import Background
from conformance.peer.recording import Found, Recording
from conformance.peer.relay import Head, Streams, read_head, relayed, upstream
from conformance.peer.server.tls import Authority
from conformance.peer.tap import Tap, Unreadable, agreed
from conformance.session.credentials import clean_url
from conformance.spec.model import Side

_PATIENCE = 60.0
"""How many seconds are waited for a client to say what it wants, and for the upstream to take the connection."""
_LAST = 2.0
"""How many seconds connections have to end by themselves when the recorder ends."""
Tell = Callable[[str], None]


class Recorder:
    """Records what goes through it to the server at ``to``, in a thread of its own.

    >>> with Recorder("wss://api.openai.com", Path("session.jsonl")) as recorder:
    ...     print(recorder.url)

    ``to`` is ``ws://HOST:PORT`` or ``wss://HOST``, perhaps with a path. The first connection is recorded in the file
    ``out``, the second in ``session-2.jsonl``, and so on; older files are replaced. With ``tls`` it speaks TLS to
    clients, and ``authority`` has the certificate to trust. ``trusts`` says whose certificates the recorder trusts.
    ``found`` is called with what breaks a rule, while the session lasts, and ``tell`` with a sentence for each
    connection that begins, ends or fails.

    It opens a connection only when a client does and adds no credentials, so what it costs is what the client costs.

    Raises:
        UsageError: ``to`` is not an address, the port cannot be had, or ``out`` is in no folder.
    """

    def __init__(
        self,
        to: str,
        out: Path,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        tls: bool = False,
        trusts: ssl.SSLContext | None = None,
        keep_large: bool = False,
        found: Found | None = None,
        tell: Tell | None = None,
    ) -> None:
        self._upstream = upstream(to)
        if not out.parent.is_dir():
            raise UsageError(f"{out}: there is no folder {out.parent}")
        self._out, self._host, self._port, self._trusts = out, host, port, trusts
        self._keep_large, self._found = keep_large, found
        self._say: Tell = tell or (lambda _: None)
        self.authority = Authority(host) if tls else None
        """Who has signed the certificate, where the recorder speaks TLS."""
        self.transcripts: list[Path] = []
        """The files that were begun, one for each connection."""
        self._connections: set[asyncio.Task[None]] = set()
        self._background = Background("recorder", self._running)

    @property
    def base_url(self) -> str:
        """Where clients connect that add the path themselves, such as ``ws://127.0.0.1:8080/v1``."""
        return self.url.partition("?")[0].removesuffix("/realtime")

    @property
    def url(self) -> str:
        """Where clients connect: the address of the upstream with another host."""
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"{'wss' if self.authority else 'ws'}://{host}:{self._port}{self._upstream.path}"

    def __enter__(self) -> Self:
        """Listen; clients are served on return."""
        self._background.begin()
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        """Listen no more. Connections that still last are broken off, and their recordings are incomplete."""
        self._background.end()

    @asynccontextmanager
    async def _running(self) -> AsyncIterator[None]:
        server = await self._listening()
        try:
            yield
        finally:
            server.close()
            await self._ended()

    async def _listening(self) -> asyncio.Server:
        context = self.authority.server_context if self.authority else None
        try:
            server = await asyncio.start_server(self._accept, self._host, self._port, ssl=context)
        except (OSError, OverflowError) as error:
            why = getattr(error, "strerror", None) or error
            raise UsageError(f"cannot listen on {self._host} port {self._port}: {why}") from None
        self._port = server.sockets[0].getsockname()[1]
        return server

    async def _ended(self) -> None:
        if self._connections:
            await asyncio.wait(self._connections, timeout=_LAST)
        for task in self._connections:
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        try:
            await self._serve((reader, writer))
        except (EOFError, OSError, TimeoutError):
            pass  # The client has gone before it said anything.
        except ValueError as error:
            self._say(f"not recorded: a connection that is not one of a client: {error}")
        except asyncio.CancelledError:
            pass  # The recorder ends.
        finally:
            self._connections.discard(task)
            writer.transport.abort() if writer.is_closing() else writer.close()

    async def _serve(self, client: Streams) -> None:
        async with asyncio.timeout(_PATIENCE):
            request, _ = await read_head(client[0])
        head = request.addressed(self._upstream)
        url = self._upstream.url(head.decode("latin-1").split(" ")[1])
        try:
            async with asyncio.timeout(_PATIENCE):
                server = await self._upstream.connect(self._trusts)
        except (OSError, TimeoutError) as error:
            why = f"cannot connect to {clean_url(url)}: {error or type(error).__name__}"
            self._say(why)
            body = f"{why}\n".encode()
            client[1].write(
                b"HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/plain\r\nConnection: close\r\n"
                + f"Content-Length: {len(body)}\r\n\r\n".encode()
                + body
            )
            await client[1].drain()
            return
        try:
            server[1].write(head)
            await server[1].drain()
            if request.upgrades:
                await self._recorded(client, server, request, url)
            else:
                await relayed(client, server, lambda _: None, lambda _: None)
        finally:
            server[1].transport.abort() if server[1].is_closing() else server[1].close()

    async def _recorded(self, client: Streams, server: Streams, request: Head, url: str) -> None:
        answer, raw = await read_head(server[0])
        client[1].write(raw)
        await client[1].drain()
        if answer.status != 101:
            self._say(f"not recorded: {clean_url(url)} was refused with HTTP {answer.status}")
            await relayed(client, server, lambda _: None, lambda _: None)
            return
        recording = self._begun(url, request)
        try:
            recording.add(Side.SERVER, open=answer.headers)
            await relayed(client, server, *_taps(recording, answer))
            recording.end()
        finally:
            # Where it was broken off, it stays incomplete.
            recording.close()
            self._say(f"{recording.path}: {recording.lost or 'the connection has ended'}")

    def _begun(self, url: str, request: Head) -> Recording:
        number = len(self.transcripts) + 1
        path = self._out if number == 1 else self._out.with_stem(f"{self._out.stem}-{number}")
        recording = Recording(path, url, request.headers, keep_large=self._keep_large, found=self._found)
        self.transcripts.append(path)
        self._say(f"{path}: recording {clean_url(url)}")
        return recording


def _taps(recording: Recording, answer: Head) -> tuple[Callable[[bytes], None], Callable[[bytes], None]]:
    """What reads along, for the client's bytes and for the server's."""
    try:
        deflate = agreed(answer.value("sec-websocket-extensions"))
    except Unreadable as error:
        recording.lose(f"not recorded: {error}")
        return (lambda _: None, lambda _: None)

    def read(side: Side, tap: Tap, data: bytes) -> None:
        if recording.lost is None:
            if not data:
                # After a close frame this says nothing new, and is not recorded.
                recording.add(side, close=(None, ""))
                return
            try:
                for content in tap.read(data):
                    recording.add(side, **content)
            except Unreadable as error:
                recording.lose(f"recorded no further, because what the {side.value} sends cannot be read: {error}")

    one, other = (partial(read, side, Tap(side, deflate)) for side in (Side.CLIENT, Side.SERVER))
    return one, other
