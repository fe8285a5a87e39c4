"""The command line as its users meet it: exact exit codes, what goes where, one line for a mistake.

``run`` starts a real process: where the process itself matters, or what it imports. ``call`` asks ``main`` here.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from command_line import PROGRAM, Call, answered, environment, lines, run

import conformance
from conformance.spec import load_dialect
from conformance.vectors import find

REPOSITORY = Path(conformance.__file__).parent.parent
USAGE = {"input_tokens": 132, "output_tokens": 121, "total_tokens": 253}
TYPE = "RealtimeResponseUsage"


# Mistakes


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["jugde"], "no command 'jugde'; did you mean judge"),
        (["golden", "lnit"], "no verb 'lnit'; did you mean lint?"),
        (["types", "--dialect=async-opena"], "no dialect 'async-opena'; did you mean async-openai"),
        (
            ["schema", "RealtimeResponseUsag"],
            "has no type or event 'RealtimeResponseUsag'; did you mean RealtimeResponseUsage",
        ),
        (
            ["sample", "RealtimeResponseUsag"],
            "has no type or event 'RealtimeResponseUsag'; did you mean RealtimeResponseUsage",
        ),
        (["sample", TYPE, "--count=-1"], "--count=-1: a number of payloads is 0 or more"),
        (["sample", TYPE, "--kind=odd"], "argument --kind: no such choice 'odd' (there are valid, edge, invalid)"),
        (["show", "RealtimeResponse/usage-abset"], "did you mean RealtimeResponse/usage-absent"),
        (["show", "RealtimeResponse/usage-absent", "--impl=refrence"], "did you mean reference?"),
        (["judge", "not-there.jsonl"], "not-there.jsonl: No such file or directory"),
        (["judge", "--impl=reference", "--impl-timeout=0"], "'0' is not a number of seconds above 0"),
        (["golden", "record", "not-there.jsonl"], "not-there.jsonl: No such file or directory"),
        (["golden", "lint", "--dialect=nope"], "'nope'"),
        (["spec", "lint", "--dialect=nope"], "no dialect 'nope'"),
        (["run", "--impl=refrence"], "there is no built-in refrence; did you mean reference?"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_mistake_is_one_line_on_stderr_and_exit_code_4(
    call: Call, arguments: list[str], said: str, tmp_path: Path
) -> None:
    # A run is pytest's, and pytest is not started within pytest.
    ran = (run if arguments[:1] == ["run"] else call)(*arguments, cwd=tmp_path)
    assert ran.returncode == 4
    assert ran.stdout == ""
    (line,) = ran.stderr.strip().splitlines()
    assert said in line


@pytest.mark.parametrize("arguments", [[], ["golden"], ["known-failures"], ["spec"]], ids=" ".join)
def test_a_command_without_its_verb_shows_the_help(call: Call, arguments: list[str]) -> None:
    ran = call(*arguments)
    assert (ran.returncode, ran.stdout) == (4, "")
    assert ran.stderr.startswith(f"usage: {' '.join(['realtime-conformance', *arguments])} ")
    assert "\n    lint " in ran.stderr or "\n    known-failures" in ran.stderr


@pytest.mark.parametrize("arguments", [["judge"], ["golden", "export"], ["types"]], ids=" ".join)
def test_a_reader_that_has_enough_is_no_error(arguments: list[str]) -> None:
    with subprocess.Popen(
        [PROGRAM, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()
    ) as running:
        assert running.stdout is not None
        running.stdout.close()
        _, said = running.communicate(lines({"type": TYPE, "payload": USAGE}).encode() * 2, timeout=60)
    assert (running.returncode, said) == (0, b"")


# types, schema, sample


def test_types_lists_every_type_of_the_dialect(call: Call) -> None:
    ran = call("types")
    assert (ran.returncode, ran.stdout.splitlines()) == (0, list(load_dialect("async-openai").types))


def test_the_shapes_of_types_tell_apart_what_has_one_name_in_two_libraries(call: Call) -> None:
    shapes = call("types", "--dialect=openai-ga", "--shapes").stdout.splitlines()
    assert [line.split()[0] for line in shapes] == list(load_dialect("openai-ga").types)
    rows = [json.loads(line) for line in call("types", "--dialect=openai-ga", "--json").stdout.splitlines()]
    found = {row["type"]: (row["shape"], row["openai"]) for row in rows}
    # In some libraries a type of this name is one variable, not the map of them.
    assert found["ResponsePromptVariables"] == ("map of one of 3 by type, or null", "ResponsePrompt.variables")
    assert found["RealtimeServerEventResponseDone"] == ("server event response.done", "ResponseDoneEvent")
    assert found["RealtimeCallReferRequest"] == ("object: target_uri", None)
    (line,) = [line for line in shapes if line.startswith("RealtimeServerEventResponseDone ")]
    assert line.split() == ["RealtimeServerEventResponseDone", "server", "event", "response.done", "ResponseDoneEvent"]


def test_the_schema_of_a_type_stands_alone_and_judges_payloads(call: Call) -> None:
    ran = call("schema", "RealtimeResponse")
    schema = json.loads(ran.stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert '"$ref": "#/$defs/RealtimeResponseUsage"' in ran.stdout
    assert _references(schema) <= {f"#/$defs/{name}" for name in schema["$defs"]}
    validator = jsonschema.Draft202012Validator(schema)
    recorded = json.loads(find("async-openai", "RealtimeResponse/all-members").text)
    assert validator.is_valid(recorded)
    assert not validator.is_valid({**recorded, "status": "Completed"})


def test_the_schema_of_all_types_holds_each_under_defs(call: Call) -> None:
    schema = json.loads(call("schema").stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert set(schema["$defs"]) == set(load_dialect("async-openai").types)
    assert _references(schema) <= {f"#/$defs/{name}" for name in schema["$defs"]}


def _references(schema: Any) -> set[str]:
    if isinstance(schema, dict):
        own = {schema["$ref"]} if isinstance(schema.get("$ref"), str) else set()
        return own.union(*map(_references, schema.values()))
    return set().union(*map(_references, schema)) if isinstance(schema, list) else set()


def test_samples_are_what_they_say_and_the_same_for_the_same_seed(call: Call) -> None:
    valid = call("sample", TYPE, "--count=20", "--seed=3")
    assert valid.stdout == call("sample", TYPE, "--count=20", "--seed=3").stdout
    assert valid.stdout != call("sample", TYPE, "--count=20", "--seed=4").stdout
    assert len(answered(valid.stdout)) == 20
    assert call("judge", "--dialect=async-openai", stdin=valid.stdout).returncode == 0
    invalid = call("sample", TYPE, "--kind=invalid", "--count=20")
    told = [(record["breaks"], record["at"]) for record in answered(invalid.stdout)]
    ran = call("judge", "--dialect=async-openai", stdin=invalid.stdout)
    judged = [record["expectation"] for record in answered(ran.stdout)]
    assert [(record["breaks"], record["at"]) for record in judged] == told


def test_no_samples_are_no_error(call: Call) -> None:
    ran = call("sample", TYPE, "--count=0")
    assert (ran.returncode, ran.stdout) == (0, "")


# show

LOSES = """
import json

