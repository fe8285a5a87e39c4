"""Examples are data: what the spec gains adds to them, and only a new version of the dialect mends one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from conformance import vectors
from conformance.errors import UsageError
from conformance.oracle import Oracle
from conformance.spec import dialects, load_dialect
from conformance.spec.model import (
    Array,
    Boolean,
    Dialect,
    Enum,
    Integer,
    Member,
    Node,
    Ref,
    Struct,
    Tagged,
    Text,
    Untagged,
    Variant,
)
from conformance.vectors import example, load_type
from conformance.vectors.example import Examples
from conformance.vectors.growth import grown
from conformance.vectors.lint import lint
from conformance.vectors.repair import repaired


def dialect(**types: Node) -> Dialect:
    return Dialect("small", 1, "", "", types, dict.fromkeys(types, "m"), (), frozenset(), 127, "serde")


def member(name: str, node: Node | None = None, *, required: bool = False) -> Member:
    return Member(name, node or Text(), required=required, nullable=False)


def struct(*members: str | Member) -> Struct:
    return Struct(tuple(member(one) if isinstance(one, str) else one for one in members))


STORED: Examples = {
    "Place": {"all-members": [{"city": "Kyoto"}], "only-required": {}},
    "Trip": {"all-members": [{"to": {"city": "Kyoto"}}], "only-required": {}},
}
PLACE = struct("city")
TRIP = struct(member("to", Ref("Place")))


@pytest.mark.parametrize("name", dialects())
def test_the_stored_examples_hold_all_that_the_spec_has(name: str) -> None:
    stored = example.read(name)
    assert stored.keys() >= load_dialect(name).types.keys()
    assert grown(load_dialect(name), stored) == stored
    # And the repair at a version step changes none without need.
    assert repaired(Oracle(load_dialect(name)), stored) == stored


def test_what_a_type_gained_is_shown_once_and_the_stored_value_stays() -> None:
    now = grown(dialect(Place=struct(member("rank", Integer()), "city", member("open", Boolean())), Trip=TRIP), STORED)
    assert now["Place"]["all-members"] == [{"city": "Kyoto"}, {"rank": 12, "city": "Kyoto", "open": True}]
    # A type that contains it has gained nothing itself.
    assert now["Trip"] == STORED["Trip"]


def test_what_an_object_without_a_name_gained_is_shown_by_its_type() -> None:
    stored = {"Trip": {"all-members": [{"stops": [{"city": "Kyoto"}]}], "only-required": {}}}
    stops = member("stops", Array(struct("city", "street")))
    now = grown(dialect(Trip=struct(stops)), stored)
    assert now["Trip"]["all-members"][1:] == [{"stops": [{"city": "Kyoto", "street": "example"}]}]
    kept = {"Trip": {**stored["Trip"], "left-out": ["/stops/0/street"]}}
    assert grown(dialect(Trip=struct(stops)), kept)["Trip"]["all-members"] == stored["Trip"]["all-members"]


def test_a_new_member_has_the_value_of_one_of_its_name_and_form() -> None:
    types = {"Place": PLACE, "Trip": TRIP, "Hotel": struct("city", "name", member("at", Ref("Place")))}
    assert grown(dialect(**types), STORED)["Hotel"] == {
        "all-members": [{"city": "Kyoto", "name": "example", "at": {"city": "Kyoto"}}],
        "only-required": {},
    }
    types["Hotel"] = struct(member("city", Integer(minimum=20), required=True))
    assert grown(dialect(**types), STORED)["Hotel"]["only-required"] == {"city": 20}


def test_of_several_values_of_a_name_a_new_member_has_the_most_common() -> None:
    stored: Examples = {
        name: {"all-members": [{"city": city}], "only-required": {}}
        for name, city in (("A", "Nara"), ("B", "Kyoto"), ("C", "Kyoto"))
    }
    types = dict.fromkeys((*stored, "Hotel"), PLACE)
    assert grown(dialect(**types), stored)["Hotel"]["all-members"] == [{"city": "Kyoto"}]


def test_a_new_variant_comes_after_those_that_were_recorded() -> None:
    def union(*tags: str) -> Tagged:
        return Tagged("kind", tuple(Variant(tag, struct("city")) for tag in tags), None)

    stored = grown(dialect(Place=PLACE, Event=union("b", "c")), STORED)
    now = grown(dialect(Place=PLACE, Event=union("a", "b", "c")), stored)
    assert list(now["Event"]["variants"]) == ["b", "c", "a"]
    assert example.value_of(dialect(Event=union("a", "b")), "Event", now["Event"], full=True) == {
        "kind": "b",
        "city": "Kyoto",
    }


def test_variants_without_tags_are_told_apart_by_name() -> None:
    stored = grown(dialect(Place=PLACE, Any=Untagged((Text(), Ref("Place")))), STORED)
    assert stored["Any"]["variants"] == {"text": "example", "Place": {"city": "Kyoto"}}
    now = grown(dialect(Place=PLACE, Any=Untagged((Boolean(), Text(), Ref("Place"), Text(1)))), stored)
    assert list(now["Any"]["variants"]) == ["text", "Place", "boolean", "text-2"]


def test_a_type_that_contains_itself_is_one_line() -> None:
    with pytest.raises(UsageError, match=r"^Tree contains itself: write an entry for it into examples\.json$"):
        grown(dialect(Tree=struct(member("child", Ref("Tree")))), {})
    entry = {"Tree": {"all-members": [{"child": {}}], "only-required": {}}}
    assert grown(dialect(Tree=struct(member("child", Ref("Tree")))), entry) == entry


def test_a_type_that_became_another_kind_of_thing_starts_anew() -> None:
    assert grown(dialect(Place=Enum(("here", "there"))), STORED)["Place"] == {"value": "here"}


def test_repairing_adds_what_is_required_wherever_it_lacks() -> None:
    place = struct("city", member("code", Integer(), required=True))
    judge = Oracle(dialect(Place=place, Trip=TRIP, Other=PLACE))
    stored = {**STORED, "Other": {"all-members": [{"city": "Oslo"}], "only-required": {}}}
    assert repaired(judge, stored) == {
        "Place": {"all-members": [{"city": "Kyoto", "code": 12}], "only-required": {"code": 12}},
        "Trip": {"all-members": [{"to": {"city": "Kyoto", "code": 12}}], "only-required": {}},
        "Other": stored["Other"],
    }


def test_repairing_replaces_what_is_no_longer_allowed_and_gives_up_on_what_it_cannot_make() -> None:
    judge = Oracle(dialect(Place=struct(member("city", Integer(maximum=5))), Sign=struct(member("code", Text(8)))))
    stored = {"Place": STORED["Place"], "Sign": {"all-members": [{"code": "A"}], "only-required": {}}}
    assert repaired(judge, stored)["Place"]["all-members"] == [{"city": 5}]
    assert repaired(judge, stored)["Sign"]["all-members"] == [{"code": "example"}]


@pytest.fixture
def golden(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with the examples of async-openai and no vectors."""
    (tmp_path / "async-openai").mkdir()
    path = tmp_path / "async-openai" / example.NAME
    path.write_bytes((vectors.GOLDEN / "async-openai" / example.NAME).read_bytes())
    monkeypatch.setattr(vectors, "GOLDEN", tmp_path)
    load_type.cache_clear()
    yield path
    load_type.cache_clear()


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        (None, []),
        (
            {"all-members": [{"code": 1, "type": "t"}], "only-required": {"code": "c", "type": "t"}},
            ["Error: an example breaks wrong-type at /code"],
        ),
    ],
)
def test_the_linter_holds_examples_to_the_schema_and_the_spec(golden: Path, entry: Any, told: list[str]) -> None:
    stored = json.loads(golden.read_text())
    golden.write_text(example.text(stored if entry is None else {**stored, "Error": entry}))
    lines = [line for line in lint("async-openai", frozenset()) if line.startswith(example.NAME)]
    assert len(lines) == len(told)
    assert all(line.startswith(f"examples.json: {start}") for line, start in zip(lines, told, strict=True))


