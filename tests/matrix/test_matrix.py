"""The matrix: a row that misbehaves costs itself alone, and what is published is what a fresh run shows."""

from __future__ import annotations

import json
import os
import re
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from result_files import gone, refused, results, verdict

from conformance.adapters import REGISTRY, RegistryEntry
from conformance.adapters.embedded import Embedded
from conformance.checks.finding import Finding, What
from conformance.checks.verdict import Verdict
from conformance.cli import main
from conformance.errors import UsageError
from conformance.matrix import publish, summary
from conformance.matrix.rows import BUILT_IN, UNCONFIRMED, Row, rows
from conformance.matrix.run import RowOutcome, RunOptions, kept, run
from conformance.matrix.speed import requests
from conformance.results.reasons import reasons
from conformance.servers import SERVERS

ROOT = Path(__file__).parents[2]
REPORTS = ROOT / "reports"
TYPE = "RealtimeResponseStatus"

# It echoes what is an enum value of the type. On a payload of the suite that the smoke test does not ask it misbehaves.
PEER = """
import json, os, sys, time

how, pids = sys.argv[1:3]
open(os.path.join(pids, str(os.getpid())), "w").close()
HELLO = {{"name": how, "version": "1", "language": "python", "profile": "default", "dialect": "async-openai",
         "types": ["{type}"], "ops": ["roundtrip"]}}


def write(answer):
    sys.stdout.write(json.dumps(answer) + "\\n")
    sys.stdout.flush()


for line in sys.stdin:
    asked = json.loads(line)
    seq, text = asked["seq"], asked.get("text")
    if asked["op"] == "hello":
        write({{"seq": seq, "outcome": "ok", "hello": HELLO}})
    elif asked["op"] == "bye":
        break
    elif asked["type"] != "{type}":
        write({{"seq": seq, "outcome": "unsupported"}})
    elif text == '"completed"' and how == "hangs":
        while True:
            time.sleep(1)
    elif text == '"completed"' and how == "crashes":
        os._exit(3)
    elif text == '"completed"' and how == "floods":
        while True:
            sys.stdout.write("x" * 65536)
    elif text == '"completed"' and how == "lies":
        write({{"seq": seq, "outcome": "ok", "text": text}})
        write({{"seq": seq, "outcome": "ok", "text": '"failed"'}})
    elif text in ('"completed"', '"cancelled"', '"failed"', '"incomplete"', '"in_progress"'):
        write({{"seq": seq, "outcome": "ok", "text": text}})
    else:
        write({{"seq": seq, "outcome": "rejected", "message": "no status"}})
"""


@pytest.fixture
def peers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    # The peers have one type; the ten thousand items of all others would be skipped one by one.
    monkeypatch.setenv("PYTEST_ADDOPTS", f"--types={TYPE}")
    (tmp_path / "pids").mkdir()
    (tmp_path / "peer.py").write_text(PEER.format(type=TYPE))
    return tmp_path


def row(peers: Path, how: str) -> Row:
    """A row for a program of ours: ``--impl`` is ``stdio:`` and the command."""
    command = f"{sys.executable} {peers / 'peer.py'} {how} {peers / 'pids'}"
    # It is started by ``--impl``: what is embedded is always available, and there is nothing to build.
    entry = RegistryEntry("stdio", "python", how, "1", Embedded({}), (command,), ("async-openai",))
    return _Row(entry, command, "async-openai")


class _Row(Row):
    @property
    def slug(self) -> str:
        return self.entry.package


