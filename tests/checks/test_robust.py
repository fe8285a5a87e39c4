"""Hostile input is refused or comes back whole, and changes nothing for what comes after it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from conformance import jsontext
from conformance.adapter import Kind, Outcome
from conformance.adapter.contract import Request
from conformance.adapter.inprocess import InProcess, adopt
from conformance.checks.broken import with_requirements
from conformance.checks.finding import Finding, What
from conformance.checks.register import judge_ordeal
from conformance.checks.robust import HostileInput, hostile_inputs, ordeal
from conformance.checks.verdict import Status, Verdict
from conformance.oracle import Accept, oracle
from conformance.reference.adapter import ADAPTER
from conformance.reference.official_adapter import ADAPTER as OFFICIAL
from conformance.requirements.level import Level
from conformance.requirements.register import load_register
from conformance.vectors.growth import sound_payload

SEED, GA = "async-openai", "openai-ga"
RIGHT: dict[str, Any] = {SEED: ADAPTER, GA: OFFICIAL}


def hostile(dialect: str, type_name: str, hazard: str) -> HostileInput:
    described = oracle(dialect).dialect
    inputs = hostile_inputs(described, type_name, sound_payload(described, type_name))
    return next(one for one in inputs if one.name == hazard)


def verdict(dialect: str, type_name: str, hazard: str, roundtrip: Callable[[str, str], object]) -> Verdict:
    class Adapter:
        hello = RIGHT[dialect].hello

        def roundtrip(self, type: str, text: str) -> object:
            return roundtrip(type, text)

    one = hostile(dialect, type_name, hazard)
    with InProcess(adopt(Adapter(), "adapter")) as connection:
        sound = sound_payload(oracle(dialect).dialect, type_name)
        return judge_ordeal(one, ordeal(connection, one, sound))


def replacing(dialect: str) -> Callable[[str, str | bytes], str]:
    """What is not UTF-8 is replaced."""

    def roundtrip(type_name: str, text: str | bytes) -> str:
        read = text.decode(errors="replace") if isinstance(text, bytes) else text
        return str(RIGHT[dialect].roundtrip(type_name, read))

    return roundtrip


@pytest.mark.parametrize("dialect", [SEED, GA])
def test_bytes_that_are_not_utf8_are_all_that_is_wrong_with_the_payload(dialect: str) -> None:
    types = oracle(dialect).dialect.types
    mended = {name: hostile(dialect, name, "not-utf8").text.replace(b"\xff\xfe", b"ok") for name in types}  # type: ignore[arg-type]
    legal = [name for name, text in mended.items() if isinstance(oracle(dialect).expect(name, text), Accept)]
    # Types without a plain text inside get bytes that are wrong in other ways, too.
    assert len(legal) > len(types) * 3 // 4
    assert "Error" in legal or dialect == GA


def test_the_strict_dialect_refuses_them() -> None:
    found = verdict(SEED, "Error", "not-utf8", replacing(SEED))
    assert (found.status, found.level) == (Status.FAIL, Level.MUST)
    assert found.findings == (Finding(What.ACCEPTED, "", "invalid-json"),)
    register = load_register(SEED)
    assert [row for row, _ in with_requirements(found, None, register).requirements] == ["decode.json-text"]
    assert "robust" in register.rows["decode.json-text"].checks


def test_the_official_one_leaves_it_open() -> None:
    assert verdict(GA, "RealtimeFunctionTool", "not-utf8", replacing(GA)).status is Status.PASS


@pytest.mark.parametrize("dialect", [SEED, GA])
@pytest.mark.parametrize("hazard", ["empty", "cut-short", "not-utf8", "nul-bytes"])
def test_the_right_one_passes(dialect: str, hazard: str) -> None:
    name = "RealtimeConversationItem"
    assert verdict(dialect, name, hazard, RIGHT[dialect].roundtrip).status is Status.PASS


LARGE = [
    (SEED, "RealtimeResponse"),
    (SEED, "RealtimeResponseCreateParams"),
    (GA, "RealtimeClientEvent"),
    (GA, "RealtimeServerEvent"),
]


@pytest.mark.parametrize(("dialect", "name"), LARGE)
@pytest.mark.parametrize("hazard", ["15-mib-base64", "15-mib-unknown"])
def test_what_is_large_and_legal_comes_back_whole_or_is_refused(dialect: str, name: str, hazard: str) -> None:
    right = RIGHT[dialect].roundtrip
    text = hostile(dialect, name, hazard).text
    assert isinstance(oracle(dialect).expect(name, text), Accept)
    assert verdict(dialect, name, hazard, right).status is Status.PASS

    def limited(type_name: str, text: str) -> str:
        if len(text) > 2**20:
            raise ValueError("too large")
        return str(right(type_name, text))

    assert verdict(dialect, name, hazard, limited).status is Status.PASS


@pytest.mark.parametrize("hazard", ["15-mib-base64", "15-mib-unknown"])
def test_what_the_small_twin_loses_as_well_is_not_its_size(hazard: str) -> None:
    def loses(type_name: str, text: str, *names: str) -> str:
        written = jsontext.load(OFFICIAL.roundtrip(type_name, text))
        return jsontext.text_of({name: item for name, item in written.items() if name not in names})

    def always(type_name: str, text: str) -> str:
        return loses(type_name, text, "content_index", "event_id")

    def of_large(type_name: str, text: str) -> str:
        return loses(type_name, text, "event_id", *(["type"] if len(text) > 2**20 else []))

    assert verdict(GA, "RealtimeServerEvent", hazard, always).status is Status.PASS
    found = verdict(GA, "RealtimeServerEvent", hazard, of_large)
    assert (found.status, found.level) == (Status.FAIL, Level.MUST)
    assert "event_id" not in {(one.at or "").rpartition("/")[2] for one in found.findings}


def test_what_is_cut_fails_and_is_shown_in_a_few_characters() -> None:
    def cuts(type_name: str, text: str) -> str:
        written = jsontext.load(OFFICIAL.roundtrip(type_name, text))
        return jsontext.text_of({name: item[: 2**16] if name == "audio" else item for name, item in written.items()})

    found = verdict(GA, "RealtimeClientEvent", "15-mib-base64", cuts)
    assert (found.status, found.reason) == (Status.FAIL, "/audio is cut")
    assert all(len(text or "") <= 120 for one in found.findings for text in (one.expected, one.got))
    assert len(found.actual or "") <= 120


def test_a_loss_beside_a_large_unknown_member_fails() -> None:
    def loses(type_name: str, text: str) -> str:
        written = jsontext.load(OFFICIAL.roundtrip(type_name, text))
        return str(jsontext.text_of({"type": written["type"]} if len(text) > 2**20 else written))

    assert verdict(GA, "RealtimeClientEvent", "15-mib-unknown", loses).status is Status.FAIL


def test_the_value_of_the_sound_payload_is_the_same_afterwards() -> None:
    seen: list[str] = []

    def remembers(type_name: str, text: str) -> str:
        seen.append(text)
        written = ADAPTER.roundtrip(type_name, text)
        return written if len(seen) < 3 else jsontext.text_of({**jsontext.load(written), "code": "spoilt"})

    found = verdict(SEED, "Error", "empty", remembers)
    assert [one.what for one in found.findings] == [What.NOT_THE_SAME_AFTER]
    assert "spoilt" in found.reason


def test_the_order_of_members_may_change() -> None:
    calls: list[str] = []

    def shuffles(type_name: str, text: str) -> str:
        calls.append(text)
        value = jsontext.load(ADAPTER.roundtrip(type_name, text))
        return jsontext.text_of(dict(sorted(value.items(), reverse=len(calls) > 2)))

    assert verdict(SEED, "Error", "empty", shuffles).status is Status.PASS


def test_a_refusal_afterwards_fails() -> None:
    outcomes = iter([Outcome(Kind.OK, "{}"), Outcome(Kind.REJECTED), Outcome(Kind.REJECTED, message="no")])

    class Connection(InProcess):
        def ask(self, request: Request) -> Outcome:
            return next(outcomes)

    one = hostile(SEED, "Error", "empty")
    found = judge_ordeal(one, ordeal(Connection(adopt(ADAPTER, "x")), one, "{}"))
    assert found.reason == "after hostile input a sound payload is answered otherwise (rejected: no, before it was ok)"
