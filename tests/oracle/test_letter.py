"""What one side writes is held to the letter: every breach is found, with what was expected and where it belongs."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

import strategies
from conformance.oracle import Accept, Breach, Departure, Legality, Oracle, Reject, Rule, expect, legality, oracle
from conformance.spec import dialects
from conformance.spec.model import Member, Node, Side, Struct, Text, Untagged
from conformance.vectors import load_vectors

GA = oracle("openai-ga")
CLIENT, SERVER = "RealtimeClientEvent", "RealtimeServerEvent"
TRANSCRIPTION_WITH_TOOLS = {"type": "session.update", "session": {"type": "transcription", "tools": []}}


def update(**members: Any) -> dict[str, Any]:
    return {"type": "session.update", "session": {"type": "realtime", **members}}


def message(part: str) -> dict[str, Any]:
    content = [{"type": part, "text": "Hi"}]
    return {"type": "conversation.item.create", "item": {"type": "message", "role": "user", "content": content}}


def respond(**members: Any) -> dict[str, Any]:
    return {"type": "response.create", "response": members}


def breaches(type_name: str, payload: Any, side: Side | None = None) -> tuple[Breach, ...]:
    return GA.breaches(type_name, payload if isinstance(payload, str) else json.dumps(payload), side)


def optional(name: str, side: Side | None = None) -> Member:
    return Member(name, Text(), required=False, nullable=False, absent="keep", side=side)


def of_own(node: Node, text: str, side: Side | None) -> tuple[Breach, ...]:
    """The breaches of a payload of a type of our own, which both sides write."""
    own = replace(GA.dialect, types={"Own": node}, sides={"Own": frozenset({"client", "server"})})
    return Oracle(own).breaches("Own", text, side)


CLIENTS = [
    (
        TRANSCRIPTION_WITH_TOOLS,
        Departure.UNKNOWN_MEMBER,
        '/session/tools: no such member; belongs to a session whose type is "realtime"',
    ),
    (
        respond(audio={"output": {"format": {"type": "audio/opus"}}}),
        Departure.UNLISTED_TAG,
        '/response/audio/output/format/type: expected "audio/pcm", "audio/pcmu" or "audio/pcma", got "audio/opus"',
    ),
    (
        respond(output_modalities=["text", "audio"]),
        Departure.BEYOND_LIMIT,
        '/response/output_modalities: expected ["audio"] or ["text"], got ["text","audio"]',
    ),
    (
        {"type": "input_audio_buffer.append", "audio": "!!!!"},
        Departure.BEYOND_LIMIT,
        '/audio: expected a string of the documented form, got "!!!!"',
    ),
    (
        update(client_secret={"value": "ek_1"}),
        Departure.UNKNOWN_MEMBER,
        "/session/client_secret: no such member; no type of openai-ga declares it",
    ),
    (
        update(tools=[{"type": "function", "name": "f", "meta": 1}]),
        Departure.UNKNOWN_MEMBER,
        "/session/tools/0/meta: no such member; no type of openai-ga declares it",
    ),
    (
        {**message("input_text"), "previousItemId": "item_1"},
        Departure.UNKNOWN_MEMBER,
        "/previousItemId: no such member; did you mean previous_item_id?",
    ),
    (
        update(id="sess_1"),
        Departure.UNKNOWN_MEMBER,
        "/session/id: no such member; only the server writes it",
    ),
    (
        update(voice="marin"),
        Departure.UNKNOWN_MEMBER,
        "/session/voice: no such member; belongs at /session/audio/output/voice",
    ),
    (
        update(tool_choice={"type": "web_search"}),
        Departure.UNLISTED_TAG,
        '/session/tool_choice/type: expected "function" or "mcp", got "web_search"',
    ),
]


@pytest.mark.parametrize(("payload", "rule", "says"), CLIENTS, ids=[says.split(":")[0] for *_, says in CLIENTS])
def test_what_a_client_writes_beside_the_letter_is_a_breach(payload: Any, rule: Departure, says: str) -> None:
    found = breaches(CLIENT, payload, "client")
    assert [(one.rule, str(one)) for one in found] == [(rule, says)]
    assert legality(found, "client") is Legality.FAIL


def test_a_users_part_of_the_servers_kind_is_a_breach() -> None:
    found = breaches(CLIENT, message("text"), "client")
    assert (found[0].rule, found[0].at) == (Departure.UNLISTED_VALUE, "/item/content/0/type")
    assert str(found[0]).endswith(': expected "input_text", "input_audio" or "input_image", got "text"')


def test_each_limit_names_its_requirement() -> None:
    (found,) = breaches(CLIENT, respond(output_modalities=["text", "audio"]), "client")
    assert found.requirement == "RealtimeResponseCreateParams.output_modalities.values"


def test_two_departures_are_two_breaches() -> None:
    found = breaches(CLIENT, respond(output_modalities=["video"], colour="red"), "client")
    assert [one.at for one in found] == [
        "/response/output_modalities/0",
        "/response/colour",
        "/response/output_modalities",
    ]


SERVERS = [
    ({"id": "resp_1", "latency": 12}, Legality.TOLERATED, ["/latency"]),
    ({"id": "resp_1", "status": "paused"}, Legality.TOLERATED, ["/status"]),
    ({"id": "0b9d5c2e-6b8f"}, Legality.BEYOND, ["/id"]),
    ({"id": "0b9d5c2e-6b8f", "latency": 12}, Legality.BEYOND, ["/latency", "/id"]),
    ({"id": "resp_1"}, Legality.PASS, []),
    ({"id": 1, "status": "paused"}, Legality.FAIL, ["/id", "/status"]),
]


@pytest.mark.parametrize(("payload", "means", "places"), SERVERS, ids=[str(payload) for payload, *_ in SERVERS])
def test_what_a_server_writes_beside_the_letter_is_tolerated(payload: Any, means: Legality, places: list[str]) -> None:
    found = breaches("RealtimeResponse", payload, "server")
    assert (legality(found, "server"), [one.at for one in found]) == (means, places)


def test_an_unknown_event_is_tolerated_of_a_server_and_refused_of_a_client() -> None:
    retired = {"type": "response.audio.delta", "delta": "AAAA"}
    (of_server,) = breaches(SERVER, retired, "server")
    assert (of_server.rule, of_server.hint) == (Departure.UNLISTED_TAG, "did you mean response.output_audio.delta?")
    (of_client,) = breaches(CLIENT, retired, "client")
    assert of_client.rule is Rule.UNKNOWN_TAG


def test_an_event_of_the_other_side_is_a_breach_on_either() -> None:
    (of_server,) = breaches(CLIENT, {"type": "response.create"}, "server")
    assert str(of_server) == "/type: response.create is written by the client, not by the server"
    assert legality([of_server], "server") is Legality.FAIL
    cleared = {"type": "input_audio_buffer.cleared", "event_id": "event_1"}
    (of_client,) = breaches(SERVER, cleared, "client")
    assert of_client.rule is Departure.OTHER_SIDES_EVENT


@pytest.mark.parametrize(
    ("side", "means"), [("client", Legality.FAIL), ("server", Legality.PASS), (None, Legality.PASS)]
)
def test_a_member_of_the_other_side_is_a_breach_of_a_client(side: Side | None, means: Legality) -> None:
    found = of_own(Struct((optional("phase", side="server"),)), '{"phase":"commentary"}', side)
    assert legality(found, side) is means
    if side == "client":
        assert [str(one) for one in found] == ["/phase: only the server writes it"]


def test_every_violation_is_found_not_the_first_alone() -> None:
    text = '{"type":"response.output_text.delta","delta":3}'
    assert expect("openai-ga", SERVER, text) == Reject(Rule.MISSING_MEMBER, "/event_id")
    found = breaches(SERVER, text)
    missing = ["/event_id", "/response_id", "/item_id", "/output_index", "/content_index"]
    assert [(one.rule, one.at) for one in found] == [
        *((Rule.MISSING_MEMBER, at) for at in missing),
        (Rule.WRONG_TYPE, "/delta"),
    ]
    assert str(found[0]) == "/event_id is missing: expected a string"
    assert str(found[-1]) == "/delta: expected a string, got 3"


@pytest.mark.parametrize(
    ("member", "says"),
    [
        ({"tracing": 5}, '/session/tracing: expected "auto", an object or null, got 5'),
        ({"tracing": {"group_id": 5}}, "/session/tracing/group_id: expected a string, got 5"),
        (
            {"truncation": {"type": "retention_ratio"}},
            "/session/truncation/retention_ratio is missing: expected a number from 0 to 1",
        ),
        (
            {"audio": {"input": {"format": {"type": "audio/pcm", "rate": 16000}}}},
            "/session/audio/input/format/rate: expected an integer equal to 24000, got 16000",
        ),
        ({"audio": {"output": {"voice": 7}}}, "/session/audio/output/voice: expected a string or an object, got 7"),
        ({"max_output_tokens": "Inf"}, '/session/max_output_tokens: expected an integer or "inf", got "Inf"'),
    ],
)
def test_a_violation_in_a_union_is_told_of_the_nearest_variant(member: dict[str, Any], says: str) -> None:
    (found,) = breaches(CLIENT, update(**member))
    assert str(found) == says


@pytest.mark.parametrize(("text", "places"), [('{"a":"x"}', []), ('{"b":"x"}', []), ('{"a":"x","b":"x"}', ["/b"])])
def test_a_value_without_a_tag_is_held_to_the_variant_that_it_departs_least_from(text: str, places: list[str]) -> None:
    either = Untagged((Struct((optional("a"),)), Struct((optional("b"),))))
    assert [one.at for one in of_own(either, text, "client")] == places


def test_a_text_that_is_not_json_is_one_breach() -> None:
    (found,) = breaches(CLIENT, "{")
    assert (found.rule, found.at) == (Rule.INVALID_JSON, "")
    assert "line 1 column 2" in (found.got or "")


def test_a_side_adds_departures_to_what_is_accepted_and_nothing_else() -> None:
    text = json.dumps(TRANSCRIPTION_WITH_TOOLS)
    plain, strict = expect("openai-ga", CLIENT, text), expect("openai-ga", CLIENT, text, "client")
    assert isinstance(plain, Accept)
    assert isinstance(strict, Accept)
    assert plain.departures == ()
    assert [one.at for one in strict.departures] == ["/session/tools"]
    assert strict.canonical_text == plain.canonical_text
    assert expect("openai-ga", CLIENT, "[]", "client") == Reject(Rule.WRONG_TYPE, "")


@pytest.mark.parametrize("dialect", dialects())
def test_both_readings_agree_on_what_is_legal(dialect: str) -> None:
    judge = oracle(dialect)
    vectors = load_vectors(dialect).values()
    assert all(judge.expect(vector.type, vector.text) == vector.expectation for vector in vectors)
    asked = [(vector.type, vector.text) for vector in vectors]
    asked += [
        (name, payload.text)
        for name in judge.dialect.types
        for payload in strategies.seeded(name, "invalid", seed=3, count=4, dialect=dialect)
    ]
    for type_name, text in asked:
        expectation, found = judge.expect(type_name, text), judge.breaches(type_name, text)
        violations = [(one.rule, one.at) for one in found if not one.decodes]
        match expectation:
            case Reject(Rule.NO_VARIANT, at):
                assert violations[0][1].startswith(at), text
            case Reject(rule, at):
                assert violations[0] == (rule, at), text
            case _:
                assert violations == [], text
