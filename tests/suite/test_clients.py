"""Clients as pytest items and in results files, as a user runs them."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from conformance.checks.verdict import Status
from conformance.cli import main
from conformance.results.reader import read
from conformance.suite.scenarios import GIVEN_UP
from tests import forked

DRIVERS = Path(__file__).parent.parent / "peer" / "client"
HIDES = f"client:{sys.executable} {DRIVERS}/planted.py HidesFailure"
FAILED = "errors/scenario/failed-response"
TLS = """
from dataclasses import replace
from conformance.peer.client import reference

class Driver(reference.Driver):
    hello = replace(reference.Driver.hello, name="tls-client", tls=True)
"""
SMALL = """
from dataclasses import replace
from conformance.peer.client import Can, reference

class Driver(reference.Driver):
    hello = replace(reference.Driver.hello, can=frozenset({Can.SAY}))
"""
STUTTERS = """
from conformance.peer.client import reference

class Driver(reference.Driver):
    def __init__(self, show):
        super().__init__(lambda kind, **members: [show(kind, **members) for _ in range(1 + (kind == "text"))])
"""


def run(folder: Path, impl: str, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", f"--impl={impl}", "--results=out/results", *options]
    return forked.run(command, cwd=folder, timeout=300)


def test_each_scenario_is_an_item_with_its_verdicts(tmp_path: Path) -> None:
    ran = run(tmp_path, "reference-client", "--vectors=turns/text, errors/scenario/failed*,", "-n2")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    results = read(tmp_path / "out" / "results")
    assert results.complete
    assert results.header.name == "reference-client"
    assert len(results.verdicts) == 4 * 5
    assert {one.status for one in results.verdicts} == {Status.PASS}
    assert not (tmp_path / "out" / "transcripts").exists()


def test_a_failing_scenario_says_why_keeps_its_transcript_and_is_reproduced(tmp_path: Path) -> None:
    ran = run(tmp_path, HIDES, "--vectors=errors/failed-response,turns/text", "--impl-timeout=20")
    assert ran.returncode == 1, ran.stdout + ran.stderr
    assert "the session breaks client.failed-shown — 1 case: shows" in ran.stdout
    assert f"--vectors={FAILED}" in ran.stdout
    (failed,) = [one for one in read(tmp_path / "out" / "results").verdicts if one.failed]
    assert (failed.case, failed.check) == (FAILED, "shows")
    again = shlex.join(["realtime-conformance", "run", f"--impl={HIDES}", f"--vectors={FAILED}", "--impl-timeout=20"])
    assert failed.reproduce is not None
    line, _, show = failed.reproduce.partition("; ")
    assert line == again
    kept = re.fullmatch(
        r"realtime-conformance session show (out/transcripts/client-[a-z0-9-]+/errors/failed-response/1\.jsonl)", show
    )
    assert kept is not None
    assert main(["session", "lint", str(tmp_path / kept[1])]) == 0
    told = " ".join(ran.stdout.split())
    assert f"scenario {failed.expected} happened {failed.reason} reproduce" in told


@pytest.mark.parametrize("alone", [True, False])
def test_what_a_client_breaks_in_every_answer_is_no_fault_of_a_scenario(*, alone: bool, tmp_path: Path) -> None:
    (tmp_path / "stutters.py").write_text(STUTTERS, encoding="utf-8")
    vectors = "tolerance/unknown-event,tolerance/null-usage,connection/ping" + ("" if alone else ",turns/text")
    assert run(tmp_path, "client:stutters", f"--vectors={vectors}").returncode == 1
    verdicts = [one for one in read(tmp_path / "out" / "results").verdicts if one.failed]
    assert len(verdicts) == (3 if alone else 4)
    assert {rule for one in verdicts for rule, _ in one.requirements} == {"client.text-shown"}


def test_a_known_failure_is_listed_by_scenario_and_check(tmp_path: Path) -> None:
    options = ("--vectors=errors/failed-response", "--known-failures=known.yaml")
    update = run(tmp_path, HIDES, *options, "--update-known-failures", "--why=not told yet")
    assert update.returncode == 0, update.stdout + update.stderr
    assert FAILED in (tmp_path / "known.yaml").read_text(encoding="utf-8")
    assert run(tmp_path, HIDES, *options).returncode == 0
    fixed = run(tmp_path, "reference-client", *options)
    assert fixed.returncode == 1
    assert "passes now" in fixed.stdout


def test_reports_are_made_of_its_results(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(tmp_path, HIDES, "--vectors=errors/failed-response")
    results = tmp_path / "out" / "results"
    outputs = [f"--{form}={tmp_path}/{form}" for form in ("html", "markdown", "junit", "sarif")]
    assert main(["report", str(results), *outputs]) == 0
    for form in ("html", "markdown", "junit", "sarif"):
        assert "client.failed-shown" in (tmp_path / form).read_text("utf-8").replace("&#46;", "."), form
    assert main(["compare", str(results), str(results)]) == 0


def test_shards_play_every_scenario_once(tmp_path: Path) -> None:
    played = []
    for shard in ("1/2", "2/2"):
        assert run(tmp_path, "reference-client", "--vectors=errors/failed*", f"--shard={shard}").returncode in (0, 5)
        played += [one.case for one in read(tmp_path / "out" / "results").verdicts]
    assert len(played) == 4 * 4
    assert len(set(played)) == 4


def test_a_client_that_speaks_tls_alone_gets_a_server_with_tls(tmp_path: Path) -> None:
    (tmp_path / "tls_driver.py").write_text(TLS, encoding="utf-8")
    ran = run(tmp_path, "client:tls_driver", "--vectors=turns/text,connection/close-in-answer-1001,connection/cut*")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert {one.status for one in read(tmp_path / "out" / "results").verdicts} == {Status.PASS}


def test_scenarios_that_need_more_than_a_client_can_are_skipped(tmp_path: Path) -> None:
    (tmp_path / "small_driver.py").write_text(SMALL, encoding="utf-8")
    ran = run(tmp_path, "client:small_driver", "--vectors=tools/call,turns/text,turns/spoken")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    verdicts = {one.case: one for one in read(tmp_path / "out" / "results").verdicts}
    assert verdicts["tools/scenario/call"].note == "the client does not declare tools"
    assert verdicts["turns/scenario/spoken"].note == "the client does not declare audio"
    assert verdicts["turns/scenario/text"].status is Status.PASS


BETA = """
from conformance.peer.client import reference

