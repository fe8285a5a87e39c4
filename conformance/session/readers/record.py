"""One record of somebody's log as a frame: who sent it, when, and what.

Logs agree on no names, so this reader goes by what a record has: a word for the direction, and a member that holds the
event or its text. A bare event says by its name who sent it.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from math import isfinite
from typing import Any

from conformance.session.senders import sender
from conformance.session.transcript import Frame, Large, event_type, read_frame
from conformance.spec.generation import is_apart, is_known, sender_apart
from conformance.spec.model import Side
from conformance.spelling import object_in, spelt

Note = Callable[[int | str, str], None]
"""Takes a part of a file that was passed over, its line or its place, and why."""

_DIRECTIONS = ("direction", "source", "from", "sender", "side", "dir", "kind", "type", "opcode", "event_type")
_SENT = (
    *("client", "sent", "send", "sending", "out", "outgoing", "outbound", "request", "tx", "up", "->", "→"),
    *("c2s", "client_to_server", "client-to-server", "to_server"),
)
_RECEIVED = (
    *("server", "received", "receive", "receiving", "recv", "in", "incoming", "inbound", "response", "rx", "down"),
    *("<-", "←", "s2c", "server_to_client", "server-to-client", "to_client"),
)
_WORDS = dict.fromkeys(_SENT, Side.CLIENT) | dict.fromkeys(_RECEIVED, Side.SERVER)
_BODIES = ("event", "data", "text", "message", "payload", "frame", "body", "content", "json")
_ADDED = ("direction", "source", "dir", "sender", "side", "time", "timestamp", "ts", "count")
_STAMPS = ("timestamp", "ts", "time", "t")
"""Members that a log adds to events; no event has one of its own."""
_DATE = len("2026-01-01")
_NOTHING = sha256(b"").hexdigest()
_TIMES = ("t", "time", "timestamp", "ts", "offset", "at", "@timestamp", "@t", "datetime", "created_at")
_EPOCH = 1e11
"""Seconds that no clock shows before the year 5138: what is more counts thousandths of a second, or of a thousandth."""
_STRAY = re.compile("[\udc80-\udcff]")
_STRAYS = re.compile(r"[\udc80-\udcff]|\\udc[89a-f][0-9a-f]")
"""A byte that is not UTF-8, as it was read or as it was written again."""
_BINARY = 2
"""The opcode of a binary frame in RFC 6455, which HAR files name."""


@dataclass(frozen=True, slots=True)
class Unread(Large):
    """A frame that could not be read, and why."""

    why: str = ""


def side_of(event: Any) -> Side | None:
    """Who sends an event of this type; ``None`` for a type that the document does not have."""
    name = event.get("type") if isinstance(event, dict) else None
    return sender(name) if isinstance(name, str) else None


def side_of_word(word: str) -> Side | None:
    """The side that a log's word for a direction means."""
    return _WORDS.get(word.lower())


def frame_of(record: Any, exact: str | None = None) -> Frame | None:
    """The frame of a record, whose own JSON is ``exact``, without its number; ``None`` where it is not one."""
    if not isinstance(record, dict):
        return None
    side = _direction(record)
    if side is None:
        return _bare(record, exact)
    if "from" in record:
        try:
            return read_frame(record, 0)
        except ValueError:
            pass
    bodies = [record[name] for name in _BODIES if record.get(name)]
    if inner := next((body for body in bodies if isinstance(body, dict)), None):
        return Frame(0, side, time_of(record), text=_unwrapped(inner))
    if "." in str(record.get("type")):
        # An event that somebody has added the direction to; it may have a `text` of its own.
        event = {name: value for name, value in record.items() if name not in _ADDED and not name.startswith("_")}
        return Frame(0, side, time_of(record), text=spelt(event))
    if texts := [body for body in bodies if isinstance(body, str)]:
        # A logger has a sentence of its own beside the frame.
        text = next((one for one in texts if one.lstrip().startswith("{")), texts[0])
        return _of_text(text, record, Frame(0, side, time_of(record)))
    # YAML has bytes of its own.
    data = next((body for body in bodies if isinstance(body, bytes)), None)
    return None if data is None else Frame(0, side, time_of(record), data=data)


def is_of_a_session(record: Any) -> bool:
    """Whether a record can only be a frame of a session: tools, items and content parts have a ``type``, too."""
    return isinstance(record, dict) and frame_of(record) is not None and says_so(record)


def says_so(record: Mapping[str, Any]) -> bool:
    """Whether a record says by itself that it is a frame: by a direction, or as an event that carries no other."""
    return _direction(record) is not None or (is_event(record) and not carries(record))


def carries(record: Mapping[str, Any]) -> bool:
    """Whether a record with a type of its own carries an event: only the type of what is inside is known."""
    if not isinstance(record.get("type"), str) or _is_known(record):
        return False
    return any(_is_known(_value(record[name])) for name in _BODIES if name in record)


def has_known(frames: Iterable[Frame]) -> bool:
    """Whether one of the frames has an event of a type that is known."""
    return any(_is_known(_value(one.text)) for one in frames)


def is_har_message(record: Mapping[str, Any]) -> bool:
    """Whether a record is a message of a WebSocket as HAR files have them."""
    return record.get("type") in ("send", "receive") and "opcode" in record and "data" in record


