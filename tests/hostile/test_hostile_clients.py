"""A client that misbehaves in one session costs that scenario alone, within its time limit, and leaves nothing."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest
from hostile_driver import MODES

from conformance.adapter.broken import AdapterBroken
from conformance.checks.verdict import Status
from conformance.peer.client.driver import Driver
from conformance.peer.client.judge import judge
from conformance.peer.client.play import play
from conformance.peer.client.scenario import load_scenarios
from conformance.peer.client.stage import Stage

DIALECT = "openai-ga"
DRIVER = Path(__file__).with_name("hostile_driver.py")
(SCENARIO,) = (one for one in load_scenarios(DIALECT)["turns"] if one.name == "text")
SECONDS = 3.0  # the time limit of what does not come
LONG = 60.0  # that of what does
WITHOUT_EFFECT = ("floods stderr",)
"""What a client may do, as nobody reads it."""


def driver(mode: str, start: float = LONG) -> Driver:
    return Driver([sys.executable, str(DRIVER), mode], start=start)


@pytest.mark.usefixtures("leaves_nothing")
@pytest.mark.parametrize("mode", MODES)
def test_one_session_alone_fails(mode: str) -> None:
    running = driver(mode)
    try:
        statuses, said = [], []
        for seconds in (LONG, SECONDS, LONG):
            began = time.monotonic()
            verdicts = judge(play(SCENARIO, running, Stage(SCENARIO), seconds), DIALECT)
            assert time.monotonic() - began < LONG
            statuses.append({one.status for one in verdicts})
            said += [str(one.reason) for one in verdicts]
    finally:
        running.close()
    assert statuses[0] == statuses[2] == {Status.PASS}, said
    assert statuses[1] == {Status.PASS} if mode in WITHOUT_EFFECT else statuses[1] & {Status.FAIL, Status.ADAPTER_FAULT}
    assert Status.SUITE_FAULT not in statuses[1]
    assert max(map(len, said)) < 10_000


@pytest.mark.usefixtures("leaves_nothing")
@pytest.mark.parametrize(
    ("mode", "said"),
    [
        ("dies in hello", "exited with code 1 without an answer; its last line on stderr: no licence"),
        ("hangs in hello", r"is silent for 0\.5 s \(--impl-start is the limit\)"),
        ("a hello of 5 MiB", "name"),
    ],
)
def test_one_without_a_usable_hello_is_refused_in_few_words(mode: str, said: str) -> None:
    running = driver(mode, start=0.5 if mode.startswith("hangs") else LONG)
    try:
        with pytest.raises(AdapterBroken, match=said) as caught:
            running.start()
        assert len(str(caught.value)) < 1_000
    finally:
        running.close()


@pytest.mark.usefixtures("leaves_nothing")
def test_one_that_does_not_start_again_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conformance.peer.client.driver._AGAIN_SECONDS", 0.5)
    monkeypatch.setattr("conformance.peer.client.driver._AGAIN_TIMES", 0)
    running = driver("hangs in later hellos")
    try:
        played = [play(SCENARIO, running, Stage(SCENARIO), SECONDS) for _ in range(6)]
    finally:
        running.close()
    assert "exited with code 3" in played[0].crashed
    assert ["is silent for 0.5 s" in one.garbled for one in played[1:]] == [True, True, True, False, False]
    assert all("is given up after 3 starts in a row without a hello" in one.garbled for one in played[4:])
    assert running.starts == 4