class Driver(reference.Driver):
    async def set_up(self):
        session = {"modalities": [self.server.output], "voice": "alloy", "turn_detection": None}
        await self.send({"type": "session.update", "session": session})
        self.idle.set()
"""


def test_a_client_of_the_retired_beta_is_told_once(tmp_path: Path) -> None:
    (tmp_path / "beta.py").write_text(BETA, encoding="utf-8")
    ran = run(tmp_path, "client:beta", "--vectors=turns/*,errors/*")
    assert ran.returncode == 1, ran.stdout + ran.stderr
    results = read(tmp_path / "out" / "results")
    assert results.complete
    (verdict,) = results.verdicts
    assert (verdict.case, verdict.check) == ("(the implementation)", "dialect")
    assert verdict.actual == "a client of openai-beta; nothing else was judged"
    assert "This is the retired beta of OpenAI's Realtime API" in str(verdict.findings[0])


def test_a_client_that_mixes_names_of_the_beta_with_those_of_today_is_judged(tmp_path: Path) -> None:
    ran = run(tmp_path, f"client:{sys.executable} {DRIVERS}/planted.py SpeaksBeta", "--vectors=turns/text")
    assert ran.returncode == 1, ran.stdout + ran.stderr
    assert "the session breaks event.client-valid" in ran.stdout


ASLEEP = """
import time
from conformance.peer.client import reference

class Driver(reference.Driver):
    def connect(self, *given, **named):
        time.sleep(60)
