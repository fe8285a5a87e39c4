"""Payload text for people: it is shown, and it never acts on what shows it.

Payloads hold what breaks decoders: terminal controls, halves of characters, backticks, table bars, tags.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterable

from conformance.jsontext import visible

# Letters, digits and what means nothing in Markdown, in HTML or to the forges that link names and numbers.
_HARMLESS = frozenset(string.ascii_letters + string.digits + " -,/()")
_TICKS = re.compile(r"`+")


def plain(text: str, width: int | None = None) -> str:
    """``visible`` text for a place where Markdown is read: nothing in it is taken for markup."""
    return "".join(
        character if character in _HARMLESS or not character.isascii() else f"&#{ord(character)};"
        for character in visible(text, width)
    )


def code(text: str, width: int | None = None) -> str:
    """The same as inline code, also for tables."""
    return f"<code>{plain(text, width)}</code>"


def fenced(lines: Iterable[str]) -> list[str]:
    """A code block in Markdown of ``visible`` lines, with a fence that none of them can close."""
    shown = [visible(line) for line in lines]
    longest = max((len(ticks) for line in shown for ticks in _TICKS.findall(line)), default=0)
    fence = "`" * max(3, longest + 1)
    return [f"{fence}text", *shown, fence]
