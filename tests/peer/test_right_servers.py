"""Right servers that say more than the reference server: no scenario holds it against them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from conformance.checks.verdict import Status
from conformance.peer.drive import play
from conformance.peer.embedded import embedded
from conformance.peer.scenario import load_scenarios
from conformance.peer.server import DEFECTS, Defect
from conformance.peer.server.defects.defect import Event, Memory
from conformance.peer.steps import Server
from conformance.peer.target import Budget
from conformance.peer.verdicts import verdicts
from conformance.requirements.level import Level

DIALECT = "openai-ga"
SECONDS = 20.0
QUIET = [name for name, one in load_scenarios(DIALECT).items() if any(step.verb == "quiet" for step in one.steps)]
"""The scenarios in which something must not come."""


def _tells_of_its_conversation(event: Event, memory: Memory) -> Iterable[Event]:
    """It says right after session.created which conversation the session has, as the document allows."""
    yield event
    if event["type"] == "session.created":
        about = {"id": "conv_of_session", "object": "realtime.conversation"}
        yield {"type": "conversation.created", "event_id": "event_of_conversation", "conversation": about}


def _says_new_things(event: Event, memory: Memory) -> Iterable[Event]:
    """It sends an event of its own after every other."""
    yield event
    memory["said"] = memory.get("said", 0) + 1
    yield {"type": "vendor.heartbeat", "event_id": f"event_heartbeat_{memory['said']}", "load": 0.5}


def _lists_its_tools(event: Event, memory: Memory) -> Iterable[Event]:
    """It has tools of a server that it is connected with anyway, and lists them once a response has begun."""
    yield event
    if event["type"] == "response.created" and "item" not in memory:
        memory["item"] = {"id": "item_of_tools", "type": "mcp_list_tools", "server_label": "house", "tools": []}
        for name in ("conversation.item.added", "conversation.item.done"):
            yield {"type": name, "event_id": f"event_{name}", "previous_item_id": None, "item": memory["item"]}


OTHERWISE = {
    "tells-of-its-conversation": _tells_of_its_conversation,
    "says-new-things": _says_new_things,
}


def broken(
    name: str, monkeypatch: pytest.MonkeyPatch, otherwise: str, way: Callable[[Event, Memory], Iterable[Event]]
) -> list[str]:
    """What a server that is right in another way breaks in a scenario at level must."""
    monkeypatch.setitem(DEFECTS, otherwise, Defect(otherwise, "", "", way))
    with embedded(otherwise) as (target, capabilities):
        played = play(Server(target, capabilities, SECONDS, Budget(), DIALECT), load_scenarios(DIALECT)[name])
    assert (played.status, played.why) == (Status.PASS, "")
    failed = [one for one in verdicts(played, DIALECT) if one.failed and one.level is Level.MUST]
    return [str(finding) for one in failed for finding in one.findings]


@pytest.mark.parametrize("name", QUIET)
@pytest.mark.parametrize("otherwise", OTHERWISE)
def test_a_right_server_may_say_more(otherwise: str, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert broken(name, monkeypatch, otherwise, OTHERWISE[otherwise]) == []


def test_an_item_of_the_server_is_not_one_of_the_response_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    assert broken("outside/not-in-conversation", monkeypatch, "lists-its-tools", _lists_its_tools) == []
