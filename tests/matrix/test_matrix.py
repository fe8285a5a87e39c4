"""The matrix: a row that misbehaves costs itself alone, and every implementation has its rows."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from conformance.adapters import REGISTRY, RegistryEntry
from conformance.adapters.embedded import Embedded
from conformance.cli import main
from conformance.descendants import started
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


def test_a_row_has_one_time_limit_and_a_short_one_where_scenarios_are_played(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits: dict[str, list[str]] = {}

    def nothing(command: Sequence[str], **options: Any) -> subprocess.Popen[bytes]:
        (impl,) = (one for one in command if one.startswith("--impl="))
        limits[impl] = [one for one in command if one.startswith("--impl-timeout=")]
        return started([sys.executable, "-c", ""], **options)

    monkeypatch.setattr("conformance.matrix.run.built", lambda _: {})
    monkeypatch.setattr("conformance.matrix.run.started", nothing)
    judged = rows(["reference", "server:aimock", "client:pipecat"])
    list(run(judged, RunOptions(generated=0), tmp_path, [].append))
    assert limits.pop("--impl=server:aimock") == limits.pop("--impl=client:pipecat") == ["--impl-timeout=5.0"]
    assert {*map(tuple, limits.values())} == {("--impl-timeout=10.0",)}


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
    # On a machine that is busy the honest one, which must not be stopped, takes many times its few seconds.
    began, limit = time.monotonic(), 60
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
