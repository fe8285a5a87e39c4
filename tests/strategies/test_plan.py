"""Plans of types that a dialect might have: types that contain themselves, limits of the documentation."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from conformance.errors import UsageError
from conformance.spec import Dialect, SpecError, load_dialect
from conformance.spec.model import (
    Array,
    Boolean,
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
    Text,
    Untagged,
)
from strategies.bulk import Seeded, flattened
from strategies.generator import compiled
from strategies.plan import expand

BASE64 = "^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$"


def dialect(**types: Node) -> Dialect:
    return replace(load_dialect(), name="made-up", types=types, modules=dict.fromkeys(types, "types"))


def member(name: str, node: Node, *, required: bool = True, prose: dict[str, Any] | None = None) -> Member:
    return Member(name, node, required, nullable=False, prose=(Prose("made-up", prose),) if prose else ())


def samples(spec: Dialect, type_name: str, count: int = 300) -> list[Any]:
    write = compiled(flattened(expand(spec, type_name).form), Seeded())
    bits = Random(1).getrandbits
    return [json.loads(write(bits)) for _ in range(count)]


def depth(tree: dict[str, Any]) -> int:
    return 1 + max((depth(child) for child in tree["children"]), default=0)


def test_a_type_that_contains_itself_is_cut_at_a_bounded_depth() -> None:
    spec = dialect(Tree=Struct((member("children", Array(Ref("Tree"))),)))
    assert {depth(tree) for tree in samples(spec, "Tree")} == {1, 2}


def test_an_optional_member_and_a_variant_end_a_recursion() -> None:
    spec = dialect(
        Link=Struct((member("next", Ref("Link"), required=False),)),
        Either=Untagged((Array(Ref("Either")), Text())),
    )
    assert {json.dumps(link) for link in samples(spec, "Link")} == {"{}", '{"next": {}}'}
    assert any(isinstance(value, str) for value in samples(spec, "Either"))


def test_a_type_without_a_finite_value_is_an_error() -> None:
    spec = dialect(Endless=Struct((member("more", Ref("Endless")),)))
    with pytest.raises(SpecError, match="Endless: has no finite value"):
        expand(spec, "Endless")


def test_an_unknown_type_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="no type 'Tre'; did you mean Tree"):
        expand(dialect(Tree=Text()), "Tre")


@pytest.mark.parametrize(
    ("node", "limits", "fits"),
    [
        (Text(), {"const": "x"}, lambda value: value == "x"),
        (Text(), {"enum": ["x", "y"]}, lambda value: value in ("x", "y")),
        (Text(), {"pattern": "^resp_"}, lambda value: value.startswith("resp_")),
        (Text(), {"pattern": BASE64}, lambda value: base64.b64decode(value, validate=True) is not None),
        (Text(), {"pattern": "^tunnel_[a-z0-9]{32}$"}, lambda value: len(value) == 39 and value[7:].isalnum()),
        (Text(), {"pattern": r"^v[0-9]{1,3}\.[a-fA-F_]{2}$"}, lambda value: 5 <= len(value) <= 7 and "." in value),
        (Text(), {"pattern": "^[a-z]{1,9}$", "maxLength": 4}, lambda value: 1 <= len(value) <= 4),
        (Text(), {"maxLength": 3}, lambda value: len(value) <= 3),
        (Integer("u32", 0, 2**32 - 1), {"const": 24000}, lambda value: value == 24000),
        (Integer("u16", 0, 65535), {"minimum": 1, "maximum": 4096}, lambda value: 1 <= value <= 4096),
        (Integer("u16", 0, 65535), {"maximum": 2}, lambda value: value <= 2),
        (Enum(("a", "b", "c")), {"enum": ["a", "b"]}, lambda value: value in ("a", "b")),
        (Enum(("a", "b"), open=True), {"const": "a"}, lambda value: value == "a"),
        (OpenEnum(("a", "b")), {"const": "a"}, lambda value: value == "a"),
        (Boolean(), {"const": False}, lambda value: value is False),
        (Array(Text()), {"enum": [["a"], ["b"]]}, lambda value: value in (["a"], ["b"])),
        (Array(Text()), {"items": {"enum": ["a"]}}, lambda value: set(value) <= {"a"}),
        (Map(Text(), sorted=False), {"maxProperties": 1}, lambda value: len(value) <= 1),
        (
            Json(),
            {"type": "object", "additionalProperties": {"type": "string", "maxLength": 2}},
            lambda value: all(len(item) <= 2 for item in value.values()),
        ),
    ],
)
def test_limits_of_the_documentation_are_kept(node: Node, limits: dict[str, Any], fits: Any) -> None:
    spec = dialect(Holder=Struct((member("held", node, prose=limits),)))
    assert all(fits(value["held"]) for value in samples(spec, "Holder"))


@pytest.mark.parametrize(
    "limits",
    [
        {"multipleOf": 2},
        {"pattern": "[a-z]+$"},
        {"pattern": "^[^a]$"},
        {"pattern": "^(a|b)$"},
        {"pattern": "^[a-z]{8}$", "maxLength": 4},
    ],
)
def test_a_limit_that_is_not_understood_is_an_error_and_never_passed_over(limits: dict[str, Any]) -> None:
    spec = dialect(Holder=Struct((member("held", Text(), prose=limits),)))
    with pytest.raises(SpecError, match="/held"):
        expand(spec, "Holder")
