"""Splits input into JSON documents: one per line, or over several lines; of an array, its elements.

A document is given as soon as it is complete, so that input which arrives slowly is answered as it comes. A line that
is broken is one document by itself, and ends nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from conformance import jsontext
from conformance.session.readers.lines import is_row
from conformance.spelling import parts

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|["\[\]{}]')
_BRACKETS = ("{", "[")
_CLOSES = {"]": "[", "}": "{"}


@dataclass(frozen=True, slots=True)
class Document:
    """A text that ought to be JSON, the line on which it begins, and its position in an array.

    ``problem`` says what is wrong where the text could not even be read.
    """

    number: int
    text: str
    item: int | None = None
    problem: str = ""


def documents(lines: Iterable[bytes]) -> Iterator[Document]:
    """All documents that are not blank."""
    begun: list[Document] = []
    opened = ""
    for number, raw in enumerate(lines, 1):
        line, still = _decoded(number, raw), None
        if begun and not line.problem and _may_follow(begun[-1].text, opened, line.text):
            still = _open(opened, line.text)
        if still is None:
            yield from _apart(begun)
            # Nothing else goes over several lines.
            begun, still = [], _open("", line.text) if _begins(line.text) else ""
        if not begun and not still:
            yield from _elements(line)
            continue
        begun.append(line)
        opened = still or ""
        if not opened:
            yield from _elements(Document(begun[0].number, "".join(one.text for one in begun)))
            begun = []
    yield from _apart(begun)


def _begins(line: str) -> bool:
    """Whether a document may begin on a line: a log has words before it."""
    return line.lstrip().startswith(_BRACKETS) or line.rstrip().endswith("{")


def _decoded(number: int, raw: bytes) -> Document:
    try:
        return Document(number, raw.decode("utf-8-sig" if number == 1 else "utf-8"))
    except UnicodeDecodeError as error:
        return Document(number, "", problem=f"not UTF-8: {error.reason} at byte {error.start}")


def _open(opened: str, line: str) -> str | None:
    """The brackets that are open after a line; ``None`` if no document goes on after it."""
    for token in _TOKEN.findall(line):
        if token in _CLOSES:
            if opened[-1:] != _CLOSES[token]:
                return None
            opened = opened[:-1]
        elif token == '"':
            return None
        elif token in "[{":
            opened += token
    return opened


def _may_follow(before: str, opened: str, line: str) -> bool:
    """Whether a line may go on with a document; an object cannot where a member's name is due."""
    last = before.rstrip()[-1:]
    return not line.startswith("{") or last in "[:" or (last == "," and opened.endswith("["))


def _apart(begun: Iterable[Document]) -> Iterator[Document]:
    """The lines of a document that never ended: its beginning, and those that may be documents themselves.

    Where words came before its bracket it was none, and each line is one.
    """
    was_one = True
    for index, line in enumerate(begun):
        if not index:
            was_one = line.text.lstrip().startswith(_BRACKETS)
        if not index or not was_one or line.text.startswith(_BRACKETS):
            yield from _elements(line)


def _elements(document: Document) -> Iterator[Document]:
    """The elements of an array with something in it, each as it is spelt; any other document as it is, and a row."""
    text = document.text
    if not document.problem and not text.strip():
        return
    if not text.lstrip().startswith("[") or not _is_list(text):
        yield document
        return
    for item, (start, end) in enumerate(parts(text)):
        yield Document(document.number + text.count("\n", 0, start), text[start:end], item)


def _is_list(text: str) -> bool:
    try:
        value = jsontext.load(text)
        return bool(value) and not is_row(value)
    except (jsontext.NotJson, RecursionError):
        return False
