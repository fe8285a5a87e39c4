"""Derived vectors about an object as a whole, and about JSON text itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from conformance.spec.model import Dialect
from conformance.vectors.example import Entry
from conformance.vectors.sketch import Sketch
from conformance.vectors.vector import text_of

_HOSTILE: dict[str, Any] = {
    "": "empty name",
    "__proto__": {"polluted": True},
    "constructor": None,
    "$ref": "#/$defs/Nowhere",
    "type ": "a blank behind",
    "ID": "another case",
    "x.vendor/~key": [1, 2.5, {"deep": None}],
    "名前": "any script",
}


def struct_sketches(dialect: Dialect, type_name: str, entry: Entry) -> Iterator[Sketch]:
    """The object with few and all members, with strangers among them, in any order and spacing."""
    full: dict[str, Any]
    full, *later = entry["all-members"]
    bare: dict[str, Any] = entry["only-required"]
    yield Sketch("all-members", "every declared member is present", "encode.declaration-order", full)
    for number, value in enumerate(later, 2):
        why = "every declared member is present, those that were declared later too"
        yield Sketch(f"all-members-{number}", why, "encode.declaration-order", value)
    yield Sketch("only-required", "the required members alone", "decode.null-or-absent", bare)
    yield Sketch("empty-object", "an object without members", "decode.missing-required", {})
    unknown = "decode.unknown-members"
    yield Sketch("unknown-member", "a member that nobody declared", unknown, {**full, "x_vendor": "kept or dropped"})
    yield Sketch("unknown-members-hostile", "unknown members with hostile names", unknown, {**_HOSTILE, **full})
    yield Sketch(
        "members-reversed", "the members in reverse order", "decode.member-order", dict(reversed(full.items()))
    )
    if bare:
        name = next(iter(bare))
        renamed = {key.upper() if key == name else key: value for key, value in full.items()}
        why = f"{name} in upper case is another member, and {name} is missing"
        yield Sketch("name-in-other-case", why, "decode.missing-required", renamed)
    yield Sketch(
        "whitespace",
        "white space wherever JSON allows it",
        "decode.whitespace",
        text=f"\t{json.dumps(full, ensure_ascii=False, indent=1)}\r\n ",
    )
    if type_name in dialect.thorough:
        yield from _thorough(full)


def _thorough(full: dict[str, Any]) -> Iterator[Sketch]:
    unknown = "decode.unknown-members"
    yield Sketch("unknown-member-first", "an unknown member comes first", unknown, {"x_vendor": [1], **full})
    yield Sketch(
        "unknown-member-repeated",
        "an unknown member comes twice",
        unknown,
        text=f'{{"x_vendor":1,"x_vendor":2{"," if full else ""}{text_of(full)[1:]}',
    )
    yield Sketch(
        "unknown-number-overflow",
        "a number beyond a double in a member that nobody reads",
        "free.unread-number",
        text=f'{{"x_vendor":1e999{"," if full else ""}{text_of(full)[1:]}',
    )
    yield Sketch("names-escaped", "every name is written with escapes", "decode.escapes", text=_escaped_names(full))
    yield Sketch("as-array", "the members' values as an array", "free.struct-as-array", list(full.values()))
    for kind, value in {"string": "something", "number": 1, "boolean": True, "null": None}.items():
        yield Sketch(f"not-an-object-{kind}", f"a JSON {kind} in place of the object", "decode.strict-types", value)


_BROKEN = {
    "empty": "",
    "blank": " \n",
    "cut": '{"id":',
    "trailing-comma": '{"id":"x",}',
    "trailing-garbage": "{} {}",
    "single-quotes": "{'id':'x'}",
    "unquoted-name": '{id:"x"}',
    "comment": '{"id":"x"/* no */}',
    "nan": '{"id":NaN}',
    "byte-order-mark": "\ufeff{}",
    "bad-escape": '{"id":"\\x41"}',
    "nul": "\x00",
    "capital-literal": '{"id":True}',
    "plus-sign": '{"id":+1}',
    "bare-fraction": '{"id":.5}',
}


def text_sketches(dialect: Dialect, type_name: str) -> Iterator[Sketch]:
    """Texts that are not JSON, for the type that carries them on the wire."""
    if type_name in dialect.roots:
        for slug, text in _BROKEN.items():
            yield Sketch(f"text-{slug}", f"not JSON: {slug.replace('-', ' ')}", "decode.json-text", text=text)


def _escaped_names(members: dict[str, Any]) -> str:
    parts = []
    for name, value in members.items():
        escaped = "".join(f"\\u{ord(character):04x}" for character in name)
        parts.append(f'"{escaped}":{text_of(value)}')
    return "{" + ",".join(parts) + "}"
