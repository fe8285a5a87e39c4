"""The real crate under the type names of the official dialect."""

from __future__ import annotations

import subprocess
from collections.abc import Callable

import pytest
from asking import asked

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
        "RealtimeCallCreateRequest",
        "RealtimeCallReferRequest",
        "RealtimeCallRejectRequest",
        "RealtimeCreateClientSecretRequest",
        "RealtimeCreateClientSecretResponse",
        "RealtimeServerEventConversationCreated",
        "RealtimeServerEventConversationItemCreated",
        "RealtimeSessionCreateResponse",
        # A webhook, which the crate has in a module apart from Realtime.
        "WebhookRealtimeCallIncoming",
    }


@pytest.mark.parametrize(
    ("type_", "text"),
    [
        ("RealtimeServerEventInputAudioBufferCleared", b'{"type":"input_audio_buffer.cleared","event_id":"e"}'),
        ("RealtimeServerEvent", '{"type":"input_audio_buffer.cleared","event_id":"e"}'),
        ("RealtimeClientEventResponseCancel", '{"type":"response.cancel"}'),
        ("RealtimeSessionCreateRequestGA", '{"type":"realtime"}'),
        ("ToolChoiceFunction", '{"type":"function","name":"f"}'),
        ("ToolChoiceOptions", '"auto"'),
        ("InputTextContent", '{"type":"input_text","text":"x"}'),
        ("RealtimeConversationItemMessageUser", '{"type":"message","role":"user","content":[]}'),
        ("RealtimeTurnDetection", "null"),
        ("Metadata", "null"),
    ],
)
def test_the_tag_is_read_and_written(connection: Connection, type_: str, text: str | bytes) -> None:
    written = text.decode() if isinstance(text, bytes) else text
    assert asked(connection, Op.ROUNDTRIP, type_, text) == Outcome(Kind.OK, text=written)


@pytest.mark.parametrize(
    ("type_", "text"),
    [
        ("RealtimeServerEventResponseDone", '{"type":"input_audio_buffer.cleared","event_id":"e"}'),
        ("RealtimeClientEventResponseCreate", '{"type":"response.cancel"}'),
        ("RealtimeTranscriptionSessionCreateRequestGA", '{"type":"realtime"}'),
        ("RealtimeConversationItemMessageAssistant", '{"type":"message","role":"user","content":[]}'),
    ],
)
def test_another_variant_is_a_fallback(connection: Connection, type_: str, text: str) -> None:
    assert asked(connection, Op.ROUNDTRIP, type_, text) == Outcome(
        Kind.FALLBACK, message=f"read as another variant: {text}"
    )


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
