"""Applies an update plan to the text of a file; what does not change stays byte for byte, with comments and quotes.

YAML libraries write whole documents, and lose the comments next to what is removed. So the parser only says where
things are, and the text is edited there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import yaml

from conformance.known_failures.entries import (
    FailureEntry,
    KnownFailures,
    KnownFailuresError,
    Node,
    document,
    read,
)
from conformance.known_failures.update import Revision, UpdatePlan

_INDENT = 2
_UNFOLDED = 2**30
_DOUBLE = '"'


class _Edit(NamedTuple):
    """A text that replaces a part of the file."""

    start: int
    end: int
    text: str


def rewritten(known: KnownFailures, planned: UpdatePlan) -> str:
    """The file's text after the plan.

    Raises:
        KnownFailuresError: the layout of the text cannot be edited in place.
    """
    text = _Text(known).edited(planned)
    try:
        as_planned = read(text, known.path).entries == planned.entries
    except KnownFailuresError:
        as_planned = False
    if not as_planned:
        raise KnownFailuresError(
            f"{known.path}: its layout (anchors, nested dashes?) cannot be edited in place: nothing was written"
        )
    return text


class _Text:
    """A file's text with the positions of its parts."""

    def __init__(self, known: KnownFailures) -> None:
        self._text, self._path, self._entries = known.text, known.path, known.entries
        self._key, self._failures = document(known.text, known.path)
        self._eol = "\r\n" if "\r\n" in known.text else "\n"

    def edited(self, planned: UpdatePlan) -> str:
        edits = self._bracketed(planned.entries) if self._failures.flow_style else self._in_lines(planned)
        parts, position = list[str](), 0
        for edit in sorted(edits, key=lambda edit: edit.start):
            parts += self._text[position : edit.start], edit.text
            position = max(position, edit.end)
        return "".join([*parts, self._text[position:]])

    def _bracketed(self, entries: Sequence[FailureEntry]) -> Iterator[_Edit]:
        """Turn a list of entries in brackets into one of lines."""
        start, end = self._start(self._failures), self._end(self._failures)
        if not entries:
            yield _Edit(start, end, "[]")
            return
        yield _Edit(len(self._text[:start].rstrip()), end, "")
        yield self._inserted(end, entries, _INDENT)

    def _in_lines(self, planned: UpdatePlan) -> Iterator[_Edit]:
        nodes = self._failures.value
        indent = self._start(self._failures) - self._line(self._start(self._failures))
        for node, entry, revision in zip(nodes, self._entries, planned.revisions, strict=True):
            if not revision.entry.cases:
                yield self._without(node)
            elif revision.entry != entry:
                yield from self._changed(node, revision)
            if revision.moved:
                yield self._inserted(self._end(node), revision.moved, indent)
        if planned.new:
            yield self._inserted(self._end(nodes[-1]), planned.new, indent)
        if not planned.entries:
            colon = self._text.index(":", self._end(self._key))
            yield _Edit(colon + 1, colon + 1, " []")

    def _without(self, node: Node) -> _Edit:
        """Remove its lines, and one of the blank lines around them."""
        start, end = self._lines(node)
        blank = self._text[end : self._next(end)]
        if not blank.strip() and not self._text[self._line(start - 1) : start].strip():
            end += len(blank)
        return _Edit(start, end, "")

    def _changed(self, node: Node, revision: Revision) -> Iterator[_Edit]:
        members = {key.value: value for key, value in node.value}
        yield from self._list(members["cases"], revision.ids)
        checks, reason = members.get("checks"), members.get("reason")
        if checks is not None:
            failing = revision.entry.checks or ()
            yield from self._list(checks, [(one.value,) if one.value in failing else () for one in checks.value])
        if isinstance(reason, yaml.ScalarNode) and reason.value != revision.entry.reason:
            yield self._put(
                reason, _scalar(str(revision.entry.reason), reason.style if reason.style == "'" else _DOUBLE)
            )

    def _list(self, node: Node, texts: Sequence[tuple[str, ...]]) -> Iterator[_Edit]:
        """Replace each item of a list by the texts given for it."""
        assert isinstance(node, yaml.SequenceNode)
        last = max(number for number, put in enumerate(texts) if put)
        for number, (item, put) in enumerate(zip(node.value, texts, strict=True)):
            if put == (item.value,):
                continue
            if not node.flow_style:
                between = f"{self._eol}{' ' * (self._dash(item) - self._line(self._dash(item)))}- "
                yield self._put(item, between.join(put)) if put else _Edit(*self._lines(item), "")
            elif put:
                yield self._put(item, ", ".join(put))
            elif number < last:
                yield _Edit(self._start(item), self._start(node.value[number + 1]), "")
            else:
                yield _Edit(self._end(node.value[number - 1]), self._end(item), "")

    def _put(self, node: Node, text: str) -> _Edit:
        return _Edit(self._start(node), self._end(node), text)

    def _inserted(self, position: int, entries: Sequence[FailureEntry], indent: int) -> _Edit:
        """Insert entries after the line of a position."""
        after = self._next(position)
        text = "".join(f"{' ' * indent}{line}{self._eol}" for entry in entries for line in _emitted(entry))
        return _Edit(after, after, text if self._text[:after].endswith("\n") else self._eol + text)

    def _lines(self, node: Node) -> tuple[int, int]:
        """The start and end of the lines of a list item, from its dash on."""
        start = self._line(self._dash(node))
        return start, self._next(self._end(node))

    def _dash(self, node: Node) -> int:
        dash = self._text.rindex("-", 0, self._start(node))
        if self._text[dash + 1 : self._start(node)].strip() or self._text[self._line(dash) : dash].strip():
            raise KnownFailuresError(f"{self._path}:{node.start_mark.line + 1}: expected a line of its own: - …")
        return dash

    def _line(self, index: int) -> int:
        """Where the line of an index begins."""
        return self._text.rfind("\n", 0, max(index, 0)) + 1

    def _next(self, index: int) -> int:
        """Where the next line begins."""
        found = self._text.find("\n", index)
        return len(self._text) if found < 0 else found + 1

    def _start(self, node: Node) -> int:
        return int(node.start_mark.index)

    def _end(self, node: Node) -> int:
        if isinstance(node, yaml.ScalarNode) or node.flow_style:
            # The parser counts the blank lines after a block of text as part of it.
            return self._start(node) + len(self._text[self._start(node) : node.end_mark.index].rstrip())
        last = node.value[-1]
        return self._end(last[1] if isinstance(last, tuple) else last)


def _emitted(entry: FailureEntry) -> Iterator[str]:
    """The lines of a new entry, from the dash on."""
    yield "- cases:"
    yield from (f"    - {_scalar(one.text)}" for one in entry.cases)
    if entry.checks is not None:
        yield f"  checks: [{', '.join(entry.checks)}]"
    if entry.reason is not None:
        yield f"  reason: {_scalar(entry.reason, _DOUBLE)}"
    for name in ("why", "issue", "owner"):
        if (text := getattr(entry, name)) is not None:
            yield f"  {name}: {_scalar(text)}"
    if entry.expires is not None:
        yield f"  expires: {entry.expires}"


def _scalar(text: str, quote: str | None = None) -> str:
    """A text as YAML on one line; without a given ``quote``, in quotes only if it needs them."""
    style = quote if text.isprintable() else _DOUBLE
    listed = yaml.safe_dump([text], default_style=style, allow_unicode=True, width=_UNFOLDED)
    return listed.removeprefix("- ").rstrip("\n")
