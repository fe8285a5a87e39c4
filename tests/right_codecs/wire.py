"""What the schema files of a dialect say, as shapes that another language can be written from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeAlias

import conformance

SPEC = Path(conformance.__file__).parent / "spec"


@dataclass(frozen=True, slots=True)
class Plain:
    """``text``, ``boolean``, ``json``, or a number: one of Rust's, ``integer`` or ``number``."""

    kind: str


@dataclass(frozen=True, slots=True)
class Words:
    """One of these texts; if ``is_open``, any text."""

    values: tuple[str, ...]
    is_open: bool


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list."""

    item: Shape


@dataclass(frozen=True, slots=True)
class MapOf:
    """An object with any names."""

    value: Shape
    is_sorted: bool


@dataclass(frozen=True, slots=True)
class Named:
    """A type of the dialect."""

    name: str


@dataclass(frozen=True, slots=True)
class Nullable:
    """Null, or another shape."""

    shape: Shape


@dataclass(frozen=True, slots=True)
class Either:
    """The first of these shapes that reads it."""

    shapes: tuple[Shape, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """A member of an object: ``absent`` is how it is written when it is not there (``omit``, ``null``, or JSON)."""

    name: str
    shape: Shape
    required: bool
    absent: str = "omit"


@dataclass(frozen=True, slots=True)
class Struct:
    """An object with these members."""

    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Tagged:
    """An object of which a member says what else it has; ``otherwise`` is what has no tag, such as a text."""

    tag: str
    variants: tuple[tuple[str, Shape], ...]
    otherwise: Shape | None
    optional: bool
    """Whether the tag may be absent, and the other members then tell."""


Shape: TypeAlias = Plain | Words | ListOf | MapOf | Named | Nullable | Either | Struct | Tagged
_NULL = {"type": "null"}
_PLAIN = {"string": "text", "boolean": "boolean"}


def shapes_of(dialect: str) -> dict[str, Shape]:
    """Every type of a dialect."""
    folder = SPEC / dialect
    manifest = json.loads((folder / "dialect.json").read_text())
    modules = (json.loads((folder / f"{name}.json").read_text()) for name in manifest["modules"])
    return {name: _shape(node) for module in modules for name, node in module["$defs"].items()}


def _shape(node: Mapping[str, Any]) -> Shape:
    shape = _alone(node)
    for other in node.get("x-also", ()):
        form = other["form"]
        if form == "null":
            shape = Nullable(shape)
        elif form != "absent":
            shape = Either((shape, _shape(form)))
    return shape


def _alone(node: Mapping[str, Any]) -> Shape:
    if "x-tag" in node and node["x-tag"]["kind"] == "internal":
        return _tagged(node)
    if "$ref" in node:
        return Named(node["$ref"].rpartition("/")[2])
    if "anyOf" in node or "oneOf" in node:
        return _either(node.get("anyOf") or node["oneOf"], is_open="x-open" in node)
    kind = node.get("type")
    if isinstance(kind, list):
        (other,) = set(kind) - {"null"}
        return Nullable(_alone({**node, "type": other}))
    if "const" in node:
        return Words((node["const"],), is_open=False)
    if "enum" in node:
        return Words(tuple(node["enum"]), "x-open" in node)
    if kind == "array":
        return ListOf(_shape(node["items"]))
    if kind == "object" and "properties" in node:
        return Struct(tuple(_members(node)))
    if kind == "object":
        return MapOf(_shape(node["additionalProperties"]), node.get("x-order") == "sorted")
    if kind is None:
        return Plain("json")
    return Plain(node.get("x-number") or _PLAIN.get(kind, kind))


def _either(nodes: list[Mapping[str, Any]], *, is_open: bool) -> Shape:
    shapes = [_shape(node) for node in nodes if node != _NULL]
    if is_open and isinstance(shapes[0], Words):
        whole: Shape = replace(shapes[0], is_open=True)
    else:
        whole = shapes[0] if len(shapes) == 1 else Either(tuple(shapes))
    return Nullable(whole) if _NULL in nodes else whole


def _tagged(node: Mapping[str, Any]) -> Tagged:
    how = node["x-tag"]
    tag, optional = how["property"], how.get("optional", False)
    variants, otherwise = [], None
    for one in node.get("oneOf") or node["anyOf"]:
        if "const" not in one.get("properties", {}).get(tag, {}):
            otherwise = _shape(one)
            continue
        if optional:
            one = {**one, "required": [name for name in one["required"] if name != tag]}
        inside = Named(one["$ref"].rpartition("/")[2]) if "$ref" in one else Struct(tuple(_members(one)))
        variants.append((one["properties"][tag]["const"], inside))
    return Tagged(tag, tuple(variants), otherwise, optional)


def _members(node: Mapping[str, Any]) -> list[Member]:
    required = set(node.get("required", ()))
    found = []
    for name, one in node["properties"].items():
        absent = one.get("x-absent", "omit")
        may_lack = any(other["form"] == "absent" for other in one.get("x-also", ()))
        written = absent if isinstance(absent, str) else json.dumps(absent["default"])
        found.append(Member(name, _shape(one), name in required and not may_lack, written))
    return found
