"""Escapes payload text for people, so that it is shown as it is and never acts as markup.

Payloads contain what breaks decoders: terminal controls, halves of characters, backticks, table bars, tags.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterable

from conformance.jsontext import visible

# Letters, digits, and what has no meaning in Markdown, in HTML or to forges, which link names and numbers.
_HARMLESS = frozenset(string.ascii_letters + string.digits + " -,/()")
# The dots of a version and the underscores of a name begin nothing, and are read in terminals, too.
_INNER = re.compile(r"(?<=[0-9])\.(?=[0-9])|(?<=[A-Za-z0-9])_(?=[A-Za-z0-9])")
_TICKS = re.compile(r"`+")


def plain(text: str, width: int | None = None) -> str:
    """``visible`` text for Markdown, with nothing in it that is taken for markup."""
    shown = visible(text, width)
    inner = {found.start() for found in _INNER.finditer(shown)}
    return "".join(
        character if character in _HARMLESS or not character.isascii() or at in inner else f"&#{ord(character)};"
        for at, character in enumerate(shown)
    )


def code(text: str, width: int | None = None) -> str:
    """The same as inline code, which may also be in a table."""
    return f"<code>{plain(text, width)}</code>"


def fenced(lines: Iterable[str]) -> list[str]:
    """A Markdown code block of ``visible`` lines, with a fence that none of them can close."""
    shown = [visible(line) for line in lines]
    longest = max((len(ticks) for line in shown for ticks in _TICKS.findall(line)), default=0)
    fence = "`" * max(3, longest + 1)
    return [f"{fence}text", *shown, fence]
