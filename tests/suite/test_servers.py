"""Servers under test as pytest items and in results files, as a user runs them."""

from __future__ import annotations

import itertools
import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import pytest
from websockets.sync.server import ServerConnection

from conformance.checks.verdict import Status
from conformance.cli import main
from conformance.peer.scenario import load_scenarios
from conformance.results.reader import read
from conformance.results.record import Results
from conformance.suite.scenarios import GIVEN_UP
from tests import forked
from tests.peer.small_server import Handler, greets, refuses, serving
from tests.ports import reserved

UNKNOWN = "errors/scenario/unknown-event"
IN_VAIN = 1
"""The seconds in which nothing comes; to connect and to be greeted may take as long, on a busy machine."""
SERVE = f"--start={sys.executable} -m conformance serve --port={{port}}"
SERVED = "--impl=ws://127.0.0.1:{port}/v1/realtime?model=gpt-realtime"


def run(
    folder: Path, *options: str, command: Iterable[str] = ("pytest",), **environment: str
) -> subprocess.CompletedProcess[str]:
    whole = [sys.executable, "-m", *command, *options, "--results=out/results"]
    return forked.run(whole, cwd=folder, timeout=300, env={**os.environ, **environment})


def results(folder: Path) -> Results:
    return read(folder / "out" / "results")


def test_the_reference_server_passes_every_scenario(tmp_path: Path) -> None:
    started = time.monotonic()
    ran = run(tmp_path, "--impl=reference-server")
    taken = time.monotonic() - started
    assert ran.returncode == 0, ran.stdout + ran.stderr
    found = results(tmp_path)
    assert found.complete
    scenarios = [one for one in found.verdicts if one.check == "scenario"]
    assert len(scenarios) == len(load_scenarios("openai-ga"))
    assert [one.case for one in scenarios if one.status not in (Status.PASS, Status.FREE)] == []
    assert [one.case for one in found.verdicts if one.check == "session-must" and one.failed] == []
    assert taken < 280


def test_what_is_not_declared_is_unsupported_and_what_fails_has_a_transcript(tmp_path: Path) -> None:
    with serving(refuses) as url:
        ran = run(
            tmp_path, f"--impl={url}", "--vectors=errors/unknown-event,session/merge,turns/turn", "--impl-timeout=20"
        )
    assert ran.returncode == 1, ran.stdout + ran.stderr
    by_case = {one.case: one for one in results(tmp_path).verdicts if one.check == "scenario"}
    assert by_case["turns/scenario/turn"].status is Status.UNSUPPORTED
    assert by_case["turns/scenario/turn"].note == "the server does not declare vad"
    merge = by_case["session/scenario/merge"]
    assert (merge.status, merge.requirements[0][0]) == (Status.FAIL, "session.updated-effective")
    assert merge.reproduce is not None
    play, show = merge.reproduce.split("; ")
    assert play.endswith("--vectors=session/merge --impl-timeout=20")
    path = show.rpartition(" ")[2]
    assert re.fullmatch(r"out/transcripts/ws-127-0-0-1-[0-9]+/session/merge/main\.jsonl", path)
    assert main(["session", "show", str(tmp_path / path)]) == 0
    page = (tmp_path / path).with_suffix(".html").read_text(encoding="utf-8")
    assert "session.update" in page
    reports = [f"--{form}={tmp_path}/{form}" for form in ("html", "markdown", "junit", "sarif")]
    assert main(["report", str(tmp_path / "out" / "results"), *reports]) == 0
    for form in ("html", "markdown", "junit", "sarif"):
        assert "session.updated-effective" in (tmp_path / form).read_text("utf-8").replace("&#46;", "."), form


def test_known_failures_are_listed_by_scenario(tmp_path: Path) -> None:
    def closes(connection: ServerConnection) -> None:
        greets(connection)
        for _ in connection:
            connection.close(1011)

    chosen = "--vectors=conversation/create"
    with serving(closes) as url:
        known = (f"--impl={url}", chosen, "--known-failures=known.yaml", "--strict-levels")
        update = run(tmp_path, *known, "--update-known-failures", "--why=closes")
        assert update.returncode == 0, update.stdout + update.stderr
        assert "conversation/scenario/create" in (tmp_path / "known.yaml").read_text(encoding="utf-8")
        assert run(tmp_path, *known).returncode == 0
    passes = run(tmp_path, "--impl=reference-server", chosen, "--known-failures=known.yaml")
    assert passes.returncode == 1
    assert "passes now" in passes.stdout


