"""A server that misbehaves on one connection costs that scenario alone, within its time limit."""

from __future__ import annotations

import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from hostile_server import MODES, hostile

from conformance.checks.verdict import Status
from conformance.peer.capabilities import Capabilities
from conformance.peer.drive import greeting, play
from conformance.peer.scenario import load_scenarios
from conformance.peer.server import ReferenceServer
from conformance.peer.steps import WHOLE, Server
from conformance.peer.target import Budget, Target

DIALECT = "openai-ga"
SCENARIO = load_scenarios(DIALECT)["conversation/create"]
SECONDS = 1.0  # the time limit of what does not come
LONG = 60.0  # that of what does


@pytest.fixture(scope="module")
def behind() -> Iterator[int]:
    with ReferenceServer() as server:
        yield urlsplit(server.url).port or 0


def reached(port: int, seconds: float = LONG) -> Server:
    return Server(Target(f"ws://127.0.0.1:{port}/v1/realtime?model=m"), Capabilities(), seconds, Budget(), DIALECT)


@pytest.mark.parametrize("mode", MODES)
def test_one_scenario_alone_fails(mode: str, behind: int) -> None:
    with hostile(mode, behind) as port:
        first = play(reached(port), SCENARIO)
        began = time.monotonic()
        second = play(reached(port, SECONDS), SCENARIO)
        taken = time.monotonic() - began
        third = play(reached(port), SCENARIO)
    assert (first.status, third.status) == (Status.PASS, Status.PASS), (first.why, third.why)
    assert second.status in (Status.FAIL, Status.UNTESTABLE), second.why
    assert second.why.isprintable()
    assert len(second.why) < 1_000
    assert taken < WHOLE * SECONDS + LONG


@pytest.mark.parametrize("mode", ["is silent", "closes at once", "answers with garbage", "a frame of 2**62 bytes"])
def test_the_greeting_of_a_run_is_no_different(mode: str, behind: int) -> None:
    with hostile(mode, behind) as port:
        greeting(reached(port))
        why, told, _ = greeting(reached(port, SECONDS))
        assert greeting(reached(port))[0] == ""
    assert (why != "") == (mode != "a frame of 2**62 bytes")
    assert told is None
