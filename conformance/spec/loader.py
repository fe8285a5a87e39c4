"""Loads a dialect's JSON Schema files as a :class:`~conformance.spec.model.Dialect`.

The loader knows the forms that the vocabulary allows and no others: anything else is a
:class:`SpecError` that names the file and the JSON Pointer.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

from conformance.errors import UsageError, near
from conformance.options import DEFAULT_DIALECT
from conformance.spec.model import (
    AbsentPolicy,
    Array,
    Boolean,
    Change,
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
    Prose,
    Ref,
    Side,
    Struct,
    Sum,
    Tagged,
    Text,
    Untagged,
    Variant,
    children,
    within,
)

SPEC = Path(__file__).parent

Schema = Mapping[str, Any]


class SpecError(Exception):
    """A spec file has a form that the vocabulary does not know. The message names file and JSON Pointer."""

    def __init__(self, where: str, problem: str) -> None:
        super().__init__(f"{where}: {problem}")


def dialects() -> list[str]:
    """The names of the dialects that the suite has."""
    return sorted(path.parent.name for path in SPEC.glob("*/dialect.json"))


def manifest_of(dialect: str) -> dict[str, Any]:
    """The dialect as a whole: its ``dialect.json``.

    ``says`` in it is a short name of the dialect, for verdicts.

    Raises:
        UsageError: there is no such dialect.
    """
    if dialect not in dialects():
        raise UsageError(f"no dialect {dialect!r}{near(dialect, dialects())} (known: {', '.join(dialects())})")
    return _read(SPEC / dialect / "dialect.json")


def version_file(dialect: str) -> str:
    """The file in which a dialect's version is maintained; for an imported dialect, ``dialect.json`` is generated."""
    name = "import.json" if (SPEC / dialect / "import.json").exists() else "dialect.json"
    return f"conformance/spec/{dialect}/{name}"


def documents(dialect: str) -> dict[str, dict[str, Any]]:
    """The raw schema documents of a dialect by module, in declared order.

    Raises:
        UsageError: there is no such dialect.
    """
    return {module: _read(SPEC / dialect / f"{module}.json") for module in manifest_of(dialect)["modules"]}


@cache
def load_dialect(dialect: str = DEFAULT_DIALECT) -> Dialect:
    """Read and compile a dialect.

    Raises:
        UsageError: there is no such dialect.
        SpecError: a spec file is not what the vocabulary allows.
    """
    manifest = manifest_of(dialect)
    compiler = _Compiler(keeps_null=manifest["reading"] == "document")
    types: dict[str, Node] = {}
    modules: dict[str, str] = {}
    for module, document in documents(dialect).items():
        for name, schema in document["$defs"].items():
            where = f"{dialect}/{module}.json#/$defs/{name}"
            if name in types:
                raise SpecError(where, f"the name is taken by {modules[name]}.json")
            types[name] = compiler.node(schema, where)
            modules[name] = module
    _check_references(types, dialect)
    return Dialect(
        name=manifest["dialect"],
        version=manifest["version"],
        title=manifest["title"],
        source=manifest["source"],
        types=types,
        modules=modules,
        roots=tuple(manifest["roots"]),
        thorough=frozenset(reached(types, manifest.get("thorough", ()))),
        nesting_limit=manifest["nesting_limit"],
        reading=manifest["reading"],
        ceilings=manifest.get("checks", {}),
        events={
            name: (owner,) if isinstance(owner, str) else tuple(owner)
            for name, owner in manifest.get("events", {}).items()
        },
        sides=written_by(types, manifest["sides"]),
    )


def reached(types: Mapping[str, Node], roots: Iterable[str], side: Side | None = None) -> set[str]:
    """These types and all that a value of one may contain, written by ``side`` or by either."""
    names = set(roots)
    pending = [types[root] for root in names]
    while pending:
        node = pending.pop()
        if isinstance(node, Ref) and node.name not in names:
            names.add(node.name)
            pending.append(types[node.name])
        pending.extend(children(node, side))
    return names


