"""A type is asked, and judged, the way it travels through a library."""

from __future__ import annotations

import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from conformance.adapter import Hello, Kind, Op, Outcome
from conformance.adapter.inprocess import InProcess, adopt
from conformance.checks.exchange import exchanges
from conformance.checks.robust import HostileInput, ordeal
from conformance.checks.verdict import Status, Verdict
from conformance.oracle import oracle
from conformance.requirements.level import Level
from conformance.vectors import case_of, find, load_type
from conformance.vectors.judging import judged
from conformance.vectors.steady import Steady

GA = "openai-ga"
SEED = "async-openai"
CHOICE = "ToolChoiceMCP"
WHOLE = f"{CHOICE}/all-members"
CLEARED = "RealtimeServerEventInputAudioBufferCleared"
UNION = "RealtimeServerEvent"
Function = Callable[[str, str], Any]


def keeps(_: str, text: str) -> str:
    return text


def drops(name: str) -> Function:
    """A function that writes all members but one."""
    return lambda _, text: json.dumps({key: value for key, value in json.loads(text).items() if key != name})


def adds_null(_: str, text: str) -> str:
    return json.dumps({**json.loads(text), "name": None})


def adds_name(_: str, text: str) -> str:
    return json.dumps({**json.loads(text), "name": "made up"})


class Library:
    """An adapter of these functions, which notes what it is asked."""

    def __init__(self, types: set[str], decodes: bool = False, sends: bool = False, **functions: Function) -> None:
        self.asked: list[str] = []
        names = frozenset(types)
        none: frozenset[str] = frozenset()
        ops = frozenset(map(Op, functions))
        about = ("lib", "1", "python", "default", "*", names, ops)
        hello = Hello(*about, decodes=names if decodes else none, sends=names if sends else none)
        methods = {name: self._noting(name, function) for name, function in functions.items()}
        self._adapter = SimpleNamespace(hello=hello, **methods)

    def _noting(self, op: str, function: Function) -> Function:
        def asked(type_name: str, text: str) -> Any:
            self.asked.append(op)
            return function(type_name, text)

        return asked

    def verdicts(self, vector: str, dialect: str = GA) -> dict[str, Verdict]:
        connection = Steady(InProcess(adopt(self._adapter, "lib")), oracle(dialect))
        found, _ = judged(connection, find(dialect, vector), oracle(dialect))
        return {one.check: one for one in found}

    def statuses(self, vector: str, dialect: str = GA) -> dict[str, str]:
        return {check: str(one.status) for check, one in self.verdicts(vector, dialect).items()}


def test_by_default_a_type_goes_both_ways() -> None:
    library = Library({CHOICE}, roundtrip=drops("server_label"), typed=keeps, build=keeps)
    assert library.statuses(WHOLE) == {
        "accepts": "pass",
        "round-trip": "fail",
        "canonical": "fail",
        "idempotent": "pass",
        "typed-read": "pass",
        "build": "pass",
    }


def test_what_is_written_back_of_a_received_type_is_shown_and_not_judged() -> None:
    library = Library({CHOICE}, decodes=True, roundtrip=drops("server_label"), typed=keeps, build=keeps)
    verdicts = library.verdicts(WHOLE)
    assert {check: str(one.status) for check, one in verdicts.items()} == {
        "accepts": "pass",
        "round-trip": "free",
        "typed-read": "pass",
    }
    shown = verdicts["round-trip"]
    assert (shown.level, shown.note) == (Level.FREE, "/server_label is dropped")
    # Neither a second round nor a constructor has anything to say.
    assert library.asked == ["roundtrip", "typed"]


def test_the_values_of_a_received_type_are_those_that_its_typed_api_shows() -> None:
    verdicts = Library({CHOICE}, decodes=True, roundtrip=keeps, typed=drops("server_label")).verdicts(WHOLE)
    assert verdicts["typed-read"].gates()
    assert verdicts["round-trip"].note == "written back as it was read"


def test_without_a_typed_api_what_was_lost_counts_and_what_an_encoder_adds_does_not() -> None:
    lossy = Library({CHOICE}, decodes=True, roundtrip=drops("server_label")).verdicts(WHOLE)
    assert {check for check, one in lossy.items() if one.gates()} == {"round-trip"}
    added = Library({CHOICE}, decodes=True, roundtrip=adds_null).statuses(f"{CHOICE}/only-required")
    assert added == {"accepts": "pass", "round-trip": "pass"}
    assert Library({CHOICE}, roundtrip=adds_null).statuses(f"{CHOICE}/only-required")["canonical"] == "fail"
    invented = Library({CHOICE}, decodes=True, roundtrip=adds_name).statuses(f"{CHOICE}/only-required")
    assert invented == {"accepts": "pass", "round-trip": "pass"}


def test_a_library_without_an_encoder_is_judged_by_what_its_types_show() -> None:
    library = Library({CHOICE}, decodes=True, typed=keeps)
    assert library.statuses(WHOLE) == {"accepts": "pass", "typed-read": "pass"}
    lossy = Library({CHOICE}, decodes=True, typed=drops("server_label")).verdicts(WHOLE)
    assert [check for check, one in lossy.items() if one.gates()] == ["typed-read"]


