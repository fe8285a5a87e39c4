"""The real crate under the type names of the official dialect."""

from __future__ import annotations

import subprocess
from collections.abc import Callable

import pytest
from asking import asked, decoded

from conformance.adapter.contract import Connection, Op
from conformance.adapter.outcome import Kind, Outcome
from conformance.adapters import REGISTRY
from conformance.spec import load_dialect

ENTRY = REGISTRY["async-openai"]


@pytest.fixture(params=ENTRY.profiles)
def connection(request: pytest.FixtureRequest, opened: Callable[..., Connection]) -> Connection:
    return opened(request.param, "openai-ga")


def test_it_has_the_types_of_the_dialect_that_its_release_knows(connection: Connection) -> None:
    official = set(load_dialect("openai-ga").types)
    # Translation and reasoning came with 0.41, the others with 0.43.
    lacking = {name for name in official - connection.hello.types if "Translation" not in name}
    since_0_41 = {"AudioTranscriptionResponse", "RealtimeReasoning", "RealtimeReasoningEffort"}
    since_0_43 = {
        "CallableToolAllowedCaller",
        "NoiseReductionType",
        "PromptCacheBreakpointConfig",
        "TranscriptionLanguage",
    }
    newer = {"0.40.3": since_0_41 | since_0_43, "0.41.3": since_0_43, "0.43.0": set()}
    assert lacking == newer[connection.hello.version] | {
        "RealtimeServerEventConversationCreated",
        "RealtimeServerEventConversationItemCreated",
        "RealtimeSessionCreateResponse",
        # A webhook, which the crate has in a module apart from Realtime.
        "WebhookRealtimeCallIncoming",
    }


@pytest.mark.parametrize(
    ("op", "type_", "text"),
    [
        (
            Op.ROUNDTRIP,
            "RealtimeServerEventInputAudioBufferCleared",
            b'{"type":"input_audio_buffer.cleared","event_id":"e"}',
        ),
        (Op.ROUNDTRIP, "RealtimeServerEvent", '{"type":"input_audio_buffer.cleared","event_id":"e"}'),
        (Op.BUILD, "RealtimeClientEventResponseCancel", '{"type":"response.cancel"}'),
        (Op.BUILD, "RealtimeSessionCreateRequestGA", '{"type":"realtime"}'),
        (Op.ROUNDTRIP, "ToolChoiceFunction", '{"type":"function","name":"f"}'),
        (Op.ROUNDTRIP, "ToolChoiceOptions", '"auto"'),
        (Op.ROUNDTRIP, "InputTextContent", '{"type":"input_text","text":"x"}'),
        (Op.ROUNDTRIP, "RealtimeConversationItemMessageUser", '{"type":"message","role":"user","content":[]}'),
        (Op.BUILD, "RealtimeConversationItemMessageUser", '{"type":"message","role":"user","content":[]}'),
        (Op.ROUNDTRIP, "RealtimeTurnDetection", "null"),
        (Op.ROUNDTRIP, "Metadata", "null"),
    ],
)
def test_the_tag_is_read_and_written(connection: Connection, op: Op, type_: str, text: str | bytes) -> None:
    written = text.decode() if isinstance(text, bytes) else text
    assert asked(connection, op, type_, text) == Outcome(Kind.OK, text=written)


@pytest.mark.parametrize(
    ("type_", "text"),
    [
        ("RealtimeServerEventResponseDone", '{"type":"input_audio_buffer.cleared","event_id":"e"}'),
        ("RealtimeConversationItemMessageAssistant", '{"type":"message","role":"user","content":[]}'),
    ],
)
def test_another_variant_is_a_fallback(connection: Connection, type_: str, text: str) -> None:
    message = f"read as another variant: {text}"
    assert asked(connection, Op.ROUNDTRIP, type_, text) == Outcome(Kind.FALLBACK, message=message)


