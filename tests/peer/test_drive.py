"""Scenarios are played to small servers, right and wrong ones, and each costs its own time limit at most."""

from __future__ import annotations

import json
import socket
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from websockets.sync.server import ServerConnection
from websockets.utils import accept_key

from conformance.checks.case import CaseId, CaseKind
from conformance.checks.verdict import Status
from conformance.errors import UsageError
from conformance.peer.capabilities import Capabilities
from conformance.peer.drive import Played, greeting, play
from conformance.peer.keep import Recorded, keep
from conformance.peer.scenario import Scenario, read_scenarios
from conformance.peer.steps import Server
from conformance.peer.target import Budget, Target
from conformance.peer.verdicts import case_of, verdicts
from conformance.requirements.level import Level
from conformance.session.readers import open_transcript
from conformance.session.transcript import Frame, Header
from conformance.spec.model import Side
from tests.peer.small_server import Handler, error, greets, refuses, serving

DIALECT = "openai-ga"
SECONDS = 1.0
"""The time limit where nothing comes at all; what does has more time in :data:`PATIENT`."""
PATIENT = 60.0


def scenario(tmp_path: Path, steps: str) -> Scenario:
    path = tmp_path / "small.yaml"
    lines = "\n".join(f"      {line}" for line in steps.strip().splitlines())
    path.write_text(f"scenarios:\n  - id: one\n    says: One.\n    steps:\n{lines}\n", encoding="utf-8")
    return read_scenarios(path)[0]


def server(url: str, seconds: float, budget: Budget | None = None, **how: Any) -> Server:
    return Server(Target(url, **how), Capabilities(), seconds, budget or Budget(), DIALECT)


def drive(handler: Handler, one: Scenario, seconds: float = PATIENT, **options: Any) -> Played:
    with serving(handler, **options) as url:
        return play(server(url, seconds), one)


GOOD = "- send: {type: session.update, session: {type: realtime}}\n"
REFUSED = "- send: {type: conversation.item.paint}\n- {refused: true, shows: error.unknown-event}"
IN_VAIN = REFUSED.replace("true,", "true, within: 1,")
"""The same where the error does not come."""


def test_what_is_expected_passes(tmp_path: Path) -> None:
    played = drive(refuses, scenario(tmp_path, REFUSED))
    assert (played.status, played.why) == (Status.PASS, "")
    assert [one.check for one in verdicts(played, DIALECT) if one.status is Status.PASS] == [
        "scenario",
        "session-must",
        "session-should",
    ]


def test_what_does_not_come_fails_the_requirement_that_the_step_shows(tmp_path: Path) -> None:
    def silent(connection: ServerConnection) -> None:
        greets(connection)
        for _ in connection:
            pass

    played = drive(silent, scenario(tmp_path, IN_VAIN))
    assert (played.status, played.number) == (Status.FAIL, 2)
    assert played.why == "what is wrong is not refused: error does not come within 1 s"
    own = verdicts(played, DIALECT)[0]
    assert (own.check, own.level, own.requirements[0][0]) == ("scenario", Level.SHOULD, "error.unknown-event")


