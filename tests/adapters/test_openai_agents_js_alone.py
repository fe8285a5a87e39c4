"""The adapter answers what @openai/agents-realtime does on its own, connected to a server."""

from __future__ import annotations

import json

import pytest
from asking import asked
from library_alone import alone, run

from conformance.adapter.contract import Connection, Op
from conformance.adapter.outcome import Kind
from conformance.adapters import REGISTRY

ENTRY = REGISTRY["openai-agents-js"]

# A frame, what is heard of it, and the adapter's outcome.
FRAMES = [
    ('{"type":"input_audio_buffer.cleared","event_id":"e"}', "event", Kind.OK),
    ('{"type":"session.created","event_id":"e","session":{"type":"realtime"}}', "event", Kind.OK),
    # The sum of the tokens is dropped, from the event that is handed over.
    ('{"type":"response.done","event_id":"e","response":{"usage":{"total_tokens":3}}}', "event", Kind.OK),
    ('{"type":"error","event_id":"e","error":{"type":"t","message":"m"}}', "event", Kind.OK),
    ('{"type":"something.new","event_id":"e"}', "raw", Kind.FALLBACK),
    ('{"type":"response.done","event_id":"e","response":{"id":1}}', "raw", Kind.FALLBACK),
    ("nonsense", None, Kind.IGNORED),
    ("[]", None, Kind.IGNORED),
]
EVENTS = [
    {"type": "output_audio_buffer.clear"},
    {"type": "session.update", "session": {"type": "realtime", "bogus": 1}},
    {"type": "conversation.item.delete", "item_id": "i"},
]


def test_it_receives_as_the_package_does(connection: Connection) -> None:
    answers = alone(ENTRY, [frame for frame, _, _ in FRAMES], [])["read"]
    for (frame, heard, kind), answer in zip(FRAMES, answers, strict=True):
        outcome = asked(connection, Op.ROUNDTRIP, "RealtimeServerEvent", frame)
        assert (heard, outcome.kind) == ("event" if "event" in answer else "raw" if "raw" in answer else None, kind)
        if kind is Kind.OK:
            assert json.loads(outcome.text or "") == answer["event"]


def test_it_sends_as_the_package_does(connection: Connection) -> None:
    sent = alone(ENTRY, [], EVENTS)["send"]
    built = [asked(connection, Op.BUILD, "RealtimeClientEvent", event).text for event in EVENTS]
    assert built == sent == [json.dumps(event, separators=(",", ":")) for event in EVENTS]


@pytest.mark.parametrize(
    ("frame", "error"),
    [
        (
            '{"type":"conversation.item.added","event_id":"e","item":{"type":"mcp_call","id":"i","server_label":"s",'
            '"name":"n","arguments":"{}"}}',
            "ZodError",
        ),
        ('{"type":"session.created","event_id":"e","session":null}', "TypeError"),
        (f'{{"type":"error","event_id":"e","error":{"[" * 20_000}{"]" * 20_000}}}', "RangeError"),
    ],
)
def test_what_ends_the_program_is_a_crash(connection: Connection, frame: str, error: str) -> None:
    ended = run(ENTRY, [frame], [])
    assert ended.returncode == 1
    assert error in ended.stderr
    outcome = asked(connection, Op.ROUNDTRIP, "RealtimeServerEvent", frame)
    assert (outcome.kind, (outcome.message or "").partition(":")[0]) == (Kind.CRASHED, error)
