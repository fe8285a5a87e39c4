"""Transcripts: the frames of one connection, in order, from both sides.

A file of JSON Lines, described by ``transcript.schema.json``: a header, then one frame per line. The exact text of a
frame is kept, because number forms, repeated members and broken JSON are findings too. Frames over :data:`LARGE` bytes
are kept as length and digest unless asked for. Credentials are never kept; a frame that has one is written anew.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import IO, Any

from conformance.errors import UsageError
from conformance.jsontext import text_of
from conformance.session.credentials import clean_headers, clean_text, clean_url
from conformance.spec.model import Side
from conformance.spelling import loaded, object_in, spelt

VERSION = 1
DIALECT = "openai-ga"
"""What frames are judged by where nothing else is said."""
LARGE = 64 * 1024
"""The number of bytes beyond which a frame is kept as length and digest."""


class Connection(StrEnum):
    """How a connection belongs to its session."""

    NEW = "new"
    """A WebSocket connection that opens a session of its own."""
    SIDEBAND = "sideband"
    """A WebSocket connection to a session that a call over WebRTC or SIP has opened."""
    WEBRTC = "webrtc"
    """The data channel of a WebRTC connection."""


class Replaced(StrEnum):
    """What was replaced in the frames before they were kept."""

    AUDIO = "audio"
    IDS = "ids"
    TIMES = "times"
    TEXT = "text"


class NotATranscript(UsageError):
    """A transcript cannot be read: the message says where and what was expected."""


@dataclass(frozen=True, slots=True)
class Header:
    """What has to be known about a recording beside its frames.

    ``connection`` and ``sides`` are ``None`` where nobody said. ``complete`` says that the recording has the first and
    the last frame of the connection, and all between.
    """

    dialect: str = DIALECT
    connection: Connection | None = None
    complete: bool = False
    sides: tuple[Side, ...] | None = None
    replaced: frozenset[Replaced] = frozenset()
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Large:
    """A frame that was not kept: its kind, length in bytes and digest, and the ``type`` of its event if it has one."""

    kind: str
    length: int
    sha256: str
    type: str | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame. Exactly one of ``text``, ``data``, ``open``, ``close`` and ``large`` is set.

    ``number`` counts the frames of a transcript from 1. ``t`` is in seconds from the start of the recording, ``None``
    where times were not recorded. ``open`` holds the headers of the handshake, ``close`` the code and the reason.
    """

    number: int
    side: Side
    t: float | None = None
    text: str | None = None
    data: bytes | None = None
    open: Mapping[str, str] | None = None
    close: tuple[int | None, str] | None = None
    large: Large | None = None

    @property
    def is_message(self) -> bool:
        """Whether it is a message, not the opening or the close of the connection."""
        return self.open is None and self.close is None


def header_record(header: Header) -> dict[str, Any]:
    """The first line of a transcript, without what is not known."""
    record: dict[str, Any] = {"transcript": VERSION, "dialect": header.dialect}
    if header.connection:
        record["connection"] = header.connection.value
    record["complete"] = header.complete
    if header.sides is not None:
        record["sides"] = [side.value for side in header.sides]
    if header.replaced:
        record["replaced"] = sorted(header.replaced)
    if header.url:
        record["url"] = clean_url(header.url)
    return record


def read_header(record: Mapping[str, Any]) -> Header:
    """The header that a first line holds.

    Raises:
        NotATranscript: another version, or a member that does not fit.
    """
    if record.get("transcript") != VERSION:
        raise NotATranscript(f"line 1: transcript version {record.get('transcript')!r}; this suite reads {VERSION}")
    if unknown := record.keys() - {"transcript", "dialect", "connection", "complete", "sides", "replaced", "url"}:
        raise NotATranscript(f"line 1: unknown members: {', '.join(sorted(unknown))}")
    try:
        connection, sides = record.get("connection"), record.get("sides")
        return Header(
            dialect=str(record.get("dialect", DIALECT)),
            connection=None if connection is None else Connection(connection),
            complete=record.get("complete") is True,
            sides=None if sides is None else tuple(map(Side, sides)),
            replaced=frozenset(map(Replaced, record.get("replaced", ()))),
            url=record.get("url"),
        )
    except (ValueError, TypeError) as error:
        raise NotATranscript(f"line 1: {error}") from None


