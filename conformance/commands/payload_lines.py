"""Reads frames from JSON: bare events, payloads with a type, and recorded sessions.

The input is JSON Lines, or JSON over several lines, or an array of either. Each object has one of these forms:

- ``{"type": T, "text": "…"}`` or ``{"type": T, "payload": …}``, where ``T`` is a type of the dialect or an
  event's name on the wire; without ``type`` the payload itself says which event it is;
- ``{"direction": D, "event": …}``, a frame of a recorded session; ``D`` is ``client`` (or ``sent``) or ``server`` (or
  ``received``). The members may also be called ``from`` and ``data`` or ``text``;
- an event as it was on the wire;
- a line of a transcript as ``session lint`` reads it.

Besides there are recordings of other forms: HAR files, cassettes in YAML, logs with an event somewhere in a line, and
Markdown with events in its blocks of code. An object of another service, which has no ``type`` and members that no
event has, is passed over and told. Whatever else there is becomes a frame with a problem, so that every line gets an
answer.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from conformance import jsontext
from conformance.commands.json_documents import Document, documents
from conformance.commands.recorded_frames import (
    YAML,
    PayloadLine,
    of_cassette,
    of_har,
    of_log,
    of_record,
    of_transcript,
)
from conformance.errors import UsageError, near
from conformance.jsontext import text_of, visible
from conformance.oracle import Breach, Rule
from conformance.session.readers import NOT_TEXT
from conformance.session.readers.document import ANOTHER
from conformance.session.readers.record import Note
from conformance.spec import dialects, load_dialect
from conformance.spec.model import Dialect, Side, Struct
from conformance.spelling import loaded, members

_SIDES = {"client": Side.CLIENT, "sent": Side.CLIENT, "server": Side.SERVER, "received": Side.SERVER}
_FRAMES = ("event", "data", "text")
_AN_EVENT = "an event, or an object with the members direction and event, or type and text or payload"
_GZIP = b"\x1f\x8b"
_SHOWN = 60
_OF_LOGS = re.compile(r"\W*\d{1,4}[-:/.]\d\d[-:/.]\d\d|\s*(?:```|~~~)")
"""How lines begin that only a log has, or a text in Markdown: with a time, or with the fence of a block of code."""
_FOREIGN = "no frame of a session"
_FEW = 8


def read(
    lines: Iterable[bytes], dialect: Dialect, name: str = "", note: Callable[[str], None] = lambda _: None
) -> Iterator[PayloadLine]:
    """The payloads of all documents, of a file with that name; what cannot be read is a line with a problem.

    Of several connections one is read; ``note`` is called with what is said of the others, and of what is passed over.

    Raises:
        UsageError: it is not text.

    A file is a log if one of its lines has more than an event, or begins as only lines of logs do; then the lines
    without an event are passed over.
    """
    foreign: list[str] = []

    def passed_over(where: int | str, why: str) -> None:
        # Entries of a recording that are no frames say nothing about one.
        if why.startswith(ANOTHER):
            note(f"passed over: {where} ({why})")
        elif why == _FOREIGN:
            foreign.append(str(where))

    if name.endswith(YAML):
        yield from of_cassette(b"".join(lines).decode("utf-8", "replace"), passed_over)
        return
    held: list[PayloadLine] = []
    is_log, any_frame = False, False
    for document in documents(_checked(lines, name)):
        try:
            found = _found(document, dialect, passed_over)
        except jsontext.NotJson as error:
            found = of_log(document.text, document.number)
            if found:
                is_log = True
                held.clear()
            elif not document.problem and not document.text.lstrip().startswith("{"):
                is_log = is_log or bool(_OF_LOGS.match(document.text))
                if not is_log or not any_frame:
                    held.append(_no_json(document, str(error)))
                continue
            else:
                found = [_no_json(document, document.problem or str(error))]
        if is_log:
            held.clear()
        if not found:
            continue
        any_frame = True
        yield from held
        held.clear()
        yield from found
    yield from held
    if foreign:
        more = ", …" if len(foreign) > _FEW else ""
        note(f"passed over: line{'s' if len(foreign) > 1 else ''} {', '.join(foreign[:_FEW])}{more} ({_FOREIGN})")


def _checked(lines: Iterable[bytes], name: str) -> Iterator[bytes]:
    """The lines of what is text."""
    blank = True
    for line in lines:
        if blank and (b"\0" in line or line.startswith(_GZIP)):
            raise UsageError(f"{'standard input' if name in ('', '-') else name}: {NOT_TEXT}")
        blank = blank and not line.strip()
        yield line


def _found(document: Document, dialect: Dialect, note: Note) -> Iterable[PayloadLine]:
    """The payloads of a document.

    Raises:
        NotJson: it is not JSON.
    """
    try:
        value = jsontext.load(document.text.strip())
        stated = False
        if isinstance(value, dict):
            if (frames := of_har(value, document.number, note)) is not None:
                return frames
            if (frame := of_transcript(value, document.number, document.item)) is not None:
                return frame
            is_frame = _side(value) is not None and any(one in value for one in _FRAMES)
            stated = is_frame or (isinstance(value.get("type"), str) and value["type"] in dialect.types)
        if not stated and (frame := of_record(value, document.number, document.item, note)) is not None:
            return frame
        if _is_foreign(value, dialect):
            note(document.number, _FOREIGN)
            return []
        return [_line(document, value, dialect)]
    except RecursionError:
        return [_no_json(document, "nested too deep to be read")]


def _line(document: Document, value: Any, dialect: Dialect) -> PayloadLine:
    number, item = document.number, document.item
    if not isinstance(value, dict):
        got = visible(text_of(value), _SHOWN)
        return PayloadLine(number, item, problem=Breach(Rule.WRONG_TYPE, "", _AN_EVENT, got))
    if (side := _side(value)) is not None and (frame := next((one for one in _FRAMES if one in value), None)):
        return PayloadLine(number, item, _text(document, value, frame), side=side)
    name = value.get("type")
    if "text" in value and "payload" in value:
        return PayloadLine(number, item, problem=Breach(Rule.NO_VARIANT, "", "text or payload", "both"))
    if not _typed(value, dialect):
        return PayloadLine(number, item, document.text.strip())
    if name is not None and name not in dialect.types and name not in dialect.events:
        return PayloadLine(number, item, problem=_no_type(name, dialect))
    return PayloadLine(number, item, _text(document, value, "text" if "text" in value else "payload"), name)


def _side(value: Mapping[str, Any]) -> Side | None:
    """The side that a line of a recorded session states."""
    stated = value.get("direction", value.get("from"))
    return _SIDES.get(stated) if isinstance(stated, str) else None


def _text(document: Document, value: Mapping[str, Any], name: str) -> str:
    """The payload in a member: a text, or a value as it is spelt."""
    return value[name] if isinstance(value[name], str) and name != "payload" else _spelt(document.text)[name]


def _spelt(text: str) -> dict[str, str]:
    return {loaded(name): value for name, value in members(text)}


def _typed(value: Mapping[str, Any], dialect: Dialect) -> bool:
    """Whether an object is a payload beside its type, not an event that has members of these names."""
    name = value.get("type")
    if "payload" not in value and not isinstance(value.get("text"), str):
        return False
    if name is None or name in dialect.types:
        return True
    if not isinstance(name, str):
        return False
    if "payload" in value:
        return len(value) == 2 or name not in dialect.events
    # An event with a text of its own looks the same, but for what the text is.
    return len(value) == 2 and ("." not in name or _is_object(value["text"]))


def _is_foreign(value: Any, dialect: Dialect) -> bool:
    """Whether something is an object of another service: no event that has lost its type has only such members."""
    if not isinstance(value, dict) or "type" in value or _side(value) is not None or _typed(value, dialect):
        return False
    return not value.keys() <= _members(dialect.name)


@cache
def _members(dialect: str) -> frozenset[str]:
    """The names of the members that events have."""
    of_events = load_dialect(dialect)
    structs = (of_events.node(name) for names in of_events.events.values() for name in names)
    return frozenset(member.name for one in structs if isinstance(one, Struct) for member in one.members)


def _is_object(text: str) -> bool:
    try:
        return isinstance(loaded(text), dict)
    except (ValueError, RecursionError):
        return False


def _no_json(document: Document, why: str) -> PayloadLine:
    problem = Breach(Rule.INVALID_JSON, "", "JSON", visible(why, _SHOWN))
    return PayloadLine(document.number, document.item, problem=problem)


def _no_type(name: str, dialect: Dialect) -> Breach:
    others = [one for one in dialects() if name in load_dialect(one).types]
    hint = f"--dialect={others[0]} has it" if others else near(name, (*dialect.types, *dialect.events))
    expected = f"a type or an event of {dialect.name}"
    return Breach(Rule.UNKNOWN_TAG, "/type", expected, json.dumps(name), hint.removeprefix("; "))
