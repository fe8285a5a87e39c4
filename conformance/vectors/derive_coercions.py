"""Derived vectors with the values that lenient libraries coerce into a type, and texts that they take for JSON.

Each is an example with one break. They are made where refusing them is judged: not for a dialect in which it is free.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from conformance.files import slugged
from conformance.jsontext import text_of
from conformance.oracle import Oracle, Reject
from conformance.requirements.level import Level
from conformance.spec.model import (
    Array,
    Boolean,
    Dialect,
    Float,
    Integer,
    Map,
    Node,
    Nullable,
    Struct,
    Tagged,
    Text,
)
from conformance.vectors.derive_inside import places
from conformance.vectors.edit import put
from conformance.vectors.example import ExampleEntry, bare_node, full_values
from conformance.vectors.growth import Maker
from conformance.vectors.sketch import Sketch
from conformance.vectors.whole import spots

_HOLE = "\ue000"
_BOOLEANS: dict[str, Any] = {
    "zero": 0,
    "one": 1,
    "text-true": "true",
    "text-false": "false",
    "empty-text": "",
    "null": None,
}
_INTEGERS: dict[str, Any] = {
    "fraction": 1.5,
    "digits": "5",
    "true": True,
    "false": False,
    "empty-text": "",
    "null": None,
}
_FLOATS: dict[str, Any] = {"digits": "0.5", "true": True, "false": False, "empty-text": "", "null": None}
_NUMBERS = ("NaN", "Infinity", "+1", ".5", "01", "0x10")
_LITERALS = {"integer": _NUMBERS, "number": _NUMBERS, "boolean": ("True",)}
_SPELT = {"integer": Integer, "number": Float, "boolean": Boolean}
_IN_TEXTS = {
    "escape-of-c": r"\x41",
    "escape-of-a-quote": r"\'",
    "raw-tab": "\t",
    "escape-cut": r"\u12",
    "escape-in-braces": r"\u{41}",
    "raw-nul": "\x00",
}


def coercion_sketches(dialect: Dialect, type_name: str, entry: ExampleEntry, maker: Maker) -> Iterator[Sketch]:
    """What each member is coerced from, and the example in texts that are almost JSON."""
    if dialect.ceilings.get("rejects") == Level.FREE:
        return
    judge = Oracle(dialect)

    def refused(text: str) -> bool:
        return isinstance(judge.expect(type_name, text), Reject)

    rule, every = "decode.strict-types", type_name in dialect.thorough or type_name in dialect.roots
    for place, *_ in places(dialect, type_name, entry, maker):
        for slug, value in _coerced(dialect, dialect.resolve(place.node), place.value, every=every):
            whole = place.having(value)
            if place.names and refused(text_of(whole)):
                names = slugged("-".join(place.names)) + ("" if isinstance(place.path[-1], str) else "-item")
                why = f"{'/'.join(place.names)} is {text_of(value)[:40]}, which is coerced"
                yield Sketch(
                    f"{names}-from-{slug}", why, rule, whole, member=place.names[0] if len(place.path) == 1 else ""
                )
    whole = next(full_values(dialect, type_name, entry), None)
    node = bare_node(dialect, type_name)
    if isinstance(node, Struct) and whole:
        yield from _other_names(node, whole)
    if isinstance(whole, dict) and whole:
        for slug, text in _almost(dialect, node, whole, every=every, root=type_name in dialect.roots):
            why = f"the example, not JSON by one thing: {slug.replace('-', ' ')}"
            yield Sketch(f"almost-json-{slug}", why, "decode.json-text", text=text)


def _coerced(dialect: Dialect, node: Node, value: Any, *, every: bool) -> Iterator[tuple[str, Any]]:
    """Values of other kinds that libraries make one of ``node`` from, by what they are."""
    match node:
        case Nullable(inner):
            yield from _coerced(dialect, dialect.resolve(inner), value, every=every)
        case Boolean():
            yield from _BOOLEANS.items()
        case Integer():
            yield from islice(_INTEGERS.items(), None if every else 3)
        case Float():
            yield from _FLOATS.items()
        case Text():
            yield from islice({"true": True, "number": 12, "list": [value]}.items(), None if every else 1)
        case Array():
            yield from {"object": {}, "empty-text": "", "text": text_of(value)}.items()
            if value and not isinstance(value[0], list):
                yield "item", value[0]
        case Map() | Struct() | Tagged():
            yield from {"empty-list": [], "empty-text": "", "text": text_of(value), "list": [value]}.items()
        case _:
            return


def _other_names(node: Struct, whole: dict[str, Any]) -> Iterator[Sketch]:
    """A required member under the name that other languages give it."""
    declared = {member.name for member in node.members}
    required = [
        member.name for member in node.members if member.required and member.name in whole and "_" in member.name
    ]
    for name in required[:1]:
        first, *others = name.split("_")
        words = [word.capitalize() for word in others]
        other = "".join([first, *words])
        if other not in declared:
            renamed = {other if key == name else key: value for key, value in whole.items()}
            why = f"{name} is spelt {other}, which is another member, and {name} is missing"
            yield Sketch("name-in-camel-case", why, "decode.missing-required", renamed)


def _almost(
    dialect: Dialect, node: Node, whole: dict[str, Any], *, every: bool, root: bool
) -> Iterator[tuple[str, str]]:
    """Texts that lenient parsers read as the whole: all for a type that is sent, the most common ones for ``every``.

    Of numbers and booleans the first one is respelt.
    """
    text = text_of(whole)
    name = text_of(next(iter(whole)))
    if every:
        yield from {
            "trailing-comma": f"{text[:-1]},}}",
            "comment": f"{{/* no */{text[1:]}",
            "single-quotes": f"{{'{name[1:-1]}'{text[1 + len(name) :]}",
            "bare-name": f"{{{name[1:-1]}{text[1 + len(name) :]}",
            "byte-order-mark": f"\ufeff{text}",
            "no-break-space": f"{{\u00a0{text[1:]}",
            "nul-after": f"{text}\x00",
            "two-values": f"{text} {{}}",
            "unclosed": text[:-1],
        }.items()
    if root:
        yield from {
            "leading-comma": f"{{,{text[1:]}",
            "line-comment": f"{{// no\n{text[1:]}",
            "hash-comment": f"{{# no\n{text[1:]}",
            "equals-sign": f"{{{name}={text[2 + len(name) :]}",
            "form-feed": f"{{\f{text[1:]}",
            "line-separator": f"{text}\u2028",
            "word-after": f"{text}x",
            "brace-after": f"{text}}}",
            "half": text[: len(text) // 2],
        }.items()
    found = list(spots(dialect, node, whole))

    def spelt(path: Sequence[str | int], lexeme: str) -> str:
        return text_of(put(whole, path, _HOLE)).replace(text_of(_HOLE), lexeme)

    texts = [spot for spot in found if isinstance(spot.node, Text) and spot.path]
    for spot in texts[:1] if every else ():
        for slug, lexeme in islice(_IN_TEXTS.items(), None if root else 3):
            yield slug, spelt(spot.path, f'{text_of(spot.value)[:-1]}{lexeme}"')
        if root:
            yield "single-quoted-text", spelt(spot.path, f"'{text_of(spot.value)[1:-1]}'")
    lists = [spot for spot in found if isinstance(spot.node, Array) and spot.value]
    for spot in lists[:1] if every else ():
        yield "trailing-comma-in-a-list", spelt(spot.path, f"{text_of(spot.value)[:-1]},]")
    for kind, form in _SPELT.items():
        for spot in [spot for spot in found if isinstance(spot.node, form)][: every or form is not Integer]:
            for lexeme in _LITERALS[kind]:
                yield f"{kind}-{_named(lexeme)}", spelt(spot.path, lexeme)


def _named(lexeme: str) -> str:
    signs = {"+": "plus-", ".": "-point-", "_": "-low-line-"}
    return slugged("".join(signs.get(character, character) for character in lexeme))