def frame_record(frame: Frame) -> dict[str, Any]:
    """A frame as the object of its line."""
    record: dict[str, Any] = {} if frame.t is None else {"t": frame.t}
    record["from"] = frame.side.value
    if frame.text is not None:
        record["text"] = clean_text(frame.text)
    elif frame.data is not None:
        record["bytes"] = base64.b64encode(frame.data).decode("ascii")
    elif frame.open is not None:
        record["open"] = {"headers": clean_headers(frame.open)}
    elif frame.close is not None:
        code, reason = frame.close
        record["close"] = ({} if code is None else {"code": code}) | {"reason": reason}
    elif frame.large is not None:
        large = frame.large
        record["large"] = {"kind": large.kind, "length": large.length, "sha256": large.sha256}
        if large.type is not None:
            record["large"]["type"] = large.type
    return record


def read_frame(record: Mapping[str, Any], number: int) -> Frame:
    """The frame that a line holds.

    Raises:
        ValueError: it is not a frame; the message says why.
    """
    side, t = Side(str(record.get("from"))), record.get("t")
    if t is not None and (isinstance(t, bool) or not isinstance(t, int | float)):
        raise ValueError("`t` must be a number of seconds")
    match {name: value for name, value in record.items() if name not in ("t", "from")}:
        case {"text": str(text), **rest} if not rest:
            return Frame(number, side, t, text=text)
        case {"bytes": str(text), **rest} if not rest:
            try:
                return Frame(number, side, t, data=base64.b64decode(text, validate=True))
            except binascii.Error:
                raise ValueError("`bytes` must be base64") from None
        case {"open": {"headers": {**headers}}, **rest} if not rest:
            return Frame(number, side, t, open={str(name): str(value) for name, value in headers.items()})
        case {"close": {**close}, **rest} if not rest:
            code = close.get("code")
            return Frame(number, side, t, close=(code if isinstance(code, int) else None, str(close.get("reason", ""))))
        case {"large": {"kind": str(kind), "length": int(length), "sha256": str(digest), **more}, **rest} if not rest:
            name = more.get("type")
            return Frame(number, side, t, large=Large(kind, length, digest, name if isinstance(name, str) else None))
    raise ValueError("expected exactly one of `text`, `bytes`, `open`, `close` and `large` beside `from` and `t`")


def without_bulk(frame: Frame) -> Frame:
    """The frame, or its length and digest in its place where it is longer than :data:`LARGE` bytes."""
    if frame.text is not None and len(frame.text) * 4 > LARGE:
        data, kind = frame.text.encode("utf-8", "surrogatepass"), "text"
    elif frame.data is not None:
        data, kind = frame.data, "bytes"
    else:
        return frame
    if len(data) <= LARGE:
        return frame
    large = Large(kind, len(data), hashlib.sha256(data).hexdigest(), event_type(frame.text))
    return replace(frame, text=None, data=None, large=large)


def event_type(text: str | None) -> str | None:
    """The ``type`` of the event in a text, ``None`` where it has none."""
    name = (object_in(text or "") or {}).get("type")
    return name if isinstance(name, str) else None


def header_line(header: Header) -> str:
    """The first line of a transcript."""
    return text_of(header_record(header)) + "\n"


def frame_line(frame: Frame, *, keep_large: bool = False) -> str:
    """The line of a frame; ``keep_large`` keeps one over :data:`LARGE` bytes whole."""
    line = text_of(frame_record(frame if keep_large else without_bulk(frame)))
    # A lone surrogate has no UTF-8; the JSON escape says the same.
    return (line if line.isascii() else _encodable(line)) + "\n"


class Writer:
    """Writes a transcript to a text file, frame by frame."""

    def __init__(self, file: IO[str], header: Header, *, keep_large: bool = False) -> None:
        self._file = file
        self._keep_large = keep_large
        file.write(header_line(header))

    def write(self, frame: Frame) -> None:
        """Write one frame. Frames keep their order; their numbers are not written."""
        self._file.write(frame_line(frame, keep_large=self._keep_large))


def _encodable(line: str) -> str:
    try:
        line.encode("utf-8")
    except UnicodeEncodeError:
        return spelt(loaded(line))
    return line
