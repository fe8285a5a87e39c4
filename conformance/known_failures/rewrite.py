"""Carrying out a plan in the file's own text: what does not change stays byte for byte, comments and quotes too.

YAML libraries write whole documents, and lose the comments beside what is taken out. So the parser tells
where things stand, and only there the text is changed.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import yaml

from conformance.known_failures.entries import (
    Entry,
    KnownFailures,
    KnownFailuresError,
    Node,
    document,
    members_of,
    read,
)
from conformance.known_failures.match import Listing
from conformance.known_failures.update import Change, Plan, after

_INDENT = 2
_UNFOLDED = 2**30


class _Edit(NamedTuple):
    """What is put in place of a part of the text."""

    start: int
    end: int
    text: str


def rewritten(listing: Listing, planned: Plan) -> str:
    """The file's text with the plan carried out.

    Raises:
        KnownFailuresError: the text is laid out in a way that cannot be edited in place.
    """
    known, wanted = listing.known, after(listing, planned)
    text = _Text(known).edited(planned, wanted)
    try:
        done = list(read(text, known.path).entries) == wanted
    except KnownFailuresError:
        done = False
    if not done:
        raise KnownFailuresError(
            f"{known.path}: its layout (anchors, nested dashes?) cannot be edited in place: nothing was written"
        )
    return text


class _Text:
    """A file's text with the places of its parts."""

    def __init__(self, known: KnownFailures) -> None:
        self._text, self._path = known.text, known.path
        self._key, self._failures = document(known.text, known.path)
        self._eol = "\r\n" if "\r\n" in known.text else "\n"

    def edited(self, planned: Plan, wanted: Sequence[Entry]) -> str:
        if self._failures.flow_style:
            edits = [*self._unflowed(wanted)]
        else:
            edits = [*self._in_block(planned)]
            if not wanted:
                colon = self._text.index(":", self._end(self._key))
                edits.append(_Edit(colon + 1, colon + 1, " []"))
        parts, position = list[str](), 0
        for edit in sorted(edits, key=lambda edit: edit.start):
            parts += self._text[position : edit.start], edit.text
            position = max(position, edit.end)
        return "".join([*parts, self._text[position:]])

    def _unflowed(self, wanted: Sequence[Entry]) -> Iterator[_Edit]:
        """A list in brackets becomes one of lines."""
        start, end = self._start(self._failures), self._end(self._failures)
        if not wanted:
            yield _Edit(start, end, "[]")
            return
        yield _Edit(len(self._text[:start].rstrip()), end, "")
        yield self._inserted(end, wanted, _INDENT)

    def _in_block(self, planned: Plan) -> Iterator[_Edit]:
        nodes = self._failures.value
        indent = self._start(self._failures) - self._line(self._start(self._failures))
        for change in planned.changes:
            node = nodes[change.number]
            yield from [self._without(node)] if change.gone else self._changed(node, change)
            if change.behind:
                yield self._inserted(self._end(node), change.behind, indent)
        if planned.added:
            yield self._inserted(self._end(nodes[-1]), planned.added, indent)

    def _without(self, node: Node) -> _Edit:
        """Its lines go, and with them one of the blank lines around it."""
        start, end = self._lines(node)
        blank = self._text[end : self._next(end)]
        if not blank.strip() and not self._text[self._line(start - 1) : start].strip():
            end += len(blank)
        return _Edit(start, end, "")

    def _changed(self, node: Node, change: Change) -> Iterator[_Edit]:
        members = {name: value for name, (_, value) in members_of(node, self._path).items()}
        yield from self._list(members["cases"], change.ids)
        if "checks" in members and change.entry.checks is not None:
            kept = change.entry.checks
            checks = members["checks"]
            yield from self._list(checks, [(one.value,) if one.value in kept else () for one in checks.value])
        reason = members.get("reason")
        if isinstance(reason, yaml.ScalarNode) and change.entry.reason not in (None, reason.value):
            start, end = self._start(reason), self._end(reason)
            yield _Edit(start, end, _quoted(str(change.entry.reason), "'" if reason.style == "'" else '"'))

    def _list(self, node: Node, texts: Sequence[tuple[str, ...]]) -> Iterator[_Edit]:
        items = list(zip(node.value, texts, strict=True))
        if isinstance(node, yaml.SequenceNode) and node.flow_style:
            yield from self._flow_list(items)
            return
        for item, put in items:
            if not put:
                yield _Edit(*self._lines(item), "")
            elif put != (item.value,):
                column = self._dash(item) - self._line(self._dash(item))
                between = f"{self._eol}{' ' * column}- "
                yield _Edit(self._start(item), self._end(item), between.join(put))

    def _flow_list(self, items: list[tuple[Node, tuple[str, ...]]]) -> Iterator[_Edit]:
        last = max(number for number, (_, put) in enumerate(items) if put)
        for number, (item, put) in enumerate(items[: last + 1]):
            if not put:
                yield _Edit(self._start(item), self._start(items[number + 1][0]), "")
            elif put != (item.value,):
                yield _Edit(self._start(item), self._end(item), ", ".join(put))
        if last + 1 < len(items):
            yield _Edit(self._end(items[last][0]), self._end(items[-1][0]), "")

    def _inserted(self, behind: int, entries: Sequence[Entry], indent: int) -> _Edit:
        """Entries in the lines behind the one in which something ends."""
        place = self._next(behind)
        lines = [" " * indent + line[_INDENT:] if line else line for line in _emitted(entries).splitlines()]
        text = "".join(line + self._eol for line in lines)
        return _Edit(place, place, text if self._text[:place].endswith("\n") else self._eol + text)

    def _lines(self, node: Node) -> tuple[int, int]:
        """The whole lines of an item of a list, from its dash on."""
        start = self._line(self._dash(node))
        return start, self._next(self._end(node))

    def _dash(self, node: Node) -> int:
        dash = self._text.rindex("-", 0, self._start(node))
        if self._text[dash + 1 : self._start(node)].strip() or self._text[self._line(dash) : dash].strip():
            raise KnownFailuresError(f"{self._path}:{node.start_mark.line + 1}: wants a line of its own: - …")
        return dash

    def _line(self, index: int) -> int:
        """Where the line begins in which an index lies."""
        return self._text.rfind("\n", 0, max(index, 0)) + 1

    def _next(self, index: int) -> int:
        """Where the line behind it begins."""
        found = self._text.find("\n", index)
        return len(self._text) if found < 0 else found + 1

    def _start(self, node: Node) -> int:
        return int(node.start_mark.index)

    def _end(self, node: Node) -> int:
        if isinstance(node, yaml.ScalarNode) or node.flow_style:
            # The parser counts what follows a block of text to it.
            return self._start(node) + len(self._text[self._start(node) : node.end_mark.index].rstrip())
        last = node.value[-1]
        return self._end(last[1] if isinstance(last, tuple) else last)


