"""A server that does one thing wrong on its second connection, and is the reference server on all others.

It stands between: what it does not spoil it passes on, byte by byte.
"""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from websockets.utils import accept_key

HOSTILE = 2
_CHUNK = 1 << 16
SESSION = b'{"type":"realtime","object":"realtime.session","id":"sess_1"}'
CREATED = b'{"type":"session.created","event_id":"event_1","session":' + SESSION + b"}"


class Hostile:
    """The end of one connection: what a mode does with it, until the test is over."""

    def __init__(self, connection: socket.socket, over: threading.Event, behind: int) -> None:
        self.connection, self.over, self.behind = connection, over, behind

    def request(self) -> bytes:
        """Read the upgrade."""
        read = b""
        while b"\r\n\r\n" not in read and (chunk := self.connection.recv(_CHUNK)):
            read += chunk
        return read

    def upgrade(self, more: bytes = b"", accept: str | None = None) -> None:
        """Answer the upgrade."""
        asked = self.request().decode("latin-1")
        key = next(
            (line.split(": ")[1] for line in asked.split("\r\n") if line.lower().startswith("sec-websocket-key")), ""
        )
        head = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
        self.send(head.encode() + (accept or accept_key(key)).encode() + b"\r\n" + more + b"\r\n")

    def send(self, data: bytes) -> None:
        """Write all of it."""
        self.connection.sendall(data)

    def frame(self, data: bytes, opcode: int = 1, *, end: bool = True, length: int | None = None) -> None:
        """Write a frame, or one that claims another length."""
        size = len(data) if length is None else length
        extended = (
            bytes([size])
            if size < 126
            else b"\x7e" + struct.pack("!H", size)
            if size < 1 << 16
            else b"\x7f" + struct.pack("!Q", size)
        )
        self.send(bytes([(0x80 if end else 0) | opcode]) + extended + data)

    def greet(self) -> None:
        """Open a session that is right so far."""
        self.upgrade()
        self.frame(CREATED)

    def wait(self) -> None:
        """Be silent, and keep what one holds."""
        self.over.wait()

    def flood(self, piece: Callable[[], None]) -> None:
        """Do it again and again, with room for the suite, which is in the same process."""
        while not self.over.wait(0.001):
            piece()


def trickle(server: Hostile) -> None:
    server.request()
    for byte in b"HTTP/1.1 101 Switching Protocols\r\n" * 1000:
        if server.over.wait(0.05):
            return
        server.send(bytes([byte]))


def never_ends(server: Hostile) -> None:
    server.greet()
    server.frame(b"{", end=False)
    server.flood(lambda: server.frame(b" " * 60_000, 0, end=False))


def resets(server: Hostile) -> None:
    server.greet()
    server.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def after_greeting(act: Callable[[Hostile], object]) -> Callable[[Hostile], None]:
    def do(server: Hostile) -> None:
        server.greet()
        act(server)
        server.wait()

    return do


def answering(data: bytes) -> Callable[[Hostile], None]:
    def do(server: Hostile) -> None:
        server.request()
        server.send(data)

    return do


def redirects(server: Hostile) -> None:
    where = f"ws://127.0.0.1:{server.behind}/v1/realtime?model=m"
    answering(f"HTTP/1.1 302 Found\r\nLocation: {where}\r\nContent-Length: 0\r\n\r\n".encode())(server)