def test_shards_and_processes_play_every_scenario_once(tmp_path: Path) -> None:
    chosen = ("--impl=reference-server", "--vectors=errors/*")
    files = []
    for number in (1, 2):
        file = tmp_path / f"shard-{number}"
        assert run(tmp_path, *chosen, f"--shard={number}/2").returncode == 0
        (tmp_path / "out" / "results").rename(file)
        files.append(str(file))
    assert main(["combine", str(tmp_path / "joined"), *files]) == 0
    assert run(tmp_path, *chosen, "-n2").returncode == 0
    together = results(tmp_path)
    assert together.complete
    keys = [one.key for one in together.verdicts]
    assert [one.key for one in read(tmp_path / "joined").verdicts] == keys
    assert len({case for case, _ in keys}) == sum(name.startswith("errors/") for name in load_scenarios("openai-ga"))


def test_a_server_is_started_and_ended(tmp_path: Path) -> None:
    ours = f"--heard={tmp_path}"  # no other process has this argument, whoever is its parent
    ran = run(tmp_path, f"{SERVE} {ours}", SERVED, "--vectors=errors/unknown-event,conversation/create")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert [one.status for one in results(tmp_path).verdicts if one.check == "scenario"] == [Status.PASS] * 2
    assert not _running(ours)


def _running(argument: str) -> list[str]:
    """The processes that have this argument."""
    listed = subprocess.run(["ps", "-wweo", "args"], capture_output=True, text=True, check=True, timeout=30)
    return [line for line in listed.stdout.splitlines() if argument in line]


MORTAL = """
import json, socket, sys, time
from tests.peer.small_server import greets
from websockets.sync.server import serve
import os
def handler(connection):
    greets(connection)
    for message in connection:
        if "conversation.item.paint" in message:
            connection.socket.shutdown(socket.SHUT_RDWR)
            time.sleep(0.2)
            os._exit(3)
        event = json.loads(message)
        about = {"type": "invalid_request_error", "code": "x", "message": "No.", "param": None}
        error = {**about, "event_id": event.get("event_id")}
        connection.send(json.dumps({"type": "error", "event_id": "event_2", "error": error}))
with serve(handler, "127.0.0.1", int(sys.argv[1])) as server:
    server.serve_forever()
"""


def test_a_server_that_dies_costs_its_own_scenario_alone(tmp_path: Path) -> None:
    script = tmp_path / "mortal.py"
    script.write_text(MORTAL, encoding="utf-8")
    chosen = "--vectors=conversation/retrieve-unknown,errors/unknown-event,truncation/of-unknown"
    root = str(Path(__file__).parent.parent.parent)
    ran = run(
        tmp_path, f"--start={sys.executable} {script} {{port}}", SERVED, chosen, "--strict-levels", PYTHONPATH=root
    )
    assert ran.returncode == 1, ran.stdout + ran.stderr
    by_case = {one.case: one for one in results(tmp_path).verdicts if one.check == "scenario"}
    assert {case: one.status for case, one in by_case.items()} == {
        "conversation/scenario/retrieve-unknown": Status.PASS,
        UNKNOWN: Status.FAIL,
        "truncation/scenario/of-unknown": Status.PASS,
    }
    assert "the server has ended with exit code 3" in str(by_case[UNKNOWN].findings[0])


def test_a_server_that_does_not_start_again_makes_the_rest_untestable(tmp_path: Path) -> None:
    script = tmp_path / "mortal.py"
    script.write_text(f"open('ran', 'x')\n{MORTAL}", encoding="utf-8")
    chosen = "--vectors=errors/unknown-event,session/type-required,truncation/of-unknown"
    root = str(Path(__file__).parent.parent.parent)
    ran = run(tmp_path, f"--start={sys.executable} {script} {{port}}", SERVED, chosen, PYTHONPATH=root)
    assert ran.returncode in (0, 1), ran.stdout + ran.stderr
    by_case = {one.case: one for one in results(tmp_path).verdicts if one.check == "scenario"}
    assert [one.status for one in by_case.values()] == [Status.FAIL, Status.UNTESTABLE, Status.UNTESTABLE]
    last = by_case["truncation/scenario/of-unknown"]
    assert "the server has ended with exit code 1, and said last: FileExistsError" in last.reason


