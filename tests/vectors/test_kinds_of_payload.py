"""What libraries harm or wrongly take is shown for every member where it applies, counted on the spec and payloads."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from functools import cache, partial
from typing import Any

import pytest

from conformance.jsontext import text_of
from conformance.oracle import Accept, Reject
from conformance.requirements.level import Level
from conformance.spec import load_dialect
from conformance.spec.model import Array, Boolean, Float, Integer, Json, Map, Node, Nullable, Struct, Tagged, Text
from conformance.vectors import Vector, load_vectors
from conformance.vectors.derive_realistic import MARKS, SCHEMA
from conformance.vectors.derive_whole import BLANKS, LINES, LOOKALIKES, SCRIPTS
from conformance.vectors.example import full_values, read

DIALECTS = ("async-openai", "openai-ga")
STRICT = "async-openai"


@cache
def vectors_of(dialect: str) -> dict[str, list[tuple[Vector, Any]]]:
    """The vectors of each type that are JSON, with their values."""
    found = defaultdict(list)
    for vector in load_vectors(dialect).values():
        try:
            found[vector.type].append((vector, json.loads(vector.text)))
        except (ValueError, RecursionError):
            continue
    return found


def bare(dialect: str, node: Node) -> Node:
    """The node without names and null."""
    spec = load_dialect(dialect)
    node = spec.resolve(node)
    return spec.resolve(node.node) if isinstance(node, Nullable) else node


def members(dialect: str, *kinds: type) -> Iterator[tuple[str, str, Any]]:
    """Every member of every object with a name that has a value of such a kind: its type, name and node."""
    for type_name, node in load_dialect(dialect).types.items():
        if isinstance(struct := bare(dialect, node), Struct):
            for member in struct.members:
                if isinstance(found := bare(dialect, member.node), kinds) and not member.prose:
                    yield type_name, member.name, found


def shown(dialect: str, type_name: str, name: str, fits: Callable[[Any], bool], *, refused: bool = False) -> bool:
    """Whether a vector has such a value for the member and says at must that it is accepted, or refused."""
    return any(
        isinstance(value, dict)
        and name in value
        and fits(value[name])
        and vector.level is Level.MUST
        and isinstance(vector.expectation, Reject if refused else Accept)
        for vector, value in vectors_of(dialect)[type_name]
    )


TEXTS = [SCRIPTS, BLANKS, LINES, MARKS, *(texts[0] for texts in LOOKALIKES.values())]


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("text", TEXTS)
def test_every_text_is_shown_in_every_script_with_blanks_and_as_what_it_looks_like(dialect: str, text: str) -> None:
    missing = {
        f"{type_name}/{name}"
        for type_name, name, node in members(dialect, Text)
        if node.max_length is None and node.pattern is None
        if not shown(dialect, type_name, name, lambda value: isinstance(value, str) and value.endswith(text))
    }
    assert missing == set()


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_boolean_is_shown_false_and_every_number_with_all_its_digits(dialect: str) -> None:
    for type_name, name, _ in members(dialect, Boolean):
        assert shown(dialect, type_name, name, lambda value: value is False), f"{type_name}/{name}"
    for type_name, name, _ in members(dialect, Float):
        digits = shown(dialect, type_name, name, lambda value: len(str(value)) > 10)
        assert digits, f"{type_name}/{name}"


COERCED: dict[type, list[Any]] = {
    Boolean: [0, 1, "true", "false", ""],
    Integer: [1.5, "5", True],
    Float: ["0.5", True, ""],
    Text: [True],
    Array: [{}, ""],
    Struct: [""],
}


@pytest.mark.parametrize("kind", COERCED)
def test_what_libraries_coerce_into_a_member_is_refused(kind: type) -> None:
    for type_name, name, _ in members(STRICT, kind):
        for wrong in COERCED[kind]:
            same = partial(identical, wrong)
            assert shown(STRICT, type_name, name, same, refused=True), f"{type_name}/{name} from {wrong!r}"


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_list_is_shown_with_more_items_than_some_library_keeps(dialect: str) -> None:
    for type_name, name, _ in members(dialect, Array):
        assert shown(dialect, type_name, name, lambda value: isinstance(value, list) and len(value) > 128), (
            f"{type_name}/{name}"
        )


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize(
    ("event", "path"),
    [
        ("RealtimeClientEventSessionUpdate", ("session", "tools")),
        ("RealtimeClientEventResponseCreate", ("response", "input")),
        ("RealtimeClientEventResponseCreate", ("response", "input", 0, "content")),
        ("RealtimeServerEventSessionUpdated", ("session", "tools")),
        ("RealtimeServerEventConversationItemDone", ("item", "content")),
        # In the document a response has one item.
        ("RealtimeServerEventResponseDone", ("response", "output", 0, "content")),
    ],
)
def test_events_carry_long_lists_for_libraries_that_have_types_for_events_alone(
    dialect: str, event: str, path: tuple[str | int, ...]
) -> None:
    found = {
        len(value) for vector, payload in vectors_of(dialect)[event] if isinstance(value := _at(payload, path), list)
    }
    assert max(found) > 128


def _at(value: Any, path: tuple[str | int, ...]) -> Any:
    for token in path:
        try:
            value = value[token]
        except (LookupError, TypeError):
            return None
    return value


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_list_of_a_union_is_shown_with_each_kind_beside_another_item(dialect: str) -> None:
    for type_name, name, node in members(dialect, Array):
        union = bare(dialect, node.items)
        for kind in [{union.property: one.tag}.items() for one in union.variants] if isinstance(union, Tagged) else ():

            def mixed(value: Any, kind: Any = kind) -> bool:
                items = value if isinstance(value, list) and len(value) > 1 else []
                return any(isinstance(item, dict) and item.items() >= kind for item in items)

            assert shown(dialect, type_name, name, mixed), f"{type_name}/{name}: {dict(kind)}"


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_list_of_a_union_is_shown_with_each_kind_in_second_place_after_another(dialect: str) -> None:
    for type_name, name, node in members(dialect, Array):
        union = bare(dialect, node.items)
        for kind in union.variants if isinstance(union, Tagged) and len(union.variants) > 1 else ():

            def second(value: Any, property_: str = union.property, tag: str = kind.tag) -> bool:
                items = value if isinstance(value, list) else []
                kinds = [item.get(property_) for item in items if isinstance(item, dict)]
                # One kind that is several again, such as a message of each role, may come after another of them.
                return len(kinds) > 1 and kinds[1] == tag and value[0] != value[1]

            # What a response says comes first, as the document has it in words.
            worded = (dialect, type_name, kind.tag) == ("openai-ga", "RealtimeResponse", "message")
            assert worded or shown(dialect, type_name, name, second), f"{type_name}/{name}: {kind.tag}"


@pytest.mark.parametrize("dialect", DIALECTS)
def test_all_open_json_is_shown_as_a_schema_with_many_keywords(dialect: str) -> None:
    found = [
        (type_name, name)
        for type_name, name, node in members(dialect, Json, Map)
        if isinstance(node, Json) or isinstance(bare(dialect, node.values), Json)
    ]
    assert len(found) > 1
    for type_name, name in found:
        assert shown(dialect, type_name, name, partial(identical, SCHEMA)), f"{type_name}/{name}"
    keywords = {"title", "anyOf", "oneOf", "allOf", "$ref", "$defs", "items", "enum", "const", "description", "default"}
    assert keywords | {"additionalProperties", "format", "$schema"} <= set(scalars(SCHEMA))


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize(
    "address", ["https://example.com", "https://example.com/mcp?team=acme&q=a+b%20c&empty=&x#tools"]
)
def test_every_address_is_shown_as_a_bare_host_and_with_a_query(dialect: str, address: str) -> None:
    found = [(type_name, name) for type_name, name, _ in members(dialect, Text) if name.endswith("_url")]
    assert len(found) > 1
    for type_name, name in found:
        assert shown(dialect, type_name, name, partial(identical, address)), f"{type_name}/{name}"


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_item_before_is_shown_as_the_root(dialect: str) -> None:
    found = [(type_name, name) for type_name, name, _ in members(dialect, Text) if name == "previous_item_id"]
    assert len(found) > 1
    for type_name, name in found:
        assert shown(dialect, type_name, name, partial(identical, "root")), f"{type_name}/{name}"


@pytest.mark.parametrize("dialect", DIALECTS)
def test_each_optional_member_of_a_call_is_shown_alone(dialect: str) -> None:
    event, params = "RealtimeClientEventResponseCreate", "RealtimeResponseCreateParams"
    struct = load_dialect(dialect).types[params]
    assert isinstance(struct, Struct)
    required = {member.name for member in struct.members if member.required}
    for optional in {member.name for member in struct.members} - required:

        def alone(value: Any, optional: str = optional) -> bool:
            return isinstance(value, dict) and value.keys() == required | {optional}

        assert shown(dialect, event, "response", alone), optional


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_object_is_shown_with_its_names_in_another_case_after_the_right_ones(dialect: str) -> None:
    for type_name, node in load_dialect(dialect).types.items():
        struct = bare(dialect, node)
        if not isinstance(struct, Struct) or struct.closed or not struct.members:
            continue
        names = {member.name for member in struct.members}
        twins = set()
        for vector, value in vectors_of(dialect)[type_name]:
            if isinstance(vector.expectation, Accept) and vector.level is Level.MUST and isinstance(value, dict):
                order = list(value)
                twins |= {
                    name
                    for name in names & value.keys()
                    if any(other != name and other.lower() == name for other in order[order.index(name) + 1 :])
                }
        full = {
            name for value in full_values(load_dialect(dialect), type_name, read(dialect)[type_name]) for name in value
        }
        assert full & names <= twins, type_name


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("union", ["RealtimeServerEvent", "RealtimeClientEvent"])
def test_every_object_inside_an_event_is_shown_with_a_member_that_nobody_declared(dialect: str, union: str) -> None:
    spec = load_dialect(dialect)
    node = spec.node(union)
    assert isinstance(node, Tagged)
    shown = {
        (value["type"], names)
        for vector, value in vectors_of(dialect)[union]
        if isinstance(vector.expectation, Accept) and isinstance(value, dict) and "x_vendor" not in value
        for names, inner in objects(value)
        if "x_vendor" in inner
    }
    inside = {
        (tag, names)
        for tag, entry in read(dialect)[union]["variants"].items()
        for names, _ in structs(dialect, node, {"type": tag, **entry["all-members"][0]})
        if names
    }
    assert len(inside) > 5
    assert inside - shown == set()


def test_what_is_almost_json_is_a_legal_payload_with_one_thing_wrong() -> None:
    spec, examples = load_dialect(STRICT), read(STRICT)
    counts: Counter[str] = Counter()
    for vector in load_vectors(STRICT).values():
        if "/almost-json-" in vector.id and not vector.slug.endswith("-half"):
            counts[vector.type] += 1
            whole = text_of(next(full_values(spec, vector.type, examples[vector.type])))
            kept = common(vector.text, whole) + common(vector.text[::-1], whole[::-1])
            longest = max(len(text_of(value)) for value in scalars(json.loads(whole)))
            assert kept >= len(whole) - longest, vector.id
    assert {root: counts[root] >= 20 for root in spec.roots} == dict.fromkeys(spec.roots, True)


def objects(value: Any, names: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    """Every object in a value, with the names on the way to it."""
    if isinstance(value, dict):
        yield names, value
    for name, inner in value.items() if isinstance(value, dict) else ((None, one) for one in value):
        if isinstance(inner, dict | list):
            yield from objects(inner, names if name is None else (*names, name))


def structs(
    dialect: str, node: Node, value: Any, names: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    """Every object in a value whose members are declared, with the names on the way to it."""
    match bare(dialect, node), value:
        case Struct(declared) as struct, dict():
            if not struct.closed:
                yield names, value
            for member in declared:
                if member.name in value:
                    yield from structs(dialect, member.node, value[member.name], (*names, member.name))
        case Tagged() as union, dict() if (variant := union.variant(value)) is not None:
            yield from structs(dialect, variant.node, value, names)
        case Array(items), list():
            for one in value:
                yield from structs(dialect, items, one, names)


def identical(left: Any, right: Any) -> bool:
    """Whether two values are equal and of one type: true is not 1."""
    return type(left) is type(right) and left == right


def common(left: str, right: str) -> int:
    """How many characters two texts have in common at their start."""
    return next(
        (place for place, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right))
    )


def scalars(value: Any) -> Iterator[Any]:
    """What is neither an object nor a list in a value, and its names."""
    match value:
        case dict():
            yield from value
            for item in value.values():
                yield from scalars(item)
        case list():
            for item in value:
                yield from scalars(item)
        case _:
            yield value
