"""Makes everything that is printed harmless to a terminal and to a CI runner.

Names, messages, paths and payloads come from others. A terminal obeys control characters in them, and a CI runner
obeys lines such as ``::error::…`` or ``##[…]``. Commands print through :func:`shown_safely`, so none of them has to
think of it; what pytest prints for the suite goes through :func:`safe` and :func:`message`.

What is replaced is written as a JSON escape, so JSON that is printed means the same.
"""

from __future__ import annotations

import os
import re
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from io import TextIOBase
from typing import TextIO

from conformance.jsontext import visible

# GitHub's runner takes the first at the beginning of a line, and the others (and those of other systems) anywhere.
_AT_START = re.compile(r"^(\s*):(?=:)", re.MULTILINE)
_ANYWHERE = re.compile(r"##(?=\w*\[)")
_INDENT = "    "


def safe(text: str) -> str:
    """The text with line breaks and tabs as they are, and nothing else in it that acts."""
    if not text.isprintable():
        text = "\n".join("\t".join(map(visible, line.split("\t"))) for line in text.split("\n"))
    return _inert(text)


def message(text: str) -> str:
    """A message of ours that may quote others: lines after the first are indented, so none begins with a quotation."""
    return safe(text.rstrip().replace("\n", f"\n{_INDENT}"))


def complaint(text: str, before: str = "") -> str:
    """A message for standard error, where ``before`` stands before it; in a terminal, lines end between words.

    What is longer than a line, such as a path, is left to the terminal, from which it can be copied whole.
    """
    told = message(text)
    if not sys.stderr.isatty():
        return told
    first, *rest = told.split("\n")
    columns = _columns(sys.stderr)
    lines = [_in_lines(before + first, columns)[len(before) :], *(_in_lines(line, columns) for line in rest)]
    return "\n".join(lines)


def _in_lines(line: str, columns: int) -> str:
    if len(line) <= columns:
        return line
    further = " " * (len(line) - len(line.lstrip())) or _INDENT
    parts = textwrap.wrap(line, columns, subsequent_indent=further, break_on_hyphens=False, break_long_words=False)
    return "\n".join(parts)


def _columns(stream: TextIO) -> int:
    """How wide a terminal is."""
    try:
        return os.get_terminal_size(stream.fileno()).columns or 80
    except (OSError, ValueError):
        return 80


class Safe(TextIOBase):
    """A text stream that passes on what is written to it with :func:`safe`."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    @property
    def beneath(self) -> TextIO:
        """The stream that is wrapped."""
        return self._stream

    def write(self, text: str) -> int:
        """Write the text to the stream that is wrapped."""
        self._stream.write(safe(text))
        return len(text)

    def flush(self) -> None:
        """Flush the stream that is wrapped."""
        self._stream.flush()

    def fileno(self) -> int:
        """The descriptor of the stream that is wrapped."""
        return self._stream.fileno()

    def isatty(self) -> bool:
        """Whether the stream that is wrapped is a terminal."""
        return self._stream.isatty()

    def writable(self) -> bool:
        """Always true."""
        return True


def beneath(stream: TextIO) -> TextIO:
    """The stream that ``stream`` passes on to, for text that is :func:`safe` and has styles of ours."""
    return stream.beneath if isinstance(stream, Safe) else stream


@contextmanager
def shown_safely() -> Iterator[None]:
    """Have all that this process prints to its standard streams pass through :func:`safe`."""
    with redirect_stdout(Safe(sys.stdout)), redirect_stderr(Safe(sys.stderr)):
        yield


def _inert(text: str) -> str:
    if "##" in text:
        text = _ANYWHERE.sub(r"#\\u0023", text)
    return _AT_START.sub(r"\1\\u003a", text) if "::" in text else text
