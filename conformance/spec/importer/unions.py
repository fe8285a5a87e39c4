"""Translates unions: finds the member that tells their variants apart.

``anyOf`` and ``oneOf`` are read alike. Where every variant that is an object has a constant at the same member,
the union is internally tagged by it; variants that share a tag are told apart by a second member, and then form
a named union of their own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from conformance.spec.importer.document import Location

Form = dict[str, Any]
Translate = Callable[[Location], Form]

# The members that tag variants on this wire, in order of preference; a discriminator comes before them.
_TAGS = ("type", "role")


@dataclass(frozen=True, slots=True)
class Grouped:
    """Variants that share a tag, as a named union."""

    name: str
    form: Form


def union(
    location: Location, arms: Sequence[Location], form: Translate, *, is_open: bool
) -> tuple[Form, list[Grouped]]:
    """The form of the union of ``arms``, none of which is ``null``, and the named unions that it needs.

    Raises:
        UsageError: variants share a tag and nothing tells them apart, or an arm has an unknown form.
    """
    if len(arms) == 1:
        return form(arms[0]), []
    if known := _known_words(arms, form):
        return {"anyOf": [{"type": "string", "enum": known}, {"type": "string"}], "x-open": "keep"}, []
    variants = [variant for arm in arms for variant in _spread(arm)]
    others = [variant for variant in variants if not is_struct(variant)]
    if len(others) < len(variants) and len(others) <= 1 and not any(map(_is_object, others)):
        structs = [variant for variant in variants if is_struct(variant)]
        if candidates := _tags(location, structs):
            return _tagged(location, variants, candidates, form, is_open=is_open)
    return {"anyOf": [form(arm) for arm in arms], "x-tag": {"kind": "untagged"}}, []


def is_struct(arm: Location) -> bool:
    """Whether the arm is an object with declared members."""
    schema = arm.resolved().schema
    return isinstance(schema.get("properties"), dict) and schema.get("type", "object") == "object"


def _known_words(arms: Sequence[Location], form: Translate) -> list[str]:
    """The known values, if the union is one of any string with an enum of known ones."""
    resolved = [arm.resolved() for arm in arms]
    if len(arms) != 2 or any(arm.schema.get("type") != "string" for arm in resolved):
        return []
    plain = [arm for arm in resolved if arm.words() == {"type"}]
    enums = [arm for arm in resolved if "enum" in arm.words()]
    return list(form(enums[0])["enum"]) if plain and enums else []


def _is_object(arm: Location) -> bool:
    return arm.resolved().schema.get("type") == "object"


def _spread(arm: Location) -> list[Location]:
    """The variants of an arm that is itself a union of structs; otherwise the arm."""
    target = arm.resolved()
    for keyword in ("anyOf", "oneOf"):
        if keyword in target.words() and all(map(is_struct, target.arms(keyword))):
            return target.arms(keyword)
    return [arm]


def _tags(location: Location, structs: Sequence[Location]) -> list[str]:
    """The members that are a constant in every struct, the preferred one first."""
    discriminator = location.schema.get("discriminator", {})
    named = discriminator.get("propertyName") if isinstance(discriminator, dict) else None
    names = dict.fromkeys((*([named] if isinstance(named, str) else []), *_TAGS))
    return [name for name in names if all(_constant(struct, name) is not None for struct in structs)]


def _constant(struct: Location, member: str) -> str | None:
    location = struct.resolved()
    if member not in location.schema["properties"]:
        return None
    schema = location.inside("properties", member).resolved().schema
    values = [schema["const"]] if "const" in schema else schema.get("enum")
    if isinstance(values, list) and len(values) == 1 and isinstance(values[0], str):
        return values[0]
    return None


def _tagged(
    location: Location, variants: Sequence[Location], candidates: Sequence[str], form: Translate, *, is_open: bool
) -> tuple[Form, list[Grouped]]:
    tag = candidates[0]
    structs = [variant for variant in variants if is_struct(variant)]
    shared: dict[str, list[Location]] = {}
    for struct in structs:
        shared.setdefault(str(_constant(struct, tag)), []).append(struct)
    arms: list[Form] = []
    groups: list[Grouped] = []
    seen: set[str] = set()
    fallback: int | None = None
    for variant in variants:
        if not is_struct(variant):
            fallback = len(arms)
            arms.append(form(variant))
            continue
        value = str(_constant(variant, tag))
        if value in seen:
            continue
        seen.add(value)
        if len(shared[value]) > 1:
            group, inner = _group(location, shared[value], tag, form, is_open=is_open)
            groups += [*inner, group]
            arms.append(_arm(tag, value, {"$ref": group.name}))
        else:
            arms.append(_arm(tag, value, form(variant)))
    how: Form = {"kind": "internal", "property": tag}
    if is_open:
        how["open"] = True
    if not all(tag in struct.resolved().required() for struct in structs):
        how["optional"] = True
    if fallback is not None:
        how["fallback"] = fallback
    return {"oneOf": arms, "x-tag": how}, groups


def _group(
    location: Location, variants: Sequence[Location], used: str, form: Translate, *, is_open: bool
) -> tuple[Grouped, list[Grouped]]:
    candidates = [name for name in _TAGS if name != used and all(_constant(one, name) for one in variants)]
    distinct = {_constant(one, name) for name in candidates[:1] for one in variants}
    if len(distinct) < len(variants):
        raise location.unknown(f"variants with the same {used} that nothing tells apart")
    if not all("$ref" in variant.words() for variant in variants):
        raise location.unknown(f"variants with the same {used}, not all of them named")
    name = _common(variant.target() for variant in variants)
    if not name:
        raise location.unknown(f"variants with the same {used} whose names have nothing in common")
    inner, groups = _tagged(location, variants, candidates, form, is_open=is_open)
    return Grouped(name, inner), groups


def _common(names: Iterable[str]) -> str:
    """The words with which all names begin."""
    words = zip(*(re.findall(r"[A-Z]+[^A-Z]*", name) for name in names), strict=False)
    return "".join(same[0] for same in takewhile(lambda several: len(set(several)) == 1, words))


def _arm(tag: str, value: str, form: Form) -> Form:
    head: Form = {"type": "object", "properties": {tag: {"const": value}}, "required": [tag]}
    if "properties" not in form:
        return {**head, **form}
    required = form.get("required", [])
    return {
        **form,
        "properties": {name: {"const": value} if name == tag else one for name, one in form["properties"].items()},
        "required": required if tag in required else [tag, *required],
    }
