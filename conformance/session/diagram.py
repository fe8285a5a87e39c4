"""A session as a page: a sequence diagram with two lifelines, a row per frame, and its lifecycles as brackets.

The page is one file without anything from elsewhere; its script shows a frame in a panel and goes from frame to frame.
All rows have fixed heights, so that brackets are drawn where their rows are.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from html import escape
from importlib.resources import files

from conformance.jsontext import visible
from conformance.requirements.sessions import SessionRequirement
from conformance.session.credentials import clean_text
from conformance.session.event import Event
from conformance.session.finding import Finding
from conformance.session.lifecycles import Key
from conformance.session.lint import Linted
from conformance.session.timeline import Line, described, folded
from conformance.session.transcript import Frame
from conformance.session.words import verdict

_ROW, _FOUND, _HEAD = 28, 72, 8
"""The heights of a row and of a finding, as in the style sheet, and how far an end of a bracket is inside its row."""
_LANE, _FOOT = 34, 7
_PAUSE = 1.0
"""How many seconds of silence are a row of their own."""
_PAYLOAD = 1_500
_RESPONSE = Key("response", ((("response_id",), ("response", "id")),))
_ITEM = Key("item", ((("item_id",), ("item", "id")),))
_PART = Key("part", ((("item_id",),), (("content_index",),)))


@dataclass(frozen=True, slots=True)
class _Lifecycle:
    name: str
    opens: str
    closes: tuple[str, ...]
    by: Key


_LIFECYCLES = (
    _Lifecycle("speech", "input_audio_buffer.speech_started", ("input_audio_buffer.speech_stopped",), _ITEM),
    _Lifecycle("response", "response.created", ("response.done",), _RESPONSE),
    _Lifecycle("item", "response.output_item.added", ("response.output_item.done",), _ITEM),
    _Lifecycle("part", "response.content_part.added", ("response.content_part.done",), _PART),
    _Lifecycle("conv. item", "conversation.item.added", ("conversation.item.done", "conversation.item.deleted"), _ITEM),
)


@dataclass(slots=True)
class _Bracket:
    kind: int
    about: str
    top: int
    bottom: int | None = None
    broken: bool = False
    lane: int = 0


def page(name: str, frames: Sequence[Frame], linted: Linted) -> str:
    """The whole page."""
    found: dict[int, list[Finding]] = {}
    for finding in linted.findings:
        found.setdefault(finding.frame, []).append(finding)
    register = {cause.requirement.id: cause.requirement for cause in linted.causes()}
    rows, brackets, height = list[str](), _Brackets(), 0
    last: float | None = None
    for line in folded(frames, found):
        time = line.frame.t
        if last is not None and time is not None and time - last > _PAUSE:
            rows.append(f'<li class="pause">{time - last:.1f} s</li>')
            height += _ROW
        last = linted.time(line.last)
        here = found.get(line.frame.number, ())
        if line.event is not None:
            brackets.note(line.event, height, here)
        rows.append(_row(line, broken=bool(here)))
        height += _ROW
        for finding in here:
            rows.append(_finding(finding, register[finding.rule]))
            height += _FOUND
    script = _part("js")
    about = f"{len(frames)} frames, judged by {linted.header.dialect}"
    if linted.told:
        about = f"{about}. {linted.told}"
    return _part("html").format(
        title=_text(name),
        style=_part("css"),
        mark="broken" if found else "kept",
        verdict=_text(verdict(linted)),
        about=_text(about),
        index=_index(linted),
        rows="\n".join(rows),
        brackets=brackets.drawn(height),
        script=script,
        hash=f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'",
    )


def _part(kind: str) -> str:
    return files("conformance.session").joinpath(f"diagram.{kind}").read_text(encoding="utf-8")


def _index(linted: Linted) -> str:
    """Where each broken rule is."""
    if not linted.findings:
        return ""
    entries = (
        f'<li><a href="#f{cause.findings[0].frame}">frame {cause.findings[0].frame}</a> '
        f"<b>{cause.requirement.level}</b> {_text(cause.requirement.id)}: {_text(cause.requirement.says)}</li>"
        for cause in linted.causes()
    )
    return f'<ul class="index">{"".join(entries)}</ul>\n'


def _row(line: Line, *, broken: bool) -> str:
    name, details = described(line)
    frame = line.frame
    time = "" if frame.t is None else f"{frame.t:.3f} s"
    kinds = [frame.side.value, *(["many"] if line.count > 1 else []), *(["broken"] if broken else [])]
    text = _text(clean_text(frame.text) if frame.text is not None else name, _PAYLOAD)
    count = f"{line.count} frames" if line.count > 1 else ""
    what = f'<span class="what"><b>{_text(name)}</b> {_text(details)}</span>'
    return (
        f'<li id="f{frame.number}" class="{" ".join(kinds)}" data-last="{line.last}" data-time="{time}"'
        f' data-count="{count}" data-text="{text}">'
        f'<span class="number">{line.numbers}</span>{what}</li>'
    )


def _finding(finding: Finding, row: SessionRequirement) -> str:
    return (
        f'<li class="found {row.level}" title="{_text(row.says)}"><b>{_text(str(finding))}</b>'
        f"<small>{row.level} {_text(row.id)} ({row.side})</small></li>"
    )


def _text(text: str, width: int = 400) -> str:
    return escape(visible(text, width))


class _Brackets:
    """The brackets of the lifecycles, as far as the rows have come."""

    def __init__(self) -> None:
        self._all: list[_Bracket] = []
        self._open: dict[tuple[int, object], _Bracket] = {}

    def note(self, event: Event, top: int, found: Iterable[Finding]) -> None:
        """Open and close brackets, and mark what a finding is about."""
        middle = top + _ROW - _HEAD
        for kind, one in enumerate(_LIFECYCLES):
            key = one.by.of(event)
            if event.type == one.opens and key is not None:
                bracket = _Bracket(kind, str(key[0] if type(key) is tuple else key), middle)
                self._open[kind, key] = bracket
                self._all.append(bracket)
            elif event.type in one.closes and (closed := self._open.pop((kind, key), None)):
                closed.bottom = middle
        about = {finding.about.partition(",")[0] for finding in found} - {""}
        for bracket in self._all if about else ():
            if bracket.about in about and (bracket.bottom is None or bracket.bottom == middle):
                bracket.broken = True

    def drawn(self, height: int) -> str:
        """The brackets as a drawing of that height."""
        free: list[list[int]] = [[] for _ in _LIFECYCLES]
        for bracket in self._all:
            ends = free[bracket.kind]
            lane = next((lane for lane, end in enumerate(ends) if end < bracket.top), len(ends))
            ends[lane : lane + 1] = [height if bracket.bottom is None else bracket.bottom]
            bracket.lane = lane
        starts = [sum(map(len, free[:kind])) * _LANE for kind in range(len(free))]
        width = sum(map(len, free)) * _LANE + _FOOT
        lines = (_drawn(one, starts[one.kind] + one.lane * _LANE + _FOOT, height) for one in self._all)
        return f'<svg aria-hidden="true" width="{width}" height="{height}">{"".join(lines)}</svg>'


def _drawn(bracket: _Bracket, x: int, height: int) -> str:
    mark = ' class="broken"' if bracket.broken else ""
    end = height if bracket.bottom is None else bracket.bottom
    # An arrow where the recording ends before it closes.
    foot = f"l-{_FOOT - 2} -6 m{_FOOT - 2} 6 l{_FOOT - 2} -6" if bracket.bottom is None else f"h-{_FOOT}"
    name = _LIFECYCLES[bracket.kind].name
    middle, room = (bracket.top + end) // 2, end - bracket.top > 3 * _ROW
    label = f'<text transform="translate({x + 6} {middle}) rotate(90)">{name}</text>' if room else ""
    path = f'<path d="M{x - _FOOT} {bracket.top} h{_FOOT} V{end} {foot}"/>'
    return f"<g{mark}><title>{name} {_text(bracket.about)}</title>{path}{label}</g>"