def written_by(types: Mapping[str, Node], roots: Mapping[Side, Iterable[str]]) -> dict[str, frozenset[Side]]:
    """Who writes each type: the sides from whose roots it is reached.

    Raises:
        SpecError: a root is not a type.
    """
    if strange := [root for root in chain.from_iterable(roots.values()) if root not in types]:
        raise SpecError("dialect.json#/sides", f"no module defines {strange[0]}")
    writes = {side: reached(types, roots[side], side) for side in Side}
    return {name: frozenset(side for side in Side if name in writes[side]) for name in types}


def _read(path: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return document


def _check_references(types: Mapping[str, Node], dialect: str) -> None:
    for owner, whole in types.items():
        for node in within(whole):
            if isinstance(node, Ref) and node.name not in types:
                raise SpecError(f"{dialect}: {owner}", f"refers to {node.name}, which no module defines")


class _Compiler:
    """Turns schemas into nodes; with ``keeps_null`` members have no ``x-absent``, and ``null`` is not absence."""

    def __init__(self, *, keeps_null: bool) -> None:
        self._keeps_null = keeps_null

    def node(self, schema: Schema, where: str) -> Node:
        """The node for any schema.

        Raises:
            SpecError: the schema is not a form of the vocabulary.
        """
        bare, nullable = _without_null(schema)
        node = self._bare(bare, where)
        if rules := prose(schema):
            if not isinstance(node, Struct):
                raise SpecError(where, "x-prose belongs to a member or to an object with properties")
            node = replace(node, prose=rules)
        return Nullable(node) if nullable else node

    def _bare(self, schema: Schema, where: str) -> Node:
        if "x-tag" in schema:
            return self._union(schema, where)
        if schema.get("x-open") == "keep":
            return OpenEnum(tuple(schema["anyOf"][0]["enum"]))
        if "$ref" in schema:
            return _reference(schema)
        if "enum" in schema:
            return Enum(tuple(schema["enum"]), open="x-open" in schema)
        match schema.get("type"):
            case "string":
                return Text(schema.get("minLength", 0), schema.get("maxLength"), schema.get("pattern"))
            case "boolean":
                return Boolean()
            case "integer":
                return Integer(schema.get("x-number", "integer"), schema.get("minimum"), schema.get("maximum"))
            case "number":
                return Float(schema.get("x-number", "number"), schema.get("minimum"), schema.get("maximum"))
            case "array":
                return Array(self.node(schema["items"], f"{where}/items"), schema.get("minItems", 0))
            case "object" if "x-order" in schema:
                values = self.node(schema["additionalProperties"], f"{where}/additionalProperties")
                return Map(values, sorted=schema["x-order"] == "sorted")
            case "object" if "properties" in schema:
                return Struct(self._members(schema, where), closed=schema.get("additionalProperties") is False)
            case None if "x-order" in schema:
                return Json(sorted=schema["x-order"] == "sorted")
        raise SpecError(where, f"not a form of the vocabulary: {json.dumps(schema)[:120]}")

    def _members(self, schema: Schema, where: str) -> tuple[Member, ...]:
        required = schema.get("required", ())
        return tuple(
            self._member(name, property_, name in required, f"{where}/properties/{name}")
            for name, property_ in schema["properties"].items()
        )

    def _member(self, name: str, schema: Schema, required: bool, where: str) -> Member:
        bare, nullable = _without_null(schema)
        node = self._bare(bare, where)
        absent, default = self._absent(schema, required, where)
        return Member(
            name,
            node,
            required=required,
            # Open JSON that is optional reads null as absence: serde's Option takes the null first.
            nullable=nullable or (isinstance(node, Json) and absent in ("omit", "null") and not required),
            absent=absent,
            default=default,
            prose=prose(schema),
            errata=tuple(schema.get("x-errata", ())),
            side=schema.get("x-side"),
            level=schema.get("x-level", "must"),
            also=tuple(self._also(row, f"{where}/x-also/{i}") for i, row in enumerate(schema.get("x-also", ()))),
        )

    def _also(self, row: Mapping[str, Any], where: str) -> OtherForm:
        form = row["form"]
        node = form if form in ("null", "absent") else self.node(form, f"{where}/form")
        return OtherForm(row["erratum"], row["level"], row.get("side"), node)

    def _absent(self, schema: Schema, required: bool, where: str) -> tuple[AbsentPolicy, str | None]:
        if self._keeps_null:
            return "keep", None
        if required:
            return "omit", None
        if "x-absent" not in schema:
            raise SpecError(where, "an optional member needs x-absent, which says how a missing value is written")
        policy = schema["x-absent"]
        if isinstance(policy, dict):
            return "default", json.dumps(policy["default"], ensure_ascii=False)
        return policy, None

    def _union(self, schema: Schema, where: str) -> Node:
        tag = schema["x-tag"]
        keyword = "oneOf" if "oneOf" in schema else "anyOf"
        arms = schema[keyword]
        if tag["kind"] in ("untagged", "external"):
            return Untagged(tuple(self.node(arm, f"{where}/{keyword}/{i}") for i, arm in enumerate(arms)))
        fallback = tag.get("fallback")
        return Tagged(
            property=tag["property"],
            variants=tuple(
                self._variant(arm, tag["property"], f"{where}/{keyword}/{i}")
                for i, arm in enumerate(arms)
                if i != fallback
            ),
            fallback=None if fallback is None else self.node(arms[fallback], f"{where}/{keyword}/{fallback}"),
            open=tag.get("open", False),
            optional=tag.get("optional", False),
        )

    def _variant(self, arm: Schema, property_: str, where: str) -> Variant:
        tag = arm["properties"][property_]["const"]
        if "$ref" in arm:
            if "x-prose" in arm:
                raise SpecError(where, "x-prose belongs to the type that the variant refers to")
            return Variant(tag, _reference(arm))
        rest = {name: member for name, member in arm["properties"].items() if name != property_}
        closed = arm.get("additionalProperties") is False
        return Variant(tag, Struct(self._members({**arm, "properties": rest}, where), prose(arm), closed))


def _reference(schema: Schema) -> Ref:
    return Ref(schema["$ref"].rpartition("/")[2])


def prose(schema: Schema) -> tuple[Prose, ...]:
    """The rules that hang on a schema, also on what is nullable there."""
    rules = list(schema.get("x-prose", ()))
    if "x-tag" not in schema and {"type": "null"} in schema.get("anyOf", ()):
        rules += [rule for arm in schema["anyOf"] for rule in arm.get("x-prose", ())]
    return tuple(
        Prose(
            rule["requirement"],
            _sum(rule["sum"]) if "sum" in rule else rule["schema"],
            _change(rule.get("repair")),
            _change(rule.get("broken")),
        )
        for rule in rules
    )


def _sum(rule: Mapping[str, Any]) -> Sum:
    parts = tuple(rule["parts"])
    return Sum(rule["total"], parts, rule["relation"], tuple(rule.get("needs", parts)))


def _change(change: Mapping[str, Any] | None) -> Change | None:
    return None if change is None else Change(change.get("set", {}), tuple(change.get("drop", ())))


_BESIDE = ("$comment", "x-absent", "x-prose", "x-errata", "x-side", "x-level", "x-also")


def _without_null(schema: Schema) -> tuple[dict[str, Any], bool]:
    """The schema without ``null`` and without the keywords that any form may have, and whether it had ``null``."""
    rest = {keyword: value for keyword, value in schema.items() if keyword not in _BESIDE}
    if isinstance(rest.get("type"), list):
        (kind,) = (kind for kind in rest["type"] if kind != "null")
        return {**rest, "type": kind}, True
    if "x-tag" not in rest and {"type": "null"} in rest.get("anyOf", ()):
        (only,) = (arm for arm in rest["anyOf"] if arm != {"type": "null"})
        return {keyword: value for keyword, value in only.items() if keyword not in _BESIDE}, True
    return rest, False