def is_event(value: Mapping[str, Any]) -> bool:
    """Whether an object is an event, of this wire or another: by its name, or because it has an ``event_id``."""
    name = value.get("type")
    named = isinstance(name, str) and ("." in name or name == "error" or "event_id" in value)
    return named or is_apart(value)


def frames_of(record: Any, exact: str | None = None) -> tuple[Frame, ...]:
    """The frames of a record, without their numbers: none, one, or one and another that was not kept.

    A console counts the events of one type in a row, and keeps the first.
    """
    frame = frame_of(record, exact)
    if frame is None:
        return ()
    count = record.get("count") if "source" in record else None
    if frame.text is None or not isinstance(count, int) or count < 2:
        return (frame,)
    return (frame, replace(frame, text=None, large=Large("text", 0, _NOTHING, event_type(frame.text) or "unknown")))


def cut_off(text: str, side: Side = Side.SERVER) -> tuple[Frame, ...]:
    """What stands for a frame that can no longer be read, such as a line that a logger has cut."""
    return (Frame(0, side, large=Large("text", len(text.encode("utf-8", "replace")), _NOTHING)),)


def unread(text: str, why: str, side: Side) -> tuple[Frame, ...]:
    """A frame without a text, in place of one that is whole but in a form that cannot be read; ``why`` says which."""
    return (Frame(0, side, large=Unread("text", len(text.encode("utf-8", "replace")), _NOTHING, why=why)),)


def not_utf8(text: str) -> str | None:
    """Where a text that was read with `surrogateescape` is not UTF-8, and why; ``None`` where it is."""
    if text.isascii() or not _STRAY.search(text):
        return None
    try:
        text.encode("utf-8", "surrogateescape").decode("utf-8")
    except UnicodeDecodeError as error:
        return f"not UTF-8: {error.reason} at byte {error.start}"
    except UnicodeEncodeError:
        pass
    return None


def undecoded(frames: Iterable[Frame], why: str) -> Iterator[Frame]:
    """The frames of a log that is not all UTF-8: those with such bytes are replaced by unread ones that say ``why``."""
    for frame in frames:
        if frame.text is not None and _STRAYS.search(frame.text):
            yield replace(unread(frame.text, why, frame.side)[0], number=frame.number)
        else:
            yield frame


def why_unread(frame: Frame) -> str | None:
    """Why a frame of a log cannot be read; ``None`` where it can, or was only not kept."""
    if isinstance(frame.large, Unread):
        return frame.large.why
    return "a frame that is cut off" if frame.large and frame.large.type is None else None


def numbered(found: Iterable[tuple[int | str, tuple[Frame, ...]]], note: Note) -> Iterator[Frame]:
    """The frames of all records in order, with their numbers; ``note`` is told where a record held none."""
    number = 0
    for where, frames in found:
        if not frames:
            note(where, "no frame of a session")
        for frame in frames:
            if why := why_unread(frame):
                note(where, why)
            number += 1
            yield replace(frame, number=number)


def _direction(record: Mapping[str, Any]) -> Side | None:
    for name in _DIRECTIONS:
        word = record.get(name)
        if isinstance(word, str) and (side := side_of_word(word)):
            return side
    return None


def _is_known(value: Any) -> bool:
    name = value.get("type") if isinstance(value, dict) else None
    return isinstance(name, str) and ("." in name or name == "error") and is_known(name)


def _value(body: Any) -> Any:
    """What a body says, where it is the text of an object."""
    return object_in(body) if isinstance(body, str) and body.lstrip().startswith("{") else body


def _bare(record: dict[str, Any], exact: str | None) -> Frame | None:
    """A record that is the event itself; what the document does not have comes from a server, which may be newer."""
    if not isinstance(record.get("type"), str):
        side = sender_apart(record)
        return None if side is None else Frame(0, side, text=exact or spelt(record))
    side = side_of(record) or Side.SERVER
    event = {name: value for name, value in record.items() if name not in _STAMPS and not name.startswith("_")}
    if len(event) < len(record):
        return Frame(0, side, time_of(record), text=spelt(event))
    return Frame(0, side, text=exact or spelt(record))


def _unwrapped(body: Mapping[str, Any]) -> str:
    """The text of a body that is an event, or that holds one in a body of its own."""
    if not is_event(body):
        for inner in map(body.get, _BODIES):
            if isinstance(value := _value(inner), dict) and is_event(value):
                return inner if isinstance(inner, str) else spelt(value)
    return spelt(body)


def _of_text(body: str, record: Mapping[str, Any], frame: Frame) -> Frame:
    if record.get("opcode") == _BINARY:
        try:
            return Frame(0, frame.side, frame.t, data=base64.b64decode(body, validate=True))
        except binascii.Error:
            pass
    return Frame(0, frame.side, frame.t, text=body)


def time_of(record: Mapping[str, Any]) -> float | None:
    """When a record was made, in seconds from any beginning; ``None`` where it does not say, or not in a way known."""
    return next((t for name in _TIMES if (t := _seconds(record.get(name))) is not None), None)


def _seconds(value: Any) -> float | None:
    if isinstance(value, str) and len(value) >= _DATE:
        try:
            return datetime.fromisoformat(value).timestamp()
        except (ValueError, OverflowError):
            return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        seconds = float(value)
    except OverflowError:
        return None
    if not isfinite(seconds):
        return None
    while abs(seconds) >= _EPOCH:
        seconds /= 1_000
    return seconds
