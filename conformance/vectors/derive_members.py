"""Derived vectors about one member of a struct."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

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
    Prose,
    Ref,
    Struct,
    Tagged,
    Text,
    Untagged,
)
from conformance.vectors.example import Entry, first_name, with_member
from conformance.vectors.sketch import Sketch, slugged
from conformance.vectors.vector import text_of

_KINDS: dict[str, Any] = {
    "string": "twelve",
    "number": 12,
    "boolean": True,
    "object": {"unexpected": 1},
    "array": ["unexpected"],
}


def member_sketches(dialect: Dialect, type_name: str, member: Member, entry: Entry) -> Iterator[Sketch]:
    """Present, absent, null, repeated, wrong in type, at and beyond every bound."""
    full = with_member(entry, member.name)
    if full is None:
        return
    slug, name = slugged(member.name), member.name

    def having(value: Any) -> dict[str, Any]:
        return {**full, name: value}

    yield from _presence(member, full, slug)
    strict, first = type_name in dialect.thorough, name == first_name(entry)
    if strict or first:
        yield Sketch(
            f"duplicate-{slug}",
            f"{name} comes twice",
            "decode.duplicate-members",
            text=f"{text_of(full)[:-1]},{text_of({name: full[name]})[1:]}",
            member=name,
        )
    kind = dialect.resolve(member.node)
    for wrong in list(_wrong_kinds(dialect, kind))[: None if strict else 1]:
        yield Sketch(
            f"{slug}-wrong-type-{wrong}",
            f"{name} is a JSON {wrong}",
            "decode.strict-types",
            value=having(_KINDS[wrong]),
            member=name,
        )
    match kind:
        case Integer():
            yield from islice(_integer(kind, member, having, full), None if strict else 4)
        case Float():
            yield from _float(member, having, full)
        case Text() if strict or first:
            yield from _text(member, full)
        case Text():
            yield next(_text(member, full))
        case Array():
            second = entry["second-items"][name]
            yield from _array(member, next(iter(full[name]), second), second, having)
        case Map():
            yield from _map(member, full, having)
        case Json():
            yield from _json(member, full, having)
        case _:
            pass
    if member.prose:
        yield from _prose(member, member.prose, having)


def _presence(member: Member, full: dict[str, Any], slug: str) -> Iterator[Sketch]:
    name = member.name
    without = {key: value for key, value in full.items() if key != name}
    aspect = "" if member.required or member.absent == "keep" else member.absent
    rule = "decode.missing-required" if member.required else "decode.null-or-absent"
    policy = {
        "omit": "and is not written",
        "null": "and is written as null",
        "default": f"and is written as {member.default}",
        "keep": "and stays absent",
    }[member.absent]
    must = "is required and absent" if member.required else f"is absent {policy}"
    yield Sketch(f"{slug}-absent", f"{name} {must}", rule, value=without, member=name, aspect=aspect)
    if member.nullable and member.absent == "keep":
        why = f"{name} is null, which is not the same as absent"
    elif member.nullable:
        why = f"{name} is null {policy}"
    elif isinstance(member.node, Json):
        why, rule = f"{name} is null, which is JSON like any other", "decode.open-json"
    else:
        why, rule = f"{name} is null, which it cannot be", "decode.strict-types"
    yield Sketch(f"{slug}-null", why, rule, value={**full, name: None}, member=name, aspect=aspect)


def _wrong_kinds(dialect: Dialect, node: Node) -> Iterator[str]:
    taken = _taken(dialect, node)
    yield from (kind for kind in _KINDS if kind not in taken)


def _taken(dialect: Dialect, node: Node) -> set[str]:
    """The JSON kinds that a node may take, or that are left open (an array for a struct)."""
    match node:
        case Ref():
            return _taken(dialect, dialect.resolve(node))
        case Nullable(inner):
            return _taken(dialect, inner)
        case Text():
            return {"string"}
        case OpenEnum():
            return {"string"}
        case Enum(_, is_open):
            return {"string"} if is_open else set()
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


def _integer(node: Integer, member: Member, having: Any, full: dict[str, Any]) -> Iterator[Sketch]:
    name, slug = member.name, slugged(member.name)
    bounds: dict[str, tuple[int, str]] = {"zero": (0, "zero")}
    if node.minimum is not None:
        bounds["negative"] = (-1, "below zero")
    if node.maximum is not None:
        bounds["max"] = (node.maximum, f"the largest {node.kind}")
        bounds["over-max"] = (node.maximum + 1, f"one more than the largest {node.kind}")
    for case, (value, why) in bounds.items():
        yield Sketch(f"{slug}-{case}", f"{name} is {why}", "decode.integer-range", value=having(value), member=name)
    spellings = {
        "fraction": ("12.0", "written with a fraction"),
        "exponent": ("1e2", "written with an exponent"),
        "negative-zero": ("-0", "written as minus zero"),
        "numeric-string": ('"12"', "a string of digits"),
        "leading-zero": ("012", "written with a leading zero, which is not JSON"),
        "beyond-64-bits": ("18446744073709551616", "beyond 64 bits"),
    }
    for case, (lexeme, why) in spellings.items():
        yield Sketch(
            f"{slug}-{case}",
            f"{name} is {why}",
            "decode.integer-lexical",
            text=_spelt(full, name, lexeme),
            member=name,
        )


def _float(member: Member, having: Any, full: dict[str, Any]) -> Iterator[Sketch]:
    name, slug = member.name, slugged(member.name)
    spellings = {"whole": "1", "whole-with-fraction": "1.0", "zero": "0", "small": "0.25", "exponent": "5e-1"}
    for case, lexeme in spellings.items():
        why = f"{name} is the number {lexeme}: how it is spelt does not matter"
        yield Sketch(f"{slug}-{case}", why, "decode.numbers", text=_spelt(full, name, lexeme), member=name)


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


def _text(member: Member, full: dict[str, Any]) -> Iterator[Sketch]:
    name = member.name
    for case, (lexeme, why, rule) in _STRINGS.items():
        yield Sketch(f"{slugged(name)}-{case}", f"{name} {why}", rule, text=_spelt(full, name, lexeme), member=name)


def _array(member: Member, item: Any, second: Any, having: Any) -> Iterator[Sketch]:
    name, slug = member.name, slugged(member.name)
    yield Sketch(f"{slug}-empty", f"{name} is empty", "encode.nothing-invented", value=having([]), member=name)
    yield Sketch(
        f"{slug}-two", f"{name} keeps its order", "encode.nothing-invented", value=having([second, item]), member=name
    )
    yield Sketch(
        f"{slug}-with-null", f"{name} holds a null", "decode.strict-types", value=having([item, None]), member=name
    )


def _map(member: Member, full: dict[str, Any], having: Any) -> Iterator[Sketch]:
    name, slug, rule = member.name, slugged(member.name), "decode.map-values"
    yield Sketch(f"{slug}-empty", f"{name} is empty, which is not absent", rule, value=having({}), member=name)
    yield Sketch(f"{slug}-one", f"{name} has one pair", rule, value=having({"topic": "greeting"}), member=name)
    names = {"": "empty name", "null": "null", "__proto__": "x", 'a b/~"': "odd"}
    yield Sketch(f"{slug}-odd-names", f"{name} has odd names", rule, value=having(names), member=name)
    wrong: dict[str, Any] = {"number": 1, "boolean": False, "null": None, "object": {}}
    for kind, value in wrong.items():
        yield Sketch(
            f"{slug}-value-{kind}", f"a value in {name} is a JSON {kind}", rule, value=having({"k": value}), member=name
        )
    yield Sketch(
        f"{slug}-repeated-name",
        f"a name in {name} comes twice: the last has it",
        rule,
        text=_spelt(full, name, '{"k":"first","k":"last"}'),
        member=name,
    )


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


def _json(member: Member, full: dict[str, Any], having: Any) -> Iterator[Sketch]:
    name, slug = member.name, slugged(member.name)
    for case, lexeme in _OPEN_JSON.items():
        yield Sketch(
            f"{slug}-{case}",
            f"{name} is open JSON: {case.replace('-', ' ')}",
            "decode.open-json",
            text=_spelt(full, name, lexeme),
            member=name,
        )
    yield Sketch(
        f"{slug}-many-digits",
        f"{name} holds a number with more digits than a double",
        "free.number-precision",
        text=_spelt(full, name, "0.12345678901234567890"),
        member=name,
    )
    yield Sketch(
        f"{slug}-number-overflow",
        f"{name} holds a number beyond a double",
        "decode.json-text",
        text=_spelt(full, name, "1e999"),
        member=name,
    )
    for case, depth in {"nested-100": 100, "nested-200": 200}.items():
        yield Sketch(
            f"{slug}-{case}",
            f"{name} nests {depth} arrays",
            "free.nesting-limit" if depth > 100 else "decode.open-json",
            text=_spelt(full, name, "[" * depth + "]" * depth),
            member=name,
        )


def _prose(member: Member, prose: Prose, having: Any) -> Iterator[Sketch]:
    name = member.name

    def beyond(keyword: str, value: Any, why: str) -> Sketch:
        return Sketch(
            f"{slugged(name)}-beyond-prose-{keyword}",
            f"{name} {why}",
            "",
            value=having(value),
            member=name,
            prose=prose.requirement,
        )

    for keyword, limit in prose.schema.items():
        match keyword:
            case "minimum":
                yield beyond("minimum", limit - 1, f"is below the documented minimum {limit}")
            case "maximum":
                yield beyond("maximum", limit + 1, f"is above the documented maximum {limit}")
            case "const":
                other = 16000 if isinstance(limit, int) else "something.else"
                yield beyond("const", other, f"is not the documented constant {limit}")
            case "enum" if isinstance(limit[0], str):
                yield beyond("enum", "something_else", "is none of the documented values")
            case "pattern":
                other = "0b9d5c2e-6b8f-4f0e-9a51-3f1d2c4b5a69"
                yield beyond("pattern", other, "does not look as documented")
            case "items":
                yield beyond("items", ["audio", "video"], "holds a value that is not documented")
            case "maxProperties":
                pairs = {f"key{i}": "value" for i in range(limit + 1)}
                yield beyond("max-properties", pairs, f"has more than the documented {limit} pairs")
            case "propertyNames":
                long = {"k" * (limit["maxLength"] + 1): "value"}
                yield beyond("name-length", long, f"has a name longer than {limit['maxLength']} characters")
            case "additionalProperties":
                long = {"key": "v" * (limit["maxLength"] + 1)}
                yield beyond("value-length", long, f"has a value longer than {limit['maxLength']} characters")
            case _:
                pass


_HOLE = "\ue000"


def _spelt(full: dict[str, Any], name: str, lexeme: str) -> str:
    """The example as text, with the member spelt exactly as ``lexeme``."""
    return text_of({**full, name: _HOLE}).replace(text_of(_HOLE), lexeme)