def test_a_refusal_without_an_encoder_is_a_payload_that_was_not_accepted() -> None:
    def refuses(_: str, text: str) -> str:
        raise ValueError("no")

    verdicts = Library({CHOICE}, decodes=True, typed=refuses).verdicts(WHOLE)
    assert (verdicts["accepts"].status, verdicts["typed-read"].status) == (Status.FAIL, Status.UNTESTABLE)
    assert "round-trip" not in verdicts


def test_what_is_unknown_is_tolerated_by_the_types_as_well() -> None:
    unknown = f"{CHOICE}/unknown-member"
    assert Library({CHOICE}, decodes=True, typed=_known).statuses(unknown) == {
        "tolerates": "pass",
        "typed-read": "pass",
    }

    lossy = Library({CHOICE}, decodes=True, roundtrip=drops("server_label"), typed=_known).statuses(unknown)
    assert (lossy["tolerates"], lossy["typed-read"]) == ("pass", "pass")
    # An echo is no proof that a value can be reached.
    assert Library({CHOICE}, decodes=True, typed=keeps).verdicts(unknown)["typed-read"].gates()

    def strict(type_name: str, text: str) -> str:
        if _known(type_name, text) != json.dumps(json.loads(text)):
            raise ValueError("unknown member")
        return text

    verdicts = Library({CHOICE}, decodes=True, typed=strict).verdicts(unknown)
    assert verdicts["tolerates"].status is Status.FAIL


def _known(_: str, text: str) -> str:
    return json.dumps({name: value for name, value in json.loads(text).items() if name in _MEMBERS})


_MEMBERS = set(json.loads(find(GA, WHOLE).text))


def test_a_sent_type_is_built_and_never_read() -> None:
    library = Library({CHOICE}, sends=True, roundtrip=keeps, typed=keeps, build=drops("server_label"))
    verdicts = library.verdicts(WHOLE)
    assert library.asked == ["build"]
    assert verdicts["build"].gates()
    assert {str(one.status) for check, one in verdicts.items() if check != "build"} == {"unsupported"}
    assert verdicts["accepts"].note == "declared as only sent"


def test_hostile_input_is_for_what_reads() -> None:
    def outcome(**more: Any) -> Outcome:
        library = Library({CHOICE}, **more)
        connection = InProcess(adopt(library._adapter, "lib"))
        return ordeal(connection, HostileInput(GA, "empty", CHOICE, ""), find(GA, WHOLE).text).outcome

    assert outcome(sends=True, build=keeps, roundtrip=keeps).kind is Kind.UNSUPPORTED
    assert outcome(decodes=True, typed=drops("server_label")).kind is Kind.REJECTED
    assert outcome(typed=drops("server_label")).kind is Kind.REJECTED


@pytest.mark.parametrize("direction", ["decodes", "sends"])
def test_canonical_serializations_are_asked_for_both_ways(direction: str) -> None:
    library = Library({"Error"}, **{direction: True}, roundtrip=keeps, build=keeps)  # type: ignore[arg-type]
    assert library.statuses("Error/all-members", SEED).keys() >= {"accepts", "round-trip", "canonical", "build"}
    assert library.asked == ["roundtrip", "build"]


def test_a_missing_event_is_not_judged_again_through_the_union() -> None:
    def of(event: str) -> str:
        vectors = load_type(GA, UNION).values()
        return next(one.id for one in vectors if one.text.startswith(f'{{"type":"{event}"') and one.level is Level.MUST)

    here, missing = of("input_audio_buffer.cleared"), of("input_audio_buffer.committed")
    library = Library({UNION, CLEARED}, roundtrip=keeps)
    assert library.statuses(here)["accepts"] == "pass"
    assert set(library.statuses(missing).values()) == {"unsupported"}
    assert "RealtimeServerEventInputAudioBufferCommitted" in library.verdicts(missing)["accepts"].note
    # Who has a type for none of them, or may be asked about any, is asked about all.
    assert Library({UNION}, roundtrip=keeps).statuses(missing)["accepts"] == "pass"
    assert Library({"*"}, roundtrip=keeps).statuses(missing)["accepts"] == "pass"


def test_a_vector_of_the_union_is_asked_of_the_event_that_is_sent() -> None:
    library = Library({"RealtimeClientEventResponseCancel"}, sends=True, build=keeps)
    assert library.statuses("RealtimeClientEvent/tag-response-cancel")["build"] == "pass"
    assert library.asked == ["build"]


@pytest.mark.parametrize(
    ("library", "answer"),
    [
        (Library({CHOICE}, sends=True, build=keeps), Kind.OK),
        (Library({CHOICE}, decodes=True, typed=lambda *_: None), Kind.IGNORED),
        (Library({CHOICE}, roundtrip=lambda *_: None, build=keeps), Kind.IGNORED),
        (Library({"Prompt"}, roundtrip=keeps), Kind.UNSUPPORTED),
    ],
)
def test_what_is_shown_as_the_answer_is_of_the_direction(library: Library, answer: Kind) -> None:
    with InProcess(adopt(library._adapter, "lib")) as connection:
        (exchange,) = exchanges(connection, [case_of(find(GA, WHOLE), oracle(GA))])
    assert exchange.answer.kind is answer