TYPES = ["RealtimeResponseUsage"]

def roundtrip(type, text):
    read = json.loads(text)
    read.pop("output_tokens", None)
    return json.dumps(read, separators=(",", ":"))
"""


def test_show_prints_the_vector_and_the_sentences_that_it_tests(call: Call) -> None:
    ran = call("show", "RealtimeResponse/usage-absent")
    shown, _, sentences = ran.stdout.partition("\n}\n")
    vector = json.loads(shown + "\n}")
    assert ran.returncode == 0
    assert (vector["id"], vector["expect"]) == ("RealtimeResponse/usage-absent", "accept")
    assert all(f"\n{row}: " in sentences for row in vector["requirements"])


def test_show_with_an_implementation_judges_it(call: Call) -> None:
    passed = call("show", "RealtimeResponseUsage/input-tokens-null", "--impl=reference")
    heading, *_, last = passed.stdout.splitlines()
    assert passed.returncode == 0
    assert heading == "RealtimeResponseUsage/input-tokens-null: input_tokens is null, which it cannot be"
    assert "Judged by async-openai: the Rust crate's stricter types" in passed.stdout
    assert last.split() == ["rejects", "must", "pass"]
    failed = call("show", "RealtimeResponseUsage/input-tokens-null", "--impl=openai-python")
    assert failed.returncode == 1
    assert "accepted although it breaks wrong-type at /input_tokens" in failed.stdout
    assert "\ndecode.strict-types: " in failed.stdout


def test_show_prints_a_payload_once_with_its_differences_marked(call: Call, tmp_path: Path) -> None:
    (tmp_path / "loses.py").write_text(LOSES)
    ran = call("show", "RealtimeResponseUsage/only-required", "--impl=loses", cwd=tmp_path)
    assert ran.returncode == 1
    assert ran.stdout.count('"total_tokens"') == 1
    assert [line for line in ran.stdout.splitlines() if line.startswith(("- ", "+ "))] == ['-   "output_tokens": 121,']
    assert "round-trip, canonical, canonical-bytes: - expected, + what came back" in ran.stdout


SORTS = """
import json
TYPES = ["RealtimeResponseUsage", "TranscriptTextUsageTokens"]
def roundtrip(type, text):
    value = json.loads(text)
    value.pop("output_tokens", None)
    return json.dumps(dict(sorted(value.items(), reverse=True)), separators=(",", ":"))