def still_there(peers: Path) -> list[int]:
    return [pid for pid in (int(path.name) for path in (peers / "pids").iterdir()) if _alive(pid)]


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_row_that_misbehaves_costs_its_own_row_alone(peers: Path) -> None:
    hows = ("honest", "hangs", "crashes", "floods", "lies")
    told: list[RowOutcome] = []
    plan = RunOptions(generated=0, limit=120, timeout=1)
    ran = list(run([row(peers, how) for how in hows], plan, peers, told.append))
    assert [one.row.slug for one in ran] == list(hows)
    assert sorted(one.row.slug for one in told) == sorted(hows)
    assert [one.trouble for one in ran] == [None] * 5
    failing = {}
    for one in ran:
        assert one.results is not None
        assert one.results.complete
        gating = (each for each in one.results.verdicts if each.gates())
        failing[one.row.slug] = {reason.says for reason in reasons(gating)}
    # What the honest one gets wrong, if anything, the others get wrong too: it is not a whole implementation.
    assert [bool(failing[how] - failing["honest"]) for how in hows] == [False, True, True, True, True]
    assert any(says.startswith("no clean answer (timeout: ") for says in failing["hangs"])
    assert any(says.startswith("no clean answer (crashed: ") for says in failing["crashes"])
    assert any(says.startswith("no clean answer (garbled: ") for says in failing["lies"])
    assert still_there(peers) == []


def test_what_an_earlier_run_has_judged_is_not_run_again(peers: Path) -> None:
    plan = RunOptions(generated=0, limit=120, timeout=1)
    honest = row(peers, "honest")
    (first,) = run([honest], plan, peers, lambda _: None)
    assert first.results is not None
    assert first.results.footer is not None
    started = set((peers / "pids").iterdir())
    (again,) = run([honest], replace(plan, reuse=True), peers, lambda _: None)
    assert (again.results, again.seconds, again.trouble) == (first.results, first.results.footer.seconds, None)
    assert set((peers / "pids").iterdir()) == started

    path = peers / "honest.jsonl"
    header, *others = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([header, *others[:-1]]), encoding="utf-8")  # it was stopped before its end
    assert kept(honest, peers) is None
    older = json.loads(header)
    older["dialect"]["version"] -= 1
    path.write_text("".join([json.dumps(older) + "\n", *others]), encoding="utf-8")
    assert kept(honest, peers) is None
    path.unlink()
    assert kept(honest, peers) is None


def test_a_row_is_stopped_at_its_limit_and_the_rest_goes_on(peers: Path) -> None:
    # On a machine that is busy the honest one, which must not be stopped, takes several times its two seconds.
    began, limit = time.monotonic(), 30
    plan = RunOptions(generated=0, limit=limit, timeout=600, jobs=2)
    stuck, fine = run([row(peers, "hangs"), row(peers, "honest")], plan, peers, [].append)
    assert time.monotonic() - began < limit + 20 + 20
    assert stuck.trouble == f"stopped after {limit} s"
    assert stuck.results is not None
    assert not stuck.results.complete
    assert fine.trouble is None
    assert still_there(peers) == []


def test_an_interrupt_ends_what_runs_and_begins_nothing_more(peers: Path) -> None:
    plan = RunOptions(generated=0, limit=600, timeout=600, jobs=1)
    told: list[RowOutcome] = []
    running = run([row(peers, "honest"), row(peers, "hangs"), row(peers, "crashes")], plan, peers, told.append)
    assert next(running).trouble is None
    while not still_there(peers):  # the second one has begun
        time.sleep(0.1)
    began = time.monotonic()
    running.close()  # type: ignore[attr-defined]
    assert time.monotonic() - began < 30
    assert [(one.row.entry.package, one.trouble) for one in told[1:]] == [("hangs", "interrupted")]
    assert still_there(peers) == []


def test_what_cannot_run_here_is_told_and_nothing_else_breaks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))  # a machine with Python alone
    chosen = rows(["go-openai-realtime", "openai-java", "openai-node", "openai-protocol"])
    ran = list(run(chosen, RunOptions(generated=0), tmp_path, [].append))
    assert {one.row.entry.name for one in ran} == {one.entry.name for one in chosen}
    assert all((one.trouble or "").startswith("not available: ") and one.results is None for one in ran)
    numbers = summary.summary([summary.Measured(one, None) for one in ran], RunOptions(generated=0))
    written = dict(publish.files(numbers, [summary.Measured(one, None) for one in ran], tmp_path))
    assert "not available" in written["matrix.md"]
    assert len(written) == 3


