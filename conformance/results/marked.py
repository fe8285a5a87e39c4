"""A payload over several lines, with what differs from another one marked, as a person reads it in a terminal."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from conformance.jsontext import visible

# Number forms, repeated members and escapes are findings too, so the text is split and never parsed.
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+|.', re.DOTALL)
_AROUND = 3
_LONG = 60
_DEEPEST = 40

SAME, LOST, CAME = " ", "-", "+"


def spread(text: str) -> list[str]:
    """JSON over several lines, indented by two; each lexeme is as it was. Other text is returned as one line."""
    lines, depth, line = [], 0, ""
    previous = ""
    for token in _TOKEN.findall(text):
        if token.isspace():
            continue
        if token in "}]":
            depth -= 1
            if previous not in ("{", "["):
                lines.append(line)
                line = "  " * max(0, min(depth, _DEEPEST))
        elif previous in ("{", "[", ","):
            lines.append(line)
            line = "  " * max(0, min(depth, _DEEPEST))
        line += f"{token} " if token == ":" else token
        depth += token in ("{", "[")
        previous = token
    return [visible(one) for one in [*lines, line]]


def marked(expected: str, actual: str) -> Iterator[tuple[str, str]]:
    """The lines of both texts, each with its mark: in both, only in ``expected``, or only in ``actual``.

    Of a long text, only what surrounds a difference is kept.
    """
    ours, theirs = spread(expected), spread(actual)
    bare = [line.removesuffix(",") for line in ours], [line.removesuffix(",") for line in theirs]
    found: list[tuple[str, str]] = []
    for what, start, end, first, last in SequenceMatcher(None, *bare, autojunk=False).get_opcodes():
        if what == "equal":
            found += [(SAME, line) for line in ours[start:end]]
        else:
            found += [(LOST, line) for line in ours[start:end]]
            found += [(CAME, line) for line in theirs[first:last]]
    yield from found if len(found) <= _LONG else _folded(found)


def _folded(lines: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    changed = [number for number, (mark, _) in enumerate(lines) if mark != SAME]
    near = {number + step for number in changed for step in range(-_AROUND, _AROUND + 1)}
    if not changed:
        near = set(range(_LONG))
    hidden = 0
    for number, line in enumerate(lines):
        if number in near:
            if hidden:
                yield SAME, f"… {hidden} lines"
            yield line
            hidden = 0
        else:
            hidden += 1
    if hidden:
        yield SAME, f"… {hidden} lines"
