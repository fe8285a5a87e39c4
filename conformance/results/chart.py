"""Draws correctness over versions as an SVG for a page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

_WIDTH, _HEIGHT = 760, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 170, 16, 44
_TONES = 6
_DASHES = ("", "6 4", "2 3", "8 3 2 3", "12 4", "1 5")
_NAMES_APART = 15
_GAP = 12
_SIGN, _LONGEST = 7, 60


@dataclass(frozen=True, slots=True)
class HistoryPoint:
    """One run in a history.

    ``label`` names its line, ``version`` what was judged; ``started`` is ISO 8601 and orders the points;
    ``correctness`` is from 0 to 1.
    """

    label: str
    version: str
    started: str
    correctness: float


def chart(points: Sequence[HistoryPoint]) -> str:
    """An inline SVG with one line per label and one mark per version, each with a title; empty without points.

    Lines differ in tone and dash, and have their name at the end; the drawing is as wide as the names need.
    """
    if not points:
        return ""
    dates = sorted({point.started for point in points})
    lowest = _floor(min(point.correctness for point in points))
    lines: dict[str, list[HistoryPoint]] = defaultdict(list)
    for point in sorted(points, key=lambda point: point.started):
        lines[point.label].append(point)

    def across(point: HistoryPoint) -> float:
        at = dates.index(point.started) / (len(dates) - 1) if len(dates) > 1 else 0.5
        return _LEFT + at * (_WIDTH - _LEFT - _RIGHT)

    def down(correctness: float) -> float:
        return _TOP + (1 - correctness) / (1 - lowest) * (_HEIGHT - _TOP - _BOTTOM)

    # An axis from 0 has a line every two tenths, a shorter one every tenth.
    drawn = [_axis(tick / 10, down) for tick in range(10, round(lowest * 10) - 1, -1 if lowest else -2)]
    drawn += [_date(dates[0], _LEFT, "start"), _date(dates[-1], _WIDTH - _RIGHT, "end")] if len(dates) > 1 else []
    names = _apart({label: down(line[-1].correctness) for label, line in lines.items()})
    longest = 0
    for number, (label, line) in enumerate(lines.items()):
        tone = f"tone-{number % _TONES}"
        path = " ".join(f"{across(point):.1f},{down(point.correctness):.1f}" for point in line)
        dash = f' stroke-dasharray="{_DASHES[number % len(_DASHES)]}"' if number % len(_DASHES) else ""
        drawn.append(f'<polyline class="series {tone}" points="{path}"{dash}/>')
        for point in line:
            title = f"{label} {point.version}: {_percent(point.correctness)} ({point.started[:10]})"
            drawn.append(
                f'<circle class="point {tone}" cx="{across(point):.1f}" cy="{down(point.correctness):.1f}" r="3.5">'
                f"<title>{_text(title)}</title></circle>"
            )
        last = f"{label} {_percent(line[-1].correctness)}"
        longest = max(longest, min(len(last), _LONGEST))
        drawn.append(
            f'<text class="name {tone}" x="{_WIDTH - _RIGHT + _GAP}" y="{names[label] + 4:.1f}">{_text(last)}</text>'
        )
    body = "".join(drawn)
    about = 'class="chart" role="img" aria-label="Correctness over versions"'
    width = max(_WIDTH, _WIDTH - _RIGHT + _GAP + longest * _SIGN)
    return f'<svg {about} viewBox="0 0 {width} {_HEIGHT}">{body}</svg>'


def _floor(lowest: float) -> float:
    """Where the axis begins: at the tenth below all points, so that small changes show, or at 0 below 0.5."""
    return 0.0 if lowest < 0.5 else min(0.9, int(lowest * 10) / 10)


def _axis(value: float, down: Callable[[float], float]) -> str:
    y = down(value)
    return (
        f'<line class="axis" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
        f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{value * 100:g} %</text>'
    )


def _date(started: str, x: float, anchor: str) -> str:
    return f'<text x="{x}" y="{_HEIGHT - _BOTTOM + 24}" text-anchor="{anchor}">{_text(started[:10])}</text>'


def _apart(wanted: dict[str, float]) -> dict[str, float]:
    """The heights of names, moved down where they would overlap."""
    heights: dict[str, float] = {}
    lowest = -float(_NAMES_APART)
    for label, y in sorted(wanted.items(), key=lambda entry: entry[1]):
        lowest = heights[label] = max(y, lowest + _NAMES_APART)
    return heights


def _percent(correctness: float) -> str:
    return f"{int(correctness * 1000 + 1e-6) / 10:g} %"


def _text(value: str) -> str:
    """A text as markup; characters that a document may not contain are shown by their escapes."""
    shown = "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in value)
    return escape(shown)