def test_an_unknown_name_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["matrix", "openai-pyton"]) == 4
    (line,) = capsys.readouterr().err.splitlines()
    assert "no implementation 'openai-pyton'; did you mean openai-python" in line


def test_a_folder_that_cannot_be_written_is_told_before_anything_is_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    for option in ("--out", "--keep"):
        assert main(["matrix", "reference", option, str(tmp_path / "file" / "folder")]) == 4
        (line,) = capsys.readouterr().err.splitlines()
        assert "file/folder: Not a directory" in line


def test_every_profile_and_dialect_has_a_row() -> None:
    made = {(one.name, one.profile, one.dialect) for one in rows(list(BUILT_IN))}
    assert made == {
        (name, profile, dialect) for name, e in BUILT_IN.items() for profile in e.profiles for dialect in e.dialects
    }
    assert {one.entry.name for one in rows() if one.role == "server"} == SERVERS.keys()
    assert REGISTRY.keys().isdisjoint(SERVERS)
    assert len({*rows(list(BUILT_IN))}) == len(made)
    assert len({one.slug for one in rows(list(BUILT_IN))}) == len(made)


def test_what_nobody_has_confirmed_is_judged_when_named_and_not_published() -> None:
    assert BUILT_IN.keys() >= UNCONFIRMED
    assert {one.name for one in rows()} == BUILT_IN.keys() - UNCONFIRMED


def test_the_speed_is_measured_on_legal_events_alone() -> None:
    assert len(requests("openai-ga")) > 50


REFERENCE = next(one for one in rows(["reference"]) if one.dialect == "openai-ga")


def measured(folder: Path, *verdicts: Verdict, **changed: Any) -> dict[str, Any]:
    """The numbers of a row that ran with these verdicts."""
    ran = RowOutcome(REFERENCE, results(folder, *verdicts, dialect={"name": "openai-ga"}, **changed), 12.3)
    (made,) = summary.summary([summary.Measured(ran, 7)], RunOptions(0))["rows"]
    return made


def test_a_row_tells_each_cause_once(tmp_path: Path) -> None:
    lost = gone("/usage", requirement="class.lossy-round-trip")
    row = measured(
        tmp_path,
        verdict("RealtimeResponse/a", "fail", lost),
        verdict("RealtimeResponse/a", "fail", lost, check="canonical"),
        verdict("RealtimeResponseUsage/b", "fail", lost),
        verdict("RealtimeResponse/c", "fail", refused(), check="accepts"),
        verdict("RealtimeResponse/d", "fail", gone("/soft"), level="should"),
        verdict("RealtimeResponse/generated/accepts"),
    )
    assert (row["failing"], row["speed"], row["seconds"]) == (2, 7, 12)
    assert row["coverage"]["types"] == [2, 2]
    assert row["coverage"]["vectors"] == [4, 4]
    assert (row["read"], row["sent"]) == ({"right": 0, "of": 3}, {"right": 0, "of": 1})
    assert row["tolerated"] == {"right": 0, "of": 0}
    assert row["correct"] == [0, 3]
    none = {"have": 0, "of": 0}
    assert row["coverage"]["events"] == {"client": none, "server": none}
    assert row["golden"] == {"accepts": {"fail": 1}, "canonical": {"fail": 1}, "round-trip": {"fail": 2, "warn": 1}}
    assert row["generated"] == {"accepts": {"pass": 1}}
    assert row["reasons"] == [
        {
            "says": "/usage is dropped",
            "checks": ["round-trip", "canonical"],
            "requirement": "class.lossy-round-trip",
            "count": 2,
            "example": "RealtimeResponse/a",
        },
        {
            "says": "a valid payload is not decoded (rejected: no)",
            "checks": ["accepts"],
            "requirement": "accepts",
            "count": 1,
            "example": "RealtimeResponse/c",
        },
    ]


