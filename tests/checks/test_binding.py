"""A failure about a member that only a correction knows is a warning, on the side that writes it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from conformance.adapter.contract import Request
from conformance.adapter.inprocess import InProcess, adopt
from conformance.adapter.outcome import Kind, Outcome
from conformance.checks.case import Case
from conformance.checks.exchange import Exchange, exchanges
from conformance.checks.finding import Finding, What
from conformance.checks.proven import without_unproven
from conformance.checks.register import judge
from conformance.checks.verdict import Status, Verdict
from conformance.jsontext import text_of
from conformance.oracle import oracle
from conformance.reference.official_adapter import ADAPTER
from conformance.requirements.level import Level
from conformance.results.reasons import reasons
from conformance.vectors import load_vectors

GA = oracle("openai-ga")
DELTA = {
    "type": "response.output_text.delta", "event_id": "event_1", "response_id": "resp_1", "item_id": "item_1",
    "output_index": 0, "content_index": 0, "delta": "Hi", "obfuscation": "Tx1Fj",
}  # fmt: skip
MESSAGE = {"type": "message", "role": "assistant", "content": [], "phase": "final_answer"}
ADDED = {"type": "conversation.item.added", "event_id": "event_1", "item": MESSAGE}
CREATE = {"type": "conversation.item.create", "item": MESSAGE}
PHASE, OBFUSCATION = "/item/phase", "/obfuscation"


def without(*names: str) -> Callable[[Any], Any]:
    def changed(value: Any) -> Any:
        return {
            name: changed(item) if isinstance(item, dict) else item for name, item in value.items() if name not in names
        }

    return changed


def verdicts(
    type_name: str, value: Any, change: Callable[[Any], Any], acceptance: Level | None = None
) -> dict[str, Verdict]:
    text, changed = text_of(value), Outcome(Kind.OK, text_of(change(value)))
    case = Case(f"{type_name}/x", type_name, text, GA.expect(type_name, text), acceptance=acceptance)
    # The typed API shows the loss, and so does what is written.
    return {one.check: one for one in judge(Exchange(case, changed, typed=changed), GA)}


@pytest.mark.parametrize("check", ["round-trip", "canonical", "typed-read"])
@pytest.mark.parametrize(
    ("type_name", "value", "name", "at"),
    [
        ("RealtimeServerEvent", DELTA, "obfuscation", OBFUSCATION),
        ("RealtimeServerEventResponseTextDelta", DELTA, "obfuscation", OBFUSCATION),
        ("RealtimeServerEvent", ADDED, "phase", PHASE),
        ("RealtimeConversationItem", MESSAGE, "phase", "/phase"),
    ],
)
def test_the_loss_of_such_a_member_is_a_warning(type_name: str, value: Any, name: str, at: str, check: str) -> None:
    found = verdicts(type_name, value, without(name))[check]
    assert (found.status, found.level) == (Status.FAIL, Level.SHOULD)
    assert [(one.what, one.at) for one in found.findings] == [(What.LOST, at)]


@pytest.mark.parametrize("type_name", ["RealtimeClientEvent", "RealtimeClientEventConversationItemCreate"])
def test_where_the_other_side_writes_it_is_shown_and_not_judged(type_name: str) -> None:
    found = verdicts(type_name, CREATE, without("phase"))["round-trip"]
    assert (found.status, found.level, found.note) == (Status.FREE, Level.FREE, f"{PHASE} is dropped")


def test_another_loss_beside_it_fails_and_is_named_alone() -> None:
    found = verdicts("RealtimeServerEvent", DELTA, without("obfuscation", "delta"))["round-trip"]
    assert (found.status, found.level) == (Status.FAIL, Level.MUST)
    assert found.findings == (Finding(What.LOST, "/delta", '"Hi"'),)


def test_what_is_invented_there_fails() -> None:
    bare = without("obfuscation")(DELTA)
    found = verdicts("RealtimeServerEvent", bare, lambda value: {**value, "obfuscation": "x"})["round-trip"]
    assert (found.status, found.level) == (Status.FAIL, Level.MUST)


def test_padding_of_any_value_is_one_reason() -> None:
    lost = [
        verdicts("RealtimeServerEvent", {**DELTA, "obfuscation": padding}, without("obfuscation"))["round-trip"]
        for padding in ("Tx1Fj", "", "q", "8sZ")
    ]
    assert {one.reason for one in lost} == {"/obfuscation is dropped"}
    (reason,) = reasons(lost)
    assert str(reason.group) == "/obfuscation is dropped"


class Wanting(InProcess):
    """The right one, except that it refuses payloads with one name in them, and has no constructor for it."""

    def __init__(self, *names: str, kind: Kind = Kind.REJECTED) -> None:
        super().__init__(adopt(ADAPTER, "right"))
        self.names, self.kind = names, kind

    def stream(self, requests: Iterator[Request]) -> Iterator[Outcome]:  # type: ignore[override]
        for request in requests:
            refused = any(f'"{name}"' in str(request.text) for name in self.names)
            yield Outcome(self.kind, message="no") if refused else self.ask(request)


def refusals(type_name: str, value: Any, connection: InProcess) -> dict[str, tuple[Status, Level]]:
    text = text_of(value)
    case = Case(f"{type_name}/x", type_name, text, GA.expect(type_name, text))
    (exchange,) = exchanges(connection, [case], dialect=GA.dialect)
    return {one.check: (one.status, one.level) for one in judge(exchange, GA) if one.check in ("accepts", "build")}


@pytest.mark.parametrize("kind", [Kind.REJECTED, Kind.FALLBACK, Kind.IGNORED])
def test_a_payload_that_is_refused_for_such_a_member_alone_is_a_warning(kind: Kind) -> None:
    found = refusals("RealtimeServerEvent", DELTA, Wanting("obfuscation", kind=kind))
    assert found == {"accepts": (Status.FAIL, Level.SHOULD), "build": (Status.FAIL, Level.SHOULD)}
    assert refusals("RealtimeConversationItem", MESSAGE, Wanting("phase"))["build"] == (Status.FAIL, Level.SHOULD)


def test_a_name_that_is_escaped_is_such_a_member_too() -> None:
    text = text_of(MESSAGE).replace('"phase"', '"\\u0070hase"')
    case = Case(
        "RealtimeConversationItem/x", "RealtimeConversationItem", text, GA.expect("RealtimeConversationItem", text)
    )
    assert without_unproven(case, GA.dialect) == text_of(
        {name: one for name, one in MESSAGE.items() if name != "phase"}
    )


def test_what_the_other_side_writes_may_be_refused_for_it() -> None:
    found = refusals("RealtimeClientEvent", CREATE, Wanting("phase"))
    assert found == {"accepts": (Status.FREE, Level.FREE), "build": (Status.FREE, Level.FREE)}


def test_what_is_refused_without_it_as_well_fails() -> None:
    found = refusals("RealtimeServerEvent", DELTA, Wanting("obfuscation", "delta"))
    assert found == {"accepts": (Status.FAIL, Level.MUST), "build": (Status.FAIL, Level.MUST)}
    assert refusals("RealtimeServerEvent", DELTA, Wanting("delta"))["accepts"] == (Status.FAIL, Level.MUST)


def test_what_is_refused_without_it_as_well_is_told_by_what_it_is_refused_for_then() -> None:
    class Naming(Wanting):
        def stream(self, requests: Iterator[Request]) -> Iterator[Outcome]:  # type: ignore[override]
            for request in requests:
                named = next((name for name in self.names if f'"{name}"' in str(request.text)), None)
                yield self.ask(request) if named is None else Outcome(Kind.REJECTED, message=f"no {named}")

    text = text_of(DELTA)
    case = Case("RealtimeServerEvent/x", "RealtimeServerEvent", text, GA.expect("RealtimeServerEvent", text))
    (exchange,) = exchanges(Naming("obfuscation", "delta"), [case], dialect=GA.dialect)
    said = {one.check: [finding.got for finding in one.findings] for one in judge(exchange, GA) if one.failed}
    assert said["accepts"] == said["build"] == ["rejected: no delta"]


def test_a_value_that_is_kept_raw_for_such_a_member_alone_is_a_warning() -> None:
    class Raw(Wanting):
        def stream(self, requests: Iterator[Request]) -> Iterator[Outcome]:  # type: ignore[override]
            for request in requests:
                raw = ("/item",) if '"phase"' in str(request.text) else ()
                yield replace(self.ask(request), raw=raw)

    assert refusals("RealtimeServerEvent", ADDED, Raw())["accepts"] == (Status.FAIL, Level.SHOULD)


SYSTEM = {"type": "message", "role": "system", "content": [{"text": "Be brief."}]}


@pytest.mark.parametrize(
    ("at", "got", "level"),
    [
        ("/object", "realtime.item", Level.SHOULD),
        ("/content/0/type", "input_text", Level.SHOULD),
        ("/object", "realtime.thing", Level.MUST),
        ("/status", "completed", Level.MUST),
    ],
)
def test_the_only_value_of_a_member_may_be_written_without_being_sent(at: str, got: str, level: Level) -> None:
    changed = json.loads(text_of(SYSTEM))
    inner = changed if at.count("/") == 1 else changed["content"][0]
    inner[at.rpartition("/")[2]] = got
    found = verdicts("RealtimeConversationItemMessageSystem", SYSTEM, lambda _: changed)
    assert {found[check].level for check in ("round-trip", "canonical", "typed-read")} == {level}
    assert [(one.what, one.at) for one in found["round-trip"].findings] == [(What.INVENTED, at)]


@pytest.mark.parametrize(("rate", "level"), [(24000, Level.SHOULD), (16000, Level.MUST)])
def test_the_only_number_of_a_member_may_be_written_without_being_sent(rate: int, level: Level) -> None:
    changed = {"type": "audio/pcm", "rate": rate}
    found = verdicts("RealtimeAudioFormats", {"type": "audio/pcm"}, lambda _: changed)
    assert {found[check].level for check in ("round-trip", "canonical", "typed-read")} == {level}
    session = {"type": "session.update", "session": {"type": "realtime", "audio": {"input": {"format": changed}}}}
    sent = json.loads(text_of(session))
    del sent["session"]["audio"]["input"]["format"]["rate"]
    assert verdicts("RealtimeClientEvent", sent, lambda _: session)["canonical"].level is level


def test_a_member_that_is_documented_for_another_kind_of_part_may_be_passed_over() -> None:
    (vector,) = (one for name, one in load_vectors("openai-ga").items() if name.endswith("User/text-in-another-part"))
    lost = without("text")

    def change(value: Any) -> Any:
        return {**value, "content": [lost(part) for part in value["content"]]}

    found = verdicts(vector.type, json.loads(vector.text), change, acceptance=Level.FREE)["round-trip"]
    assert (found.status, found.level) == (Status.FREE, Level.FREE)
    kept = {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "Hello"}]}
    assert verdicts(vector.type, kept, change, acceptance=Level.FREE)["round-trip"].level is Level.MUST


@pytest.mark.parametrize("at", ["/audio/output/format", "/audio/output"])
def test_what_becomes_of_a_union_without_its_tag_is_left_open(at: str) -> None:
    value = {"object": "realtime.response", "id": "resp_1", "audio": {"output": {"format": {}, "voice": "marin"}}}
    text = text_of(value)
    case = Case("RealtimeResponse/x", "RealtimeResponse", text, GA.expect("RealtimeResponse", text))
    shown = Outcome(Kind.OK, text, raw=(at,))
    judged = (Status.FREE, Level.FREE) if at.endswith("format") else (Status.FAIL, Level.MUST)
    found = {one.check: one for one in judge(Exchange(case, shown, typed=shown), GA)}
    assert (found["accepts"].status, found["accepts"].level) == judged
    refused = Exchange(case, Outcome(Kind.REJECTED, message="no"))
    assert {one.level for one in judge(refused, GA) if one.check == "accepts"} == {Level.FREE}


def test_a_member_that_was_sent_is_not_invented_where_the_role_is_lost() -> None:
    part = {"text": "Hi", "detail": "auto"}
    value = {"type": "message", "role": "assistant", "content": [part]}
    text = text_of(value)
    expectation = GA.expect("RealtimeConversationItemMessage", text)
    case = Case("x", "RealtimeConversationItemMessage", text, expectation, Level.SHOULD, unknown=True)
    shown = Outcome(Kind.OK, text_of({"type": "message", "content": [part]}))
    (found,) = (
        one for one in judge(Exchange(case, Outcome(Kind.OK, text), typed=shown), GA) if one.check == "typed-read"
    )
    assert [(one.what, one.at) for one in found.findings] == [(What.LOST, "/role")]
    assert found.level is Level.SHOULD
