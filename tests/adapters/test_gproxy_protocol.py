"""The real crate gproxy-protocol answers, as only the crate does."""

from __future__ import annotations

import pytest
from asking import asked

from conformance.adapter.contract import Connection, Op
from conformance.adapter.outcome import Kind, Outcome
from conformance.adapters import REGISTRY
from conformance.spec import load_dialect

ENTRY = REGISTRY["gproxy-protocol"]


def test_a_gateway_reads_and_builds_everything(connection: Connection) -> None:
    hello = connection.hello
    assert hello.ops == set(Op)
    assert hello.decodes == hello.sends == hello.types


def test_it_has_the_types_of_the_dialect_that_it_declares(connection: Connection) -> None:
    lacking = set(load_dialect("openai-ga").types) - connection.hello.types
    assert {name for name in lacking if "Translation" not in name} == {
        # A form, for which the crate has a struct and no encoder.
        "RealtimeCallCreateRequest",
        "RealtimeCallReferRequest",
        "RealtimeCallRejectRequest",
        "RealtimeSessionCreateResponse",
        "WebhookRealtimeCallIncoming",
    }


UNDECLARED = '{"type":"input_audio_buffer.committed","event_id":"e","item_id":"i","previous_item_id":null,"x":1}'


def test_what_no_field_declares_is_relayed_and_neither_typed_nor_built(connection: Connection) -> None:
    declared = '"event_id":"e","item_id":"i","type":"input_audio_buffer.committed","previous_item_id":null'
    written = {Op.ROUNDTRIP: declared + ',"x":1', Op.TYPED: declared, Op.BUILD: declared}
    for op, members in written.items():
        assert asked(connection, op, "RealtimeServerEvent", UNDECLARED) == Outcome(Kind.OK, text=f"{{{members}}}")


@pytest.mark.parametrize(
    ("type_", "text", "outcome"),
    [
        (
            "RealtimeServerEvent",
            '{"type":"response.video.delta","event_id":"e"}',
            Outcome(Kind.REJECTED, message="data did not match any variant of untagged enum RealtimeServerEvent"),
        ),
        (
            "RealtimeClientEventResponseCreate",
            '{"type":"response.cancel"}',
            Outcome(Kind.FALLBACK, message='read as another variant: {"type":"response.cancel"}'),
        ),
        ("RealtimeTurnDetection", "null", Outcome(Kind.OK, text="null")),
        ("VoiceIdsShared", '"nobody"', Outcome(Kind.OK, text='"nobody"')),
        ("VoiceIdsShared", '{"id":"v"}', Outcome(Kind.FALLBACK, message='read as another variant: {"id":"v"}')),
        ("Metadata", b"\xff", Outcome(Kind.REJECTED, message="expected value at line 1 column 1")),
    ],
)
def test_decoded_and_encoded_by_the_crate(
    connection: Connection, type_: str, text: str | bytes, outcome: Outcome
) -> None:
    for op in (Op.ROUNDTRIP, Op.TYPED):
        assert asked(connection, op, type_, text) == outcome


@pytest.mark.parametrize(
    ("type_", "text"),
    [
        ("RealtimeClientEventConversationItemCreate", '{"type":"response.cancel"}'),
        ("RealtimeConversationItemMessageUser", '{"content":[],"role":"system","type":"message"}'),
    ],
)
def test_another_variant_cannot_be_made_of_the_members(connection: Connection, type_: str, text: str) -> None:
    message = f"another variant has these members: {text}"
    assert asked(connection, Op.BUILD, type_, text) == Outcome(Kind.REJECTED, message=message)


@pytest.mark.parametrize(
    ("type_", "text"),
    [
        ("RealtimeClientEvent", '{"type":"session.update","session":{"type":"realtime","prompt":null}}'),
        ("RealtimeCreateClientSecretRequest", '{"expires_after":{"seconds":60}}'),
        ("RealtimeFunctionTool", '{"name":"f","parameters":{"x":1},"type":"function"}'),
    ],
)
def test_made_of_its_declared_fields(connection: Connection, type_: str, text: str) -> None:
    answer = asked(connection, Op.BUILD, type_, text)
    assert answer.kind is Kind.OK
    assert sorted(answer.text or "") == sorted(text)
