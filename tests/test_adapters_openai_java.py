"""The real Java library answers, as only the library does."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from conformance.adapter.contract import Connection, Op, Request
from conformance.adapter.smoke import smoke
from conformance.adapter.stdio import Limits, Stdio
from conformance.adapters import REGISTRY, maven
from conformance.adapters.openai_java.program import LOCK, SOURCES, environment_folder
from conformance.errors import UsageError
from conformance.outcome import Kind, Outcome
from conformance.spec import load

ENTRY = REGISTRY["openai-java"]
SERVER = "RealtimeServerEvent"
CLIENT = "RealtimeClientEvent"
_opened: dict[str, Connection] = {}


def opened(profile: str) -> Connection:
    reason = ENTRY.available()
    if reason and os.environ.get("CI") == "true":
        pytest.fail(reason)
    if reason:
        pytest.skip(reason)
    if profile not in _opened:
        _opened[profile] = ENTRY.open(profile)
    return _opened[profile]


@pytest.fixture(scope="module", autouse=True)
def _closed() -> Iterator[None]:
    yield
    while _opened:
        _opened.popitem()[1].close()


def asked(op: Op, type_: str, payload: object, profile: str = "default") -> Outcome:
    text = payload if isinstance(payload, str) else json.dumps(payload)
    return opened(profile).ask(Request(op, type_, text))


def decoded(op: Op, type_: str, payload: object) -> Any:
    outcome = asked(op, type_, payload)
    assert outcome.kind is Kind.OK, outcome
    return json.loads(outcome.text or "")


@pytest.mark.parametrize("profile", ENTRY.profiles)
def test_hello_names_the_release_that_the_pom_pins(profile: str) -> None:
    hello = opened(profile).hello
    smoke(opened(profile))
    pinned = re.search(r"<artifactId>openai-java</artifactId>\s*<version>(\S+)</version>", _pom())
    assert pinned is not None
    assert hello.version == ENTRY.version == pinned[1]
    assert (hello.name, hello.language, hello.profile, hello.dialect) == ("openai-java", "java", profile, "openai-ga")
    assert hello.ops == set(Op)
    official = set(load("openai-ga").types)
    assert hello.types <= official
    assert official - hello.types == {
        "RealtimeCallCreateRequest",
        "RealtimeCallReferRequest",
        "RealtimeCallRejectRequest",
        "RealtimeConversationItemMessage",
        "RealtimeCreateClientSecretRequest",
        "RealtimeSessionCreateResponse",
    }


def _pom() -> str:
    return (SOURCES / "pom.xml").read_text()


def test_every_version_in_the_pom_is_exact() -> None:
    versions = re.findall(r"<version>(.*?)</version>", _pom())
    assert versions
    assert [version for version in versions if not re.fullmatch(r"[0-9]+(\.[0-9]+)*", version)] == []
    assert _pom().count("<artifactId>") == len(versions)


def test_what_was_built_is_what_the_lock_lists() -> None:
    opened("default")
    maven.check("openai-java", environment_folder() / "jars", LOCK)
    assert f"  openai-java-core-{ENTRY.version}.jar\n" in LOCK.read_text()


def test_other_jars_than_those_of_the_lock_are_refused(tmp_path: Path) -> None:
    opened("default")
    lock = tmp_path / "artifacts.lock"
    lock.write_text(LOCK.read_text().replace("a", "b", 1))
    with pytest.raises(UsageError, match=r"what Maven found is not what artifacts\.lock lists"):
        maven.check("openai-java", environment_folder() / "jars", lock)


def test_members_that_no_accessor_gives_out_are_written_and_not_shown() -> None:
    event = {"type": "input_audio_buffer.cleared", "event_id": "e", "stranger": 1}
    assert decoded(Op.ROUNDTRIP, SERVER, event) == event
    assert decoded(Op.TYPED, SERVER, event) == {"type": "input_audio_buffer.cleared", "event_id": "e"}


def test_the_session_of_a_server_event_has_no_typed_id() -> None:
    event = {"type": "session.created", "event_id": "e", "session": {"type": "realtime", "id": "s"}}
    assert decoded(Op.ROUNDTRIP, SERVER, event) == event
    assert decoded(Op.TYPED, SERVER, event) == {**event, "session": {"type": "realtime"}}


@pytest.mark.parametrize(
    ("type_", "payload", "default", "validated"),
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
        (
            "RealtimeResponse",
            {"usage": {"input_tokens": "1"}},
            "at /usage/input_tokens: `input_tokens` is invalid, received 1",
            "OpenAIInvalidDataException: `input_tokens` is invalid, received 1",
        ),
        (
            "RealtimeServerEventResponseDone",
            {"type": "response.created", "event_id": "e", "response": {}},
            "at /type: not response.done",
            "OpenAIInvalidDataException: 'type' is invalid, received response.created",
        ),
    ],
)
def test_what_does_not_fit_is_kept_raw_unless_it_is_validated(
    type_: str, payload: object, default: str, validated: str
) -> None:
    kept = asked(Op.ROUNDTRIP, type_, payload)
    assert (kept.kind, kept.message) == (Kind.FALLBACK, default)
    assert json.loads(kept.text or "") == payload
    assert asked(Op.TYPED, type_, payload).kind is Kind.FALLBACK
    assert asked(Op.ROUNDTRIP, type_, payload, "validated") == Outcome(Kind.REJECTED, message=validated)


def test_an_unheard_of_value_of_an_enum_is_a_string_that_validation_refuses() -> None:
    assert decoded(Op.TYPED, "RealtimeResponse", {"status": "paused"}) == {"status": "paused"}
    refused = asked(Op.ROUNDTRIP, "RealtimeResponse", {"status": "paused"}, "validated")
    assert refused == Outcome(Kind.REJECTED, message="OpenAIInvalidDataException: Unknown Status: paused")


@pytest.mark.parametrize(
    ("type_", "kind"),
    [("Metadata", Kind.OK), ("RealtimeTurnDetection", Kind.OK), ("RealtimeResponse", Kind.IGNORED)],
)
def test_null_is_nothing_where_it_is_no_value(type_: str, kind: Kind) -> None:
    assert asked(Op.ROUNDTRIP, type_, "null").kind is kind


def test_text_that_is_not_json_is_refused_in_the_words_of_the_mapper() -> None:
    outcome = asked(Op.ROUNDTRIP, SERVER, '{"type"')
    assert outcome.kind is Kind.REJECTED
    assert (outcome.message or "").startswith("JsonEOFException: Unexpected end-of-input")


def test_deep_payloads_are_refused_by_the_mapper() -> None:
    outcome = asked(Op.ROUNDTRIP, SERVER, '{"type":"error","error":' + "[" * 2000 + "]" * 2000 + "}")
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
def test_a_client_event_is_built_by_its_builder(given: object, written: object) -> None:
    assert decoded(Op.BUILD, CLIENT, given) == (given if written is None else written)


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
def test_what_no_builder_can_say_is_refused(given: object, message: str) -> None:
    assert asked(Op.BUILD, CLIENT, given) == Outcome(Kind.REJECTED, message=message)


def test_no_client_builds_what_the_server_sends() -> None:
    assert asked(Op.BUILD, "RealtimeResponse", {}).kind is Kind.UNSUPPORTED


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
def test_out_of_stack_behind_reflection_is_a_crash(endless: Path, op: Op, profile: str, refusal: Kind) -> None:
    home = environment_folder()
    command = maven.command("adapter.Program", (endless, home / "classes", home / "jars" / "*"))
    with Stdio([*command, profile], Limits(timeout=30)) as connection:
        refused = connection.ask(Request(op, "Endless", '{"refused":""}'))
        assert (refused.kind, (refused.message or "").split(": ")[-1]) == (refusal, "refused by the library")
        for text in ["{}", '{"a":"b"}']:
            assert connection.ask(Request(op, "Endless", text)).kind is Kind.CRASHED


@pytest.fixture(scope="module")
def endless(tmp_path_factory: pytest.TempPathFactory) -> Path:
    opened("default")
    place = tmp_path_factory.mktemp("endless")
    (place / "Endless.java").write_text(ENDLESS)
    maven.compile("Endless", [place / "Endless.java"], environment_folder() / "jars", place)
    (place / "adapter").mkdir()
    (place / "adapter" / "types.properties").write_text("Endless=Endless")
    return place
