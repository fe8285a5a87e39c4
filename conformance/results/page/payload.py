"""One payload as it was sent, with what was lost, changed and invented marked in it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from conformance.checks.finding import What
from conformance.checks.verdict import Verdict
from conformance.jsontext import pointer
from conformance.results.page.markup import Markup, element

_LONGEST = 2_000
_DEEPEST = 6
_SIGNS = {"lost": "-", "changed": "-"}
_LOST = frozenset({What.LOST, What.NULL_LOST})
_ADDED = frozenset({What.INVENTED, What.NULL_ADDED})


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a payload: how deep, what it says, and what becomes of it, in one word or none."""

    depth: int
    text: str
    became: str = ""


def shows_losses(verdict: Verdict) -> int:
    """How well a verdict's payload shows what gets lost: the number of members, 0 where it cannot be shown."""
    if not verdict.failed or verdict.sent is None or verdict.actual is None or len(verdict.sent) > _LONGEST:
        return 0
    shown = _LOST | _ADDED | {What.NULLED, What.RENAMED, What.CHANGED}
    return len({one.group for one in verdict.findings if one.what in shown})


def payload_lines(verdict: Verdict) -> list[Line]:
    """The lines of a payload; none where it is not JSON or too large."""
    try:
        sent, actual = json.loads(verdict.sent or ""), json.loads(verdict.actual or "")
    except (ValueError, RecursionError):
        return []
    became = {one.at or "": one.what for one in verdict.findings if one.about_member}
    return list(_lines(sent, actual, (), became, "", ""))


def drawn(lines: list[Line]) -> Markup:
    """The lines as markup, each change with its sign and its word."""
    return element("pre.payload", {"tabindex": 0}, map(_drawn, lines))


def _drawn(line: Line) -> Markup:
    sign = _SIGNS.get(line.became, "+" if line.became else " ")
    word = element("em", line.became) if line.became else None
    return element(
        "span", {"class": f"line {line.became}".strip()}, f"{sign} {'  ' * line.depth}{line.text}", word, "\n"
    )


def _lines(
    sent: Any, actual: Any, path: tuple[str, ...], became: dict[str, What], name: str, comma: str
) -> Iterator[Line]:
    depth = len(path)
    what = became.get(pointer(path)) if path else None
    if what in _LOST or what is What.NULLED or (what is not None and not isinstance(sent, dict | list)):
        yield Line(depth, f"{name}{_short(sent)}{comma}", "lost" if what in _LOST else "changed")
        return
    if depth > _DEEPEST or not isinstance(sent, dict | list) or not sent:
        yield Line(depth, f"{name}{_short(sent)}{comma}")
        return
    listed = isinstance(sent, list)
    yield Line(depth, f"{name}{'[' if listed else '{'}")
    members: list[tuple[Any, Any]] = list(enumerate(sent)) if isinstance(sent, list) else list(sent.items())
    last = len(sent) - 1
    for number, (key, value) in enumerate(members):
        there = _member(actual, key)
        label = "" if listed else f"{json.dumps(key, ensure_ascii=False)}: "
        yield from _lines(value, there, (*path, str(key)), became, label, "," if number < last else "")
    if isinstance(sent, dict) and isinstance(actual, dict):
        for key in actual.keys() - sent.keys():
            if became.get(pointer((*path, key))) in _ADDED:
                yield Line(depth + 1, f"{json.dumps(key, ensure_ascii=False)}: {_short(actual[key])}", "invented")
    yield Line(depth, f"{']' if listed else '}'}{comma}")


def _member(value: Any, key: Any) -> Any:
    if isinstance(value, dict):
        return value.get(key)
    return value[key] if isinstance(value, list) and isinstance(key, int) and key < len(value) else None


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 90 else f"{text[:90]}…"
