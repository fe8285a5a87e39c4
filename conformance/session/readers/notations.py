"""Objects in a line of text, in whatever notation a program has printed them: JSON, JSON inside a string, Python's own,
and JSON escaped for HTML or for an address.

Of other notations only the name can be told: what an object of JavaScript or of Java prints is not what was sent.
"""

from __future__ import annotations

import ast
import html
import re
from typing import Any, NamedTuple, cast
from urllib.parse import unquote_plus

from conformance.spelling import begun, spelt

_HTML = re.compile(r"\{\s*&(?:quot|#34|#x22);", re.IGNORECASE)
_ADDRESS = re.compile(r"%7B(?:%20|\+)*%22[^\s\"&<>]*", re.IGNORECASE)
_COLOUR = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_LIST = re.compile(r"""\[\s*[\[({][^"']{0,80}'""")
_QUOTED = re.compile(r"""(?P<quote>["'])(?P<inner>\{(?:[^\\]|\\.)*?)(?P=quote)""", re.DOTALL)
_INSIDE = re.compile(r"""(?P<inner>\{\s*\\(?P<quote>["'])(?:\\.|(?!(?P=quote))[^\\])*)(?P=quote)""", re.DOTALL)
"""An object that a string has after words of its own: its quotes are escaped, and that which ends the string is not."""
_ESCAPE = re.compile(
    r"\\(?:u\{(?P<rust>[0-9a-fA-F]{1,6})\}|(?:u(?P<four>[0-9a-fA-F]{4})|U(?P<eight>[0-9a-fA-F]{8})"
    r"|x(?P<two>[0-9a-fA-F]{2}))|(?P<one>.))",
    re.DOTALL,
)
_LETTERS = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "a": "\a", "v": "\v", "0": "\0"}
_HALVES = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_LENGTH = re.compile(r"""(?P<quote>["'])\s+\[(?:\w+, )?(?P<bytes>\d+) bytes?(?:, \w+)?\]\s*$""")
_DOTS = ("...", "…")
_ENDING = 80
"""Within how many characters of a line's end its length is stated."""
_LOOKED_AT = 4_000
"""How many characters of a line tell the notation: the patterns are slow on long lines."""
_PRINTED = (
    ("JavaScript prints objects", re.compile(r"\{\s*(?:\w+: .*,\s*)?type: ?['\"`][a-z_]+\.[a-z_.]+['\"`]", re.DOTALL)),
    ("Rust prints values", re.compile(r"\{ (?:\w+: .*, )?event_id: \"")),
    ("Python prints objects", re.compile(r"\b[A-Z]\w*\((?:\w+=.*, ?)?type='[a-z_]+\.[a-z_.]+'")),
    ("Java prints objects", re.compile(r"[{\[](?:\w+=.*, )?type=[a-z_]+\.[a-z_.]+[,}\]]")),
    ("Go prints maps", re.compile(r"\bmap\[(?:.* )?type:[a-z_]+\.[a-z_.]+[ \]]")),
    ("Elixir prints maps", re.compile(r"%\{.*\"?type\"?(?: =>|:) \"[a-z_]+\.[a-z_.]+\"")),
)


class Found(NamedTuple):
    """An object in a text, its JSON as it is spelt, and where what comes after it begins."""

    value: dict[str, Any]
    exact: str
    end: int


def uncoloured(line: str) -> str:
    """A line without the codes that colour it in a terminal."""
    return _COLOUR.sub("", line) if "\x1b" in line else line


def plain(line: str) -> str:
    """A line whose object is escaped for HTML, or for an address, as it was before; any other line as it is.

    What is escaped after the first brace of an object is left as it is: it may be part of a text in that object.
    """
    before = line.find("{") if "{" in line else len(line)
    if "&" in line and _HTML.match(line, before):
        return html.unescape(line)
    if "%" in line and _ADDRESS.search(line, 0, before):
        return _ADDRESS.sub(lambda found: _unquoted(found[0]), line)
    return line


