"""The spec gains something, ``golden record`` is run, and what is recorded stays byte for byte.

Each test changes a copy of the suite as a contributor would: the schema files, the reference where it is written
by hand, the version where a meaning moves. Then the commands run on the copy, in processes of their own.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from official_document import official

import conformance
from conformance.spec import load_dialect

REPOSITORY = Path(conformance.__file__).parent.parent
PROGRAM = str(Path(sys.executable).parent / "realtime-conformance")
DIALECTS = ["async-openai", "openai-ga"]
SECONDS = 300


@dataclass(frozen=True)
class Copy:
    """A copy of the suite in which one dialect is changed."""

    place: Path
    dialect: str

    @property
    def golden(self) -> Path:
        return self.place / "golden" / self.dialect

    def spec(self, module: str, change: Callable[[dict[str, Any]], None]) -> None:
        """Change the types of one schema file."""
        path = self.place / "conformance/spec" / self.dialect / f"{module}.json"
        document = json.loads(path.read_text())
        change(document["$defs"])
        path.write_text(json.dumps(document))

    def reference(self, module: str, before: str, after: str) -> None:
        """Change the hand-written reference of ``async-openai``; the other dialect's follows from its schema files."""
        if self.dialect == "async-openai":
            path = self.place / "conformance/reference" / f"{module}.py"
            assert path.read_text().count(before) == 1
            path.write_text(path.read_text().replace(before, after))

    @property
    def later(self) -> int:
        """The version after the one that the checkout has."""
        return load_dialect(self.dialect).version + 1

    def raise_version(self) -> None:
        path = self.place / "conformance/spec" / self.dialect / "dialect.json"
        path.write_text(json.dumps(json.loads(path.read_text()) | {"version": self.later}))

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a verb of ``golden`` for the dialect."""
        return self.command("golden", *arguments, f"--dialect={self.dialect}")

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        # Without a PATH there is no cargo, and so no arbiter: the released crate knows nothing of what is added here.
        environment = kept | {"PYTHONPATH": str(self.place), "PATH": "/nowhere"}
        return subprocess.run(
            [PROGRAM, *arguments], env=environment, capture_output=True, text=True, timeout=SECONDS, check=False
        )

    def record(self, *options: str) -> str:
        ran = self.run("record", *options)
        assert ran.returncode == 0, ran.stderr
        linted = self.run("lint")
        assert linted.returncode == 0, linted.stdout
        return ran.stdout

    def record_required(self) -> str:
        """Record the later version, in which ``latency_ms`` is required."""
        ran = self.run("record", f"--dialect-version={self.later}")
        assert ran.returncode == 0, ran.stderr
        # A payload that was wrong in a way of its own lacks the member too now, and somebody has to mend it.
        *told, _ = self.run("lint").stdout.splitlines()
        assert told
        assert all(": it breaks more than " in line and line.startswith("Realtime") for line in told)
        return ran.stdout

    def refused(self, *options: str) -> str:
        before = self.files()
        ran = self.run("record", *options)
        assert ran.returncode == 4, ran.stdout
        assert self.files() == before
        return ran.stderr.splitlines()[-1].removeprefix("realtime-conformance: ")

    def files(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in self.golden.iterdir() if path.is_file()}

    def vectors(self) -> dict[str, str]:
        """Every vector with the bytes that its file has for it."""
        found = {}
        for path in self.golden.glob("[A-Z]*.json"):
            for block in path.read_text().removeprefix("[\n").removesuffix("\n]\n").split(",\n  {\n"):
                text = "  {\n" + block.removeprefix("  {\n")
                found[json.loads(text)["id"]] = text
        return found

    def ledger(self) -> dict[str, str]:
        lines = (self.golden / "ledger.txt").read_text().splitlines()
        return {line.partition(" ")[0]: line for line in lines}

    def examples(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.golden / "examples.json").read_text())
        return found

    def next_example(self, type_name: str) -> str:
        """The slug of the example that a type gets when it gains something."""
        return f"all-members-{len(self.examples()[type_name]['all-members']) + 1}"


@pytest.fixture(params=DIALECTS)
def copy(request: pytest.FixtureRequest, tmp_path: Path) -> Copy:
    for part in ("conformance", "strategies", "golden"):
        # With what Python compiled: the times of the sources are copied too, so that it stays valid.
        shutil.copytree(REPOSITORY / part, tmp_path / part, ignore=shutil.ignore_patterns("target"))
    return Copy(tmp_path, request.param)


def with_member(copy: Copy, how: dict[str, Any], python: str, *, required: bool = False) -> None:
    """Give RealtimeResponse a first member ``latency_ms``."""

    def change(types: dict[str, Any]) -> None:
        response = types["RealtimeResponse"]
        response["properties"] = {"latency_ms": how, **response["properties"]}
        if required:
            response["required"] = ["latency_ms", *response.get("required", [])]

    copy.spec("response", change)
    head = "class RealtimeResponse(Struct):\n"
    docstring = (REPOSITORY / "conformance/reference/response.py").read_text().partition(head)[2].partition("\n\n")[0]
    copy.reference("response", f"{head}{docstring}\n", f"{head}{docstring}\n\n    latency_ms: {python}\n")


def integer(copy: Copy, *, nullable: bool = False, absent: str = "") -> dict[str, Any]:
    kind: dict[str, Any] = {"type": ["integer", "null"] if nullable else "integer"}
    if copy.dialect == "openai-ga":
        return kind
    return {
        **kind,
        "minimum": 0,
        "maximum": 4294967295,
        "x-number": "u32",
        **({"x-absent": absent} if absent else {}),
    }


class Before:
    """What was recorded before a change."""

    def __init__(self, copy: Copy) -> None:
        self._copy = copy
        self.vectors, self.ledger, self.examples = copy.vectors(), copy.ledger(), copy.examples()

    def new(self) -> set[str]:
        return self._copy.vectors().keys() - self.vectors.keys()

    def moved(self) -> set[str]:
        """The ids whose bytes changed; exactly they have another line in the ledger, of the later version."""
        now, lines = self._copy.vectors(), self._copy.ledger()
        assert self.vectors.keys() <= now.keys()
        assert now.keys() == lines.keys()
        moved = {name for name, text in self.vectors.items() if now[name] != text}
        assert {name for name, line in self.ledger.items() if lines[name] != line} == moved
        assert all(lines[name].split(" ")[1] == str(self._copy.later) for name in moved)
        return moved

    def examples_kept(self) -> bool:
        """Whether every stored example is still there, in its place."""
        now = self._copy.examples()
        return all(_kept(entry, now[name]) for name, entry in self.examples.items())


def _kept(before: Any, now: Any) -> bool:
    match before:
        case dict():
            return all(name in now and _kept(value, now[name]) for name, value in before.items())
        case list():
            return all(_kept(*pair) for pair in zip(before, now, strict=False)) and len(now) >= len(before)
        case _:
            return bool(before == now and type(before) is type(now))


def of(type_name: str, slugs: str) -> set[str]:
    return {f"{type_name}/{slug}" for slug in slugs.split()}


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