"""


@pytest.mark.parametrize(
    ("vector", "dialect", "said"),
    [
        ("TranscriptTextUsageTokens/only-required", "openai-ga", False),
        ("RealtimeResponseUsage/only-required", "async-openai", True),
    ],
)
def test_show_marks_no_member_that_came_back_in_another_place(
    call: Call, tmp_path: Path, vector: str, dialect: str, said: bool
) -> None:
    (tmp_path / "sorts.py").write_text(SORTS)
    ran = call("show", vector, "--impl=sorts", f"--dialect={dialect}", cwd=tmp_path)
    marked = [line for line in ran.stdout.splitlines() if line.startswith(("- ", "+ "))]
    assert [(line[:2], line.split()[1]) for line in marked] == [("- ", '"output_tokens":')]
    assert ("(its members came back in another order, which is not marked)" in ran.stdout) is said


def test_show_marks_the_order_where_nothing_else_is_wrong(call: Call, tmp_path: Path) -> None:
    (tmp_path / "orders.py").write_text(SORTS.replace('    value.pop("output_tokens", None)\n', ""))
    ran = call("show", "RealtimeResponseUsage/only-required", "--impl=orders", "--dialect=async-openai", cwd=tmp_path)
    assert "the text is not the canonical one: the order of members" in ran.stdout
    assert [line for line in ran.stdout.splitlines() if line.startswith(("- ", "+ "))]


# golden, spec, adapters


def test_the_recorded_vectors_are_what_oracle_and_reference_say(call: Call) -> None:
    ran = call("golden", "check")
    assert ran.returncode == 0, ran.stdout
    assert ran.stdout.endswith("vectors are as recorded; oracle and reference agree\n")


def test_the_linter_has_nothing_to_say(call: Call) -> None:
    for arguments in (["golden", "lint"], ["spec", "lint"]):
        ran = call(*arguments)
        assert (ran.returncode, ran.stdout.endswith(": no problems\n")) == (0, True), ran.stdout


def test_the_export_is_every_vector_as_one_json_line_with_its_text() -> None:
    ran = run("golden", "export", PYTHONIOENCODING="ascii")
    assert ran.returncode == 0, ran.stderr
    exported = [json.loads(line, parse_constant=_no_json) for line in ran.stdout.splitlines()]
    entered = (REPOSITORY / "golden/async-openai/ledger.txt").read_text().splitlines()
    assert [record["id"] for record in exported] == sorted(line.partition(" ")[0] for line in entered)
    assert all(isinstance(record["text"], str) and record["version"] >= 1 for record in exported)
    assert all(("canonical" in record) is (record["expect"] == "accept") for record in exported)


def _no_json(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The suite and the vectors of one type in a place of their own, to be changed at will."""
    place = _copied(tmp_path, "conformance", "strategies")
    golden = place / "golden" / "async-openai"
    golden.mkdir(parents=True)
    shutil.copy(REPOSITORY / "golden/async-openai/RealtimeResponseUsage.json", golden)
    return place