def test_an_implementation_of_another_dialect_covers_no_type(tmp_path: Path) -> None:
    spoken = Finding(What.OTHER_DIALECT, got="it speaks openai-beta")
    row = measured(tmp_path, verdict("(the implementation)", "fail", spoken))
    assert row["coverage"]["types"] == [0, 2]
    assert row["coverage"]["vectors"] == [0, 0]
    assert (row["golden"], row["generated"]) == ({}, {"dialect": {"fail": 1}})
    assert [reason["says"] for reason in row["reasons"]] == ["it speaks openai-beta"]
    vendor = measured(
        tmp_path,
        verdict("(the implementation)", "fail", spoken),
        implementation={"dialect": "azure-voicelive", "version": "2"},
    )
    assert (vendor["speaks"], vendor["version"]) == ("azure-voicelive", "2")
    assert "reasons" not in vendor


def served(folder: Path, *verdicts: Verdict) -> dict[str, Any]:
    """The numbers of a server that ran with these verdicts."""
    (row,) = rows(["server:aimock"])
    ran = RowOutcome(row, results(folder, *verdicts, dialect={"name": "openai-ga"}), 12.3)
    return summary.summary([summary.Measured(ran, None)], RunOptions(0))


def test_a_server_is_told_by_scenarios_and_rules_in_a_table_of_its_own(tmp_path: Path) -> None:
    def broken(rule: str) -> Finding:
        return Finding(What.BREAKS_RULE, got="so", requirement=rule)

    numbers = served(
        tmp_path,
        verdict("session/scenario/a", check="scenario"),
        verdict("session/scenario/a", "fail", broken("event.shape"), check="session-must"),
        verdict("session/scenario/b", "fail", broken("event.shape"), check="session-must"),
        verdict("session/scenario/b", "fail", broken("item.insert"), check="scenario", level="should"),
        verdict("session/scenario/c", check="scenario"),
        verdict("session/scenario/d", "unsupported", check="scenario"),
    )
    (row,) = numbers["rows"]
    assert row["role"] == "server"
    assert row["scenarios"] == {
        "of": 4, "played": 3, "right": 1,
        "broken": ["session/scenario/a", "session/scenario/b"], "warned": [],
    }  # fmt: skip
    assert row["rules"] == {"must": ["event.shape"], "should": ["item.insert"]}
    assert "coverage" not in row
    assert "| aimock 1.0.0 | javascript | 3 of 4 | 1 | 0 | 2 | `event.shape` | 1 |" in publish.markdown(numbers)
    assert list(publish.table(numbers, "openai-ga"))[2:] == []


def test_no_folder_of_the_machine_is_published(tmp_path: Path) -> None:
    kept, cached = tmp_path / "transcripts/a.jsonl", Path.home() / ".cache/lib/x.js"
    broken = Finding(What.BREAKS_RULE, got=f"{kept} at {cached}:24", requirement="event.shape")
    (row,) = rows(["server:aimock"])
    failing = verdict("session/scenario/a", "fail", broken, check="session-must")
    ran = RowOutcome(row, results(tmp_path, failing, dialect={"name": "openai-ga"}), 12.3)
    measured = [summary.Measured(ran, None)]
    written = dict(publish.files(summary.summary(measured, RunOptions(0)), measured, tmp_path))
    assert "transcripts/a.jsonl at ~/.cache/lib/x.js:24" in "".join(written.values())
    assert [name for name, text in written.items() if str(tmp_path) in text or str(Path.home()) in text] == []


def test_what_is_published_names_no_folder_of_a_machine() -> None:
    pages = [path for path in REPORTS.rglob("*") if path.suffix in (".html", ".json", ".md")]
    assert len(pages) > 30
    named = re.compile(r"/(?:root|tmp|home/\w+|Users/\w+)/")
    assert [path.name for path in pages if named.search(path.read_text(encoding="utf-8"))] == []