MODES: dict[str, Callable[[Hostile], object]] = {
    # It does not open.
    "is silent": Hostile.wait,
    "closes at once": lambda _: None,
    "reads the upgrade and is silent": lambda server: (server.request(), server.wait()),
    "reads the upgrade and closes": Hostile.request,
    "answers byte by byte without end": trickle,
    "answers with garbage": answering(b"\0\xff\r\n\r\n"),
    "answers with another protocol": answering(b"SSH-2.0-OpenSSH_9\r\n"),
    "refuses with 500": answering(b"HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n"),
    "redirects to a right one": redirects,
    "sends headers without end": lambda server: (
        server.request(),
        server.send(b"HTTP/1.1 101 S\r\n"),
        server.flood(lambda: server.send(b"A: b\r\n" * 1000)),
    ),
    "accepts another key": lambda server: (server.upgrade(accept="AAAA"), server.wait()),
    "selects a subprotocol that was not offered": lambda server: (
        server.upgrade(b"Sec-WebSocket-Protocol: chat\r\n"),
        server.wait(),
    ),
    "compresses though that was not offered": lambda server: (
        server.upgrade(b"Sec-WebSocket-Extensions: permessage-deflate\r\n"),
        server.wait(),
    ),
    # It opens, and does not go on.
    "upgrades and is silent": lambda server: (server.upgrade(), server.wait()),
    "greets and is silent": after_greeting(lambda _: None),
    "greets and closes": Hostile.greet,
    "greets and resets": resets,
    "greets and half closes": after_greeting(lambda server: server.connection.shutdown(socket.SHUT_WR)),
    "greets and closes with 1011": after_greeting(lambda server: server.frame(struct.pack("!H", 1011), 8)),
    # It says what no server says.
    "garbage in text": after_greeting(lambda server: server.frame(b"garbage")),
    "text that is not UTF-8": after_greeting(lambda server: server.frame(b"\xff\xfe")),
    "an array": after_greeting(lambda server: server.frame(b"[]")),
    "an array of 100,000 levels": after_greeting(lambda server: server.frame(b"[" * 100_000)),
    "a number of 100,000 digits": after_greeting(lambda server: server.frame(b'{"type":' + b"9" * 100_000 + b"}")),
    "a type of 1 MiB": after_greeting(lambda server: server.frame(b'{"type":"' + b"x" * (1 << 20) + b'"}')),
    "NUL": after_greeting(lambda server: server.frame(b"\0")),
    "a byte order mark": after_greeting(lambda server: server.frame(b"\xef\xbb\xbf" + CREATED)),
    "two objects in a frame": after_greeting(lambda server: server.frame(CREATED + CREATED)),
    "an empty frame": after_greeting(lambda server: server.frame(b"")),
    "a number beyond all numbers": after_greeting(lambda server: server.frame(CREATED[:-1] + b',"n":1e999999}')),
    "a ping of 1,000 bytes": after_greeting(lambda server: server.frame(b"x" * 1_000, 9)),
    "a fragment of nothing": after_greeting(lambda server: server.frame(b"x", 0)),
    "binary": after_greeting(lambda server: server.frame(b"\0" * 100, 2)),
    "an unknown opcode": after_greeting(lambda server: server.frame(b"x", 3)),
    "a masked frame": after_greeting(lambda server: server.send(b"\x81\x81\0\0\0\0x")),
    "a close with half a code": after_greeting(lambda server: server.frame(b"\x03", 8)),
    "a frame of 2**62 bytes": after_greeting(lambda server: server.frame(b"x", length=1 << 62)),
    "a frame of 70 MiB": after_greeting(lambda server: server.frame(b" " * (70 << 20))),
    "half a frame": after_greeting(lambda server: server.frame(b"x", length=1000)),
    "a message that never ends": never_ends,
    "pings without end": after_greeting(lambda server: server.flood(lambda: server.frame(b"x", 9))),
    "events without end": after_greeting(lambda server: server.flood(lambda: server.frame(CREATED))),
}


@contextmanager
def hostile(mode: str, behind: int) -> Iterator[int]:
    """The port of a server that is the one at the port ``behind`` but for one connection."""
    over = threading.Event()
    threads: list[threading.Thread] = []

    def serve(listening: socket.socket) -> None:
        for number in range(1, 1000):
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            act = spoil if number == HOSTILE else relay
            threads.append(threading.Thread(target=act, args=(connection,), daemon=True))
            threads[-1].start()

    def spoil(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            MODES[mode](Hostile(connection, over, behind))

    def relay(connection: socket.socket) -> None:
        with connection, socket.create_connection(("127.0.0.1", behind)) as other:
            back = threading.Thread(target=copy, args=(other, connection), daemon=True)
            back.start()
            copy(connection, other)
            back.join()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        accepting = threading.Thread(target=serve, args=(listening,), daemon=True)
        accepting.start()
        try:
            yield listening.getsockname()[1]
        finally:
            over.set()
            listening.shutdown(socket.SHUT_RDWR)
            accepting.join(10)
            for thread in threads:
                thread.join(10)
            assert not any(thread.is_alive() for thread in threads)


def copy(source: socket.socket, sink: socket.socket) -> None:
    """Pass on what comes until there is no more."""
    with suppress(OSError):
        while chunk := source.recv(_CHUNK):
            sink.sendall(chunk)
        sink.shutdown(socket.SHUT_WR)
