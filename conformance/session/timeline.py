"""A session as lines of text, one per frame, with what was found under the frame in which it was noticed.

Deltas of one stream that follow each other are one line, with their texts joined.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from conformance.jsontext import text_of, visible
from conformance.session.event import Event, event_of
from conformance.session.transcript import Frame
from conformance.spec.model import Side

_ARROWS = {Side.CLIENT: "->", Side.SERVER: "<-"}
_WIDTH = 60
_ABOUT = (
    *(("response_id",), ("response", "id"), ("response", "status"), ("item_id",), ("item", "id"), ("item", "type")),
    *(("item", "role"), ("error", "code")),
)
_TEXTS = ("delta", "text", "transcript", "arguments", "message")


@dataclass(slots=True)
class _Line:
    frame: Frame
    event: Event | None
    last: int
    texts: list[str] = field(default_factory=list)


def timeline(frames: Iterable[Frame], findings: Mapping[int, list[str]]) -> Iterator[str]:
    """The lines of a session; ``findings`` are what was found, in words, by the number of the frame."""
    for line in _folded(frames, findings):
        yield _shown(line)
        for finding in findings.get(line.frame.number, ()):
            yield f"{'':>19}  !  {finding}"


def _folded(frames: Iterable[Frame], findings: Mapping[int, list[str]]) -> Iterator[_Line]:
    """The frames, deltas of one stream in one line unless something was found in them."""
    line: _Line | None = None
    for frame in frames:
        event = event_of(frame)
        if line and event and _continues(line, event) and frame.number not in findings:
            line.last = frame.number
            line.texts.append(event.text("delta") or event.text("audio") or "")
            continue
        if line:
            yield line
        text = event.text("delta") or event.text("audio") if event else None
        line = _Line(frame, event, frame.number, [text] if text else [])
    if line:
        yield line


def _continues(line: _Line, event: Event) -> bool:
    stream = event.type.endswith(".delta") or event.type == "input_audio_buffer.append"
    return bool(stream and line.event and line.event.type == event.type and _about(line.event) == _about(event))


def _shown(line: _Line) -> str:
    frame, count = line.frame, line.last - line.frame.number + 1
    number = f"{frame.number}" if count == 1 else f"{frame.number}-{line.last}"
    time = "" if frame.t is None else f"{frame.t:.3f}"
    return f"{number:>9} {time:>9}  {_ARROWS[frame.side]} {_what(line, count)}".rstrip()


def _what(line: _Line, count: int) -> str:
    frame, event = line.frame, line.event
    if event is None:
        return _other(frame)
    name = event.type if count == 1 else f"{event.type} ×{count}"
    said = [_about(event)]
    if ".audio" not in name and "output_audio.delta" not in name and "append" not in name:
        text = "".join(line.texts) or _text(event)
        said += [visible(text_of(text), _WIDTH)] if text else []
    return "  ".join([f"{visible(name):<48}", *filter(None, said)])


def _other(frame: Frame) -> str:
    if frame.open is not None:
        return "(the connection is opened)"
    if frame.close is not None:
        code, reason = frame.close
        return f"(the connection is closed: {code or 'no code'}{f', {visible(reason, _WIDTH)}' if reason else ''})"
    if frame.large is not None:
        return f"{frame.large.type or 'a frame'} of {frame.large.length} bytes, which were not kept"
    if frame.data is not None:
        return f"a binary frame of {len(frame.data)} bytes"
    return f"not an event: {visible(frame.text or '', _WIDTH)}"


def _about(event: Event) -> str:
    """The ids of an event that tell what it is about."""
    found = [visible(text, _WIDTH) for place in _ABOUT if (text := event.text(*place))]
    index = event.integer("content_index")
    return " ".join(dict.fromkeys([*found, *([] if index is None else [f"part {index}"])]))


def _text(event: Event) -> str | None:
    return next((text for name in _TEXTS if (text := event.text(name) or event.text("error", name))), None)
