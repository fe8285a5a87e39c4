"""Scenarios find what is wrong: each planted defect breaks its rule in the scenario that is about it."""

from __future__ import annotations

import json
import socket

import pytest
from websockets.sync.server import ServerConnection

from conformance.checks.verdict import Status
from conformance.peer import settle
from conformance.peer.capabilities import Capabilities
from conformance.peer.drive import play
from conformance.peer.embedded import embedded
from conformance.peer.scenario import load_scenarios
from conformance.peer.server import DEFECTS
from conformance.peer.steps import Server
from conformance.peer.target import Budget, Target
from conformance.peer.verdicts import verdicts
from conformance.requirements.level import Level
from tests.peer.small_server import Handler, error, greets, serving

DIALECT = "openai-ga"
SECONDS = 5.0
FOUND = {
    # By steps of the scenario.
    "forgets-instructions": "session/merge",
    "errs-twice": "errors/unknown-event",
    "root-is-last": "conversation/at-root",
    "makes-items-up": "conversation/retrieve-unknown",
    "adds-what-is-outside": "outside/not-in-conversation",
    "hears-when-off": "turns/detection-off",
    "transcribes-unasked": "transcription/not-configured",
    "never-closes": "translation/update-and-close",
    "ignores-cancelling": "cancel/cancel",
    "answers-no-turn": "turns/turn",
    "clears-silently": "buffer/clear",
    # By the rules of sessions, on what comes back.
    "opens-twice": "session/merge",
    "echoes-client-events": "session/merge",
    "becomes-a-transcription": "session/merge",
    "begins-fast": "connection/greeting",
    "repeats-event-ids": "conversation/create",
    "adds-twice": "conversation/create",
    "limits-as-object": "response/text",
    "ends-twice": "response/text",
    "swallows-text": "response/text",
    "swallows-words": "response/audio",
    "counts-beyond-the-limit": "response/override",
    "speaks-after-the-end": "cancel/cancel",
    "changes-arguments": "calls/call",
    "transcribes-twice": "transcription/turn",
    "brings-no-result": "mcp/called",
    "hears-the-future": "turns/turn",
}


@pytest.mark.parametrize("defect", FOUND)
def test_a_planted_defect_is_found_by_its_scenario(defect: str) -> None:
    scenario, rule = load_scenarios(DIALECT)[FOUND[defect]], DEFECTS[defect].rule
    assert rule in scenario.requirements or rule.startswith("event.")
    with embedded(defect) as (target, capabilities):
        played = play(Server(target, capabilities, SECONDS, Budget(), DIALECT), scenario)
    found = [finding for verdict in verdicts(played, DIALECT) for finding in verdict.findings]
    assert rule in {one.requirement for one in found}, (played.why, list(map(str, found)))


def hangs_up(connection: ServerConnection) -> None:
    """It closes over every error of a client."""
    greets(connection)
    connection.recv()
    connection.close(1000)


def dies(connection: ServerConnection) -> None:
    """It breaks off over every error of a client."""
    greets(connection)
    connection.recv()
    connection.socket.shutdown(socket.SHUT_RDWR)


def refuses_and_hangs_up(connection: ServerConnection) -> None:
    """It says what is wrong, and closes."""
    greets(connection)
    connection.send(error(json.loads(connection.recv())["event_id"]))
    connection.close(1008, "No.")


def closes_later(connection: ServerConnection) -> None:
    """It says what is wrong, and closes when that was read."""
    greets(connection)
    connection.send(error(json.loads(connection.recv())["event_id"]))
    connection.ping().wait(SECONDS)
    connection.close(1008, "No.")


def goes_away(connection: ServerConnection) -> None:
    """It is shut down in that moment, and says so."""
    greets(connection)
    connection.recv()
    connection.close(1001)


OVER_ERRORS = [
    (handler, name)
    for handler in (hangs_up, dies, refuses_and_hangs_up)
    for name in ("errors/unknown-event", "errors/unknown-member", "connection/ping")
]


@pytest.mark.parametrize(("handler", "scenario"), [*OVER_ERRORS, (hangs_up, "errors/error-type")])
def test_a_server_that_ends_the_session_over_an_error_breaks_a_must(
    handler: Handler, scenario: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Under load the server may answer a ping before it closes.
    monkeypatch.setattr(settle, "LINGER", SECONDS)
    with serving(handler) as url:
        played = play(
            Server(Target(url), Capabilities(), SECONDS, Budget(), DIALECT), load_scenarios(DIALECT)[scenario]
        )
    own = verdicts(played, DIALECT)[0]
    assert (own.status, own.level) == (Status.FAIL, Level.MUST), played.why
    assert [rule for rule, _ in own.requirements] == ["error.session-continues"]
    assert "the connection breaks off" in played.why or "the server closes the connection with 100" in played.why


def test_a_server_that_closes_over_an_error_after_the_last_step_breaks_a_must(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settle, "LINGER", SECONDS)
    with serving(closes_later) as url:
        one = load_scenarios(DIALECT)["conversation/retrieve-unknown"]
        played = play(Server(Target(url), Capabilities(), SECONDS, Budget(), DIALECT), one)
    own = verdicts(played, DIALECT)[0]
    assert (own.status, [rule for rule, _ in own.requirements]) == (Status.FAIL, ["error.session-continues"])
    assert own.findings[0].got == "after step 2: the server closes the connection with 1008 (No.) after an error"


def test_a_server_that_goes_away_breaks_nothing_and_leaves_the_scenario_unplayed() -> None:
    with serving(goes_away) as url:
        one = load_scenarios(DIALECT)["errors/unknown-event"]
        played = play(Server(Target(url), Capabilities(), SECONDS, Budget(), DIALECT), one)
    own = verdicts(played, DIALECT)[0]
    assert (own.status, own.requirements) == (Status.UNTESTABLE, ())
    assert "the server closes the connection with 1001" in played.why


@pytest.mark.parametrize(
    ("scenario", "own"), [("errors/not-json", "error.not-json"), ("errors/binary-frame", "error.binary-frame")]
)
def test_who_hangs_up_over_what_is_no_event_breaks_the_rule_about_it_alone(scenario: str, own: str) -> None:
    with serving(hangs_up) as url:
        one = load_scenarios(DIALECT)[scenario]
        played = play(Server(Target(url), Capabilities(), SECONDS, Budget(), DIALECT), one)
    found = verdicts(played, DIALECT)[0]
    assert (found.level, [rule for rule, _ in found.requirements]) == (Level.SHOULD, [own])
