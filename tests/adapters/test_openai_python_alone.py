"""The adapter answers what the ``openai`` package does on its own, when it receives and when it sends."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from asking import said
from library_alone import alone

from conformance.adapter.contract import Connection, Op, Request
from conformance.adapter.outcome import Kind
from conformance.adapters import REGISTRY

ENTRY = REGISTRY["openai-python"]
DEEP = "[" * 20_000 + "]" * 20_000

# A frame, the class that comes of it (or what is raised), and the adapter's outcome.
FRAMES = [
    ('{"type":"session.created","event_id":"e","session":{"type":"realtime","id":"s"}}', "SessionCreatedEvent", "ok"),
    (
        '{"type":"response.output_text.delta","event_id":"e","delta":"a","obfuscation":"z"}',
        "ResponseTextDeltaEvent",
        "ok",
    ),
    ('{"type":"error","event_id":"e"}', "RealtimeErrorEvent", "ok"),
    ('{"type":"ping","event_id":"e"}', "ConversationCreatedEvent", "fallback"),
    ("[]", "list", "fallback"),
    ("{", "JSONDecodeError", "rejected"),
    ('{"type":"session.created","event_id":"e","session":' + DEEP + "}", "RecursionError", "rejected"),
    # What was refused takes nothing along.
    ('{"type":"input_audio_buffer.cleared","event_id":"e"}', "InputAudioBufferClearedEvent", "ok"),
]

REFERENCE = {"input": [{"type": "item_reference", "id": "i"}]}
SILENT = {"type": "realtime", "audio": {"input": {"turn_detection": None}}}
# The type, the method that sends it and its arguments; what is sent is the arguments and the type.
SENT: list[tuple[str, str, str, dict[str, Any]]] = [
    ("RealtimeClientEvent", "connection", "response.create", {"response": REFERENCE}),
    ("RealtimeClientEvent", "connection", "session.update", {"session": SILENT}),
    ("RealtimeClientEventResponseCancel", "connection", "response.cancel", {"event_id": None}),
    ("RealtimeCreateClientSecretRequest", "client", "realtime.client_secrets.create", {"session": SILENT}),
    (
        "RealtimeTranslationClientSecretCreateRequest",
        "client",
        "realtime.translations.client_secrets.create",
        {"session": {"model": "m"}},
    ),
]


@pytest.fixture(scope="module")
def by_itself() -> dict[str, list[Any]]:
    return alone(ENTRY, [frame for frame, _, _ in FRAMES], [call for _, *call in SENT])


def test_it_receives_as_the_package_does(opened: Callable[..., Connection], by_itself: dict[str, list[Any]]) -> None:
    connection = opened("loose", "openai-ga")
    for (frame, comes, kind), event in zip(FRAMES, by_itself["read"], strict=True):
        assert event.get("class", event.get("raised")) == comes
        outcome = connection.ask(Request(Op.ROUNDTRIP, "RealtimeServerEvent", frame))
        assert outcome.kind == kind, outcome
        assert (outcome.kind is Kind.REJECTED) is ("raised" in event)
        if outcome.kind is not Kind.REJECTED:
            assert json.loads(outcome.text or "") == event["data"]


def test_it_sends_as_the_package_does(opened: Callable[..., Connection], by_itself: dict[str, list[Any]]) -> None:
    connection = opened("loose", "openai-ga")
    for (name, what, method, arguments), came in zip(SENT, by_itself["send"], strict=True):
        members = {"type": method, **arguments} if what == "connection" else arguments
        built = connection.ask(Request(Op.BUILD, name, json.dumps(members)))
        assert json.loads(said(built)) == came == members


def test_neither_sends_what_no_method_takes(opened: Callable[..., Connection]) -> None:
    built = opened("loose", "openai-ga").ask(
        Request(Op.BUILD, "RealtimeClientEvent", '{"type":"response.cancel","weird":1}')
    )
    assert built.kind is Kind.REJECTED
    with pytest.raises(AssertionError, match="unexpected keyword argument 'weird'"):
        alone(ENTRY, [], [("connection", "response.cancel", {"weird": 1})])
