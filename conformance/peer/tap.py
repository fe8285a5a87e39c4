"""Reads the frames of a connection from the bytes of one direction, which go on to the other side untouched."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from websockets.exceptions import InvalidHeaderFormat
from websockets.extensions.permessage_deflate import PerMessageDeflate
from websockets.frames import Close, Opcode
from websockets.headers import parse_extension
from websockets.protocol import CLIENT, SERVER, Protocol

from conformance.spec.model import Side

LARGEST = 64 * 1024 * 1024
"""The longest message that is read, in bytes."""
_WINDOW = 15
_QUIET = logging.getLogger(f"{__name__}.quiet")
_QUIET.addHandler(logging.NullHandler())
_QUIET.propagate = False


class Unreadable(Exception):
    """What follows in this direction cannot be read as frames; the message says why."""


@dataclass(frozen=True, slots=True)
class Deflate:
    """How one side compresses its messages: whether each begins anew, and the bits of its window."""

    forgets: bool
    window: int


def agreed(header: str) -> tuple[Deflate, Deflate] | None:
    """How the client and the server compress, as the server's ``Sec-WebSocket-Extensions`` says; ``None``: they do not.

    Raises:
        Unreadable: an extension that changes frames in another way.
    """
    try:
        extensions = parse_extension(header) if header.strip() else []
        if not extensions:
            return None
        ((name, parameters),) = extensions
        if name != "permessage-deflate":
            raise ValueError(name)
        given = dict(parameters)
        client, server = (
            Deflate(f"{side}_no_context_takeover" in given, int(given.get(f"{side}_max_window_bits") or _WINDOW))
            for side in ("client", "server")
        )
        return client, server
    except (InvalidHeaderFormat, ValueError):
        raise Unreadable(f"the extension {header!r} is not known") from None


class Tap:
    """The frames of one direction. ``side`` is who sends them."""

    def __init__(self, side: Side, deflate: tuple[Deflate, Deflate] | None) -> None:
        # It plays the side that the bytes go to, whose answers are never sent.
        self._protocol = Protocol(SERVER if side is Side.CLIENT else CLIENT, max_size=LARGEST, logger=_QUIET)
        if deflate is not None:
            client, server = deflate
            theirs, ours = (client, server) if side is Side.CLIENT else (server, client)
            self._protocol.extensions = [PerMessageDeflate(theirs.forgets, ours.forgets, theirs.window, ours.window)]
        self._parts: list[bytes] = []
        self._is_text = False

    def read(self, data: bytes) -> Iterator[dict[str, Any]]:
        """The content of the frames that are whole now: ``text``, ``data`` or ``close``.

        A message in fragments is one. Pings and pongs are of the connection, not of the session.

        Raises:
            Unreadable: the bytes are not frames, or a message is longer than :data:`LARGEST`.
        """
        self._protocol.receive_data(data)
        self._protocol.data_to_send()
        for frame in self._protocol.events_received():
            match frame.opcode:  # type: ignore[union-attr]
                case Opcode.TEXT | Opcode.BINARY:
                    self._is_text = frame.opcode is Opcode.TEXT  # type: ignore[union-attr]
                    self._parts = [bytes(frame.data)]  # type: ignore[union-attr]
                case Opcode.CONT:
                    self._parts.append(bytes(frame.data))  # type: ignore[union-attr]
                case Opcode.CLOSE:
                    close = Close.parse(frame.data)  # type: ignore[union-attr]
                    yield {"close": (close.code if frame.data else None, close.reason)}  # type: ignore[union-attr]
                    continue
                case _:
                    continue
            if frame.fin:  # type: ignore[union-attr]
                yield self._message()
        if self._protocol.parser_exc is not None:
            raise Unreadable(str(self._protocol.parser_exc) or type(self._protocol.parser_exc).__name__)

    def _message(self) -> dict[str, Any]:
        whole, self._parts = b"".join(self._parts), []
        if self._is_text:
            try:
                return {"text": whole.decode()}
            except UnicodeDecodeError:
                pass  # The exact bytes say more than a text that stands in for them.
        return {"data": whole}


def offered(header: str) -> Sequence[str]:
    """The subprotocols that a ``Sec-WebSocket-Protocol`` header lists."""
    return [one.strip() for one in header.split(",") if one.strip()]
