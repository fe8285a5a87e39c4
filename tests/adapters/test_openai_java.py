"""The real Java library answers, as only the library does."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from asking import asked, decoded, require

from conformance.adapter.contract import Connection, Op, Request
from conformance.adapter.outcome import Kind, Outcome
from conformance.adapter.stdio import Limits, Stdio
from conformance.adapters import REGISTRY, maven
from conformance.errors import UsageError
from conformance.spec import load_dialect

ENTRY = REGISTRY["openai-java"]
RUNTIME = ENTRY.runtime
SERVER = "RealtimeServerEvent"
CLIENT = "RealtimeClientEvent"


@pytest.fixture
def validated(opened: Callable[..., Connection]) -> Connection:
    return opened("validated")


@pytest.fixture(scope="module")
def home() -> Path:
    """Where the library and the program are built."""
    require(ENTRY)
    return RUNTIME.build("default")


@pytest.mark.parametrize("profile", ENTRY.profiles)
def test_it_has_every_type_of_the_dialect_but_one(opened: Callable[..., Connection], profile: str) -> None:
    hello = opened(profile).hello
    assert hello.ops == set(Op)
    assert set(load_dialect("openai-ga").types) - hello.types == {"RealtimeSessionCreateResponse"}


def _pom() -> str:
    return (RUNTIME.folder / "pom.xml").read_text()


def test_the_pom_asks_for_the_release_under_test() -> None:
    pinned = re.search(r"<artifactId>openai-java</artifactId>\s*<version>(\S+)</version>", _pom())
    assert pinned is not None
    assert pinned[1] == ENTRY.version


def test_every_version_in_the_pom_is_exact() -> None:
    versions = re.findall(r"<version>(.*?)</version>", _pom())
    assert versions
    assert [version for version in versions if not re.fullmatch(r"[0-9]+(\.[0-9]+)*", version)] == []
    assert _pom().count("<artifactId>") == len(versions)


def test_what_was_built_is_what_the_lock_lists(home: Path) -> None:
    maven.check("openai-java", home / "jars", RUNTIME.lock)


def test_other_jars_than_those_of_the_lock_are_refused(home: Path, tmp_path: Path) -> None:
    lock = tmp_path / "artifacts.lock"
    lock.write_text(RUNTIME.lock.read_text().replace("a", "b", 1))
    with pytest.raises(UsageError, match=r"what Maven found is not what artifacts\.lock lists"):
        maven.check("openai-java", home / "jars", lock)


def test_members_that_no_accessor_gives_out_are_written_and_not_shown(connection: Connection) -> None:
    event = {"type": "input_audio_buffer.cleared", "event_id": "e", "stranger": 1}
    assert decoded(connection, Op.ROUNDTRIP, SERVER, event) == event
    assert decoded(connection, Op.TYPED, SERVER, event) == {"type": "input_audio_buffer.cleared", "event_id": "e"}


def test_the_session_of_a_server_event_has_no_typed_id(connection: Connection) -> None:
    event = {"type": "session.created", "event_id": "e", "session": {"type": "realtime", "id": "s"}}
    assert decoded(connection, Op.ROUNDTRIP, SERVER, event) == event
    assert decoded(connection, Op.TYPED, SERVER, event) == {**event, "session": {"type": "realtime"}}


@pytest.mark.parametrize(
    ("type_", "payload", "kept", "refused"),
    [
        (
            SERVER,
            {"type": "something.else"},
            "at the top: no variant of RealtimeServerEvent",
            "OpenAIInvalidDataException: Unknown RealtimeServerEvent",
        ),
        (
            "RealtimeServerEventInputAudioBufferCleared",
            {"type": "input_audio_buffer.cleared"},
            "at /event_id: `event_id` is not set",
            "OpenAIInvalidDataException: `event_id` is not set",
        ),
    ],
)
def test_what_does_not_fit_is_kept_raw_unless_it_is_validated(
    connection: Connection, validated: Connection, type_: str, payload: object, kept: str, refused: str
) -> None:
    outcome = asked(connection, Op.ROUNDTRIP, type_, payload)
    assert (outcome.kind, outcome.message) == (Kind.FALLBACK, kept)
    assert json.loads(outcome.text or "") == payload
    assert asked(connection, Op.TYPED, type_, payload).kind is Kind.FALLBACK
    assert asked(validated, Op.ROUNDTRIP, type_, payload) == Outcome(Kind.REJECTED, message=refused)


@pytest.mark.parametrize(
    ("type_", "payload", "shown", "raw", "kept", "refused"),
    [
        (
            "RealtimeResponse",
            {"id": "r", "usage": {"input_tokens": "1"}},
            {"id": "r", "usage": {}},
            ("/usage/input_tokens",),
            "at /usage/input_tokens: `input_tokens` is invalid, received 1",
            "OpenAIInvalidDataException: `input_tokens` is invalid, received 1",
        ),
        # An accessor of the part throws for a member that is not there.
        (
            "RealtimeServerEventError",
            {"type": "error", "event_id": "e", "error": {"type": "t"}},
            {"type": "error", "event_id": "e"},
            ("/error",),
            "at /error/message: `message` is not set",
            "OpenAIInvalidDataException: `message` is not set",
        ),
        (
            "RealtimeServerEventConversationItemDone",
            {"type": "conversation.item.done", "event_id": "e", "item": {"type": "reasoning", "id": "i"}},
            {"type": "conversation.item.done", "event_id": "e"},
            ("/item",),
            "at /item: no variant of ConversationItem",
            "OpenAIInvalidDataException: Unknown ConversationItem",
        ),
    ],
)
def test_a_part_that_does_not_fit_is_raw_inside(
    connection: Connection,
    validated: Connection,
    type_: str,
    payload: object,
    shown: object,
    raw: tuple[str, ...],
    kept: str,
    refused: str,
) -> None:
    outcome = asked(connection, Op.ROUNDTRIP, type_, payload)
    assert (outcome.kind, outcome.message, outcome.raw) == (Kind.OK, kept, raw)
    assert json.loads(outcome.text or "") == payload
    typed = asked(connection, Op.TYPED, type_, payload)
    assert (json.loads(typed.text or ""), typed.raw) == (shown, raw)
    assert (asked(validated, Op.ROUNDTRIP, type_, payload).message or "").startswith(refused)


INVALID = Outcome(Kind.REJECTED, message="IllegalArgumentException: Invalid Realtime event")


@pytest.mark.parametrize("profile", ENTRY.profiles)
@pytest.mark.parametrize(
    "text", ['{"type":"error","event_id":"e"}{"type":"x"}', '{"event_id":"e"}', "[]", '{"type":5}', "null"]
)
def test_the_connection_wants_one_object_with_a_type(
    opened: Callable[..., Connection], profile: str, text: str
) -> None:
    assert asked(opened(profile), Op.ROUNDTRIP, SERVER, text) == INVALID
    # The next connection is not at fault.
    event = {"type": "input_audio_buffer.cleared", "event_id": "e"}
    assert decoded(opened(profile), Op.ROUNDTRIP, SERVER, event) == event


def test_another_event_than_asked_is_a_fallback(connection: Connection) -> None:
    event = {"type": "input_audio_buffer.cleared", "event_id": "e"}
    outcome = asked(connection, Op.ROUNDTRIP, "RealtimeServerEventResponseDone", event)
    assert (outcome.kind, outcome.message) == (Kind.FALLBACK, "read as a InputAudioBufferClearedEvent")


def test_an_unheard_of_value_of_an_enum_is_a_string_that_validation_refuses(
    connection: Connection, validated: Connection
) -> None:
    assert decoded(connection, Op.TYPED, "RealtimeResponse", {"status": "paused"}) == {"status": "paused"}
    refused = asked(validated, Op.ROUNDTRIP, "RealtimeResponse", {"status": "paused"})
    assert refused == Outcome(Kind.REJECTED, message="OpenAIInvalidDataException: Unknown Status: paused")


@pytest.mark.parametrize(
    ("type_", "kind"),
    [("Metadata", Kind.OK), ("RealtimeTurnDetection", Kind.OK), ("RealtimeResponse", Kind.IGNORED)],
)
def test_null_is_nothing_where_it_is_no_value(connection: Connection, type_: str, kind: Kind) -> None:
    assert asked(connection, Op.ROUNDTRIP, type_, "null").kind is kind


def test_text_that_is_not_json_is_refused_in_the_words_of_the_mapper(connection: Connection) -> None:
    outcome = asked(connection, Op.ROUNDTRIP, SERVER, '{"type"')
    assert outcome.kind is Kind.REJECTED
    assert (outcome.message or "").startswith("JsonEOFException: Unexpected end-of-input")


def test_deep_payloads_are_refused_by_the_mapper(connection: Connection) -> None:
    outcome = asked(connection, Op.ROUNDTRIP, SERVER, '{"type":"error","error":' + "[" * 2000 + "]" * 2000 + "}")
    assert outcome.kind is Kind.REJECTED
    assert "nesting depth (1001) exceeds the maximum allowed (1000" in (outcome.message or "")


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ({"type": "response.cancel", "response_id": "r"}, None),
        (
            {
                "type": "session.update",
                "session": {
                    "type": "realtime",
                    "max_output_tokens": "inf",
                    "tool_choice": {"type": "function", "name": "f"},
                    "audio": {
                        "input": {
                            "format": {"type": "audio/pcm", "rate": 24000},
                            "turn_detection": None,
                        },
                        "output": {"voice": {"id": "voice_1"}, "speed": 1.5},
                    },
                },
            },
            None,
        ),
        # The builder of an item presets a member that nobody asked for.
        (
            {
                "type": "conversation.item.create",
                "item": {"type": "function_call_output", "call_id": "c", "output": ""},
            },
            {
                "type": "conversation.item.create",
                "item": {"type": "function_call_output", "call_id": "c", "output": "", "object": "realtime.item"},
            },
        ),
    ],
)
def test_a_client_event_is_built_by_its_builder(connection: Connection, given: object, written: object) -> None:
    assert decoded(connection, Op.BUILD, CLIENT, given) == (given if written is None else written)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            {"type": "response.create", "response": {"input": [{"type": "item_reference", "id": "i"}]}},
            "Misfit: RealtimeClientEvent.ResponseCreate.response.input[0]: no variant of the union can be "
            '{"type":"item_reference","id":"i"}',
        ),
        (
            {"type": "response.cancel", "stranger": 1},
            'Misfit: RealtimeClientEvent.ResponseCancel: the builder has no setter for "stranger"',
        ),
        (
            {"type": "conversation.item.delete"},
            "Misfit: RealtimeClientEvent.ConversationItemDelete: `itemId` is required, but was not set",
        ),
        (
            {"type": "response.cancel", "response_id": None},
            "Misfit: RealtimeClientEvent.ResponseCancel.response_id: the builder has no setter that takes null",
        ),
    ],
)
def test_what_no_builder_can_say_is_refused(connection: Connection, given: object, message: str) -> None:
    assert asked(connection, Op.BUILD, CLIENT, given) == Outcome(Kind.REJECTED, message=message)


_APPROVAL = {"type": "mcp_approval_response", "id": "i", "approval_request_id": "a", "approve": False}


@pytest.mark.parametrize(
    ("type_", "given"),
    [
        ("RealtimeMCPApprovalResponse", _APPROVAL),
        (
            "RealtimeCreateClientSecretRequest",
            {"session": {"type": "realtime"}, "expires_after": {"anchor": "created_at", "seconds": 60}},
        ),
        ("RealtimeCallCreateRequest", {"sdp": "v=0", "session": {"type": "realtime", "model": "m"}}),
        ("RealtimeCallReferRequest", {"target_uri": "tel:+1"}),
        ("RealtimeCallRejectRequest", {"status_code": 486}),
    ],
)
def test_what_a_client_sends_in_answers_and_requests_is_built(
    connection: Connection, type_: str, given: dict[str, object]
) -> None:
    assert decoded(connection, Op.BUILD, type_, given) == given


def test_the_messages_are_a_part_of_the_items(connection: Connection) -> None:
    message = {"type": "message", "role": "user", "content": []}
    call = {"type": "function_call", "name": "f", "arguments": ""}
    assert decoded(connection, Op.ROUNDTRIP, "RealtimeConversationItemMessage", message) == message
    assert asked(connection, Op.ROUNDTRIP, "RealtimeConversationItemMessage", call).kind is Kind.FALLBACK
    assert asked(connection, Op.BUILD, "RealtimeConversationItemMessage", call).kind is Kind.REJECTED


@pytest.mark.parametrize(
    ("op", "type_"),
    [
        (Op.BUILD, "RealtimeResponse"),
        (Op.BUILD, SERVER),
        (Op.ROUNDTRIP, CLIENT),
        (Op.TYPED, "RealtimeCallReferRequest"),
    ],
)
def test_nobody_builds_what_is_received_or_reads_what_is_sent(connection: Connection, op: Op, type_: str) -> None:
    assert asked(connection, op, type_, {}).kind is Kind.UNSUPPORTED


# A class like those of the library, but for a builder, a validation and an accessor that have no end.
ENDLESS = """
package com.openai.models;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.Map;

