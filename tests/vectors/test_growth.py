"""The spec gains something, ``golden record`` is run, and what is recorded stays byte for byte.

Each test changes a copy of the suite as a contributor would: the schema files, the reference where it is written
by hand, the version where a meaning moves. Then the commands run on the copy, in processes of their own.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from official_document import official

from tests.vectors.changed_copy import DIALECTS, REPOSITORY, Before, Copy, integer, of, with_member


@pytest.fixture(params=DIALECTS)
def copy(request: pytest.FixtureRequest, tmp_path: Path) -> Copy:
    for part in ("conformance", "strategies", "golden"):
        # With what Python compiled: the times of the sources are copied too, so that it stays valid.
        shutil.copytree(REPOSITORY / part, tmp_path / part, ignore=shutil.ignore_patterns("target"))
    return Copy(tmp_path, request.param)


EVENT = "RealtimeServerEventResponsePaused"


def test_what_is_added_moves_nothing_and_has_vectors_of_its_own(copy: Copy) -> None:
    """A member, a value of an enum and an event, recorded at once: a record takes half a minute. Then one more."""
    before = Before(copy)
    gained = copy.next_example("RealtimeResponse")
    with_member(copy, integer(copy, nullable=True, absent="omit"), "U32 | None = skip_if_none()")
    with_value(copy)
    with_event(copy)
    copy.record()
    assert (before.moved(), before.examples_kept()) == (set(), True)
    new = before.new()
    assert {name for name in new if not name.startswith(f"{EVENT}/")} == (
        of_the_member(copy, gained) | of_the_value(copy) | OF_THE_EVENT
    )
    assert of(EVENT, "all-members item-id-absent output-index-wrong-type-string") <= new
    recorded = {name: json.loads(text) for name, text in copy.vectors().items() if name in new}
    # Members of names that the dialect has get the values that it has for them.
    assert recorded[f"{EVENT}/all-members"]["input"]["item_id"].startswith("item_")
    whole = recorded[f"RealtimeResponse/{gained}"]
    assert next(iter(whole["input"])) == "latency_ms"
    assert whole["expect"] == "accept"
    assert copy.run("record").stdout.startswith("0 vectors recorded, ")

    # Members that come one after another have an example each.
    before = Before(copy)
    gained = copy.next_example("RealtimeResponse")

    def change(types: dict[str, Any]) -> None:
        properties = types["RealtimeResponse"]["properties"]
        types["RealtimeResponse"]["properties"] = {"retries": properties["latency_ms"], **properties}

    copy.spec("response", change)
    copy.reference("response", "    latency_ms: ", "    retries: U32 | None = skip_if_none()\n    latency_ms: ")
    copy.record()
    assert (before.moved(), before.examples_kept()) == (set(), True)
    assert f"RealtimeResponse/{gained}" in before.new()
    number = gained.rpartition("-")[2]
    assert all("retries" in name or name.endswith(f"-{number}") for name in before.new())


def of_the_member(copy: Copy, gained: str) -> set[str]:
    """The vectors of an optional member ``latency_ms``."""
    name = "latency-ms"
    # Absent it is in every vector that was there.
    slugs = f"{gained} {name}-null {name}-zero {name}-wrong-type-string {name}-fraction {name}-exponent"
    ours = f"{name}-negative {name}-max {name}-over-max {name}-wrong-type-boolean {name}-wrong-type-object"
    more = f"{name}-wrong-type-array {name}-numeric-string {name}-leading-zero {name}-beyond-64-bits"
    # The first type of async-openai is asked in every way.
    thorough = f"{ours} {more} {name}-negative-zero duplicate-{name}"
    coerced = " ".join(f"{name}-from-{what}" for what in ("fraction", "digits", "false", "empty-text"))
    number = gained.rpartition("-")[2]
    # With the largest number that 32 bits hold, numbers-precise would be the same payload as max.
    loose = f"{name}-negative-zero numbers-precise-{number}"
    rest = f"{thorough} {coerced}" if copy.dialect == "async-openai" else loose
    whole_ones = f"falsy-{number} names-beside-other-case-{number}"
    # A response of which every other member may be absent has it alone, also in the events that carry one.
    events = [f"RealtimeServerEventResponse{event}/sparse-response-{name}" for event in ("Created", "Done")]
    alone = {f"RealtimeResponse/sparse-{name}", *events} if copy.dialect == "openai-ga" else set[str]()
    return of("RealtimeResponse", f"{slugs} {rest} {whole_ones}") | alone


def with_value(copy: Copy) -> None:
    """Give ImageDetail a first value."""
    module = {"async-openai": "conversation_item", "openai-ga": "prompt"}[copy.dialect]
    copy.spec(module, lambda types: types["ImageDetail"]["enum"].insert(0, "very_low"))
    copy.reference(module, "class ImageDetail(UnitEnum):\n", 'class ImageDetail(UnitEnum):\n    VeryLow = "very_low"\n')


def of_the_value(copy: Copy) -> set[str]:
    spellings = "pascal camel kebab upper joined padded" if copy.dialect == "async-openai" else ""
    wrong = " ".join(f"case-{style}-very-low" for style in spellings.split())
    # The parts of messages that hold it show it as well.
    holder = {"async-openai": "UserMessageContentInputImage", "openai-ga": "InputImageContent"}[copy.dialect]
    return of("ImageDetail", f"value-very-low {wrong}") | of(holder, "value-detail-very-low")


def with_event(copy: Copy) -> None:
    """Add an event that the server sends."""
    tag = "response.paused"

    def change(types: dict[str, Any]) -> None:
        like = types["RealtimeServerEventResponseMCPCallFailed"]
        types[EVENT] = json.loads(json.dumps(like).replace("response.mcp_call.failed", tag))
        arm = {"type": "object", "properties": {"type": {"const": tag}}, "required": ["type"]}
        types["RealtimeServerEvent"]["oneOf"].insert(0, {**arm, "$ref": f"#/$defs/{EVENT}"})

    copy.spec("server_event", change)
    copy.reference(
        "server_event",
        "RealtimeServerEvent = type_tagged(\n    {\n",
        f"{EVENT} = response_event.RealtimeServerEventResponseMCPCallFailed\n"
        f'RealtimeServerEvent = type_tagged(\n    {{\n        "{tag}": {EVENT},\n',
    )


OF_THE_EVENT = of("RealtimeServerEvent", "tag-response-paused tag-last-response-paused texts-scripts-response-paused")


def test_a_member_that_is_written_as_null_moves_what_is_written_back(copy: Copy) -> None:
    before = Before(copy)
    gained = copy.next_example("RealtimeResponse")
    with_member(copy, integer(copy, nullable=True, absent="null"), "U32 | None = None")
    if copy.dialect == "openai-ga":
        # There absent stays absent, so that a member which may be null is an optional one like any other.
        copy.record()
        assert (before.moved(), "RealtimeResponse/latency-ms-null" in before.new()) == (set(), True)
        return
    refusal = copy.refused()
    assert "vectors would change their meaning (RealtimeResponse/all-members, " in refusal
    # In the version that the checkout has, some of these were recorded.
    option = f"--dialect-version={copy.later}"
    assert (
        "take new ids, or raise the version in conformance/spec/async-openai/dialect.json "
        f"to {copy.later} and record with {option}"
    ) in refusal
    copy.raise_version()
    assert f"take new ids, or record with {option} (once" in copy.refused()
    assert f"moved to version {copy.later}, " in copy.record(option)
    moved = before.moved()
    assert {name.partition("/")[0] for name in moved} == {
        "RealtimeResponse",
        "RealtimeServerEvent",
        "RealtimeServerEventResponseCreated",
        "RealtimeServerEventResponseDone",
    }
    vectors = copy.vectors()
    for name in moved:
        was, now = json.loads(before.vectors[name]), json.loads(vectors[name])
        assert was["expect"] == now["expect"] == "accept"
        assert (was.get("input"), was.get("input_text")) == (now.get("input"), now.get("input_text"))
        assert '"latency_ms":null,' in now["canonical_text"]
    assert f"RealtimeResponse/{gained}" in before.new()
    assert before.examples_kept()


def test_a_required_member_moves_every_vector_that_lacks_it(copy: Copy) -> None:
    before = Before(copy)
    with_member(copy, integer(copy), "U32", required=True)
    assert " vectors would change their meaning (Realtime" in copy.refused()
    gained = copy.next_example("RealtimeResponse")
    copy.raise_version()
    copy.record_required()
    moved = before.moved()
    assert {"RealtimeResponse/all-members", "RealtimeServerEventResponseDone/all-members"} <= moved
    assert not any(name.startswith("RealtimeClientEvent") for name in moved)
    # The example has what is required now, so the vectors go on saying what their names say.
    vectors = copy.vectors()
    for name in ("RealtimeResponse/all-members", "RealtimeResponse/only-required", "RealtimeResponse/status-absent"):
        was, now = json.loads(before.vectors[name]), json.loads(vectors[name])
        assert "latency_ms" in now["input"]
        assert (now["expect"], now.get("breaks"), now.get("at")) == (was["expect"], was.get("breaks"), was.get("at"))
    absent = json.loads(vectors["RealtimeResponse/latency-ms-absent"])
    assert (absent["expect"], absent["at"]) == ("reject", "/latency_ms")
    assert f"RealtimeResponse/{gained}" not in before.new()
    # A payload that somebody recorded stays; what happens to it is another thing now.
    seen = "RealtimeResponse/completed-text"
    was, now = json.loads(before.vectors[seen]), json.loads(vectors[seen])
    assert was.get("input") == now.get("input")
    assert (was["expect"], now["expect"]) == ("accept", "reject")


@pytest.mark.parametrize("copy", ["openai-ga"], indirect=True)
def test_a_later_official_document_is_imported_and_recorded(copy: Copy, tmp_path: Path) -> None:
    document = official().content
    schemas = document["components"]["schemas"]
    schemas["RealtimeResponse"]["properties"]["latency_ms"] = {"type": "integer", "minimum": 0}
    # Inside of a type, where an object has no name of its own.
    inner = schemas["RealtimeSessionCreateRequestGA"]["properties"]["audio"]["properties"]["input"]
    inner["properties"]["gain"] = {"type": "number"}
    before = Before(copy)
    response, session = (copy.next_example(name) for name in ("RealtimeResponse", "RealtimeSessionCreateRequestGA"))

    def imported() -> None:
        later = tmp_path / "later.json"
        later.write_text(json.dumps(document))
        ran = copy.command("spec", "import", str(later))
        assert ran.returncode == 0, ran.stderr

    imported()
    assert copy.run("record").returncode == 0
    # Nothing of this dialect had a bound at zero, and so no row names such a vector; the linter tells.
    linted = copy.run("lint").stdout.splitlines()
    assert linted == [
        "RealtimeResponse/latency-ms-negative: it tests decode.integer-range, whose `vectors` do not name it "
        "(add a pattern in conformance/requirements/openai-ga.yaml)",
        "1 problem",
    ]
    register = copy.place / "conformance/requirements/openai-ga.yaml"
    register.write_text(register.read_text().replace('["*/*-zero"]', '["*/*-zero", "*/*-negative"]'))
    copy.record()
    assert (before.moved(), before.examples_kept()) == (set(), True)
    assert {f"RealtimeResponse/{response}", f"RealtimeSessionCreateRequestGA/{session}"} < before.new()
    # Later it becomes required, which is a new version; that is written where the import takes it from.
    schemas["RealtimeResponse"]["required"] = ["latency_ms"]
    imported()
    assert " vectors would change their meaning (" in copy.refused()
    told = copy.refused(f"--dialect-version={copy.later}")
    assert told.endswith("its version is changed in conformance/spec/openai-ga/import.json")
    plan = copy.place / "conformance/spec/openai-ga/import.json"
    plan.write_text(plan.read_text().replace(f'"version": {copy.later - 1}', f'"version": {copy.later}'))
    imported()
    assert f"moved to version {copy.later}, " in copy.record_required()
    # Every example has the member now; the id of the one that gained it still finds the vector that it was made from.
    assert json.loads(copy.vectors()["RealtimeResponse/all-members"])["input"]["latency_ms"] == 12
    former = f"RealtimeResponse/{response}"
    (whole,) = [one for text in copy.vectors().values() if former in (one := json.loads(text)).get("aliases", [])]
    assert (whole["input"]["latency_ms"], whole["aliases"]) == (12, [former])
    assert json.loads(copy.vectors()["RealtimeResponse/latency-ms-absent"])["expect"] == "reject"
