"""Whether a type is supported does not depend on the payload."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from conformance.adapter import Hello, Kind, Op, Outcome, Request
from conformance.adapter.inprocess import InProcess, adopt
from conformance.checks.verdict import Status
from conformance.oracle import oracle
from conformance.reference.adapter import ADAPTER
from conformance.reference.reader import DecodeError
from conformance.vectors import find
from conformance.vectors.judging import judged
from conformance.vectors.steady import Steady

SEED = "async-openai"
HARD = "RealtimeResponseUsage/all-members"


class Evasive:
    """Right, or ``unsupported`` where ``evades`` says so."""

    hello = ADAPTER.hello

    def __init__(self, evades: Callable[[str, str], bool]) -> None:
        self._evades = evades

    def roundtrip(self, type: str, text: str) -> str:
        if self._evades(type, text):
            raise NotImplementedError("hard")
        return ADAPTER.roundtrip(type, text)

    def build(self, type: str, text: str) -> str:
        return self.roundtrip(type, text)


def steady(evades: Callable[[str, str], bool]) -> Steady:
    return Steady(InProcess(adopt(Evasive(evades), "evasive")), oracle(SEED))


def _is_broken(type_name: str, text: str) -> bool:
    try:
        ADAPTER.roundtrip(type_name, text)
    except DecodeError:
        return True
    return False


@pytest.mark.parametrize(
    ("evades", "vector"),
    [
        (_is_broken, "Error/code-absent"),
        (_is_broken, "Error/not-an-object-null"),
        (lambda _, text: "cached_tokens" in text, HARD),
        # All but the last payload: there is one that is supported.
        (lambda _, text: text != find(SEED, "RealtimeResponseUsage/only-required").text, HARD),
    ],
)
def test_unsupported_for_single_payloads_is_a_failure_that_says_so(
    evades: Callable[[str, str], bool], vector: str
) -> None:
    verdicts, _ = judged(steady(evades), find(SEED, vector), oracle(SEED))
    roundtrip = [one for one in verdicts if one.check != "build"]
    assert {one.status for one in roundtrip} == {Status.ADAPTER_FAULT}
    type_name = vector.partition("/")[0]
    said = f"the adapter is at fault (adapter-error: unsupported for this payload, though not for '{type_name}/"
    assert all(one.reason.startswith(said) for one in roundtrip)
    assert {one.check for one in roundtrip if one.gates()} >= {"rejects"} or len(roundtrip) > 1
    # Over all types it is one reason.
    assert len({str(finding.group) for one in roundtrip for finding in one.findings}) == 1
    assert "/" not in str(roundtrip[0].findings[0].group)


def test_a_type_that_is_supported_for_nothing_is_unsupported() -> None:
    verdicts, _ = judged(steady(lambda name, _: name == "Error"), find(SEED, "Error/code-absent"), oracle(SEED))
    assert {one.status for one in verdicts} == {Status.UNSUPPORTED}


def test_a_variant_of_a_union_may_be_missing() -> None:
    connection = steady(lambda _, text: json.loads(text).get("type") in ("error", "session.created"))
    payload = find(SEED, "RealtimeServerEvent/tag-error").text
    request = Request(Op.ROUNDTRIP, "RealtimeServerEvent", payload)
    assert connection.ask(request).kind is Kind.UNSUPPORTED
    (streamed,) = connection.stream([request])
    assert streamed.kind is Kind.UNSUPPORTED


def test_what_is_not_declared_is_not_asked_about() -> None:
    asked = []

    class Adapter:
        hello = Hello("a", "1", "python", "default", SEED, frozenset({"Error"}), frozenset({Op.ROUNDTRIP}))

        def roundtrip(self, type: str, text: str) -> Outcome:
            asked.append((type, text))
            return Outcome(Kind.UNSUPPORTED)

    connection = Steady(InProcess(adopt(Adapter(), "a")), oracle(SEED))
    for request in (Request(Op.TYPED, "Error", "{}"), Request(Op.ROUNDTRIP, "Prompt", "{}")):
        assert connection.ask(request).kind is Kind.UNSUPPORTED
    assert asked == []
