"""Frames of recordings that are not lines of JSON: HAR files, cassettes in YAML, logs, and transcripts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from conformance.oracle import Breach, Rule
from conformance.session.readers import document, lines, notations, record
from conformance.session.transcript import Frame, NotATranscript, read_frame
from conformance.spec.model import Side

YAML = (".yaml", ".yml")
"""How the name of a cassette ends."""


@dataclass(frozen=True, slots=True)
class PayloadLine:
    """A payload, where it was read, and what was said of it.

    ``number`` is that of the line on which it begins, ``item`` its position where it was part of an array. ``name`` is
    the type or the event that the line states, ``None`` where the payload says it itself; ``side`` is the side that
    sent it, where the recording names one. A line with a ``problem`` has no payload.
    """

    number: int
    item: int | None = None
    text: str = ""
    name: str | None = None
    side: Side | None = None
    problem: Breach | None = None


def of_cassette(text: str, note: record.Note) -> Iterator[PayloadLine]:
    """The frames of a cassette; a text that is none is a line with a problem."""
    try:
        value = document.yaml_value(text)
    except NotATranscript as error:
        yield PayloadLine(1, problem=Breach(Rule.INVALID_JSON, "", "YAML", str(error)))
    else:
        yield from _of_document(value, 1, note)


def of_har(value: Mapping[str, Any], number: int, note: record.Note) -> Iterator[PayloadLine] | None:
    """The frames of a WebSocket of a HAR file that begins on a line; ``None`` for any other object."""
    return _of_document(value, number, note) if isinstance(value.get("log"), dict) and "type" not in value else None


def of_transcript(value: Mapping[str, Any], number: int, item: int | None) -> list[PayloadLine] | None:
    """The frame of a line of a transcript, none for its header and the ends of a connection; else ``None``."""
    if "transcript" in value and "type" not in value:
        return []
    if not {"bytes", "open", "close", "large"} & value.keys() or "type" in value:
        return None
    try:
        return list(_lines([read_frame(value, 1)], number, item))
    except ValueError:
        return None


def of_log(text: str, number: int) -> list[PayloadLine]:
    """The frames in a line that somebody logged; none where there are none, or where the line is broken JSON."""
    line = notations.uncoloured(text).strip()
    found = lines.frames_of_line(line)
    if re.match(r"\{\s*[\"}]", line) and not (lines.only_events(line) and any(one.text for one in found)):
        return []
    return list(_lines(found, number, None))


def of_record(value: Any, number: int, item: int | None, note: record.Note) -> list[PayloadLine] | None:
    """The frame in a logger's record, or the frames; ``None`` for an event, and for an object that has none inside."""
    if not isinstance(value, dict):
        return list(_lines(lines.frames_held(value), number, item)) or None
    if "type" in value and not record.carries(value) and not record.is_har_message(value):
        return None
    frames: Iterable[Frame] = lines.frames_in(value)
    return list(_lines(frames or document.frames(value, note, single=True), number, item)) or None


def _of_document(value: Any, number: int, note: record.Note) -> Iterator[PayloadLine]:
    found = False
    for frame in document.frames(value, note, single=True):
        found = True
        yield from _lines([frame], number, frame.number - 1)
    if not found:
        problem = Breach(Rule.NO_VARIANT, "", "frames of a session", "a document without any")
        yield PayloadLine(number, problem=problem)


def _lines(frames: Iterable[Frame], number: int, item: int | None) -> Iterator[PayloadLine]:
    for frame in frames:
        if frame.text is not None:
            yield PayloadLine(number, item, frame.text, side=frame.side)
        elif frame.is_message:
            got = (
                "a binary frame" if frame.data is not None else record.why_unread(frame) or "a frame that was not kept"
            )
            yield PayloadLine(number, item, problem=Breach(Rule.WRONG_TYPE, "", "the text of a frame", got))
