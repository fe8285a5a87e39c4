"""A server that ends a session breaks one requirement, whatever the scenario waits for when it happens."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from websockets.http11 import Response
from websockets.sync.server import ServerConnection

from conformance.checks.verdict import Status
from conformance.peer import settle
from conformance.peer.ended import CONTINUES, SERVES, STAYS
from conformance.peer.scenario import load_scenarios
from tests.peer.small_server import error, greets, refuses
from tests.peer.test_drive_reasons import DIALECT, SECONDS, drive, scenario

UPDATE = "- send: {type: session.update, session: {type: realtime}}"
CODES = [1000, 1006, 1011, 4000]


def ends(connection: ServerConnection, code: int) -> None:
    if code == 1006:
        connection.socket.close()
    else:
        connection.close(code, "Enough.")


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize(
    "step",
    [
        "expect: {type: session.updated}\n  shows: session.update-acked",
        "until: {type: response.done}\n  shows: vad.create-response",
        "quiet: {type: error}\n  for: 5\n  shows: error.one-per-fault",
        "expect: {type: session.updated}",
    ],
)
def test_a_session_that_ends_without_cause_is_told_as_that_and_not_as_what_was_waited_for(
    step: str, code: int, tmp_path: Path
) -> None:
    def hangs_up(connection: ServerConnection) -> None:
        greets(connection)
        connection.recv()
        ends(connection, code)

    played = drive(hangs_up, scenario(tmp_path, f"{UPDATE}\n- {step}"))
    assert (played.status, played.breaks) == (Status.FAIL, STAYS)
    said = "the connection breaks off" if code == 1006 else f"the server closes the connection with {code} (Enough.)"
    assert said in played.why


def test_a_session_that_ends_after_the_last_step_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def ends_late(connection: ServerConnection) -> None:
        greets(connection)
        connection.send(json.dumps({"type": "rate_limits.updated", "event_id": "event_2", "rate_limits": []}))
        connection.close(1000)

    monkeypatch.setattr(settle, "LINGER", SECONDS)
    played = drive(ends_late, scenario(tmp_path, "- expect: {type: rate_limits.updated}\n  shows: error.type"))
    assert (played.status, played.breaks) == (Status.FAIL, STAYS)
    assert (played.step, played.number) == (None, 1)


@pytest.mark.parametrize("act", ["send: {type: nonsense}", "ping: true", "close: 1000"])
def test_what_is_done_after_the_end_is_not_the_reason_for_it(act: str, tmp_path: Path) -> None:
    def gone(connection: ServerConnection) -> None:
        greets(connection)
        connection.close(1000)

    shows = "" if act.startswith("send") else "\n  shows: connection.idle-keepalive"
    wait = "- closed: true\n  via: other"
    steps = (
        f"- connect: {{}}\n- until: {{type: session.created}}\n- connect: {{}}\n  via: other\n{wait}\n- {act}{shows}"
    )
    refused = "\n- {refused: true, shows: error.unknown-event}" if act.startswith("send") else ""
    played = drive(gone, scenario(tmp_path, steps + refused))
    assert (played.status, played.breaks) == (Status.FAIL, STAYS)
    assert played.number == 5


@pytest.mark.parametrize("code", [1001, 1012, 1013])
def test_a_server_that_goes_away_and_says_so_breaks_nothing(code: int, tmp_path: Path) -> None:
    def leaves(connection: ServerConnection) -> None:
        greets(connection)
        connection.recv()
        connection.close(code)

    steps = f"{UPDATE}\n- expect: {{type: session.updated}}\n  shows: session.update-acked"
    played = drive(leaves, scenario(tmp_path, steps))
    assert (played.status, played.breaks) == (Status.UNTESTABLE, None)
    assert played.why == f"session.updated does not come: the server closes the connection with {code}"


def test_a_session_that_ends_over_an_error_breaks_another_requirement(tmp_path: Path) -> None:
    def hangs_up(connection: ServerConnection) -> None:
        greets(connection)
        connection.recv()
        connection.close(1000)

    steps = "- send: {type: nonsense}\n- {refused: true, shows: error.unknown-event}"
    assert drive(hangs_up, scenario(tmp_path, steps)).breaks == CONTINUES


@pytest.mark.parametrize(
    ("name", "breaks"), [("two-sessions", None), ("next-session-after-close", "connection.slot-freed")]
)
def test_a_second_connection_that_is_not_served_is_no_leak_between_sessions(name: str, breaks: str | None) -> None:
    came = []

    def one_only(connection: ServerConnection) -> None:
        came.append(connection)
        if len(came) == 1:
            greets(connection)
            for _ in connection:
                pass
        else:
            connection.send(error(None))
            connection.close(4000, "one session at a time")

    played = drive(one_only, load_scenarios(DIALECT)[f"connection/{name}"])
    assert (played.status, played.breaks) == (Status.FAIL if breaks else Status.UNTESTABLE, breaks)
    assert "the server closes the connection with 4000 (one session at a time)" in played.why


def test_a_server_that_is_still_ending_the_session_before_is_asked_again() -> None:
    refused = []

    def busy(connection: ServerConnection, _: object) -> Response | None:
        refused.append(connection)
        return connection.respond(503, "ending another session") if len(refused) < 3 else None

    played = drive(refuses, load_scenarios(DIALECT)["connection/ping"], process_request=busy)
    assert (played.status, len(refused)) == (Status.PASS, 3)


def test_a_server_that_has_room_for_one_session_is_not_asked_again_for_another() -> None:
    came = []

    def one_only(connection: ServerConnection, _: object) -> Response | None:
        came.append(connection)
        return connection.respond(429, "one session at a time") if len(came) > 1 else None

    played = drive(refuses, load_scenarios(DIALECT)["connection/two-sessions"], process_request=one_only)
    assert (played.status, played.breaks, len(came)) == (Status.UNTESTABLE, None, 2)
    assert played.why == "the server refuses the connection with HTTP 429 (one session at a time)"


def test_what_says_itself_that_a_connection_is_served_is_a_requirement_of_a_step() -> None:
    shown = {rule for one in load_scenarios(DIALECT).values() for rule in one.shows}
    assert shown >= SERVES