def test_a_server_that_never_greets_again_is_given_up(tmp_path: Path) -> None:
    connections = itertools.count()

    def greets_once(connection: ServerConnection) -> None:
        if next(connections) == 0:
            greets(connection)
        for _ in connection:
            pass

    with serving(greets_once) as url:
        ran = run(tmp_path, f"--impl={url}", f"--impl-timeout={IN_VAIN}")
    assert ran.returncode == 1, ran.stdout + ran.stderr
    why = f"opening the connection: not played: the server said nothing in {GIVEN_UP} scenarios in a row"
    found = [
        one for one in results(tmp_path).verdicts if one.check == "scenario" and one.status is not Status.UNSUPPORTED
    ]
    left = [one for one in found if one.findings and one.findings[0].got == why]
    assert {one.status for one in left} == {Status.UNTESTABLE}
    assert len(found) == len(left) + GIVEN_UP


def _junk(connection: ServerConnection) -> None:
    greets(connection)
    for _ in connection:
        connection.send("hello")


def _binary(connection: ServerConnection) -> None:
    connection.send(b"hello")
    for _ in connection:
        pass


@pytest.mark.parametrize(
    ("handler", "how"),
    [(_junk, "the server sent no event but session.created"), (_binary, "the server sent no event")],
    ids=["junk", "binary"],
)
def test_a_server_that_sends_nothing_that_is_an_event_is_given_up(handler: Handler, how: str, tmp_path: Path) -> None:
    with serving(handler) as url:
        ran = run(tmp_path, f"--impl={url}", f"--impl-timeout={IN_VAIN}", "--vectors=conversation/*")
    found = [one for one in results(tmp_path).verdicts if one.check == "scenario" and one.findings]
    left = [one for one in found if f"not played: {how} in {GIVEN_UP} scenarios in a row" in one.reason]
    assert len(left) == len(found) - GIVEN_UP > 0, ran.stdout
    assert f"not played: {how}" in " ".join(ran.stdout.split())


def test_a_server_that_refuses_silently_is_not_given_up(tmp_path: Path) -> None:
    def silent(connection: ServerConnection) -> None:
        greets(connection)
        for _ in connection:
            pass

    with serving(silent) as url:
        run(tmp_path, f"--impl={url}", f"--impl-timeout={IN_VAIN}", "--vectors=errors/*")
    assert not any("not played" in one.reason for one in results(tmp_path).verdicts)


def test_a_server_that_is_gone_is_told_once_and_given_up(tmp_path: Path) -> None:
    script = tmp_path / "leaves.py"
    script.write_text(LEAVES, encoding="utf-8")
    root = str(Path(__file__).parent.parent.parent)
    with reserved() as port:
        served = subprocess.Popen([sys.executable, str(script), str(port)], env={**os.environ, "PYTHONPATH": root})
        try:
            while not _listens(port):
                assert served.poll() is None
                time.sleep(0.05)
            url = f"ws://127.0.0.1:{port}/v1/realtime?model=m"
            ran = run(tmp_path, f"--impl={url}", "--vectors=conversation/*,errors/*")
        finally:
            served.kill()
            served.wait(30)
    assert ran.returncode == 1, ran.stdout + ran.stderr
    found = [one for one in results(tmp_path).verdicts if one.check == "scenario"]
    gone = [one for one in found if "cannot be reached" in one.reason]
    assert {one.status for one in gone} == {Status.UNTESTABLE}
    assert len(gone) > GIVEN_UP
    (why,) = {one.reason for one in gone}
    assert "the server cannot be reached any more since conversation/" in why
    shown = " ".join(ran.stdout.partition("What fails, each reason with one example")[2].split())
    assert shown.count("the server cannot be reached any more since") == 1


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


LEAVES = """
import json, os, sys
from tests.peer.small_server import refuses
from websockets.sync.server import serve
came = 0
def handler(connection):
    global came
    came += 1
    if came > 4:
        os._exit(3)
    refuses(connection)
with serve(handler, "127.0.0.1", int(sys.argv[1])) as server:
    server.serve_forever()
"""


def test_a_server_of_the_retired_beta_is_told_once(tmp_path: Path) -> None:
    def old(connection: ServerConnection) -> None:
        session = {"id": "sess_1", "modalities": ["text"], "input_audio_format": "pcm16", "voice": "alloy"}
        connection.send(json.dumps({"type": "session.created", "event_id": "event_1", "session": session}))
        for _ in connection:
            pass

    with serving(old) as url:
        ran = run(tmp_path, f"--impl={url}")
    assert ran.returncode == 1, ran.stdout + ran.stderr
    (verdict,) = results(tmp_path).verdicts
    assert (verdict.check, verdict.status) == ("dialect", Status.FAIL)
    assert "modalities" in verdict.reason


