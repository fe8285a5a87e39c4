"""``--explore`` finds what no other part of a run shows, as its smallest payload, and decides by its own count."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests import forked

BIN = Path(sys.executable).parent
TYPE = "RealtimeResponseUsage"
SMALLEST = '{"input_tokens":0,"output_tokens":20001,"total_tokens":20001}'
# Only the golden vectors of one type: whatever else is found is found by exploration.
VECTORS = (f"--types={TYPE}", f"--vectors={TYPE}/*-absent")

SATURATES = """
import json
from conformance.reference.adapter import ADAPTER as reference

hello = reference.hello


def roundtrip(type, text):
    value = json.loads(reference.roundtrip(type, text))
    if isinstance(value, dict) and 20_000 < (value.get("total_tokens") or 0):
        value["total_tokens"] = 20_000
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
"""
DROPS = """
import json
from conformance.reference.adapter import ADAPTER as reference

hello = reference.hello


def roundtrip(type, text):
    value = json.loads(reference.roundtrip(type, text))
    if isinstance(value, dict):
        value.pop("input_token_details", None)
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
"""
# Answers `crashed` where it is asked about a thousand tokens or more.
CRASHES = r"""
import json, re, sys

for line in sys.stdin:
    request = json.loads(line)
    answer = {"seq": request["seq"], "outcome": "ok"}
    if request["op"] == "hello":
        answer["hello"] = {"name": "fragile", "version": "1", "language": "python", "profile": "default",
                           "dialect": "async-openai", "types": ["RealtimeResponseUsage"], "ops": ["roundtrip"]}
    elif request["op"] == "roundtrip" and request["type"] != "RealtimeResponseUsage":
        answer = {"seq": request["seq"], "outcome": "unsupported"}
    elif request["op"] == "roundtrip":
        answer["text"] = request["text"]
        if re.search(r'"total_tokens":\d{4,}', request["text"]):
            answer = {"seq": request["seq"], "outcome": "crashed", "message": "overflow"}
    print(json.dumps(answer), flush=True)
"""
CONFTEST = """
from hypothesis import settings

settings.register_profile("nothing-stored", database=None)
settings.register_profile("nothing-made", phases=[])
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name, text in {"saturates": SATURATES, "drops": DROPS, "crashes": CRASHES, "conftest": CONFTEST}.items():
        (tmp_path / f"{name}.py").write_text(text)
    return tmp_path


def environment() -> dict[str, str]:
    # Hypothesis has another profile where it sees a CI.
    inherited = {name: value for name, value in os.environ.items() if name not in ("CI", "GITHUB_ACTIONS")}
    return {**inherited, "COLUMNS": "100", "PATH": f"{BIN}{os.pathsep}{inherited['PATH']}"}


def run(project: Path, *arguments: str, program: str = "pytest") -> subprocess.CompletedProcess[str]:
    return forked.run([str(BIN / program), *arguments], cwd=project, env=environment(), timeout=120)


def explored(project: Path) -> list[dict[str, Any]]:
    lines = (project / ".conformance/results.jsonl").read_text(encoding="utf-8").splitlines()
    return [record for record in map(json.loads, lines) if "/explored/" in record.get("case", "")]


def found(project: Path) -> dict[str, str]:
    """The payloads that exploration found, by case."""
    return {record["case"]: record["sent"] for record in explored(project) if record["status"] == "fail"}


