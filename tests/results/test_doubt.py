"""A failure is a fault of the suite where its own two witnesses disagree about the payload, and nowhere else."""

from __future__ import annotations

import json

import pytest
from result_files import verdict

from conformance.checks.case import Case
from conformance.checks.finding import Finding, What
from conformance.checks.verdict import Status, Verdict
from conformance.oracle import Accept, second_opinion
from conformance.oracle.expectation import Free, FreeReason
from conformance.requirements.register import load_register
from conformance.results.doubt import doubted
from conformance.results.matrix import VerdictMark, mark
from conformance.results.words import complete, paragraph

DIALECT = "async-openai"
ID = "RealtimeResponseUsage/input-tokens-numeric-string"
TEXT = json.dumps({"input_tokens": "1", "output_tokens": 2, "total_tokens": 3})
# As if the oracle took a number in quotes.
WRONG = Case(ID, "RealtimeResponseUsage", TEXT, Accept(TEXT))
RIGHT = WRONG._replace(text=TEXT.replace('"1"', "1"))
REFUSED = verdict(ID, "fail", Finding(What.NOT_DECODED, got="rejected"), check="accepts")


def test_a_failure_that_the_published_schema_contradicts_is_the_suites() -> None:
    found = doubted(REFUSED, WRONG, DIALECT)
    assert (found.status, found.findings) == (Status.SUITE_FAULT, ())
    assert found.reason.startswith("the oracle takes the payload, and the published schema of RealtimeResponseUsage ")
    assert not found.failed
    assert not found.gates(strict=True)
    assert mark(found) is VerdictMark.SUITE_FAULT
    assert not mark(found).bad


def test_a_failure_on_which_both_agree_remains_the_implementations() -> None:
    assert doubted(REFUSED, RIGHT, DIALECT) is REFUSED


@pytest.mark.parametrize(
    "failed",
    [
        verdict(ID, "fail", Finding(What.NO_ANSWER, got="crashed")),
        verdict(ID, "adapter-fault", Finding(What.ADAPTER_AT_FAULT, got="died")),
    ],
    ids=["a crash", "the adapter's"],
)
def test_what_fails_whether_the_payload_is_legal_or_not_remains(failed: Verdict) -> None:
    assert doubted(failed, WRONG, DIALECT) is failed


def test_what_depends_on_a_doubtful_failure_is_in_doubt_too() -> None:
    untestable = verdict(ID, "untestable", Finding(What.NOT_DECODED, got="rejected"), check="idempotent")
    assert doubted(untestable, WRONG, DIALECT).status is Status.SUITE_FAULT


def test_only_failures_on_payloads_are_asked_about(monkeypatch: pytest.MonkeyPatch) -> None:
    def asked(*_: object) -> str:
        raise AssertionError("asked")

    monkeypatch.setattr(second_opinion, "disagreement", asked)
    passed, unsupported = verdict(ID), verdict(ID, "unsupported", "no such type")
    assert doubted(passed, WRONG, DIALECT) is passed
    assert doubted(unsupported, WRONG, DIALECT) is unsupported
    assert doubted(REFUSED, None, DIALECT) is REFUSED
    with pytest.raises(AssertionError, match="asked"):
        doubted(REFUSED, WRONG, DIALECT)


def test_what_the_dialect_leaves_open_is_not_in_doubt() -> None:
    left_open = WRONG._replace(expectation=Free(FreeReason.NUMBER_FORM))
    assert doubted(REFUSED, left_open, DIALECT) is REFUSED


def test_it_is_shown_with_why_and_the_line_to_report() -> None:
    shown = list(paragraph(complete(REFUSED, WRONG, load_register(DIALECT), "my_sdk", DIALECT)))
    assert shown[0] == f"{ID}: accepts (must) — suite-fault"
    assert shown[1].strip().endswith("refuses it ('1' is not of type 'integer' at /input_tokens)")
    assert shown[-1].strip() == f"reproduce    realtime-conformance show {ID} --impl=my_sdk --dialect=async-openai"
