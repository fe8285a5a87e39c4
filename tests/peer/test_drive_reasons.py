"""What is said of a scenario that fails is what happened, and only what the server can be blamed for."""

from __future__ import annotations

import json
import socket
import ssl
from pathlib import Path
from typing import Any

import pytest
from websockets.sync.server import ServerConnection

from conformance.checks.verdict import Status
from conformance.peer.capabilities import Capabilities
from conformance.peer.drive import Played, play
from conformance.peer.scenario import Scenario, load_scenarios, read_scenarios
from conformance.peer.server import ReferenceServer
from conformance.peer.steps import Server
from conformance.peer.target import Budget, Target
from tests.peer.small_server import SESSION, Handler, error, greets, refuses, serving

DIALECT = "openai-ga"
SECONDS = 60.0
"""The time limit of what comes; a step says in what time its event does not come."""
LONG = Capabilities(frozenset({"text-out"}), {"long": "speak long"})


def scenario(tmp_path: Path, steps: str) -> Scenario:
    path = tmp_path / "small.yaml"
    lines = "\n".join(f"      {line}" for line in steps.strip().splitlines())
    path.write_text(f"scenarios:\n  - id: one\n    says: One.\n    steps:\n{lines}\n", encoding="utf-8")
    return read_scenarios(path)[0]


def drive(
    handler: Handler, one: Scenario, seconds: float = SECONDS, *, can: Capabilities = LONG, **options: Any
) -> Played:
    with serving(handler, **options) as url:
        return play(Server(Target(url), can, seconds, Budget(), DIALECT), one)


def reach(url: str, **how: object) -> Played:
    target = Target(url, **how)  # type: ignore[arg-type]
    return play(Server(target, LONG, SECONDS, Budget(), DIALECT), load_scenarios(DIALECT)["connection/ping"])


def silent(connection: ServerConnection) -> None:
    greets(connection)
    for _ in connection:
        pass


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("{type: {$one-of: [error, response.created]}}", "neither error nor response.created comes within 0.3 s"),
        ("{type: {$one-of: [a, b, c]}}", "neither a, b nor c comes within 0.3 s"),
        ("{type: {$any: true}, item: {}}", "an event does not come within 0.3 s"),
    ],
)
def test_what_does_not_come_is_said_in_words(pattern: str, said: str, tmp_path: Path) -> None:
    step = f"- expect: {pattern}\n  within: 0.3\n  shows: error.type"
    assert drive(silent, scenario(tmp_path, step)).why == said


def test_an_error_before_the_close_is_quoted(tmp_path: Path) -> None:
    def wrong_key(connection: ServerConnection) -> None:
        connection.send(error(None).replace("No.", "Bad key"))
        connection.close(3000, "invalid_api_key")

    played = drive(wrong_key, scenario(tmp_path, "- {ping: true, shows: connection.idle-keepalive}"))
    assert (played.status, played.number) == (Status.UNTESTABLE, 0)
    closed = "the server closes the connection with 3000 (invalid_api_key)"
    assert played.why == f"session.created does not come: {closed} after an error (Bad key)"


@pytest.mark.parametrize("step", ["close: 1000", "ping: true"])
def test_what_breaks_off_at_once_is_not_said_to_have_been_waited_for(step: str, tmp_path: Path) -> None:
    def breaks_off(connection: ServerConnection) -> None:
        greeting = {"type": "session.created", "event_id": "event_1", "session": SESSION}
        with connection.protocol_mutex:  # nothing that comes meanwhile is answered
            connection.protocol.send_text(json.dumps(greeting).encode())
            connection.send_data()
            connection.socket.shutdown(socket.SHUT_RDWR)

    played = drive(breaks_off, scenario(tmp_path, f"- {step}\n  shows: connection.clean-close"))
    assert played.status is Status.FAIL, played.why
    assert "within" not in played.why
    assert "the connection breaks off" in played.why


def at_once(connection: ServerConnection) -> None:
    """Answer each request at once, and whole."""
    greets(connection)
    for number, message in enumerate(connection):
        event = json.loads(message)
        match event["type"]:
            case "conversation.item.create":
                added = {"type": "conversation.item.added", "previous_item_id": None, "item": event["item"]}
                connection.send(json.dumps({**added, "event_id": f"event_a{number}"}))
            case "response.create":
                about = {"id": f"resp_{number}", "status": "in_progress", "output": []}
                connection.send(json.dumps({"type": "response.created", "event_id": "event_c", "response": about}))
                delta = {"type": "response.output_text.delta", "response_id": about["id"], "delta": "All of it."}
                connection.send(json.dumps({**delta, "event_id": "event_d"}))
                done = {**about, "status": "completed"}
                connection.send(json.dumps({"type": "response.done", "event_id": "event_e", "response": done}))
            case "session.update":
                updated = {"type": "session.updated", "event_id": "event_u", "session": event["session"]}
                connection.send(json.dumps(updated))
            case _:
                connection.send(error(event["event_id"], 100 + number))