def test_a_finding_is_its_smallest_payload_with_the_lines_that_replay_and_promote_it(project: Path) -> None:
    ran = run(project, "--impl=saturates", *VECTORS, "--explore=100")
    assert ran.returncode == 1, ran.stdout
    (case,) = found(project)
    assert found(project)[case] == SMALLEST
    shown = ran.stdout[ran.stdout.index("Found by exploration, each reason with its smallest payload") :].splitlines()
    assert shown[2] == "/total_tokens is changed — 1 case: round-trip, canonical, canonical-bytes"
    block = {line[4:17].strip(): line[17:] for line in shown[3 : shown.index("", 3)] if line[4:17].strip()}
    assert (block["example"], block["sent"]) == (case, SMALLEST)
    replayed = subprocess.run(
        ["/bin/sh", "-c", block["reproduce"]],
        cwd=project, env=environment(), capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert replayed.returncode == 1
    assert '"at": "/total_tokens"' in replayed.stdout
    program, *arguments = shlex.split(block["promote"])
    promoted = run(project, *arguments, "--print", program=program)
    assert json.loads(promoted.stdout)["input_text"] == SMALLEST


def test_it_is_counted_apart_and_decides_by_itself(project: Path) -> None:
    ran = run(project, "--impl=saturates", *VECTORS, "--explore=100")
    lines = ran.stdout.splitlines()
    assert "Explored 1 type, and found 1 payload that fails beside what is counted above" in lines
    assert any(line.startswith("DOES NOT CONFORM: exploration found what no other of the ") for line in lines)
    table = {words[0]: words[1:] for line in lines if len(words := line.split()) == 6}
    assert table["round-trip"][:3] == ["2", "·", "·"]
    assert ran.stdout.strip().splitlines()[-1].strip("= ").startswith("1 failed")
    footer = json.loads((project / ".conformance/results.jsonl").read_text().splitlines()[-1])
    assert footer["exit"] == 1


def test_without_it_nothing_is_explored_and_with_it_the_others_stay_the_same(project: Path) -> None:
    plain = run(project, "--impl=saturates", *VECTORS, "--results=plain.jsonl")
    assert (plain.returncode, "xplor" in plain.stdout) == (0, False), plain.stdout
    run(project, "--impl=saturates", *VECTORS, "--explore=100")
    both = [
        [line for line in (project / name).read_text().splitlines()[1:-1] if "/explored/" not in line]
        for name in ("plain.jsonl", ".conformance/results.jsonl")
    ]
    assert both[0] == both[1]


def test_what_the_run_has_shown_is_not_found_again(project: Path) -> None:
    ran = run(project, "--impl=drops", f"--types={TYPE}", f"--vectors={TYPE}/*", "--explore=30")
    assert ran.returncode == 1
    assert "/input_token_details is dropped" in ran.stdout
    assert "Explored 1 type, and found nothing beside what is counted above" in ran.stdout
    assert found(project) == {}


def test_hypothesis_tries_first_what_it_found_the_last_time(project: Path) -> None:
    run(project, "--impl=saturates", *VECTORS, "--explore=100")
    first = found(project)
    run(project, "--impl=saturates", *VECTORS, "--explore=1")
    assert found(project) == first
    assert list(first.values()) == [SMALLEST]


def test_a_profile_of_hypothesis_decides_what_is_stored_and_done(project: Path) -> None:
    run(project, "--impl=saturates", *VECTORS, "--explore=100", "--hypothesis-profile=nothing-stored", ".")
    assert list(found(project).values()) == [SMALLEST]
    assert not (project / ".hypothesis/examples").exists()
    run(project, "--impl=saturates", *VECTORS, "--explore=100", "--hypothesis-profile=nothing-made", ".")
    assert explored(project) == []


def test_a_seed_of_hypothesis_makes_the_same_payloads_again(project: Path) -> None:
    counts = []
    for _ in range(2):
        run(project, "--impl=reference", *VECTORS, "--explore=25", "--hypothesis-seed=7")
        counts.append(explored(project))
    assert counts[0] == counts[1]
    assert {record["status"] for record in counts[0]} == {"pass", "free"}
    assert {record["case"] for record in counts[0]} == {
        f"{TYPE}/explored/{kind}" for kind in ("valid", "edge", "invalid")
    }


def test_what_is_not_answered_is_not_tried_in_smaller_forms(project: Path) -> None:
    impl = f"--impl=stdio:{sys.executable} crashes.py"
    ran = run(project, impl, *VECTORS, "--checks=accepts", "--explore=20", "--hypothesis-seed=1")
    assert ran.returncode == 1, ran.stdout
    failed = [record for record in explored(project) if record["status"] == "fail"]
    assert {record["findings"][0]["what"] for record in failed} == {"no-answer"}
    # The smallest that crashes would have a thousand.
    assert [record for record in failed if json.loads(record["sent"])["total_tokens"] == 1_000] == []


def test_known_failures_are_about_what_every_run_judges(project: Path) -> None:
    listed = ("--known-failures=known.yaml", "--update-known-failures", "--why=later")
    ran = run(project, "--impl=saturates", *VECTORS, "--explore=100", *listed)
    assert ran.returncode == 1, ran.stdout
    assert (project / "known.yaml").read_text() == "failures: []\n"
    assert list(found(project).values()) == [SMALLEST]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--impl=reference", "--explore=-1"], "--explore=-1: a number of payloads is 0 or more"),
        (["--explore=5"], "--explore needs --impl: say which implementation to judge"),
    ],
)
def test_a_mistake_is_one_line(project: Path, arguments: list[str], said: str) -> None:
    ran = run(project, *arguments)
    assert (ran.returncode, ran.stderr.strip()) == (4, f"ERROR: {said}")
