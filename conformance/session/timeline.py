"""A session as lines of text, one per frame, with what was found under the frame in which it was noticed.

Deltas of one stream that follow each other are one line, with their texts joined.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from conformance.jsontext import text_of, visible
from conformance.session.credentials import clean
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
class Line:
    """A row of a session: a frame, or the deltas of one stream from ``frame`` to the frame ``last``."""

    frame: Frame
    event: Event | None
    last: int
    texts: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many frames it is."""
        return self.last - self.frame.number + 1

    @property
    def numbers(self) -> str:
        """The number of its frame, or those of the first and the last."""
        return f"{self.frame.number}" if self.count == 1 else f"{self.frame.number}-{self.last}"


def timeline(frames: Iterable[Frame], findings: Mapping[int, list[str]]) -> Iterator[str]:
    """The lines of a session; ``findings`` are what was found, in words, by the number of the frame."""
    for line in folded(frames, findings):
        yield _shown(line)
        for finding in findings.get(line.frame.number, ()):
            yield f"{'':>19}  !  {finding}"


def folded(frames: Iterable[Frame], findings: Container[int]) -> Iterator[Line]:
    """The rows of a session, deltas of one stream in one line unless something was found in them."""
    line: Line | None = None
    for frame in frames:
        event = event_of(frame)
        if line and event and _continues(line, event) and frame.number not in findings:
            line.last = frame.number
            line.texts.append(event.text("delta") or event.text("audio") or "")
            continue
        if line:
            yield line
        text = event.text("delta") or event.text("audio") if event else None
        line = Line(frame, event, frame.number, [text] if text else [])
    if line:
        yield line


def _continues(line: Line, event: Event) -> bool:
    stream = event.type.endswith(".delta") or event.type == "input_audio_buffer.append"
    return bool(stream and line.event and line.event.type == event.type and _about(line.event) == _about(event))


def _shown(line: Line) -> str:
    time = "" if line.frame.t is None else f"{line.frame.t:.3f}"
    name, details = described(line)
    text = f"{name:<48}  {details}" if details else name
    return f"{line.numbers:>9} {time:>9}  {_ARROWS[line.frame.side]} {text}".rstrip()


def described(line: Line) -> tuple[str, str]:
    """What a row is: the type of its event, or what it is instead of one, and its ids and its text."""
    event = line.event
    if event is None:
        return clean(_other(line.frame)), ""
    name = event.type if line.count == 1 else f"{event.type} ×{line.count}"
    said = [_about(event)]
    if ".audio" not in name and "output_audio.delta" not in name and "append" not in name:
        text = "".join(line.texts) or _text(event)
        said += [visible(text_of(text), _WIDTH)] if text else []
    return visible(clean(name)), clean("  ".join(filter(None, said)))


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
