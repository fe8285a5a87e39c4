"""From a dialect's JSON Schema files to :class:`~conformance.spec.model.Dialect`.

The loader knows the forms that the vocabulary allows and no others: anything else is a
:class:`SpecError` that names the file and the JSON Pointer.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from conformance.errors import UsageError, near
from conformance.spec.model import (
    AbsentPolicy,
    Array,
    Boolean,
    Dialect,
    Enum,
    Integer,
    Json,
    Map,
    Member,
    Node,
    OpenEnum,
    Prose,
    Ref,
    Struct,
    Tagged,
    Text,
    Untagged,
    Variant,
)

SPEC = Path(__file__).parent
DEFAULT_DIALECT = "async-openai"

Schema = Mapping[str, Any]


class SpecError(Exception):
    """A spec file has a form that the vocabulary does not know; names file and JSON Pointer."""

    def __init__(self, where: str, problem: str) -> None:
        super().__init__(f"{where}: {problem}")


def dialects() -> list[str]:
    """The names of the dialects that the suite has."""
    return sorted(path.parent.name for path in SPEC.glob("*/dialect.json"))


def documents(dialect: str) -> dict[str, dict[str, Any]]:
    """The raw schema documents of a dialect by module, in declared order.

    Raises:
        UsageError: there is no such dialect.
    """
    home = SPEC / dialect
    if dialect not in dialects():
        raise UsageError(f"no dialect {dialect!r}{near(dialect, dialects())} (known: {', '.join(dialects())})")
    manifest = _read(home / "dialect.json")
    return {module: _read(home / f"{module}.json") for module in manifest["modules"]}


@cache
def load(dialect: str = DEFAULT_DIALECT) -> Dialect:
    """Read and compile a dialect.

    Raises:
        UsageError: there is no such dialect.
        SpecError: a spec file is not what the vocabulary allows.
    """
    types: dict[str, Node] = {}
    modules: dict[str, str] = {}
    for module, document in documents(dialect).items():
        for name, schema in document["$defs"].items():
            where = f"{dialect}/{module}.json#/$defs/{name}"
            if name in types:
                raise SpecError(where, f"the name is taken by {modules[name]}.json")
            types[name] = _node(schema, where)
            modules[name] = module
    manifest = _read(SPEC / dialect / "dialect.json")
    _check_references(types, dialect)
    return Dialect(
        name=manifest["dialect"],
        version=manifest["version"],
        title=manifest["title"],
        source=manifest["source"],
        types=types,
        modules=modules,
        roots=tuple(manifest["roots"]),
        nesting_limit=manifest["nesting_limit"],
    )


def _read(path: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return document


def _check_references(types: Mapping[str, Node], dialect: str) -> None:
    from conformance.spec.model import children

    def visit(node: Node, owner: str) -> None:
        if isinstance(node, Ref) and node.name not in types:
            raise SpecError(f"{dialect}: {owner}", f"refers to {node.name}, which no module defines")
        for child in children(node):
            visit(child, owner)

    for name, node in types.items():
        visit(node, name)


def _node(schema: Schema, where: str) -> Node:
    if "x-tag" in schema:
        return _union(schema, where)
    if "x-open" in schema:
        return OpenEnum(tuple(schema["anyOf"][0]["enum"]))
    if "$ref" in schema:
        return Ref(schema["$ref"].rpartition("/")[2])
    if "enum" in schema:
        return Enum(tuple(schema["enum"]))
    match schema.get("type"):
        case "string":
            return Text()
        case "boolean":
            return Boolean()
        case "integer":
            return Integer(schema["x-number"], schema["minimum"], schema["maximum"])
        case "array":
            return Array(_node(schema["items"], f"{where}/items"))
        case "object" if "additionalProperties" in schema:
            values = _node(schema["additionalProperties"], f"{where}/additionalProperties")
            return Map(values, sorted=schema["x-order"] == "sorted")
        case "object":
            return Struct(tuple(_members(schema, where)))
        case None if schema.get("x-order") == "sorted":
            return Json()
    raise SpecError(where, f"no form of the vocabulary: {json.dumps(schema)[:120]}")


def _members(schema: Schema, where: str) -> list[Member]:
    required = schema.get("required", ())
    return [
        _member(name, property_, name in required, f"{where}/properties/{name}")
        for name, property_ in schema["properties"].items()
    ]


def _member(name: str, schema: Schema, required: bool, where: str) -> Member:
    bare = {key: value for key, value in schema.items() if key not in ("x-absent", "x-prose")}
    prose = schema.get("x-prose")
    bare, nullable = _without_null(bare)
    node = _node(bare, where)
    absent: AbsentPolicy = "omit"
    default = None
    if not required:
        if "x-absent" not in schema:
            raise SpecError(where, "an optional member says with x-absent how a missing value is written")
        policy = schema["x-absent"]
        if isinstance(policy, dict):
            absent, default = "default", json.dumps(policy["default"], ensure_ascii=False)
        else:
            absent = policy
    return Member(
        name,
        node,
        required=required,
        # Open JSON that is optional reads null as absence: serde's Option takes the null first.
        nullable=nullable or (isinstance(node, Json) and not required),
        absent=absent,
        default=default,
        prose=Prose(prose["requirement"], prose["schema"]) if prose else None,
    )


def _without_null(schema: Schema) -> tuple[dict[str, Any], bool]:
    rest = dict(schema)
    if isinstance(rest.get("type"), list):
        kinds = [kind for kind in rest["type"] if kind != "null"]
        nullable = len(kinds) < len(rest["type"])
        rest["type"] = kinds[0] if len(kinds) == 1 else kinds
        return rest, nullable
    if "x-tag" not in rest and {"type": "null"} in rest.get("anyOf", ()):
        (only,) = (arm for arm in rest["anyOf"] if arm != {"type": "null"})
        return only, True
    return rest, False


def _union(schema: Schema, where: str) -> Node:
    tag = schema["x-tag"]
    keyword = "oneOf" if "oneOf" in schema else "anyOf"
    arms = schema[keyword]
    if tag["kind"] in ("untagged", "external"):
        return Untagged(tuple(_node(arm, f"{where}/{keyword}/{i}") for i, arm in enumerate(arms)))
    if tag["kind"] != "internal":
        raise SpecError(where, f"x-tag kind {tag['kind']!r}")
    property_ = tag["property"]
    fallback = tag.get("fallback")
    return Tagged(
        property=property_,
        variants=tuple(
            _variant(arm, property_, f"{where}/{keyword}/{i}") for i, arm in enumerate(arms) if i != fallback
        ),
        fallback=None if fallback is None else _node(arms[fallback], f"{where}/{keyword}/{fallback}"),
    )


def _variant(arm: Schema, property_: str, where: str) -> Variant:
    tag = arm["properties"][property_]["const"]
    if "$ref" in arm:
        return Variant(tag, Ref(arm["$ref"].rpartition("/")[2]))
    rest = {name: member for name, member in arm["properties"].items() if name != property_}
    return Variant(tag, Struct(tuple(_members({**arm, "properties": rest}, where))))
