"""Logs with one frame per line: JSON Lines, and what programs print.

What a line has before and after its event is up to whoever logged it. An arrow or a word right before the event tells
the direction; elsewhere the event's own name does.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from conformance.session.readers.record import (
    Note,
    cut_off,
    frames_of,
    is_event,
    is_of_a_session,
    numbered,
    side_of,
    side_of_word,
)
from conformance.session.transcript import Frame
from conformance.spec.model import Side
from conformance.spelling import begun, spelt

_ARROW = re.compile(
    r"(?P<arrow><[-=]+|[-=]+>|<{1,3}|>{1,3}|[←→⬅➡⬆⬇↑↓▲▼]\ufe0f?"
    r"|\b(?:sent|send|sending|outgoing|received|receive|receiving|recv|incoming)\b:?)"
    r"\s*(?:TEXT\s+|[a-z_]+\.[a-z_.]+:?\s+)?['\"]?(?=\{)",
    re.IGNORECASE,
)
_SENT = re.compile(r"[>→➡⬆↑▲]|^sen|^out", re.IGNORECASE)
_OBJECT = re.compile(r"""\{(?=\s*["'])""")
_EVENT = re.compile(r"""\{\s*["']{1,2}(?:type|event_id)["']""")
_HELD = 1_000
"""Lines at most that are taken for one event."""
_OBJECTS = 3
"""How many objects of a line are tried: a logger writes fields of its own before the event."""
_DEEP = 3
"""How deep in a record its members are looked at."""


def frames(lines: Iterable[str], note: Note) -> Iterator[Frame]:
    """The frames of the lines; ``note`` is called with the number of each line that holds none, and why."""
    return numbered(((number, _frames(text)) for number, text in _joined(lines)), note)


def _joined(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    """The lines that are not blank, with their numbers; one that ends in a brace with those up to its end."""
    held, first = list[str](), 0
    for number, line in enumerate(lines, start=1):
        text = line.strip()
        if held:
            held.append(text)
            if line.startswith("}") or len(held) == _HELD:
                yield first, "\n".join(held)
                held.clear()
        elif text.endswith("{"):
            held, first = [text], number
        elif text:
            yield number, text
    yield from ((first + place, text) for place, text in enumerate(held) if text)


def frames_inside(record: Mapping[str, Any] | list[Any], deep: int = _DEEP) -> tuple[Frame, ...]:
    """The frame that a logger's record holds in one of its members: an event, or a line in which there is one."""
    values = [*record.values()] if isinstance(record, Mapping) else record
    for value in values:
        if isinstance(value, dict) and is_event(value):
            words = " ".join(word for word in values if isinstance(word, str))
            return (Frame(0, side_of(value) or _side_in(words), text=spelt(value)),)
        if isinstance(value, str) and _EVENT.search(value):
            return _frames(value.strip())
    within = (frames_inside(value, deep - 1) for value in values if deep and isinstance(value, dict))
    return next(filter(None, within), ())


def frames_held(entry: Any) -> tuple[Frame, ...]:
    """The frame that an entry of a list holds without being one: in a line of text, or inside a record."""
    found: tuple[Frame, ...] = ()
    if isinstance(entry, str) and _EVENT.search(entry):
        found = _frames(entry.strip())
    elif isinstance(entry, dict | list):
        found = frames_inside(entry)
    # A body of a request has a type, too.
    return tuple(one for one in found if (value := _object(one.text or "")) and is_event(value[0]))


def _frames(line: str) -> tuple[Frame, ...]:
    if line.startswith("{"):
        found = _object(line)
        if found is None:
            return cut_off(line)
        record = found[0]
        return (() if is_of_a_session(record) else frames_inside(record)) or frames_of(record)
    if arrow := _ARROW.search(line):
        return _of_console(line[arrow.end() :], Side.CLIENT if _SENT.search(arrow["arrow"]) else Side.SERVER)
    return _somewhere(line)


def _of_console(text: str, arrow: Side) -> tuple[Frame, ...]:
    """The frames after an arrow. A server's log has its arrows the other way, so an event's name has the last word."""
    found = _object(text)
    if found is None:
        return cut_off(text, arrow)
    event, exact = found
    if not isinstance(event.get("type"), str) and (inner := frames_of(event)):
        return inner
    return (Frame(0, side_of(event) or arrow, text=exact),)


def _somewhere(line: str) -> tuple[Frame, ...]:
    """The event in a line that says nothing right before it."""
    for brace in islice(_OBJECT.finditer(line), _OBJECTS):
        text = line[brace.start() :]
        found = _object(text) or _object(text.replace('""', '"'))  # as CSV doubles them
        if found is not None and is_event(found[0]):
            event, exact = found
            return (Frame(0, side_of(event) or _side_in(line[: brace.start()]), text=exact),)
        if found is None and _EVENT.match(text):
            return cut_off(text, _side_in(line[: brace.start()]))
    return ()


def _object(text: str) -> tuple[dict[str, Any], str] | None:
    """The object that a text begins with, and its exact JSON; Python prints it in another form."""
    try:
        value, end = begun(text)
        return (value, text[:end]) if isinstance(value, dict) else None
    except (ValueError, RecursionError):
        pass
    if not text.startswith("{'"):
        return None
    try:
        value = ast.literal_eval(text[: text.rindex("}") + 1])
        return (value, spelt(value)) if isinstance(value, dict) else None
    except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError):
        return None


def _side_in(words: str) -> Side:
    """The side that the last word for a direction names; what nothing is said of comes from a server."""
    named = (side_of_word(word) for word in reversed(re.findall(r"[\w-]+", words)))
    return next(filter(None, named), Side.SERVER)
