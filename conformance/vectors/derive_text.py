"""Derived vectors about an object as a whole, and about JSON text itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from conformance.jsontext import text_of
from conformance.spec.model import Dialect
from conformance.vectors.example import ExampleEntry
from conformance.vectors.sketch import Sketch

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
_UNKNOWN = "decode.unknown-members"


def struct_sketches(dialect: Dialect, type_name: str, entry: ExampleEntry) -> Iterator[Sketch]:
    """The object with few and all members, with unknown ones among them, in any order and spacing."""
    full, *later = entry["all-members"]
    bare = entry["only-required"]
    yield Sketch("all-members", "every declared member is present", "encode.declaration-order", full)
    for number, value in enumerate(later, 2):
        why = "every declared member is present, those that were declared later too"
        yield Sketch(f"all-members-{number}", why, "encode.declaration-order", value)
    yield Sketch("only-required", "the required members alone", "decode.null-or-absent", bare)
    yield Sketch("empty-object", "an object without members", "decode.missing-required", {})
    yield Sketch("unknown-member", "a member that nobody declared", _UNKNOWN, {**full, "x_vendor": "kept or dropped"})
    yield Sketch("unknown-members-hostile", "unknown members with hostile names", _UNKNOWN, {**_HOSTILE, **full})
    reverse = dict(reversed(full.items()))
    yield Sketch("members-reversed", "the members in reverse order", "decode.member-order", reverse)
    for name in list(bare)[:1]:
        renamed = {key.upper() if key == name else key: value for key, value in full.items()}
        why = f"{name} in upper case is another member, and {name} is missing"
        yield Sketch("name-in-other-case", why, "decode.missing-required", renamed)
    spaced = f"\t{json.dumps(full, ensure_ascii=False, indent=1)}\r\n "
    yield Sketch("whitespace", "white space wherever JSON allows it", "decode.whitespace", text=spaced)
    if type_name in dialect.thorough:
        yield from _thorough(full)


def _thorough(full: dict[str, Any]) -> Iterator[Sketch]:
    rest = f"{',' if full else ''}{text_of(full)[1:]}"
    yield Sketch("unknown-member-first", "an unknown member comes first", _UNKNOWN, {"x_vendor": [1], **full})
    repeated = '{"x_vendor":1,"x_vendor":2' + rest
    yield Sketch("unknown-member-repeated", "an unknown member comes twice", _UNKNOWN, text=repeated)
    why, overflow = "a number beyond a double in a member that nobody reads", '{"x_vendor":1e999' + rest
    yield Sketch("unknown-number-overflow", why, "free.unread-number", text=overflow)
    yield Sketch("names-escaped", "every name is written with escapes", "decode.escapes", text=_escaped_names(full))
    yield Sketch("as-array", "the members' values as an array", "free.struct-as-array", list(full.values()))
    for kind, value in {"string": "something", "number": 1, "boolean": True, "null": None}.items():
        yield Sketch(f"not-an-object-{kind}", f"a JSON {kind} in place of the object", "decode.strict-types", value)


def text_sketches(dialect: Dialect, type_name: str) -> Iterator[Sketch]:
    """Texts that are not JSON, for the type that carries them on the wire."""
    if type_name in dialect.roots:
        for slug, text in _BROKEN.items():
            yield Sketch(f"text-{slug}", f"not JSON: {slug.replace('-', ' ')}", "decode.json-text", text=text)


def _escaped_names(members: dict[str, Any]) -> str:
    def escaped(name: str) -> str:
        return "".join(f"\\u{ord(character):04x}" for character in name)

    return "{" + ",".join(f'"{escaped(name)}":{text_of(value)}' for name, value in members.items()) + "}"
