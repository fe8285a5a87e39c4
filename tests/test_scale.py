"""docs/scale.md: eight shards are one run, Locust reports broken rules, Dask finds what ``session lint`` finds."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
import yaml

import conformance
from conformance.results.combine import combine
from conformance.results.reader import read
from conformance.session.transcript import Writer
from conformance.suite.costs import FILE
from conformance.suite.shards import Shard, Slices
from tests import forked
from tests.session.golden import load_sessions, transcript

ROOT = Path(conformance.__file__).parent.parent
BIN = Path(sys.executable).parent
SHARDS = 8
# The server's own time is short; what counts is how long imports take on a busy machine.
SECONDS = 300
# Ends the load after some sessions, not after some seconds: nothing depends on how fast the machine is.
AFTER_FOUR_SESSIONS = """
from itertools import count

import gevent
from locust import events


@events.init.add_listener
def stop_after_four(environment, **_):
    numbers = count(1)

    @environment.events.request.add_listener
    def seen(request_type, **_):
        if request_type == "session" and next(numbers) == 4:
            gevent.spawn(environment.runner.quit)
"""


def shown(name: str) -> str:
    """A file that the page shows."""
    page = (ROOT / "docs/scale.md").read_text(encoding="utf-8")
    (text,) = re.findall(rf"^```\w+ file={re.escape(name)}\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    return str(text)


def run(folder: Path, *command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "PYTHON"))}
    environment = {**inherited, "PATH": os.pathsep.join((str(BIN), os.environ["PATH"])), **variables}
    if command[0] == "realtime-conformance":
        return forked.run([str(BIN / command[0]), *command[1:]], cwd=folder, env=environment, timeout=SECONDS)
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False
    )


def judged(folder: Path, name: str, *options: str) -> Path:
    chosen = ("--types=RealtimeResponse*", "--generated=0", "--checks=accepts,round-trip,robust")
    ran = run(folder, "realtime-conformance", "run", f"--results={name}", *chosen, *options)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return folder / name


def test_eight_shards_are_the_run_in_one_piece(tmp_path: Path) -> None:
    whole = read(judged(tmp_path, "whole.jsonl"))
    shards = [judged(tmp_path, f"{i}.jsonl", f"--shard={i}/{SHARDS}") for i in range(1, SHARDS + 1)]
    combined = tmp_path / "combined.jsonl"
    combined.write_text("".join(combine(shards)), encoding="utf-8")
    assert read(combined).verdicts == whole.verdicts
    assert len(whole.verdicts) > 500
    assert all(read(shard).verdicts for shard in shards)


def test_no_shard_has_only_types_that_the_implementation_lacks(tmp_path: Path) -> None:
    (tmp_path / "small.py").write_text(
        "TYPES = ['RealtimeResponseStatus', 'RealtimeResponseUsage']\n"
        "from conformance.reference.adapter import ADAPTER\nroundtrip = ADAPTER.roundtrip\n"
    )
    for number in range(1, 4):
        options = (f"--shard={number}/3", "--types=RealtimeResponse*", "--generated=0", "--checks=accepts,rejects")
        ran = run(tmp_path, "realtime-conformance", "run", "--impl=small", *options)
        assert ran.returncode == 0, ran.stdout + ran.stderr


COSTS = {"Large": (9.0, 90.0), "Medium": (30.0, 20.0), "Small": (5.0, 5.0), "Tiny": (1.0, 0.0), "Nothing": (0.0, 0.0)}


@pytest.mark.parametrize("count", [1, 2, 3, 8])
def test_all_is_dealt_out_once_in_whatever_order_it_is_listed(count: int) -> None:
    dealt: Counter[tuple[str, int]] = Counter()
    pieces = {}
    for number in range(1, count + 1):
        slices = Shard(number, count).slices(COSTS)
        assert slices == Shard(number, count).slices(dict(reversed(COSTS.items())))
        dealt.update((name, one) for name, mine in slices.items() for one in mine.mine)
        pieces.update({name: mine.count for name, mine in slices.items()})
    assert dealt == {(name, number): 1 for name, pieces in pieces.items() for number in range(pieces)}
    assert pieces.keys() == COSTS.keys()


def test_a_type_is_judged_by_one_shard_unless_it_is_too_large_for_it() -> None:
    assert Shard(1, 1).slices(COSTS) == dict.fromkeys(COSTS, Slices())
    counts = {name: mine.count for number in (1, 2) for name, mine in Shard(number, 2).slices(COSTS).items()}
    assert {name for name, count in counts.items() if count > 1} == {"Large"}


@pytest.mark.parametrize("generated", [100, 7_000])
@pytest.mark.parametrize("dialect", json.loads(FILE.read_text(encoding="utf-8")))
def test_eight_shards_of_a_dialect_cost_the_same(dialect: str, generated: int) -> None:
    costs = {
        name: (float(of_vectors), covering + of_a_hundred * generated / 100)
        for name, (of_vectors, covering, of_a_hundred) in json.loads(FILE.read_text())[dialect].items()
    }
    loads = []
    for number in range(1, SHARDS + 1):
        mine = Shard(number, SHARDS).slices(costs)
        loads.append(
            sum(
                costs[name][0] * len(slices.mine) / slices.count + costs[name][1] * (0 in slices.mine)
                for name, slices in mine.items()
            )
        )
    assert sum(loads) == pytest.approx(sum(map(sum, costs.values())))
    assert max(loads) < 1.02 * sum(loads) / SHARDS


def test_the_workflow_combines_as_many_shards_as_it_runs() -> None:
    jobs = yaml.safe_load(shown(".github/workflows/conformance-in-shards.yml"))["jobs"]
    assert jobs["shard"]["strategy"]["matrix"]["shard"] == list(range(1, SHARDS + 1))
    (judge,) = [step["run"] for step in jobs["shard"]["steps"] if "pytest" in step.get("run", "")]
    assert f'--shard="$SHARD/{SHARDS}"' in judge
    assert jobs["whole"]["needs"] == "shard"


def loaded(folder: Path, *serve: str) -> subprocess.CompletedProcess[str]:
    """Four sessions or more, all of which are judged."""
    (folder / "locustfile.py").write_text(shown("locustfile.py") + AFTER_FOUR_SESSIONS, encoding="utf-8")
    load = ("locust", "--headless", "--only-summary", "--users=2", "--spawn-rate=2")
    return run(folder, "realtime-conformance", "serve", *serve, "--", *load, SAMPLED="1")


def test_locust_finds_nothing_wrong_with_a_right_server(tmp_path: Path) -> None:
    ran = loaded(tmp_path)
    assert ran.returncode == 0, ran.stderr
    (row,) = re.findall(r"^session +text +(\d+) +0\(0\.00%\)", ran.stderr, re.MULTILINE)
    assert int(row) >= 4
    assert {path.name for path in tmp_path.iterdir()} <= {"locustfile.py", "__pycache__"}


def test_locust_reports_the_rule_that_a_server_breaks(tmp_path: Path) -> None:
    ran = loaded(tmp_path, "--defect=repeats-event-ids")
    assert ran.returncode == 1, ran.stderr
    assert re.search(r"^rule +event\.id-unique +(\d+) +\1\(100\.00%\)", ran.stderr, re.MULTILINE), ran.stderr
    assert "BrokenRule" in ran.stderr


def test_dask_finds_what_session_lint_finds(tmp_path: Path) -> None:
    sessions = load_sessions("openai-ga")
    assert len(sessions) == 12
    for number, session in enumerate(sessions):
        # Every other one is damaged, each in its first way.
        damage = session.damages[0] if number % 2 else None
        header, frames = transcript(session, damage)
        with (tmp_path / f"{session.id}.jsonl").open("w", encoding="utf-8") as file:
            writer = Writer(file, header)
            for frame in frames:
                writer.write(frame)
    (tmp_path / "later.jsonl").write_text('{"transcript": 99}\n', encoding="utf-8")
    (tmp_path / "lint_all.py").write_text(shown("lint_all.py"), encoding="utf-8")
    in_bulk = run(tmp_path, "python", "lint_all.py", "*.jsonl", "found", DASK_NUM_WORKERS="2")
    assert in_bulk.returncode == 0, in_bulk.stderr
    written = "".join(path.read_text(encoding="utf-8") for path in sorted((tmp_path / "found").iterdir()))
    found = [json.loads(line) for line in written.splitlines()]

    names = [f"{session.id}.jsonl" for session in sessions]
    linted = run(tmp_path, "realtime-conformance", "session", "lint", "--json", *names)
    expected = [
        {"file": one["file"], **{name: finding[name] for name in ("rule", "frames", "sentence")}}
        for one in map(json.loads, linted.stdout.splitlines())
        for finding in one["findings"]
    ]
    assert len(expected) >= 6
    (no_recording,) = [one for one in found if one["rule"] == "not a recording"]
    assert no_recording["file"] == "later.jsonl"
    found.remove(no_recording)
    assert sorted(found, key=json.dumps) == sorted(expected, key=json.dumps)
    counted = {rule: int(number) for number, rule in re.findall(r"^ *(\d+) (\S.*)$", in_bulk.stdout, re.MULTILINE)}
    assert counted == Counter(one["rule"] for one in expected) + Counter({"not a recording": 1})