def test_the_time_of_a_whole_scenario_has_that_of_its_steps_besides(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("conformance.peer.steps.WHOLE", 2 / PATIENT)
    steps = "- {quiet: {type: response.done}, for: 5.2, shows: error.type}\n- {ping: true, within: 3}"
    played = drive(refuses, scenario(tmp_path, steps), PATIENT)
    assert (played.number, played.why) == (2, "the whole scenario has taken 5 s")


def test_without_what_comes_before_nothing_is_said_about_the_requirement(tmp_path: Path) -> None:
    steps = f"{GOOD}- until: {{type: session.updated}}\n{REFUSED}"
    played = drive(refuses, scenario(tmp_path, steps))
    assert (played.status, played.number) == (Status.UNTESTABLE, 2)
    assert played.why == 'session.updated does not come, but an error in frame 4: "No."'


def test_events_come_in_any_order_and_are_taken_once(tmp_path: Path) -> None:
    def two(connection: ServerConnection) -> None:
        greets(connection)
        for message in connection:
            named = json.loads(message)["event_id"]
            connection.send(error(f"{named}_b", 2))
            connection.send(error(f"{named}_a", 3))

    both = """
- send: {type: conversation.item.paint, event_id: x}
- expect: [{type: error, error: {event_id: x_a}}, {type: error, error: {event_id: x_b}}]
  shows: error.event-id-echo
"""
    assert drive(two, scenario(tmp_path, both)).status is Status.PASS
    twice = both.replace("x_b", "x_a") + "  within: 1"
    played = drive(two, scenario(tmp_path, twice))
    assert played.why == 'error does not come within 1 s; in frame 4 /error/event_id is "x_b", expected "x_a"'


def test_quiet_looks_at_what_has_come_and_at_what_comes(tmp_path: Path) -> None:
    quiet = "- quiet: {type: error}\n  for: 0.2\n  shows: error.one-per-fault"
    played = drive(refuses, scenario(tmp_path, quiet))
    assert (played.status, played.silence) == (Status.PASS, 0.2)
    assert verdicts(played, DIALECT)[0].note == "nothing came in 0.2 s that should not"
    loud = "- send: {type: conversation.item.paint}\n- {ping: true}\n" + quiet.replace("0.2", "20")
    assert drive(refuses, scenario(tmp_path, loud)).why == 'error comes in frame 4: "No."'


def test_two_connections(tmp_path: Path) -> None:
    steps = """
- connect: {}
- until: {type: session.created}
- connect: {query: {model: other, more: null}}
  via: second
- until: {type: session.created}
  via: second
- send: {type: conversation.item.paint}
  via: second
- refused: true
  via: second
  shows: error.unknown-event
- quiet: {type: error}
  for: 0.1
  shows: connection.isolation
"""
    played = drive(refuses, scenario(tmp_path, steps))
    assert played.status is Status.PASS
    assert [(one.name, len(one.frames)) for one in played.recorded] == [("main", 3), ("second", 5)]
    assert "model=other" in str(played.recorded[1].header.url)


def closes(code: int) -> Handler:
    def handler(connection: ServerConnection) -> None:
        greets(connection)
        connection.recv()
        connection.close(code, "enough")

    return handler


def breaks_off(connection: ServerConnection) -> None:
    greets(connection)
    connection.recv()
    connection.socket.shutdown(socket.SHUT_RDWR)


def sends(*frames: str | bytes) -> Handler:
    def handler(connection: ServerConnection) -> None:
        greets(connection)
        connection.recv()
        for frame in frames:
            connection.send(frame)
        for _ in connection:
            pass

    return handler


def not_utf8(connection: ServerConnection) -> None:
    greets(connection)
    connection.recv()
    connection.send(b"\xff\xfe", text=True)
    for _ in connection:
        pass


def floods(connection: ServerConnection) -> None:
    greets(connection)
    while True:
        connection.send('{"type": "flood.delta", "event_id": "event_x", "delta": "%s"}' % ("x" * 2000))


@pytest.mark.parametrize(
    ("handler", "why"),
    [
        (closes(1011), "the server closes the connection with 1011 (enough)"),
        (breaks_off, "the connection breaks off"),
        (not_utf8, "the connection breaks off (1007"),
        (sends("not json", "[]", "7", b"\x00"), "error does not come within 1 s"),
        (sends('{"type": 7}', '{"type": "session.created"}'), "error does not come within 1 s"),
        (floods, "error does not come within 1 s"),
    ],
    ids=["closes", "breaks-off", "not-utf8", "garbage", "not-events", "floods"],
)
def test_a_server_that_misbehaves_fails_its_scenario_within_the_time_limit(
    handler: Handler, why: str, tmp_path: Path
) -> None:
    started = time.monotonic()
    played = drive(handler, scenario(tmp_path, IN_VAIN))
    assert time.monotonic() - started < PATIENT
    assert played.status is Status.FAIL
    assert why in played.why or played.why.startswith("the server has sent 20001 frames")
    assert verdicts(played, DIALECT)[0].status is Status.FAIL


def test_garbage_is_told_by_the_rules_of_sessions(tmp_path: Path) -> None:
    played = drive(sends("not json", b"\x00"), scenario(tmp_path, IN_VAIN))
    broken = {one.check: one for one in verdicts(played, DIALECT)}["session-must"]
    assert broken.status is Status.FAIL
    assert [rule for rule, _ in broken.requirements] == ["connection.text-frames"]


def test_a_server_that_reads_nothing_does_not_hold_the_run(tmp_path: Path) -> None:
    def deaf() -> None:
        peer, _ = listening.accept()
        with peer:
            request = peer.recv(65_536).decode()
            key = next(
                line.split(": ")[1] for line in request.split("\r\n") if line.lower().startswith("sec-websocket-key")
            )
            upgrade = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade"
            peer.sendall(f"{upgrade}\r\nSec-WebSocket-Accept: {accept_key(key)}\r\n\r\n".encode())
            ended.wait(60)

    ended = threading.Event()
    large = "- connect: {}\n- send: {type: input_audio_buffer.append, audio: {$bytes: 15000000}}\n" + REFUSED
    started = time.monotonic()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=deaf)
        thread.start()
        url = f"ws://127.0.0.1:{listening.getsockname()[1]}/v1/realtime"
        played = play(server(url, 3 * SECONDS), scenario(tmp_path, large))
        ended.set()
        thread.join(30)
    assert played.status is Status.FAIL
    assert time.monotonic() - started < 30