@pytest.mark.parametrize(
    ("type_", "text"),
    [
        ("RealtimeClientEventResponseCreate", '{"type":"response.cancel"}'),
        ("RealtimeTranscriptionSessionCreateRequestGA", '{"type":"realtime"}'),
    ],
)
def test_another_variant_cannot_be_made_of_the_members(connection: Connection, type_: str, text: str) -> None:
    message = f"another variant has these members: {text}"
    assert asked(connection, Op.BUILD, type_, text) == Outcome(Kind.REJECTED, message=message)


def test_each_type_is_read_or_made_as_its_users_do(connection: Connection) -> None:
    assert connection.hello.ops == set(Op)
    event = '{"type":"input_audio_buffer.cleared","event_id":"e"}'
    assert asked(connection, Op.BUILD, "RealtimeServerEvent", event).kind is Kind.UNSUPPORTED
    cancel = '{"type":"response.cancel"}'
    assert asked(connection, Op.ROUNDTRIP, "RealtimeClientEvent", cancel).kind is Kind.UNSUPPORTED
    assert asked(connection, Op.TYPED, "RealtimeClientEvent", cancel).kind is Kind.UNSUPPORTED


def test_the_fields_of_a_value_are_what_a_reader_sees(connection: Connection) -> None:
    event = {"type": "input_audio_buffer.cleared", "event_id": "e"}
    assert decoded(connection, Op.TYPED, "RealtimeServerEvent", event | {"stranger": 1}) == event


@pytest.mark.parametrize(
    ("type_", "members"),
    [
        ("RealtimeCallCreateRequest", {"sdp": "v=0"}),
        ("RealtimeCallReferRequest", {"target_uri": "tel:+1"}),
        ("RealtimeCallRejectRequest", {"status_code": 486}),
        ("RealtimeCallRejectRequest", {}),
        (
            "RealtimeCreateClientSecretRequest",
            {"session": {"type": "realtime"}, "expires_after": {"anchor": "created_at", "seconds": 60}},
        ),
        ("RealtimeCreateClientSecretRequest", {"session": {"type": "realtime"}}),
    ],
)
def test_the_bodies_of_requests_are_made(connection: Connection, type_: str, members: object) -> None:
    assert decoded(connection, Op.BUILD, type_, members) == members


def test_what_a_request_has_no_field_for_is_refused(connection: Connection) -> None:
    refused = asked(connection, Op.BUILD, "RealtimeCallReferRequest", {"target_uri": "tel:+1", "x": 1})
    assert refused == Outcome(Kind.REJECTED, message='no constructor has a parameter for "x"')


def test_a_client_secret_is_read(connection: Connection) -> None:
    secret = {"value": "ek_1", "expires_at": 5, "session": {"type": "realtime"}}
    for op in (Op.ROUNDTRIP, Op.TYPED):
        assert decoded(connection, op, "RealtimeCreateClientSecretResponse", secret) == secret
    refused = asked(connection, Op.ROUNDTRIP, "RealtimeCreateClientSecretResponse", {"value": "ek_1"})
    assert (refused.message or "").startswith("missing field `expires_at`")


def test_the_details_of_cached_tokens_are_lost_to_a_misspelt_name(connection: Connection) -> None:
    details = '{"cached_tokens":1,"cached_tokens_details":{"text_tokens":1}}'
    shared = (
        '{"audio":null,"id":"r","max_output_tokens":"inf","object":"realtime.response","output":[],'
        '"output_modalities":["audio"],"status":"completed","status_details":null,'
    )
    usage = '"usage":{"input_token_details":%s,"input_tokens":2,"output_tokens":1,"total_tokens":3}}'
    written = asked(connection, Op.ROUNDTRIP, "RealtimeResponse", shared + usage % details)
    assert written.text == shared + usage % '{"cached_tokens":1,"cached_token_details":null}'


@pytest.mark.parametrize("arguments", [["--dialect"], ["--dialect", "nonsense"], ["nonsense"]])
def test_unknown_arguments_end_the_program_with_a_reason(connection: Connection, arguments: list[str]) -> None:
    program, *_ = ENTRY.runtime.command(connection.hello.profile, "openai-ga")
    finished = subprocess.run(
        [program, *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    assert (finished.returncode, finished.stdout) == (1, "")
    assert finished.stderr.startswith("async-openai adapter: no such arguments: ")
