"""The covering array reaches every choice and every pair of choices that can meet; counted independently."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import pytest

import strategies
from conformance.spec import load_dialect
from conformance.spec.model import Array, Enum, Integer, Member, Node, Ref, Struct, Tagged, Untagged, Variant
from strategies import pairs
from strategies.forms import PayloadPlan, Site
from strategies.plan import plan

DIALECT = "async-openai"
SPEC = load_dialect(DIALECT)
TYPES = list(SPEC.types)

Assignment = tuple[int, int]


def closure(of_type: PayloadPlan, assignment: Assignment) -> dict[int, int]:
    """What has to be chosen for the assignment to be there, itself included."""
    return dict([*of_type.sites[assignment[0]].condition, assignment])


def can_meet(one: dict[int, int], other: dict[int, int]) -> bool:
    return all(other.get(site, alternative) == alternative for site, alternative in one.items())


@pytest.mark.parametrize("name", TYPES)
def test_every_pair_that_can_meet_meets_in_some_row(name: str) -> None:
    of_type = plan(DIALECT, name)
    everything = [
        (number, alternative)
        for number, site in enumerate(of_type.sites)
        for alternative in range(len(site.alternatives))
    ]
    closures = {assignment: closure(of_type, assignment) for assignment in everything}
    rows_with = dict.fromkeys(everything, 0)  # a bit a row
    for number, row in enumerate(pairs.rows(DIALECT, name)):
        for site, alternative in enumerate(row):
            if alternative is not None:
                rows_with[site, alternative] |= 1 << number
    assert all(rows_with.values())
    # What presupposes different alternatives of the first choice cannot meet: not worth the square of a large union.
    by_first: dict[int | None, list[Assignment]] = defaultdict(list)
    for assignment in everything:
        by_first[closures[assignment].get(0)].append(assignment)
    anywhere = by_first.pop(None, [])
    groups = [[*anywhere, *group] for group in by_first.values()]
    apart = [
        (one, other)
        for group in groups or [anywhere]
        for one, other in combinations(group, 2)
        if not rows_with[one] & rows_with[other] and can_meet(closures[one], closures[other])
    ]
    assert apart == []


@pytest.mark.parametrize("name", TYPES)
def test_a_row_chooses_exactly_where_there_is_a_choice(name: str) -> None:
    rows = pairs.rows(DIALECT, name)
    columns = list(zip(*rows, strict=True))
    for site, column in zip(plan(DIALECT, name).sites, columns, strict=True):
        there = [True] * len(rows)
        # The ancestor of an ancestor was checked when that one was.
        for ancestor, alternative in site.condition[-1:]:
            there = [taken == alternative for taken in columns[ancestor]]
        assert [taken is not None for taken in column] == there, site.id


def test_ids_of_sites_are_unique() -> None:
    for name in TYPES:
        ids = [site.id for site in plan(DIALECT, name).sites]
        assert len(ids) == len(set(ids)), name


def test_a_site_says_where_it_is_what_it_chooses_and_when() -> None:
    sites = {site.id: site for site in plan(DIALECT, "RealtimeResponse").sites}
    reason = sites["/status_details/reason presence"]
    assert reason.alternatives == ("absent", "null", "present")
    assert [condition_id(reason, number) for number in range(1)] == ["/status_details presence = present"]
    assert sites["/output/0<message><user>/content/0 variant"].alternatives == (
        "input_text",
        "input_audio",
        "input_image",
    )
    assert sites["/usage/input_tokens number"].alternatives == ("0", "1", "2147483648", "4294967295", "ordinary")
    assert sites["/max_output_tokens<1> number"].alternatives == ("1", "2", "4096", "ordinary")


def condition_id(site: Site, number: int) -> str:
    ancestor, alternative = site.condition[number]
    parent = plan(DIALECT, "RealtimeResponse").sites[ancestor]
    return f"{parent.id} = {parent.alternatives[alternative]}"


def walk(node: Node, value: Any, seen: set[tuple[str, object]]) -> None:
    """Note what of the schema is seen in the value, without the plan."""
    for what in _seen(node, value, seen):
        seen.add(what)


def _seen(node: Node, value: Any, seen: set[tuple[str, object]], where: str = "") -> Iterator[tuple[str, object]]:
    match node:
        case Ref(name):
            yield from _seen(SPEC.types[name], value, seen, name)
        case Enum() if isinstance(value, str):
            yield where, value
        case Array(items):
            yield where, min(len(value), 2)
            for item in value:
                yield from _seen(items, item, seen, f"{where}[]")
        case Struct(members):
            for member in members:
                state = "absent" if member.name not in value else "null" if value[member.name] is None else "present"
                yield f"{where}.{member.name}", state
                if state == "present":
                    yield from _seen(member.node, value[member.name], seen, f"{where}.{member.name}")
        case Tagged(tag, variants, fallback):
            if not isinstance(value, dict):
                assert fallback is not None
                yield from _seen(fallback, value, seen, where)
                return
            yield f"{where}<>", value[tag]
            arm = next(variant for variant in variants if variant.tag == value[tag])
            yield from _seen(arm.node, value, seen, f"{where}<{arm.tag}>")
        case Integer(_, _, maximum):
            yield where, value if value in (0, 1, maximum) else "other"
        case _:
            return


def _promised(node: Node, where: str) -> Iterator[tuple[str, object]]:
    match node:
        case Ref(name):
            yield from _promised(SPEC.types[name], name)
        case Enum(values):
            yield from ((where, value) for value in values)
        case Array(items):
            yield from ((where, length) for length in (0, 1, 2))
            yield from _promised(items, f"{where}[]")
        case Struct(members):
            for member in members:
                yield from _member_promises(member, where)
        case Tagged(_, variants, fallback):
            for variant in variants:
                yield from _variant_promises(variant, where)
            if fallback is not None:
                yield from _promised(fallback, where)
        case Integer(_, int(minimum), int(maximum)):
            yield from ((where, number) for number in (minimum, minimum + 1, maximum, "other"))
        case _:
            return


def _variant_promises(variant: Variant, where: str) -> Iterator[tuple[str, object]]:
    yield f"{where}<>", variant.tag
    yield from _promised(variant.node, f"{where}<{variant.tag}>")


def _member_promises(member: Member, where: str) -> Iterator[tuple[str, object]]:
    here = f"{where}.{member.name}"
    yield here, "present"
    if not member.required:
        yield here, "absent"
    if member.nullable:
        yield here, "null"
    limited = bool(member.prose) and isinstance(SPEC.resolve(member.node), Integer)
    if not limited and not isinstance(SPEC.resolve(member.node), Untagged):
        yield from _promised(member.node, here)


@pytest.mark.parametrize("name", TYPES)
def test_every_property_state_variant_enum_value_and_boundary_is_seen(name: str) -> None:
    seen: set[tuple[str, object]] = set()
    for payload in strategies.covering(name):
        walk(Ref(name), json.loads(payload.text), seen)
    assert set(_promised(Ref(name), "")) - seen == set()


def test_the_array_is_small_enough_to_gate() -> None:
    rows = {name: len(pairs.rows(DIALECT, name)) for name in TYPES}
    assert rows["RealtimeResponse"] < 1300
    assert max(rows.values()) == rows["RealtimeServerEvent"] < 10_000
    assert sum(rows.values()) < 40_000