@pytest.mark.parametrize("accepts", [False, True], ids=["refuses", "hangs"])
def test_a_server_that_is_not_there_is_untestable(accepts: bool, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        url = f"ws://127.0.0.1:{listening.getsockname()[1]}/v1/realtime"
        if not accepts:
            listening.close()
        played = play(server(url, SECONDS), scenario(tmp_path, REFUSED))
        why, told, _ = greeting(server(url, SECONDS))
    assert (played.status, played.number, played.recorded) == (Status.UNTESTABLE, 0, ())
    assert why == played.why
    assert told is None
    assert why == "no connection within 1 s" if accepts else why.startswith("cannot connect: ")


def test_a_refused_upgrade_is_a_close_by_http(tmp_path: Path) -> None:
    def forbids(connection: ServerConnection, request: object) -> object:
        return connection.respond(401, "no")

    steps = "- connect: {}\n- closed: [4000, http]\n  shows: connection.refusal-is-told"
    assert drive(refuses, scenario(tmp_path, steps), process_request=forbids).status is Status.PASS
    played = drive(refuses, scenario(tmp_path, REFUSED), process_request=forbids)
    assert (played.status, played.why) == (
        Status.UNTESTABLE,
        "the server refuses the connection with HTTP 401 (no)",
    )


def test_a_subprotocol_that_is_not_selected_is_told(tmp_path: Path) -> None:
    one = scenario(tmp_path, "- connect: {subprotocols: [realtime]}\n  shows: connection.subprotocol-selected")
    played = drive(refuses, one)
    assert (played.status, played.why) == (Status.FAIL, "the server selects no subprotocol of realtime")
    assert len(played.recorded) == 1
    assert drive(refuses, one, subprotocols=["realtime"]).status is Status.PASS


def test_a_close_that_is_not_answered_is_told(tmp_path: Path) -> None:
    def leaves(connection: ServerConnection) -> None:
        greets(connection)
        connection.recv()

    answered = scenario(tmp_path, "- {close: 1000, shows: connection.clean-close}")
    assert drive(refuses, answered).status is Status.PASS
    closed = scenario(tmp_path, f"{GOOD}- {{closed: [4000], shows: connection.clean-close}}")
    played = drive(leaves, closed)
    assert played.why == "the server closes the connection with 1000, expected a close with [4000]"
    assert drive(closes(4000), closed).status is Status.PASS


def test_what_is_owed_at_the_end_is_waited_for(tmp_path: Path) -> None:
    def owes(done: bool) -> Handler:
        def handler(connection: ServerConnection) -> None:
            greets(connection)
            for message in connection:
                event = json.loads(message)
                if event["type"] == "conversation.item.create":
                    item = {"id": "item_1", "status": "completed", **event["item"]}
                    made = {"previous_item_id": None, "item": item}
                    connection.send(json.dumps({"type": "conversation.item.added", "event_id": "event_2", **made}))
                    if done:
                        connection.send(json.dumps({"type": "conversation.item.done", "event_id": "event_3", **made}))

        return handler

    item = "{type: message, role: user, content: [{type: input_text, text: Hello.}]}"
    steps = f"- send: {{type: conversation.item.create, item: {item}}}\n"
    steps += "- {expect: {type: conversation.item.added}, shows: item.create-acked}"
    one = scenario(tmp_path, steps)
    right = drive(owes(done=True), one)
    assert [finding for verdict in verdicts(right, DIALECT) for finding in verdict.findings] == []
    assert right.recorded[0].frames[-1].t is not None
    assert right.recorded[0].frames[-1].t < 4
    wrong = verdicts(drive(owes(done=False), one), DIALECT)
    findings = [str(finding) for verdict in wrong for finding in verdict.findings]
    assert len(findings) == 1
    assert "conversation.item.added of item_1 in frame 4 is not followed by conversation.item.done" in findings[0]


def test_a_fault_of_the_suite_is_not_told_of_the_server(tmp_path: Path) -> None:
    one = scenario(tmp_path, "- send: {type: response.create, event_id: {$saved: nothing}}\n" + REFUSED)
    played = drive(refuses, one)
    assert played.status is Status.SUITE_FAULT
    assert [verdict.status for verdict in verdicts(played, DIALECT)] == [Status.SUITE_FAULT]


def test_a_budget_ends_the_run_before_it_is_exceeded(tmp_path: Path) -> None:
    with serving(refuses) as url:
        poor = server(url, PATIENT, Budget(sessions=1))
        assert play(poor, scenario(tmp_path, REFUSED)).status is Status.PASS
        played = play(poor, scenario(tmp_path, REFUSED))
        late = play(server(url, PATIENT, Budget(seconds=0)), scenario(tmp_path, REFUSED))
    assert (played.status, played.recorded) == (Status.UNTESTABLE, ())
    assert played.why == "the budget of 1 sessions (--live-budget) is used up"
    assert late.why == "the budget of 0 seconds (--live-budget) is used up"


def test_tokens_are_counted(tmp_path: Path) -> None:
    done = {"type": "response.done", "event_id": "event_2", "response": {"usage": {"total_tokens": 70}}}
    asks = f"{GOOD}- until: {{type: response.done}}\n{GOOD}- {{ping: true, shows: connection.idle-keepalive}}"
    with serving(sends(json.dumps(done))) as url:
        played = play(server(url, PATIENT, Budget(tokens=70)), scenario(tmp_path, asks))
    assert played.why == "the budget of 70 tokens (--live-budget) is used up"


def test_secrets_are_in_no_transcript(tmp_path: Path) -> None:
    secret = "s3cr3t-of-mine"

    def tells(connection: ServerConnection) -> None:
        assert connection.request is not None
        greets(connection, instructions=connection.request.headers["X-Mine"])
        for _ in connection:
            connection.send(f'{{"type": "error", "error": "your key {secret} is wrong"}}')

    with serving(tells) as url:
        driven = server(f"{url}&key={secret}", PATIENT, headers={"X-Mine": secret}, secrets=(secret,))
        in_vain = "- {expect: {type: session.updated}, within: 1, shows: error.type}"
        played = play(driven, scenario(tmp_path, GOOD + in_vain))
        assert secret not in driven.target.shown
    assert secret not in str(verdicts(played, DIALECT))
    (path,) = keep(case_of(played.scenario), played.recorded, tmp_path / "kept", Side.SERVER)
    for file in (path, path.with_suffix(".html")):
        assert secret not in file.read_text(encoding="utf-8")
    with open_transcript(path) as transcript:
        assert len(list(transcript.frames)) == len(played.recorded[0].frames)


def test_what_an_earlier_run_kept_of_a_scenario_is_removed(tmp_path: Path) -> None:
    case = CaseId(CaseKind.SCENARIO, "turns", "text")
    recorded = [Recorded(name, Header(DIALECT), (Frame(1, Side.SERVER, text="{}"),)) for name in ("main", "other")]
    assert keep(case, recorded, tmp_path, Side.SERVER) == [
        tmp_path / f"turns/text/{name}.jsonl" for name in ("main", "other")
    ]
    keep(case, recorded[:1], tmp_path, Side.SERVER)
    assert sorted(path.name for path in (tmp_path / "turns/text").iterdir()) == ["main.html", "main.jsonl"]


def test_what_cannot_be_kept_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "turns").write_text("", encoding="utf-8")
    with pytest.raises(UsageError, match=r"^cannot keep the transcripts of turns/scenario/text: .*Not a directory"):
        keep(CaseId(CaseKind.SCENARIO, "turns", "text"), [], tmp_path, Side.SERVER)


def test_another_wire_is_told_by_its_greeting() -> None:
    def old(connection: ServerConnection) -> None:
        session = {"id": "sess_1", "modalities": ["text"], "input_audio_format": "pcm16"}
        connection.send(json.dumps({"type": "session.created", "event_id": "event_1", "session": session}))
        for _ in connection:
            pass

    with serving(old) as url:
        why, told, _ = greeting(server(url, PATIENT))
    assert why == ""
    assert told is not None
    assert told.id == "openai-beta"
