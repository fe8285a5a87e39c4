"""Logs with frames in their lines: JSON Lines, and what programs print.

What a line has before and after its event is up to whoever logged it. An arrow or a word right before the event tells
the direction; elsewhere the event's own name does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import Any

from conformance.session.readers.notations import Found, is_elided, object_at, plain, printed_by, uncoloured
from conformance.session.readers.record import (
    Note,
    cut_off,
    frames_of,
    is_event,
    not_utf8,
    numbered,
    says_so,
    side_of,
    side_of_word,
    time_of,
    undecoded,
    unread,
)
from conformance.session.transcript import Frame
from conformance.spec.model import Side
from conformance.spelling import spelt

_ARROW = re.compile(
    r"(?P<arrow><[-=]+|[-=]+>|<{1,3}|>{1,3}|[←→⬅➡⬆⬇↑↓▲▼]\ufe0f?"
    r"|\b(?:sent|send|sending|outgoing|received|receive|receiving|recv|incoming)\b:?)"
    r"\s*(?:TEXT\s+|[a-z_]+\.[a-z_.]+:?\s+)?(?:b?['\"])?(?=\{)",
    re.IGNORECASE,
)
_SENT = re.compile(r"[>→➡⬆↑▲]|^sen|^out", re.IGNORECASE)
_OBJECT = re.compile(r"""\{(?=\s*\\{0,3}["'])""")
_EVENT = re.compile(r"""\{\s*\\{0,3}["']{1,2}(?:type|event_id)\\{0,3}["']""")
_BETWEEN = re.compile(r"[\s,;]*")
"""What may be between two objects of a line."""
_GOES_ON = ("{", ",")
"""How a line ends that is not the last one of its event."""
_ENDS = ("}", "]")
"""How a line begins that ends an event which was begun as far out."""
_HELD = 1_000
"""Lines at most that are taken for one event."""
_OBJECTS = 3
"""How many objects of a line are tried: a logger writes fields of its own before the event."""
_DEEP = 6
"""How deep in a record its members are looked at: an export of captured packets has layers in layers."""


def frames(lines: Iterable[str], note: Note) -> Iterator[Frame]:
    """The frames of the lines; ``note`` is called with the number of each line that holds none, and why."""
    return numbered((row for first, block in _blocks(lines) for row in _of_block(first, block)), note)


def _of_block(first: int, block: list[str]) -> Iterator[tuple[int, tuple[Frame, ...]]]:
    """The frames of lines that may be one event: of all together, or of each where they are none."""
    text = "\n".join(block)
    found = _decoded(text)
    if len(block) > 1 and object_at(text, block[0].rindex("{")) is None:
        each = [(first + place, _decoded(line)) for place, line in enumerate(block) if line]
        if not found or any(one.text for _, frames in each for one in frames):
            yield from each
            return
    yield first, found


def _decoded(text: str) -> tuple[Frame, ...]:
    found = frames_of_line(text)
    why = not_utf8(text) if found else None
    return tuple(undecoded(found, why)) if why else found


def _blocks(lines: Iterable[str]) -> Iterator[tuple[int, list[str]]]:
    """The lines that are not blank, with their numbers, each with those that go on with the event that it begins.

    An event that is printed over several lines has them further in than the line on which it begins, but for the
    brace that ends it.
    """
    held, first, margin = list[str](), 0, 0
    for number, line in enumerate(lines, start=1):
        text = line.strip()
        indent = len(line) - len(line.lstrip()) if text else 0
        if held and len(held) < _HELD and (indent > margin or text.startswith(_ENDS)):
            held.append(text)
            if indent > margin:
                continue
            text = ""
        if held:
            yield first, held
            held = []
        if text.endswith(_GOES_ON) and "{" in text:
            held, first, margin = [text], number, indent
        elif text:
            yield number, [text]
    if held:
        yield first, held


def frames_of_line(line: str) -> tuple[Frame, ...]:
    """The frames of a line: of the objects that it is, of the one after an arrow, or of the first event in it.

    A frame that cannot be read is represented by one without a text.
    """
    line = plain(uncoloured(line))
    if line.startswith("{"):
        found = _of_objects(line, 0)
    elif arrow := _ARROW.search(line):
        found = _of_console(line, arrow.end(), Side.CLIENT if _SENT.search(arrow["arrow"]) else Side.SERVER)
    else:
        found = _somewhere(line)
    if not any(one.text for one in found) and (what := printed_by(line)):
        return unread(line, f"a frame as {what}, not JSON", found[0].side if found else _side_in(line))
    return found


def only_events(line: str) -> bool:
    """Whether a line that begins with an event has nothing but objects in it."""
    at, objects = 0, list[Found]()
    while line.startswith("{", at) and (found := object_at(line, at)):
        objects.append(found)
        at = _after(line, found)
    return bool(objects) and (at == len(line) or not is_event(objects[0].value))


def frames_in(record: dict[str, Any], exact: str | None = None) -> tuple[Frame, ...]:
    """The frames of a record, whose own JSON is ``exact``: what it says of itself, holds inside, or is."""
    found = frames_of(record, exact)
    return found if found and says_so(record) else frames_inside(record) or found


def frames_inside(record: Mapping[str, Any] | list[Any], deep: int = _DEEP) -> tuple[Frame, ...]:
    """The frame that a logger's record holds in one of its members: an event, or a line in which there is one."""
    values = [*record.values()] if isinstance(record, Mapping) else record
    t = time_of(record) if isinstance(record, Mapping) else None
    for value in values:
        if isinstance(value, dict) and is_event(value):
            words = " ".join(word for word in values if isinstance(word, str))
            return (Frame(0, side_of(value) or _side_in(words), t, text=spelt(value)),)
        if isinstance(value, str) and _EVENT.search(value):
            return tuple(replace(one, t=t if one.t is None else one.t) for one in frames_of_line(value.strip()))
    within = (frames_inside(value, deep - 1) for value in values if deep and isinstance(value, dict))
    return next(filter(None, within), ())


def is_row(entry: Any) -> bool:
    """Whether an entry of a list is one frame: words or numbers, such as a direction and a time, and an event."""
    if not isinstance(entry, list) or len(entry) < 2 or not isinstance(entry[0], str | int | float):
        return False
    events = [
        _EVENT.search(one) is not None if isinstance(one, str) else isinstance(one, dict) and is_event(one)
        for one in entry
    ]
    return sum(events) == 1 and not events[0]


def frames_held(entry: Any) -> tuple[Frame, ...]:
    """The frame that an entry of a list holds without being one: in a line of text, or inside a record."""
    found: tuple[Frame, ...] = ()
    if isinstance(entry, str) and _EVENT.search(entry):
        found = frames_of_line(entry.strip())
    elif isinstance(entry, dict | list):
        found = frames_inside(entry)
    # A body of a request has a type, too.
    return tuple(one for one in found if (value := object_at(one.text or "", 0)) and is_event(value.value))


def _of_objects(line: str, at: int) -> tuple[Frame, ...]:
    """The frames of all objects from a place on: several events, or the fields of a logger and an event."""
    frames: tuple[Frame, ...] = ()
    begin = at
    while line.startswith("{", at):
        found = object_at(line, at)
        if found is None:
            return frames + (cut_off(line[at:]) if at == begin or _EVENT.match(line, at) else ())
        frames += frames_in(found.value, found.exact)
        at = _after(line, found)
    return frames or (frames_of_line(line[at:]) if begin < at < len(line) else ())


def _of_console(line: str, brace: int, arrow: Side) -> tuple[Frame, ...]:
    """The frames after an arrow. A server's log has its arrows the other way, so an event's name has the last word."""
    found = None if is_elided(line) else object_at(line, brace)
    if found is None:
        return cut_off(line[brace:], arrow)
    if not isinstance(found.value.get("type"), str) and (inner := frames_of(found.value)):
        return inner
    return (Frame(0, side_of(found.value) or arrow, text=found.exact), *_more(line, found))


def _somewhere(line: str) -> tuple[Frame, ...]:
    """The event in a line that says nothing right before it."""
    if is_elided(line):
        return cut_off(line, _side_in(line)) if _EVENT.search(line) else ()
    for brace in islice(_OBJECT.finditer(line), _OBJECTS):
        at = brace.start()
        found = object_at(line, at)
        if found is not None and is_event(found.value):
            return (Frame(0, side_of(found.value) or _side_in(line[:at]), text=found.exact), *_more(line, found))
        if found is None and _EVENT.match(line, at):
            return cut_off(line[at:], _side_in(line[:at]))
    return ()


def _more(line: str, found: Found) -> tuple[Frame, ...]:
    """The events that follow an event directly."""
    at = _after(line, found)
    return _of_objects(line, at) if _EVENT.match(line, at) else ()


def _after(line: str, found: Found) -> int:
    blank = _BETWEEN.match(line, found.end)
    return blank.end() if blank else found.end


def _side_in(words: str) -> Side:
    """The side that the last word for a direction names; what nothing is said of comes from a server."""
    named = (side_of_word(word) for word in reversed(re.findall(r"[\w-]+", words)))
    return next(filter(None, named), Side.SERVER)
