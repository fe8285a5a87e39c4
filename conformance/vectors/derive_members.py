"""Derived vectors about one member of a struct."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from conformance.files import slugged
from conformance.jsontext import text_of
from conformance.spec.model import (
    Array,
    Boolean,
    Dialect,
    Enum,
    Float,
    Integer,
    Json,
    Map,
    Member,
    Node,
    Nullable,
    OpenEnum,
    OtherForm,
    Ref,
    Struct,
    Tagged,
    Text,
    Untagged,
)
from conformance.spec.prose import broken_prose
from conformance.vectors.example import ExampleEntry, first_name, with_member
from conformance.vectors.sketch import Sketch, twice

_HOLE = "\ue000"
_KINDS: dict[str, Any] = {
    "string": "twelve",
    "number": 12,
    "boolean": True,
    "object": {"unexpected": 1},
    "array": ["unexpected"],
}
_INTEGERS = {
    "fraction": ("12.0", "is written with a fraction"),
    "exponent": ("1e2", "is written with an exponent"),
    "negative-zero": ("-0", "is written as minus zero"),
    "numeric-string": ('"12"', "is a string of digits"),
    "leading-zero": ("012", "is written with a leading zero, which is not JSON"),
    "beyond-64-bits": ("18446744073709551616", "is beyond 64 bits"),
}
_FLOATS = {"whole": "1", "whole-with-fraction": "1.0", "zero": "0", "small": "0.25", "exponent": "5e-1"}
_STRINGS = {
    "empty": ('""', "is the empty string", "decode.escapes"),
    "escapes": (r'"a\"b\\c\/d\b\f\n\r\t\u0041\u00e9"', "uses every escape", "decode.escapes"),
    "astral": (
        '"𝄞 \\ud834\\udd1e 👩\u200d👩\u200d👧"',
        "has characters beyond the BMP, raw and escaped",
        "decode.escapes",
    ),
    "control": ('"\\u0000\\u001f\x7f\u2028"', "has escaped control characters", "decode.escapes"),
    "lone-surrogate": ('"\\ud800"', "holds half of a surrogate pair", "free.lone-surrogate"),
    "raw-newline": ('"a\nb"', "has a raw line feed, which is not JSON", "decode.json-text"),
}
_OPEN_JSON = {
    "string": '"text"',
    "number": "12",
    "float": "1.5",
    "float-whole": "1.0",
    "float-small": "1.5e-7",
    "float-large": "1e22",
    "boolean": "false",
    "array": '[1,"two",null,[],{}]',
    "empty-object": "{}",
    "inner-null": '{"a":null}',
    "unsorted": '{"b":1,"a":{"d":2,"c":3},"ä":4,"B":5}',
    "repeated-name": '{"k":1,"k":2}',
    "largest-integers": "[18446744073709551615,-9223372036854775808]",
    "negative-zero": "[-0,-0.0]",
    "integers-beyond-doubles": "[9007199254740993,-9007199254740993]",
}
_EXTREME_JSON = {
    "many-digits": (
        "0.12345678901234567890",
        "holds a number with more digits than a double",
        "free.number-precision",
    ),
    "number-overflow": ("1e999", "holds a number beyond a double", "decode.json-text"),
    "nested-100": ("[" * 100 + "]" * 100, "nests 100 arrays", "decode.open-json"),
    "nested-200": ("[" * 200 + "]" * 200, "nests 200 arrays", "free.nesting-limit"),
}


@dataclass(frozen=True, slots=True)
class _Subject:
    """A member, and an example of the object that has it."""

    member: Member
    full: dict[str, Any]

    @property
    def name(self) -> str:
        return self.member.name

    def having(self, case: str, value: Any, why: str, rule: str, aspect: str = "") -> Sketch:
        """The example with that value for the member."""
        slug = f"{slugged(self.name)}-{case}"
        return Sketch(slug, f"{self.name} {why}", rule, {**self.full, self.name: value}, None, self.name, aspect)

    def spelt(self, case: str, lexeme: str, why: str, rule: str) -> Sketch:
        """The example as text, with the member's value spelt exactly as ``lexeme``."""
        sketch = self.having(case, _HOLE, why, rule)
        return replace(sketch, value=None, text=text_of(sketch.value).replace(text_of(_HOLE), lexeme))


def member_sketches(dialect: Dialect, type_name: str, member: Member, entry: ExampleEntry) -> Iterator[Sketch]:
    """The member present, absent, null, repeated, of the wrong type, and at and beyond every bound."""
    full = with_member(entry, member.name)
    if full is None:
        return
    subject, name = _Subject(member, full), member.name
    yield from _presence(subject, _bearing_null(dialect, type_name, subject, entry))
    strict, first = type_name in dialect.thorough, name == first_name(entry)
    if strict or first:
        slug, text = f"duplicate-{slugged(name)}", twice(full, name)
        yield Sketch(slug, f"{name} comes twice", "decode.duplicate-members", text=text, member=name)
    kind = dialect.resolve(member.node)
    taken = _taken(dialect, kind)
    for wrong in [kind for kind in _KINDS if kind not in taken][: None if strict else 1]:
        yield subject.having(f"wrong-type-{wrong}", _KINDS[wrong], f"is a JSON {wrong}", "decode.strict-types")
    match kind:
        case Integer():
            yield from islice(_integer(kind, subject), None if strict else 4)
        case Float():
            for case, lexeme in _FLOATS.items():
                why = f"is the number {lexeme}: how it is spelt does not matter"
                yield subject.spelt(case, lexeme, why, "decode.numbers")
        case Text():
            for case, row in islice(_STRINGS.items(), None if strict or first else 1):
                yield subject.spelt(case, *row)
        case Array():
            second = entry["second-items"][name]
            item = next(iter(full[name]), second)
            yield subject.having("empty", [], "is empty", "encode.nothing-invented")
            yield subject.having("two", [item, second], "keeps its order", "encode.nothing-invented")
            three = [second, item, item]
            if not broken_prose(dialect, type_name, text_of({**full, name: three})):
                yield subject.having("three", three, "has a third item", "encode.nothing-invented")
            elif item != second:
                why, rule = "keeps its order, the other way round", "encode.nothing-invented"
                yield subject.having("two-reversed", [second, item], why, rule)
            yield subject.having("with-null", [item, None], "holds a null", "decode.strict-types")
        case Map():
            yield from _map(subject, last_wins=dialect.serde)
        case Json():
            for case, lexeme in _OPEN_JSON.items():
                yield subject.spelt(case, lexeme, f"is open JSON: {case.replace('-', ' ')}", "decode.open-json")
            for case, row in _EXTREME_JSON.items():
                yield subject.spelt(case, *row)
        case _:
            pass