def test_a_secret_is_nowhere(tmp_path: Path) -> None:
    secret = "s3cr3t-of-mine"

    def tells(connection: ServerConnection) -> None:
        assert connection.request is not None
        assert connection.request.headers["Authorization"] == f"Bearer {secret}"
        greets(connection, instructions=f"your key is {secret}")
        for _ in connection:
            connection.close(1008, f"{secret} is wrong")

    with serving(tells) as url:
        named = ("--header=Authorization: Bearer {MY_KEY}", "--vectors=errors/unknown-event")
        ran = run(tmp_path, f"--impl={url}&key={{MY_KEY}}", *named, "-v", MY_KEY=secret)
    assert ran.returncode == 1 or "should" in ran.stdout
    assert "is wrong" in ran.stdout
    assert secret not in ran.stdout + ran.stderr
    written = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert len(written) >= 3
    assert [file.name for file in written if secret in file.read_text("utf-8", "replace")] == []
    assert "Bearer {MY_KEY}" in (tmp_path / "out" / "results").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--impl=wss://api.example.com/v1/realtime",), "say how much, --live-budget=SESSIONS,SECONDS,TOKENS"),
        (("--impl=http://127.0.0.1:1/v1/realtime",), "did you mean ws://127.0.0.1:1/v1/realtime?"),
        (("--impl=https://api.example.com/v1", "--start=x"), "did you mean wss://api.example.com/v1?"),
        (("--impl=ws:nothing",), "expected ws://HOST:PORT/PATH"),
        (("--impl=reference-server", "--types=X"), "--types is about payloads"),
        (("--impl=reference-server", "--vectors=nothing/*"), "--vectors=nothing/* matches no scenario"),
        (("--impl=reference-server", "--start=x"), "--start is about other servers than reference-server"),
        (("--impl=reference", "--start=x"), "--start is about servers"),
        (("--impl=reference-server", "--dialect=async-openai"), "no scenarios for servers of dialect 'async-openai'"),
        (("--impl=ws://127.0.0.1:1/x", "--start="), "--start is empty: give the command that starts the server"),
        (("--impl=reference-client", "--start="), "--start is about servers"),
        (("--impl=ws://127.0.0.1:1/x", "--start=x", "-n2"), "--start with -n needs a server per process"),
        (("--impl=ws://127.0.0.1:1/x", "--live-budget=1,1,1", "-n2"), "--live-budget is for one process"),
        (("--impl=ws://127.0.0.1:1/x", "--capabilities=none.yaml"), "--capabilities=none.yaml: No such file"),
        (("--impl=ws://127.0.0.1:1/x", "--ca=none.pem"), "--ca=none.pem: "),
        (("--start=x",), "--start needs --impl"),
    ],
)
def test_a_mistake_is_one_line_and_exit_code_4(options: tuple[str, ...], message: str, tmp_path: Path) -> None:
    ran = run(tmp_path, *options)
    assert ran.returncode == 4, ran.stdout + ran.stderr
    assert message in ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_server_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    with reserved() as port:
        ran = run(tmp_path, f"--impl=ws://127.0.0.1:{port}/v1/realtime")
    assert ran.returncode == 4
    assert f"--impl=ws://127.0.0.1:{port}/v1/realtime: cannot connect: " in ran.stderr


def test_a_live_budget_that_is_used_up_fails_what_was_not_played(tmp_path: Path) -> None:
    with serving(refuses) as url:
        ran = run(
            tmp_path, f"--impl={url}", "--live-budget=2,60,1000", "--vectors=errors/unknown-event,errors/error-type"
        )
    verdicts = [one for one in results(tmp_path).verdicts if one.check == "scenario"]
    assert [one.status for one in verdicts].count(Status.UNTESTABLE) == 1, ran.stdout
    assert any("the budget of 2 sessions" in one.reason for one in verdicts)


def test_the_scenarios_are_listed_and_checked(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scenarios"]) == 0
    assert "conversation/duplicate-id\n    A second item with the same id is refused.\n" in capsys.readouterr().out
    assert main(["scenarios", "--lint"]) == 0
    assert capsys.readouterr().out == "no problems\n"