"""


def test_a_client_that_always_hangs_is_given_up(tmp_path: Path) -> None:
    (tmp_path / "asleep.py").write_text(ASLEEP, encoding="utf-8")
    ran = run(tmp_path, "client:asleep", "--impl-timeout=0.2")
    assert ran.returncode == 1, ran.stdout + ran.stderr
    results = read(tmp_path / "out" / "results")
    assert results.complete
    why = f"not played: the client hung in {GIVEN_UP} scenarios in a row before an answer had begun, or showed nothing"
    left = [one for one in results.verdicts if one.status is Status.UNTESTABLE]
    assert {one.findings[0].got for one in left} == {why}
    hung = {one.case for one in results.verdicts if one.check == "lives" and one.status is Status.FAIL}
    assert len(hung) >= GIVEN_UP
    assert {one.case for one in left}.isdisjoint(hung)
    assert len({one.case for one in results.verdicts}) > 100


MUTE = """
from conformance.peer.client import reference

class Driver(reference.Driver):
    def __init__(self, show):
        super().__init__(lambda kind, **members: None)
"""


def test_a_client_that_shows_nothing_is_given_up(tmp_path: Path) -> None:
    (tmp_path / "mute.py").write_text(MUTE, encoding="utf-8")
    ran = run(tmp_path, "client:mute", "--impl-timeout=0.3", "--vectors=turns/*,tools/*")
    assert ran.returncode == 1, ran.stdout + ran.stderr
    verdicts = read(tmp_path / "out" / "results").verdicts
    left = {one.case for one in verdicts if one.findings and "showed nothing" in (one.findings[0].got or "")}
    assert len(left) == len({one.case for one in verdicts}) - GIVEN_UP > 0
    assert "or showed nothing" in " ".join(ran.stdout.split())


NO_TOOLS = """
from conformance.peer.client import reference

class Driver(reference.Driver):
    async def connect(self, server):
        raise TypeError("Tool is not subscriptable")
"""


def test_a_connect_that_fails_is_quoted(tmp_path: Path) -> None:
    (tmp_path / "no_tools.py").write_text(NO_TOOLS, encoding="utf-8")
    run(tmp_path, "client:no_tools", "--impl-timeout=60", "--vectors=tools/*")
    verdicts = read(tmp_path / "out" / "results").verdicts
    said = [one.note or one.reason for one in verdicts if one.failed or one.status is Status.UNSUPPORTED]
    assert said
    assert [one for one in said if "Tool is not subscriptable" not in one] == []


@pytest.mark.parametrize(
    ("impl", "options", "message"),
    [
        ("client:", (), "--impl=client: lacks the driver: --impl='client:COMMAND ARGS…' or --impl=client:pkg.module"),
        ("client:./no-driver", (), "--impl=client:./no-driver: there is no program ./no-driver"),
        ("client:no_such_driver", (), "importing no_such_driver failed"),
        ("client:driver.py", (), "driver.py: name the module, not its file: driver"),
        ("reference-client", ("--vectors=turns/txt",), "--vectors=turns/txt matches no scenario; did you mean"),
        ("reference-client", ("--types=X",), "--types is about payloads; scenarios are chosen by --vectors=GLOB"),
        ("reference-client", ("--vectors=",), "--vectors= is empty: leave it out, or say what to run"),
        ("reference-client", ("--generated=0",), "--generated is about payloads"),
        ("reference-client", ("--header=A: b",), "--header is about servers: --impl=ws://HOST:PORT/PATH"),
        ("reference-client", ("--dialect=async-openai",), "no scenarios for clients in dialect 'async-openai'"),
    ],
)
def test_a_mistake_is_told_and_exit_code_4(impl: str, options: tuple[str, ...], message: str, tmp_path: Path) -> None:
    ran = run(tmp_path, impl, *options)
    assert ran.returncode == 4, ran.stdout
    assert "ERROR: " in ran.stderr
    assert message in ran.stderr
