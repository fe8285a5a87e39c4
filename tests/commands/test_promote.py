"""A finding of a property run becomes a vector by one command."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from conformance import vectors
from conformance.cli import main
from conformance.vectors import find, ledger, load_type, load_vectors, schema, to_record
from tests import forked

FINDING = "RealtimeResponseUsage/generated/round-trip"
ADAPTER = """
from conformance.reference.adapter import ADAPTER as honest


def roundtrip(type, text):
    if type != "RealtimeResponseUsage":
        raise NotImplementedError(type)
    return honest.roundtrip(type, text).replace("4294967295", "4294967294")
"""


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of an implementation that gets one number wrong, judged by generated payloads."""
    folder = tmp_path_factory.mktemp("found")
    (folder / "off_by_one.py").write_text(ADAPTER)
    command = [sys.executable, "-m", "pytest", "-q", "--impl=off_by_one", "--types=RealtimeResponseUsage"]
    ran = forked.run([*command, "--generated=20", "--results=r.jsonl"], cwd=folder)
    assert ran.returncode == 1, ran.stdout + ran.stderr
    return folder / "r.jsonl"


@pytest.fixture
def golden(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Golden files of our own, so that nothing is recorded for good, deep inside the test's own folder."""
    place = tmp_path / "deep" / "inside" / "a" / "golden"
    (place / "async-openai").mkdir(parents=True)
    for name in ("RealtimeResponseUsage", "examples"):
        shutil.copy(vectors.path_of("async-openai", name), place / "async-openai")
    monkeypatch.setattr(vectors, "GOLDEN", place)
    # The arbiter is asked where recording is tested; here it would only cost a build.
    monkeypatch.setattr("conformance.commands.golden.ARBITERS", {})
    load_type.cache_clear()
    entries = ledger.entered({}, load_vectors("async-openai").values(), 1)
    ledger.path_of("async-openai").write_text(ledger.text(entries))
    yield place
    load_type.cache_clear()


def promote(results: Path, *options: str) -> int:
    return main(["promote", str(results), FINDING, "--why=the largest count is lost", *options])


def test_the_minimised_finding_is_recorded_under_a_stable_id(
    results: Path, golden: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:

    assert promote(results, "--slug=largest-count") == 0, capsys.readouterr().err
    vector = find("async-openai", "RealtimeResponseUsage/largest-count")
    assert "4294967295" in vector.text
    assert len(vector.text) < 70, "it was minimised"
    assert vector.why == "the largest count is lost"
    assert vector.id in ledger.read("async-openai")
    assert list(schema.problems(to_record(vector))) == []
    assert promote(results, "--slug=largest-count") == 0
    assert capsys.readouterr().out.endswith("is recorded already\n")


def test_the_id_follows_from_the_finding(results: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ids = []
    for _ in range(2):
        assert promote(results, "--print") == 0
        ids.append(json.loads(capsys.readouterr().out)["id"])
    assert ids[0] == ids[1]
    assert ids[0].startswith("RealtimeResponseUsage/found-round-trip-")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["RealtimeResponseUsage/generated/roundtrip"], "no finding 'RealtimeResponseUsage/generated/roundtrip'; did"),
        (["RealtimeResponseUsage/full"], "no finding 'RealtimeResponseUsage/full'"),
        ([FINDING, "--slug=Not A Slug"], "--slug=Not A Slug: expected lower-case words joined by -"),
    ],
)
def test_what_cannot_be_promoted_is_one_line(
    results: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    assert main(["promote", str(results), *arguments, "--why=x"]) == 4
    (line,) = capsys.readouterr().err.splitlines()
    assert message in line


def altered(results: Path, golden: Path, **members: object) -> Path:
    """The results file with other members in the line of the finding."""
    lines = [json.loads(line) for line in results.read_text().splitlines()]
    changed = [line | members if line.get("case") == FINDING else line for line in lines]
    path = golden / "altered.jsonl"
    path.write_text("".join(f"{json.dumps(line)}\n" for line in changed))
    return path


def files(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({"check": "../../../../outside/pwn"}, 'check: "../../../../outside/pwn" does not match'),
        ({"check": "outside"}, f"{FINDING}: no check 'outside'"),
        ({"check": "dialect"}, f"{FINDING}: no check 'dialect'"),
        ({"subject": "../../outside"}, "dialect async-openai has no type '../../outside'"),
        ({"sent": '{"input_tokens":"\ud800"}'}, "holds half of a surrogate pair, which UTF-8 cannot write"),
    ],
)
def test_a_results_file_that_was_tampered_with_writes_nothing(
    results: Path,
    golden: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    members: dict[str, object],
    message: str,
) -> None:
    tampered = altered(results, golden, **members)
    before = files(tmp_path)
    assert promote(tampered) == 4
    (line,) = capsys.readouterr().err.splitlines()
    assert message in line
    assert files(tmp_path) == before


def test_a_reason_that_is_not_unicode_writes_nothing(
    results: Path, golden: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = files(golden)
    assert main(["promote", str(results), FINDING, "--why=\udcff"]) == 4
    (line,) = capsys.readouterr().err.splitlines()
    assert "holds half of a surrogate pair" in line
    assert files(golden) == before


def test_a_payload_that_has_a_vector_already_is_not_recorded_again(
    results: Path, golden: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert promote(results, "--slug=largest-count") == 0
    assert promote(results, "--slug=another-name") == 4
    (line,) = capsys.readouterr().err.splitlines()
    assert "RealtimeResponseUsage/another-name: RealtimeResponseUsage/largest-count has the same payload" in line


def test_without_a_requirement_of_its_own_the_finding_has_the_checks(results: Path, golden: Path) -> None:
    assert promote(altered(results, golden, requirements=[]), "--slug=largest-count") == 0
    vector = find("async-openai", "RealtimeResponseUsage/largest-count")
    assert vector.requirements == ("encode.nothing-invented",)
    assert list(schema.problems(to_record(vector))) == []


def test_the_linter_accepts_what_was_promoted(results: Path, golden: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert promote(results, "--slug=largest-count") == 0
    capsys.readouterr()
    main(["golden", "lint"])
    # The folder holds one type alone, so the linter misses the others; it says nothing against this one.
    about = [line for line in capsys.readouterr().out.splitlines() if line.startswith("RealtimeResponseUsage")]
    assert about == []
