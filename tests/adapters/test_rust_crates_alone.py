"""The adapters in Rust answer what their crates do on their own."""

from __future__ import annotations

import json
from typing import Any

import pytest
from asking import asked, require, said
from library_alone import alone

from conformance.adapter.contract import Op
from conformance.adapter.dialogue import Limits
from conformance.adapter.outcome import Kind
from conformance.adapters import REGISTRY

CLEARED = '{"type":"input_audio_buffer.cleared","event_id":"e"}'
DELTA = (
    '{"type":"response.output_text.delta","event_id":"e","response_id":"r","item_id":"i","output_index":0,'
    '"content_index":0,"delta":"a","obfuscation":"zz"}'
)
SESSION = '{"type":"session.updated","event_id":"e","session":{"type":"realtime"}}'
CREATED = SESSION.replace('"realtime"', '"realtime","id":"s","object":"realtime.session"')
NEW = '{"type":"something.new","event_id":"e"}'

# A frame, the outcome of the adapter, and what the event has in it, as Rust prints it.
FRAMES: dict[str, list[tuple[str, Kind, str]]] = {
    "async-openai": [
        (CLEARED, Kind.OK, 'InputAudioBufferCleared(RealtimeServerEventInputAudioBufferCleared { event_id: "e" })'),
        (DELTA, Kind.OK, 'delta: "a"'),
        (SESSION, Kind.OK, "RealtimeSession("),
        (NEW, Kind.REJECTED, "unknown variant `something.new`"),
        ('{"type":"conversation.created","event_id":"e"}', Kind.REJECTED, "unknown variant `conversation.created`"),
    ],
    "openai-protocol": [
        (CLEARED, Kind.OK, 'InputAudioBufferCleared { event_id: "e" }'),
        (DELTA, Kind.OK, 'delta: "a"'),
        (SESSION, Kind.REJECTED, "missing field `type`"),
        (NEW, Kind.FALLBACK, "Unknown"),
    ],
    "gproxy-protocol": [
        (CLEARED, Kind.OK, 'InputAudioBufferClearedEvent { event_id: "e", type_: InputAudioBufferCleared, rest: {} }'),
        (DELTA, Kind.OK, 'rest: {"obfuscation": String("zz")}'),
        (SESSION, Kind.OK, "RealtimeSessionCreateRequest("),
        (CREATED, Kind.OK, 'rest: {"id": String("s"), "object": String("realtime.session")}'),
        (NEW, Kind.REJECTED, "data did not match any variant of untagged enum RealtimeServerEvent"),
    ],
}
# What is made by name, and the type and members that the adapter makes it of; what they do not say is written as null.
SENT: dict[str, dict[str, tuple[str, dict[str, Any]]]] = {
    "async-openai": {
        "cancel": ("RealtimeClientEvent", {"type": "response.cancel", "response_id": "r"}),
        "create": ("RealtimeClientEvent", {"type": "response.create"}),
        "secret": (
            "RealtimeCreateClientSecretRequest",
            {"session": {"type": "realtime"}, "expires_after": {"seconds": 60}},
        ),
    },
    "openai-protocol": {
        "cancel": ("RealtimeClientEvent", {"type": "response.cancel", "response_id": "r"}),
        "create": ("RealtimeClientEvent", {"type": "response.create"}),
        "cleared": ("RealtimeServerEvent", {"type": "input_audio_buffer.cleared", "event_id": "e"}),
    },
    "gproxy-protocol": {
        "cancel": ("RealtimeClientEvent", {"type": "response.cancel", "response_id": "r"}),
        "create": ("RealtimeClientEvent", {"type": "response.create"}),
        "turns off": (
            "RealtimeSessionCreateRequestGA",
            {"type": "realtime", "audio": {"input": {"turn_detection": None}}},
        ),
        "cleared": ("RealtimeServerEvent", {"type": "input_audio_buffer.cleared", "event_id": "e"}),
    },
}


@pytest.mark.parametrize("crate", FRAMES)
def test_it_receives_and_sends_as_the_crate_does(crate: str) -> None:
    entry = REGISTRY[crate]
    require(entry)
    answers = alone(entry, [frame for frame, *_ in FRAMES[crate]], list(SENT[crate]))
    with entry.open(limits=Limits(timeout=60), dialect="openai-ga") as connection:
        for (frame, kind, told), answer in zip(FRAMES[crate], answers["read"], strict=True):
            outcome = asked(connection, Op.TYPED, "RealtimeServerEvent", frame)
            assert outcome.kind is kind
            assert told in answer.get("raised" if kind is Kind.REJECTED else "shown", "")
            if kind is Kind.REJECTED:
                assert outcome.message == answer["raised"]
        for (type_, members), text in zip(SENT[crate].values(), answers["send"], strict=True):
            assert said(asked(connection, Op.BUILD, type_, members)) == text
        # `obfuscation` is no field of the crates: it is not in what is typed, and Rust prints it in a raw rest at most.
        shown = json.loads(said(asked(connection, Op.TYPED, "RealtimeServerEvent", DELTA)))
        delta = answers["read"][1]
        assert "obfuscation" not in shown
        assert "obfuscation" not in delta["shown"].partition("rest: ")[0]
        assert shown == json.loads(delta.get("declared", json.dumps(shown)))
        assert shown["delta"] == "a"