def _unquoted(text: str) -> str:
    """An object out of an address; a form has a plus for each blank, and no other."""
    try:
        return unquote_plus(text, errors="strict")
    except UnicodeDecodeError:
        return text


def object_at(line: str, brace: int) -> Found | None:
    """The object that begins at a brace: with escapes where it is in quotes, alone or after words, or as it is."""
    if quoted := _QUOTED.match(line, brace - 1) if brace else None:
        raw = brace > 1 and line[brace - 2] == "b"
        inner = unescaped(quoted["inner"], raw=raw)
        if (found := _object(inner, 0)) and not inner[found.end :].strip():
            return found._replace(end=quoted.end())
    if found := _object(line, brace) or _doubled(line, brace):
        return found
    inside = _INSIDE.match(line, brace)
    found = _object(unescaped(inside["inner"]), 0) if inside else None
    return found and inside and found._replace(end=inside.end())


def python_list(text: str) -> list[Any] | None:
    """The list that a text is, as Python prints one; ``None`` for any other text."""
    if not _LIST.match(text):
        return None
    try:
        value = ast.literal_eval(text.rstrip())
    except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError):
        return None
    return cast(list[Any], _listed(value)) if isinstance(value, list) else None


def _listed(value: Any) -> Any:
    """A value with lists in the place of its tuples."""
    if isinstance(value, dict):
        return {name: _listed(inner) for name, inner in value.items()}
    return [_listed(one) for one in value] if isinstance(value, list | tuple) else value


def unescaped(text: str, *, raw: bool = False) -> str:
    """What a string of a program says, from between its quotes; ``raw`` is one of bytes, which are read as UTF-8."""
    if "\\" not in text:
        return text
    said = _HALVES.sub(lambda two: two[0].encode("utf-16", "surrogatepass").decode("utf-16"), _ESCAPE.sub(_said, text))
    if raw and all(ord(one) < 0x100 for one in said):
        return said.encode("latin-1").decode("utf-8", "surrogateescape")
    return said


def is_elided(line: str) -> bool:
    """Whether a line says how many bytes a frame has, and has left out its middle; what is left may be JSON by luck."""
    stated = _LENGTH.search(line, max(0, len(line) - _ENDING))
    begin = line.find(stated["quote"]) if stated else 0
    if stated is None or begin == stated.start():
        return False
    text = line[begin + 1 : stated.start()]
    left = unescaped(text, raw=line[:begin].endswith("b"))
    return any(dots in text for dots in _DOTS) and len(left.encode("utf-8", "replace")) != int(stated["bytes"])


def printed_by(line: str) -> str | None:
    """What prints an event as a line has it, in a notation that cannot be read; ``None`` for any other line."""
    return next((what for what, pattern in _PRINTED if pattern.search(line, 0, _LOOKED_AT)), None)


def _said(escape: re.Match[str]) -> str:
    if (one := escape["one"]) is not None:
        return _LETTERS.get(one, one)
    code = int(escape["rust"] or escape["four"] or escape["eight"] or escape["two"], 16)
    return chr(code) if code < 0x110000 else "\ufffd"


def _object(text: str, at: int) -> Found | None:
    try:
        value, end = begun(text, at)
        return Found(value, text[at:end], end) if isinstance(value, dict) else None
    except (ValueError, RecursionError):
        pass
    if not text.startswith("{'", at):
        return None
    end = text.rindex("}") + 1 if "}" in text else len(text)
    try:
        value = ast.literal_eval(text[at:end])
        return Found(value, spelt(value), end) if isinstance(value, dict) else None
    except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError):
        return None


def _doubled(line: str, brace: int) -> Found | None:
    """An object in a field of CSV, which doubles its quotes."""
    if not re.compile(r'\{\s*""').match(line, brace):
        return None
    text = line[brace:].replace('""', '"')
    found = _object(text, 0)
    return found and found._replace(end=len(line))