@pytest.mark.parametrize("name", ["session/update-during-response", "cancel/cancel", "cancel/by-id"])
def test_a_long_answer_that_is_short_says_nothing_about_a_rule(name: str) -> None:
    played = drive(at_once, load_scenarios(DIALECT)[name])
    assert (played.status, played.breaks) == (Status.UNTESTABLE, None)
    assert played.why == "the answer to `long` had ended: it is to take some seconds"


def test_a_response_that_is_ended_by_an_update_is_the_servers_fault() -> None:
    def ends(connection: ServerConnection) -> None:
        greets(connection)
        for message in connection:
            event = json.loads(message)
            about = {"id": "resp_1", "status": "in_progress"}
            sent: dict[str, list[dict[str, object]]] = {
                "conversation.item.create": [{"type": "conversation.item.added", "item": event.get("item")}],
                "response.create": [{"type": "response.created", "response": about}],
                "session.update": [
                    {"type": "response.done", "response": {**about, "status": "cancelled"}},
                    {"type": "session.updated", "session": event.get("session")},
                ],
            }
            for one in sent[event["type"]]:
                connection.send(json.dumps({"event_id": "event_1", **one}))

    played = drive(ends, load_scenarios(DIALECT)["session/update-during-response"], 4.0)
    assert (played.status, played.breaks) == (Status.FAIL, "session.update-any-time")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('{"error": {"message": "Incorrect key s3cr3t"}}', " (Incorrect key "),
        ('{"error": "no such model"}', " (no such model)"),
        ("<html>\x1b[31m" + "x" * 5000, " (<html>"),
        ("", ""),
    ],
)
def test_a_refused_upgrade_says_what_the_server_says(body: str, said: str) -> None:
    def forbids(connection: ServerConnection, request: object) -> object:
        return connection.respond(401, body)

    with serving(refuses, process_request=forbids) as url:
        played = reach(url, secrets=("s3cr3t",))
    assert played.why.startswith(f"the server refuses the connection with HTTP 401{said}")
    assert "s3cr3t" not in played.why
    assert "\x1b" not in played.why
    assert len(played.why) < 300


def test_one_side_with_tls_and_one_without_are_told() -> None:
    with serving(refuses) as url:
        trusting = ssl.create_default_context()
        assert (
            "if the server does not speak TLS, its address begins with ws:"
            in reach(url.replace("ws:", "wss:"), trusts=trusting).why
        )
    with ReferenceServer(tls=True) as server:
        assert "if the server speaks TLS, its address begins with wss:" in reach(server.url.replace("wss:", "ws:")).why


def test_an_error_in_another_shape_refuses_all_the_same(tmp_path: Path) -> None:
    def says_no(connection: ServerConnection) -> None:
        greets(connection)
        for number, _ in enumerate(connection, start=2):
            connection.send(json.dumps({"type": "error", "event_id": f"event_{number}", "error": "No."}))

    steps = "- send: {type: nonsense}\n- {refused: true, within: 0.5, shows: error.unknown-event}"
    assert drive(says_no, scenario(tmp_path, steps)).status is Status.PASS
    about = steps.replace("refused: true", "refused: {param: type}")
    played = drive(says_no, scenario(tmp_path, about))
    assert (played.status, played.breaks) == (Status.FAIL, "error.unknown-event")
    assert played.why == (
        'what is wrong is not refused: error does not come within 0.5 s; in frame 4 /error is "No.", expected an object'
    )


def test_a_server_that_leaves_after_an_error_that_it_might_have_sent_breaks_that_rule(tmp_path: Path) -> None:
    def leaves(connection: ServerConnection) -> None:
        greets(connection)
        event = json.loads(connection.recv())
        connection.send(error(event["event_id"]))
        connection.close(1008, "policy")

    steps = """
- send: {type: session.update, session: {type: realtime, output_modalities: [text, audio]}}
- expect: {type: {$one-of: [error, session.updated]}}
- send: {type: session.update, session: {type: realtime}}
- {expect: {type: session.updated}, shows: session.one-modality}
"""
    played = drive(leaves, scenario(tmp_path, steps))
    assert (played.status, played.breaks) == (Status.FAIL, "error.session-continues")


def test_an_event_of_a_misspelt_name_is_pointed_at(tmp_path: Path) -> None:
    def shouts(connection: ServerConnection) -> None:
        greets(connection)
        connection.send(json.dumps({"type": "Response.created", "event_id": "event_2"}))
        connection.recv()

    played = drive(shouts, scenario(tmp_path, "- expect: {type: response.created}\n  within: 0.4\n  shows: error.type"))
    assert played.why == "response.created does not come within 0.4 s; frame 3 calls it Response.created"


def test_what_has_come_after_what_was_waited_for_can_be_waited_for_next(tmp_path: Path) -> None:
    def all_at_once(connection: ServerConnection) -> None:
        greets(connection)
        for number, name in enumerate(("conversation.created", "rate_limits.updated", "session.updated"), start=2):
            connection.send(json.dumps({"type": name, "event_id": f"event_{number}"}))
        connection.recv()

    steps = """
- quiet: {type: error}
  for: 1
  shows: error.one-per-fault
- until: {type: rate_limits.updated}
- {until: {type: session.updated}, shows: session.update-acked}
"""
    assert drive(all_at_once, scenario(tmp_path, steps), 2).status is Status.PASS
