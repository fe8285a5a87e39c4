"""An adapter that was started by somebody else, such as a debugger: the same lines over one TCP connection.

Nothing is started or ended here. After a fault the address is connected to again, so the adapter has to accept one
connection after the other.
"""

from __future__ import annotations

import re
import selectors
import socket
import weakref
from contextlib import suppress
from time import monotonic

from conformance.adapter.dialogue import Dialogue, Limits
from conformance.adapter.lines import LineTooLong
from conformance.adapter.peer import CHUNK, Peer
from conformance.errors import UsageError

_ADDRESS = re.compile(r"(?:\[(?P<bracketed>[^\[\]]+)\]|(?P<host>[^\s:\[\]]+)):(?P<port>[0-9]{1,5})")


class MalformedAddress(ValueError):
    """Not of the form ``HOST:PORT``; the message says what it is instead."""


class Tcp(Dialogue):
    """A :class:`~conformance.adapter.contract.Connection` to what listens at a host and port.

    Raises:
        UsageError: nothing can be connected to there.
        AdapterBroken: what listens there does not answer ``hello``.
    """

    def __init__(self, host: str, port: int, limits: Limits | None = None) -> None:
        bounds = limits or Limits()
        super().__init__(
            lambda: Socket(host, port, timeout=bounds.timeout, line_limit=bounds.line), f"at {host}:{port}", bounds
        )


class Socket(Peer):
    """A :class:`~conformance.adapter.peer.Peer` at a host and port.

    ``timeout`` is in seconds, for the connection to be accepted.

    Raises:
        UsageError: nothing can be connected to there.
    """

    def __init__(self, host: str, port: int, *, timeout: float, line_limit: int) -> None:
        super().__init__(line_limit)
        try:
            self._socket = socket.create_connection((host, port), timeout)
        except TimeoutError:
            raise UsageError(f"cannot connect to {host}:{port}: no answer within {timeout:g} s") from None
        except (OSError, UnicodeError) as error:
            reason = getattr(error, "strerror", None) or "no such host"
            raise UsageError(
                f"cannot connect to {host}:{port}: {reason} (tcp: attaches to an adapter that listens there already)"
            ) from None
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.setblocking(False)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._socket, selectors.EVENT_READ)
        # Also runs when the interpreter ends, whatever ends it.
        self._end = weakref.finalize(self, _end, self._socket, self._selector)

    def read(self, wait: float) -> list[bytes]:
        """Return the lines that have come, after at most ``wait`` seconds; there may be none yet.

        Raises:
            LineTooLong: the peer writes a line without end.
        """
        lines: list[bytes] = []
        if self.ended:
            return lines
        for _, events in self._selector.select(max(wait, 0)):
            if events & selectors.EVENT_WRITE:
                self._flush()
                if not self._unwritten:
                    self._selector.modify(self._socket, selectors.EVENT_READ)
            if events & selectors.EVENT_READ:
                lines = self._receive()
        return lines

    def exit_note(self) -> str:
        """Say how the connection ended."""
        where = " in the middle of a line" if self._splitter.unfinished else ""
        return f"closed the connection without an answer{where}"

    def leave(self, farewell: bytes, grace: float) -> None:
        """Send ``farewell``, wait at most ``grace`` seconds for the other end to close, and close."""
        self.write(farewell)
        deadline = monotonic() + grace
        with suppress(LineTooLong):
            while not self.ended and (left := deadline - monotonic()) > 0:
                self.read(left)
        self.kill()

    def kill(self) -> None:
        """Close the connection at once; the program runs on. May be called twice."""
        self.ended = True
        self._closed_for_writing = True
        self._end()

    def _send(self, data: bytearray) -> int:
        return self._socket.send(data)

    def _await_room(self) -> None:
        self._selector.modify(self._socket, selectors.EVENT_READ | selectors.EVENT_WRITE)

    def _receive(self) -> list[bytes]:
        try:
            chunk = self._socket.recv(CHUNK)
        except BlockingIOError:
            return []
        except OSError:
            chunk = b""
        return self._received(chunk)


def parse_address(text: str) -> tuple[str, int]:
    """Read ``HOST:PORT``; an IPv6 address is in brackets, ``[::1]:9000``.

    Raises:
        MalformedAddress: it has another form.
    """
    found = _ADDRESS.fullmatch(text)
    if found is None:
        raise MalformedAddress(f"{text!r} is not of the form HOST:PORT, such as 127.0.0.1:9000 or [::1]:9000")
    port = int(found["port"])
    if not 0 < port < 1 << 16:
        raise MalformedAddress(f"there is no port {port}: ports go from 1 to 65535")
    return found["bracketed"] or found["host"], port


def _end(connection: socket.socket, selector: selectors.BaseSelector) -> None:
    selector.close()
    connection.close()