def _copied(place: Path, *parts: str) -> Path:
    for part in parts:
        # With what Python compiled: the times of the sources are copied too, so that it stays valid.
        shutil.copytree(REPOSITORY / part, place / part, ignore=shutil.ignore_patterns("target"))
    return place


def test_recording_again_writes_the_vectors_that_are_missing_as_they_were(tmp_path: Path) -> None:
    copy = _copied(tmp_path, "conformance", "strategies", "golden")
    removed = copy / "golden/async-openai/CachedTokenDetails.json"
    before = _meaning(removed)
    removed.unlink()
    ran = run("golden", "record", PYTHONPATH=str(copy), PATH="/nowhere")
    assert ran.returncode == 0, ran.stderr
    assert ran.stderr.startswith("recorded without async-openai:0.40.3 as arbiter: cargo not found")
    assert f"{len(before)} vectors recorded, " in ran.stdout
    assert _meaning(removed) == before


def _meaning(file: Path) -> list[dict[str, Any]]:
    # What is said about a payload may get better; the payload and what is expected of it stay.
    said = {"why", "provenance", "requirements"}
    return [{name: vector[name] for name in vector.keys() - said} for vector in json.loads(file.read_text())]


def test_a_draft_of_ones_own_is_recorded_once_and_never_given_another_meaning(copy: Path) -> None:
    draft = {
        "id": "RealtimeResponseUsage/reported-by-a-user",
        "type": TYPE,
        "level": "must",
        "why": "seen in a bug report",
        "requirements": ["decode.accepts-valid"],
        "provenance": "reported: a bug report",
        "input": {**USAGE, "total_tokens": 7},
    }
    drafts = copy / "drafts.jsonl"
    there = {"PYTHONPATH": str(copy), "PATH": "/nowhere"}
    drafts.write_text(lines(draft))
    assert run("golden", "record", str(drafts), **there).stdout.startswith("1 vectors recorded, 0 as they were")
    assert run("golden", "record", str(drafts), **there).stdout.startswith("0 vectors recorded, 1 as they were")
    drafts.write_text(lines({**draft, "input": {**USAGE, "input_tokens": 1}}))
    ran = run("golden", "record", str(drafts), **there)
    assert (ran.returncode, ran.stderr.count("\n")) == (4, 2)
    assert "1 vector would change its meaning (RealtimeResponseUsage/reported-by-a-user)" in ran.stderr


def test_a_vector_that_was_changed_by_hand_is_drift(copy: Path) -> None:
    changed = copy / "golden/async-openai/RealtimeResponseUsage.json"
    before, name, after = changed.read_text().partition('"id": "RealtimeResponseUsage/input-tokens-null"')
    changed.write_text(before + name + after.replace('"breaks": "wrong-type"', '"breaks": "missing-member"', 1))
    for verb in ("check", "lint"):
        ran = run("golden", verb, PYTHONPATH=str(copy))
        assert ran.returncode == 1
        assert (
            "RealtimeResponseUsage/input-tokens-null: recorded reject (missing-member at /input_tokens), now "
            in ran.stdout
        )


def test_adapters_says_what_is_missing_and_what_to_do(call: Call) -> None:
    ran = call("adapters", PATH="/nowhere")
    assert ran.returncode == 0
    (line,) = [line for line in ran.stdout.splitlines() if line.startswith("async-openai")]
    assert "not available: cargo not found: install Rust" in line
    entries = {entry["name"]: entry for entry in answered(call("adapters", "--json", PATH="/nowhere").stdout)}
    assert entries["reference"]["available"] is True
    assert entries["async-openai"]["available"] is False
    assert entries["async-openai"]["reason"].startswith("cargo not found")
    assert entries["openai-python"]["profiles"] == ["loose", "strict"]


def test_an_implementation_that_cannot_run_here_is_one_line(call: Call) -> None:
    ran = call("judge", "--impl=async-openai", PATH="/nowhere")
    assert ran.returncode == 4
    assert ran.stderr.startswith("realtime-conformance: async-openai is not available: cargo not found")


def test_the_version_is_the_packages(call: Call) -> None:
    assert call("--version").stdout == f"realtime-conformance {conformance.__version__}\n"