def test_a_server_of_another_wire_is_told_as_such(tmp_path: Path) -> None:
    spoken = Finding(What.OTHER_DIALECT, got="This is the retired beta: `/a` and `/b`.")
    numbers = served(tmp_path, verdict("(the implementation)", "fail", spoken, check="dialect"))
    assert numbers["rows"][0]["scenarios"] == {"of": 0, "played": 0, "right": 0, "broken": [], "warned": []}
    assert "| javascript | This is the retired beta | – | – | – | – | – |" in publish.markdown(numbers)


@pytest.fixture(scope="module")
def published() -> dict[str, Any]:
    return summary.read(REPORTS / publish.SUMMARY)


def test_every_row_is_published(published: dict[str, Any]) -> None:
    named = {(one.get("role"), one["name"], one["profile"], one["dialect"]) for one in published["rows"]}
    assert named == {(one.role, one.entry.name, one.profile, one.dialect) for one in rows()}
    assert [one["name"] for one in published["rows"] if "trouble" in one] == []


def test_the_published_tables_are_made_of_the_published_numbers(published: dict[str, Any]) -> None:
    assert (REPORTS / "matrix.md").read_text(encoding="utf-8") == publish.markdown(published)


def test_the_vendor_dialect_is_published_as_such(published: dict[str, Any]) -> None:
    (azure,) = (one for one in published["rows"] if one["name"] == "azure-voicelive")
    assert azure["speaks"] == "azure-voicelive"
    assert "reasons" not in azure


def test_a_fresh_run_of_all_vectors_shows_what_is_published(tmp_path: Path, published: dict[str, Any]) -> None:
    """Every codec that this machine can run, profile by profile. Servers and clients take minutes."""
    codecs = [one for one in rows() if one.role == "codec"]
    available = [one for one in codecs if one.entry.available() is None]
    if os.environ.get("CI") == "true":
        assert len(available) == len(codecs), [one.impl for one in codecs if one not in available]
    ran = list(run(available, RunOptions(generated=0, limit=600, timeout=60), tmp_path, [].append))
    names = {one.entry.name for one in available}
    held = {
        **published,
        "rows": [one for one in published["rows"] if one["role"] == "codec" and one["name"] in names],
    }
    assert list(summary.drift(held, ran)) == []


def test_a_difference_from_what_is_published_is_told(tmp_path: Path) -> None:
    (ran,) = run([REFERENCE], RunOptions(generated=0), tmp_path, [].append)
    ours = summary.summary([summary.Measured(ran, None)], RunOptions(generated=0))["rows"]
    assert list(summary.drift({"rows": ours}, [ran])) == []
    (other,) = json.loads(json.dumps(ours))
    other["golden"]["accepts"]["pass"] += 1
    (line,) = summary.drift({"rows": [other]}, [ran])
    assert line.startswith("reference:default, openai-ga: accepts was ")
    (line,) = summary.drift({"rows": [{**other, "version": "0.0.9"}]}, [ran])
    assert "published for 0.0.9" in line
    lines = list(summary.drift({"rows": [{**other, "name": "gone"}]}, [ran]))
    assert [line.partition(": ")[2] for line in lines] == ["not published", "published, but no longer plugged in"]
    (line,) = summary.drift({"rows": ours}, [replace(ran, results=None, trouble="stopped")])
    assert line == "reference:default, openai-ga: stopped"


NO_SUMMARIES = ["", "{", "[]", '{"format": 1, "rows": []}', '{"format": 3, "rows": []}', '{"format": 2}']


@pytest.mark.parametrize("content", NO_SUMMARIES)
def test_a_file_that_is_not_a_summary_is_one_line(tmp_path: Path, content: str) -> None:
    path = tmp_path / "summary.json"
    path.write_text(content)
    with pytest.raises(UsageError, match=r"summary\.json: not "):
        summary.read(path)
