"""Logs with one frame per line: JSON Lines, and console logs in which an arrow or a word tells the direction."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from conformance.session.readers.record import Note, cut_off, frames_of, numbered, side_of
from conformance.session.transcript import Frame
from conformance.spec.model import Side

_ARROW = re.compile(
    r"(?P<arrow><[-=]+|[-=]+>|<{1,3}|>{1,3}|[←→⬅➡⬆⬇↑↓▲▼]"
    r"|\b(?:sent|send|sending|outgoing|received|receive|receiving|recv|incoming)\b:?)"
    r"\s*(?:TEXT\s+|[a-z_]+\.[a-z_.]+:?\s+)?['\"]?(?=\{)",
    re.IGNORECASE,
)
_SENT = re.compile(r"[>→➡⬆↑▲]|^sen|^out", re.IGNORECASE)


def frames(lines: Iterable[str], note: Note) -> Iterator[Frame]:
    """The frames of the lines; ``note`` is called with the number of each line that holds none, and why."""
    found = ((number, line.strip()) for number, line in enumerate(lines, start=1))
    return numbered(((number, _frames(line)) for number, line in found if line), note)


def _frames(line: str) -> tuple[Frame, ...]:
    if line.startswith("{"):
        try:
            return frames_of(json.loads(line))
        except (ValueError, RecursionError):
            return cut_off(line)
    if arrow := _ARROW.search(line):
        return _of_console(line[arrow.end() :], Side.CLIENT if _SENT.search(arrow["arrow"]) else Side.SERVER)
    return ()


def _of_console(text: str, arrow: Side) -> tuple[Frame, ...]:
    """The frames after an arrow. A server's log has its arrows the other way, so an event's name has the last word."""
    try:
        event, end = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return cut_off(text, arrow)
    if not isinstance(event, dict):
        return ()
    if not isinstance(event.get("type"), str) and (inner := frames_of(event)):
        return inner
    return (Frame(0, side_of(event) or arrow, text=text[:end]),)