@pytest.mark.parametrize(
    ("type_name", "member", "value", "told"),
    [
        ("RetentionRatioTruncation", "type", "ratio", "breaks RetentionRatioTruncation.type.constant at /type"),
        ("RealtimeResponseUsage", "total_tokens", 7, "breaks RealtimeResponseUsage.sums at /"),
        ("RealtimeResponse", "status", "failed", "breaks RealtimeResponseStatusDetail.agreement at /"),
    ],
)
def test_the_linter_holds_examples_to_what_only_the_documentation_says(
    golden: Path, type_name: str, member: str, value: Any, told: str
) -> None:
    stored = json.loads(golden.read_text())
    stored[type_name]["all-members"][0][member] = value
    golden.write_text(example.text(stored))
    lines = [line for line in lint("async-openai", frozenset()) if line.startswith(example.NAME)]
    assert f"examples.json: {type_name}: an example {told}" in lines


def test_the_linter_finds_payloads_that_are_wrong_in_two_ways(golden: Path) -> None:
    record = {
        "id": "Error/two-breaks",
        "type": "Error",
        "level": "must",
        "why": "a test",
        "requirements": ["decode.strict-types"],
        "provenance": "found: here",
        "input": {"code": 1, "type": 2},
        "expect": "reject",
        "breaks": "wrong-type",
        "at": "/code",
    }
    golden.with_name("Error.json").write_text(json.dumps([record]))
    told = "Error/two-breaks: it breaks more than wrong-type at /code, or that cannot be undone"
    assert told in lint("async-openai", frozenset())


def test_the_linter_wants_the_form_that_recording_gives(golden: Path) -> None:
    golden.write_text(json.dumps(json.loads(golden.read_text())))
    assert "examples.json: the file is not written as `golden record` writes it" in lint("async-openai", frozenset())


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "golden/async-openai/examples.json: not a JSON file (Expecting"),
        ("[]", "golden/async-openai/examples.json: [] is not of type "),
        ('{"Error": {"all-members": [], "only-required": {}}}', "golden/async-openai/examples.json: Error: "),
        ('{"../x": {"value": 1}}', "golden/async-openai/examples.json: "),
    ],
)
def test_a_broken_file_is_one_line(golden: Path, content: str, message: str) -> None:
    golden.write_text(content)
    with pytest.raises(UsageError) as raised:
        example.read("async-openai")
    assert message.removeprefix("golden/") in str(raised.value)
    assert "\n" not in str(raised.value)