public class Endless {
  private final Map<String, String> kept;

  @JsonCreator Endless(Map<String, String> kept) { this.kept = kept; }
  @com.fasterxml.jackson.annotation.JsonValue public Map<String, String> kept() { return kept; }

  public Object validate() { return refused() ? null : validate().toString(); }
  public Map<String, ?> _additionalProperties() { return refused() ? kept : Map.copyOf(_additionalProperties()); }
  private boolean refused() {
    if (kept.containsKey("refused")) throw new IllegalStateException("refused by the library");
    return false;
  }

  public static Builder builder() { return new Builder(); }
  public static class Builder {
    public void putAdditionalProperty(String name, com.openai.core.JsonValue value) {
      if (name.equals("refused")) throw new IllegalStateException("refused by the library");
      build();
    }
    public Endless build() { return new Endless(build().kept()); }
  }
}
"""


@pytest.mark.parametrize(
    ("op", "profile", "refusal"),
    [
        (Op.ROUNDTRIP, "validated", Kind.REJECTED),
        (Op.TYPED, "default", Kind.FALLBACK),
        (Op.BUILD, "default", Kind.REJECTED),
    ],
)
def test_out_of_stack_behind_reflection_is_a_crash(
    home: Path, endless: Path, op: Op, profile: str, refusal: Kind
) -> None:
    command = maven.java(RUNTIME.main, (endless, home / "classes", home / "jars" / "*"))
    with Stdio([*command, profile], Limits(timeout=30)) as connection:
        refused = connection.ask(Request(op, "Endless", '{"refused":""}'))
        assert (refused.kind, (refused.message or "").split(": ")[-1]) == (refusal, "refused by the library")
        for text in ["{}", '{"a":"b"}']:
            assert connection.ask(Request(op, "Endless", text)).kind is Kind.CRASHED


@pytest.fixture(scope="module")
def endless(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("endless")
    (place / "Endless.java").write_text(ENDLESS)
    maven.compile("Endless", [place / "Endless.java"], home / "jars", place)
    (place / "adapter").mkdir()
    (place / "adapter" / "types.properties").write_text("Endless=Endless")
    return place
