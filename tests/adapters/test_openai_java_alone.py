"""The adapter answers what openai-java does on its own, when its connection receives and when it sends."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from asking import asked, said
from library_alone import alone

from conformance.adapter.contract import Connection, Op
from conformance.adapter.outcome import Kind
from conformance.adapters import REGISTRY

ENTRY = REGISTRY["openai-java"]

# A frame, and what comes of it by default and validated: the event, or what is raised, which ends the connection.
FRAMES = [
    ('{"type":"input_audio_buffer.cleared","event_id":"e"}', Kind.OK, Kind.OK),
    ('{"type":"input_audio_buffer.cleared","event_id":"e"}{"type":"x"}', Kind.REJECTED, Kind.REJECTED),
    ('{"event_id":"e"}', Kind.REJECTED, Kind.REJECTED),
    ("[]", Kind.REJECTED, Kind.REJECTED),
    ('{"type":5,"event_id":"e"}', Kind.REJECTED, Kind.REJECTED),
    ('{"type"', Kind.REJECTED, Kind.REJECTED),
    ('{"type":"foo.bar","event_id":"e"}', Kind.FALLBACK, Kind.REJECTED),
    ('{"type":"input_audio_buffer.cleared","event_id":5}', Kind.OK, Kind.REJECTED),
]


@pytest.mark.parametrize("profile", ENTRY.profiles)
def test_it_receives_as_the_library_does(opened: Callable[..., Connection], profile: str) -> None:
    arguments = ["validated"] if profile == "validated" else []
    answers = alone(ENTRY, [frame for frame, *_ in FRAMES], [], *arguments)["read"]
    for (frame, *kinds), answer in zip(FRAMES, answers, strict=True):
        outcome = asked(opened(profile), Op.ROUNDTRIP, "RealtimeServerEvent", frame)
        assert outcome.kind is kinds[ENTRY.profiles.index(profile)]
        assert answer["over"] is (outcome.kind is Kind.REJECTED) is ("raised" in answer)
        if "raised" in answer:
            assert (outcome.message or "").partition(":")[0] == answer["raised"]
        else:
            assert outcome.text == answer["event"]


def test_it_sends_as_the_library_does(connection: Connection) -> None:
    approval = {"type": "mcp_approval_response", "id": "i", "approval_request_id": "a", "approve": False}
    events = {
        "cancel": {"type": "response.cancel", "response_id": "r"},
        "refuse approval": {"type": "conversation.item.create", "item": approval},
    }
    sent = alone(ENTRY, [], list(events))["send"]
    for event, text in zip(events.values(), sent, strict=True):
        built = said(asked(connection, Op.BUILD, "RealtimeClientEvent", event))
        assert json.loads(built) == json.loads(text) == event


def test_what_no_builder_takes_is_refused(connection: Connection) -> None:
    # `ResponseCancelEvent.builder().weird(1)` does not compile.
    refused = asked(connection, Op.BUILD, "RealtimeClientEvent", {"type": "response.cancel", "weird": 1})
    assert refused.kind is Kind.REJECTED
