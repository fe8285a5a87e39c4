"""A driver that hangs, crashes, floods or lies costs its own scenario, in bounded time, and leaves nothing behind."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from playing import DIALECT, SCENARIOS, found, program

from conformance.adapter.broken import AdapterBroken
from conformance.checks.verdict import Status, Verdict
from conformance.errors import UsageError
from conformance.impl import REFERENCE_CLIENT
from conformance.peer.client.contract import Answer, Op, Outcome, Request
from conformance.peer.client.driver import Driver
from conformance.peer.client.judge import judge
from conformance.peer.client.lint import lint
from conformance.peer.client.open import command
from conformance.peer.client.play import play
from conformance.peer.client.stage import Stage

TEXT = SCENARIOS["turns/text"]
SECONDS, PATIENCE = 4.0, 60.0
"""The time limits for what is waited for in vain, and for what comes."""


def played(driver: Driver, seconds: float = PATIENCE) -> list[Verdict]:
    return judge(play(TEXT, driver, Stage(TEXT), seconds), DIALECT)


def ended(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return True
    return state == "Z"


def test_a_driver_that_crashes_is_started_again() -> None:
    driver = program("badly", "crashes")
    for time_ in (1, 2):
        broken = found(driver, TEXT, PATIENCE)
        assert broken == {
            "client.next-turn": [
                "the client's program exited with code 7 without an answer; its last line on stderr: segmentation fault"
            ]
        }
        assert driver.starts == time_
        assert not driver.runs


def test_what_crashed_has_passed_nothing() -> None:
    driver = program("badly", "crashes")
    assert [(one.check, one.status) for one in played(driver)] == [("lives", Status.FAIL)]


def test_a_driver_that_dies_after_a_session_is_started_again_and_blamed_for_no_other() -> None:
    driver = program("badly", "dies-after-close")
    try:
        for start in (1, 2):
            driver.begin()
            assert driver.starts == start
            assert driver.ask(Request(Op.CLOSE), PATIENCE) == Answer(Outcome.OK)
            assert driver.leave(PATIENCE) == 9
    finally:
        driver.kill()


def test_a_driver_that_hangs_is_killed_at_the_time_limit() -> None:
    driver = program("badly", "hangs")
    began = time.monotonic()
    broken = found(driver, TEXT, SECONDS)
    # The server never hears of this client, so nothing is shown or sent either.
    assert broken["client.next-turn"] == ["`say` is not taken within 4 s: the client hangs"]
    assert time.monotonic() - began < 60
    assert not driver.runs


@pytest.mark.parametrize(
    ("way", "fault"),
    [
        ("floods", "the driver breaks the protocol: more than 50000 things are surfaced in one session"),
        ("floods-without-newline", "the driver writes a line of more than"),
        ("answers-twice", "the driver breaks the protocol: an answer has the seq 3, which no open request has"),
        ("answers-another", "the driver breaks the protocol: an answer has the seq 103, which no open request has"),
        ("can-not", "the driver answers `unsupported` to say, which its hello declares"),
    ],
)
def test_a_driver_that_breaks_the_protocol_is_at_fault_itself(way: str, fault: str) -> None:
    driver = program("badly", way)
    try:
        # Each is told at once; but fifty thousand lines take their time on a busy machine.
        (verdict,) = played(driver)
    finally:
        driver.kill()
    assert verdict.status is Status.ADAPTER_FAULT
    assert fault in verdict.reason


def test_a_driver_that_lies_is_not_believed() -> None:
    driver = program("badly", "lies")
    try:
        broken = found(driver, TEXT, SECONDS)
    finally:
        driver.kill()
    (sentence,) = broken["client.next-turn"]
    assert sentence == "`say` is taken, and the server is not asked for an answer within 4 s: the client hangs"


@pytest.mark.parametrize(
    ("way", "message"),
    [
        ("dies-at-start", "exited with code 1 without an answer; its last line on stderr: no such library"),
        ("prints-a-banner", "breaks the protocol: not a line of JSON: 'Welcome!'"),
        ("speaks-of-nothing", "answers hello with ok: ; expected a hello of the client protocol"),
    ],
)
def test_a_driver_without_a_hello_is_told_before_anything_is_played(way: str, message: str) -> None:
    driver = program("badly", way)
    with pytest.raises(AdapterBroken) as raised:
        driver.start()
    assert message in str(raised.value)
    assert not driver.runs


def test_a_slow_import_is_not_the_time_of_a_scenario() -> None:
    driver = program("badly", "imports-slowly")
    try:
        assert driver.start().name == "bad"
    finally:
        driver.kill()


def test_no_process_is_left_of_a_driver() -> None:
    driver = program("badly", "leaves-a-grandchild")
    driver.start()
    assert driver.ask(Request(Op.CONNECT), PATIENCE) == Answer(Outcome.OK)
    (grandchild,) = {int(one.text("message")) for _, one in driver.shown if one.text("message").isdecimal()}
    assert grandchild != os.getpid()
    driver.kill()
    deadline = time.monotonic() + 30
    while not ended(grandchild) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert ended(grandchild)


def test_a_command_that_is_not_there_is_one_line() -> None:
    with pytest.raises(UsageError, match=r"^cannot run ./no-such-driver: No such file or directory$"):
        Driver(["./no-such-driver"]).start()


def test_the_linter_has_nothing_to_say_of_the_reference_client() -> None:
    hello, findings = lint(command(REFERENCE_CLIENT), 60.0)
    assert hello is not None
    assert (hello.name, findings) == ("reference-client", [])


@pytest.mark.parametrize(
    ("way", "rules"),
    [
        ("dies-at-start", {"hello"}),
        ("prints-a-banner", {"hello"}),
        ("crashes", {"protocol"}),
        ("hangs", {"unknown-op", "silent"}),
        ("lies", {"unknown-op"}),
        ("can-not", {"unknown-op", "say"}),
        ("answers-another", {"unknown-op", "protocol"}),
        ("ignores-bye", {"unknown-op", "turn", "silent"}),
    ],
)
def test_the_linter_says_what_breaks_the_protocol(way: str, rules: set[str]) -> None:
    _, findings = lint(program("badly", way).command, SECONDS)
    assert rules <= {one.rule for one in findings}, findings
    assert all(one.fix for one in findings)