def _bearing_null(dialect: Dialect, type_name: str, subject: _Subject, entry: ExampleEntry) -> dict[str, Any]:
    """The example that a ``null`` is shown in: the first that keeps the prose with it, such as no failed response."""
    examples = [subject.full, *entry["all-members"]] if subject.member.nullable else []
    nulls = ((one, text_of({**one, subject.name: None})) for one in examples)
    return next((one for one, text in nulls if not broken_prose(dialect, type_name, text)), subject.full)


def _presence(subject: _Subject, null: dict[str, Any]) -> Iterator[Sketch]:
    """The member absent from its example, and ``null`` in the example ``null``."""
    member, name = subject.member, subject.name
    without = {key: value for key, value in subject.full.items() if key != name}
    aspect = "" if member.required or member.absent == "keep" else member.absent
    policy = {
        "omit": "and is not written",
        "null": "and is written as null",
        "default": f"and is written as {member.default}",
        "keep": "and stays absent",
    }[member.absent]
    others = {other.form: other for other in member.also if isinstance(other.form, str)}
    why = f"{name} is required and absent" if member.required else f"{name} is absent {policy}"
    rule = "decode.missing-required" if member.required else "decode.null-or-absent"
    if "absent" in others:
        why, rule = f"{name} is absent, which only a correction allows", _row(others["absent"])
    yield Sketch(f"{slugged(name)}-absent", why, rule, without, member=name, aspect=aspect)
    if member.nullable and member.absent == "keep":
        why = "is null, which is not the same as absent"
    elif member.nullable:
        why = f"is null {policy}"
    elif "null" in others:
        why, rule = "is null, which only a correction allows", _row(others["null"])
    elif isinstance(member.node, Json):
        why, rule = "is null, which is JSON like any other", "decode.open-json"
    else:
        why, rule = "is null, which it cannot be", "decode.strict-types"
    yield replace(subject, full=null).having("null", None, why, rule, aspect)


def _row(other: OtherForm) -> str:
    return "free.unproven-form" if other.level == "free" else f"errata.{other.erratum}"


def _taken(dialect: Dialect, node: Node) -> set[str]:
    """The JSON kinds that a node may take, or that are left open (an array for a struct)."""
    match node:
        case Ref():
            return _taken(dialect, dialect.resolve(node))
        case Nullable(inner):
            return _taken(dialect, inner)
        case Text() | OpenEnum() | Enum(_, True):
            return {"string"}
        case Enum():
            return set()
        case Boolean():
            return {"boolean"}
        case Integer() | Float():
            return {"number"}
        case Array():
            return {"array"}
        case Map():
            return {"object"}
        case Struct():
            return {"object", "array"}
        case Tagged(_, _, fallback):
            return _taken(dialect, fallback) if fallback else set()
        case Untagged(variants):
            return {kind for variant in variants for kind in _taken(dialect, variant)}
        case Json():
            return set(_KINDS)


def _integer(node: Integer, subject: _Subject) -> Iterator[Sketch]:
    bounds: dict[str, tuple[int, str]] = {"zero": (0, "is zero")}
    if node.minimum is not None:
        bounds["negative"] = (-1, "is below zero")
    if node.maximum is not None:
        bounds["max"] = (node.maximum, f"is the largest {node.kind}")
        bounds["over-max"] = (node.maximum + 1, f"is one more than the largest {node.kind}")
    for case, (value, why) in bounds.items():
        yield subject.having(case, value, why, "decode.integer-range")
    for case, (lexeme, why) in _INTEGERS.items():
        yield subject.spelt(case, lexeme, why, "decode.integer-lexical")


def _map(subject: _Subject, *, last_wins: bool) -> Iterator[Sketch]:
    name, rule = subject.name, "decode.map-values"
    yield subject.having("empty", {}, "is empty, which is not absent", rule)
    yield subject.having("one", {"topic": "greeting"}, "has one pair", rule)
    odd = {"": "empty name", "null": "null", "__proto__": "x", 'a b/~"': "odd"}
    yield subject.having("odd-names", odd, "has odd names", rule)
    values: dict[str, Any] = {"number": 1, "boolean": False, "null": None, "object": {}}
    for kind, value in values.items():
        wrong = subject.having(f"value-{kind}", {"k": value}, "", rule)
        yield replace(wrong, why=f"a value in {name} is a JSON {kind}")
    repeated = subject.spelt("repeated-name", '{"k":"first","k":"last"}', "", rule)
    if last_wins:
        yield replace(repeated, why=f"a name in {name} comes twice: the last has it")
    else:
        yield replace(repeated, why=f"a name in {name} comes twice", rule="free.duplicate-member")
