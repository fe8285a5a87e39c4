"""Logs with one frame per line: JSON Lines of many forms, and console logs in which arrows tell the direction."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from conformance.jsontext import text_of
from conformance.session.readers.record import frame_of, side_of
from conformance.session.transcript import Frame, Side

_ARROW = re.compile(r"(?P<arrow><[-=]+|[-=]+>|<{1,3}|>{1,3}|[←→⬅➡⬆⬇↑↓▲▼])\s*(?:TEXT\s+)?['\"]?(?=\{)")
_SENT = frozenset(">→➡⬆↑▲")


def frames(lines: Iterable[str], note: Any) -> Iterator[Frame]:
    """The frames of the lines; ``note`` is called with the number of each line that holds none, and why."""
    count = 0
    for number, line in enumerate(lines, start=1):
        if not (line := line.strip()):
            continue
        frame = _frame(line, count + 1)
        if frame is None:
            note(number, "no frame of a session")
        else:
            count += 1
            yield frame


def _frame(line: str, number: int) -> Frame | None:
    if line.startswith("{"):
        try:
            return frame_of(json.loads(line), number)
        except (ValueError, RecursionError):
            return None
    if found := _ARROW.search(line):
        return _of_console(line[found.end() :], Side.CLIENT if set(found["arrow"]) & _SENT else Side.SERVER, number)
    return None


def _of_console(text: str, arrow: Side, number: int) -> Frame | None:
    """The frame after an arrow. A server's log has its arrows the other way, so an event's name has the last word."""
    try:
        event, end = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(event, dict):
        return None
    inner = frame_of(event, number) if not isinstance(event.get("type"), str) else None
    if inner is not None:
        return inner
    return Frame(number, side_of(event) or arrow, text=text[:end] if end else text_of(event))