def _emitted(entries: Sequence[Entry]) -> str:
    """Entries as YAML, with two blanks before each dash."""
    # One by one: of a day that several of them have, the writer would make an anchor.
    return "".join(_dumped([_plain(entry)]) for entry in entries)


def _plain(entry: Entry) -> dict[str, Any]:
    from ruamel.yaml.comments import CommentedSeq
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString

    said: dict[str, Any] = {"cases": [one.text for one in entry.cases]}
    if entry.checks is not None:
        said["checks"] = CommentedSeq(entry.checks)
        said["checks"].fa.set_flow_style()
    if entry.reason is not None:
        said["reason"] = DoubleQuotedScalarString(entry.reason)
    for name in ("why", "issue", "owner"):
        if (text := getattr(entry, name)) is not None:
            said[name] = text if text.isprintable() else DoubleQuotedScalarString(text)
    if entry.expires is not None:
        said["expires"] = entry.expires
    return said


def _quoted(text: str, quote: str) -> str:
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString, SingleQuotedScalarString

    kind = SingleQuotedScalarString if quote == "'" and text.isprintable() else DoubleQuotedScalarString
    return _dumped([kind(text)]).strip().removeprefix("- ")


def _dumped(value: object) -> str:
    from ruamel.yaml import YAML

    writer = YAML()
    writer.indent(mapping=_INDENT, sequence=2 * _INDENT, offset=_INDENT)
    writer.width = _UNFOLDED
    stream = io.StringIO()
    writer.dump(value, stream)
    return stream.getvalue()
