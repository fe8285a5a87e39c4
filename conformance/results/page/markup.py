"""Markup that cannot be broken out of: every text and attribute is escaped as it is put in.

Characters that do not show, or that would reorder a line, are shown by their code points.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from typing import TypeAlias

_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
_OPEN = frozenset({"td", "th", "li", "dt", "dd"})
"""Elements that end where the next one begins, or their parent ends: thousands of end tags that nobody needs."""
_VOID = frozenset({"meta", "link", "input", "br", "wbr", "rect", "path", "circle", "line"})

_HYPHENED = re.compile(r"(?<!\S)(--\w[\w-]*|realtime-conformance)")


class Markup(str):
    """Text that is markup already."""

    __slots__ = ()


Child: TypeAlias = "str | int | Iterable[Child] | None"
"""A text, which is escaped unless it is :class:`Markup`; nothing; or several of these."""
Attributes: TypeAlias = dict[str, str | int | bool | None]


def shown(text: str) -> str:
    """The text with the characters that do not show as their code points."""
    return _UNSEEN.sub(lambda found: f"U+{ord(found[0]):04X}", text)


def element(name: str, *children: Child | Attributes) -> Markup:
    """An element; ``name`` may have its classes after dots, as in a selector. The first child may be attributes.

    ``None`` and ``False`` leave an attribute out.
    """
    name, *classes = name.split(".")
    given: Attributes = {"class": " ".join(classes)} if classes else {}
    if children and isinstance(children[0], dict):
        given, children = given | children[0], children[1:]
    written = "".join(
        f" {key}" if value is True else f' {key}="{escape(shown(str(value)))}"'
        for key, value in given.items()
        if value is not None and value is not False
    )
    if name in _VOID:
        return Markup(f"<{name}{written}>" if name in ("meta", "link", "input", "br", "wbr") else f"<{name}{written}/>")
    return Markup(f"<{name}{written}>{joined(children)}{'' if name in _OPEN else f'</{name}>'}")


def joined(children: Child) -> Markup:
    """Children as markup, one after another."""
    match children:
        case None:
            return Markup()
        case Markup():
            return children
        case str() | int():
            return Markup(escape(shown(str(children)), quote=False))
    return Markup("".join(map(joined, children)))


def table(classes: str, head: Iterable[str], rows: Iterable[Markup]) -> Markup:
    """A table with the titles of its columns."""
    titles = element("tr", [element("th", {"scope": "col"}, title) for title in head])
    return element(f"table.{classes}", element("thead", titles), element("tbody", rows))


def worded(sentence: str) -> list[Child]:
    """A sentence with what stands between backticks as code."""
    parts = sentence.split("`")
    if len(parts) % 2 == 0:  # one has no other
        return [sentence]
    return [element("code", part) if at % 2 else part for at, part in enumerate(parts)]


def path(pointer: str) -> Markup:
    """A JSON Pointer as code that may break before each of its members."""
    parts = pointer.split("/")
    return element(
        "code.path",
        [[element("wbr") if number else None, "/" if number else "", part] for number, part in enumerate(parts)],
    )


def shell(line: str) -> list[Child]:
    """A line for a shell in which no line ends after a hyphen of an option, or of the suite's own name."""
    return [element("span.whole", part) if at % 2 else part for at, part in enumerate(_HYPHENED.split(line))]


def link(address: str | None, *children: Child) -> Markup:
    """A link to a web address; a text where the address is anything else."""
    if address is None or not re.match(r"https?://", address):
        return element("span", *children)
    return element("a", {"href": address, "rel": "noreferrer"}, *children)
