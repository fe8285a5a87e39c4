"""A vector is asked of the type that a library has: the union that it belongs to, or else its event's own."""

from __future__ import annotations

import json

import pytest

from conformance.adapter.inprocess import InProcess, adopt
from conformance.checks.verdict import Status
from conformance.oracle import Accept, oracle
from conformance.vectors import find
from conformance.vectors.judging import judged, variant_of

NOISE_OFF = "RealtimeClientEvent/update-noise-off"


class Echo:
    """Writes what it read, without ``null`` where it is told to lose it, and notes which types it was asked."""

    def __init__(self, *types: str, loses_null: bool = False) -> None:
        self.TYPES = types
        self.asked: list[str] = []
        self._loses_null = loses_null

    def roundtrip(self, type: str, text: str) -> str:
        self.asked.append(type)
        return json.dumps(_without_null(json.loads(text))) if self._loses_null else text


def _without_null(value: object) -> object:
    if isinstance(value, dict):
        return {name: _without_null(item) for name, item in value.items() if item is not None}
    return value


@pytest.mark.parametrize(
    ("types", "asked"),
    [
        (("RealtimeClientEvent", "RealtimeClientEventSessionUpdate"), "RealtimeClientEvent"),
        (("RealtimeClientEventSessionUpdate",), "RealtimeClientEventSessionUpdate"),
    ],
)
def test_a_vector_of_a_union_is_asked_of_the_union_or_of_the_event(types: tuple[str, ...], asked: str) -> None:
    echo = Echo(*types)
    verdicts, case = judged(InProcess(adopt(echo, "echo")), find("openai-ga", NOISE_OFF), oracle("openai-ga"))
    assert set(echo.asked) == {asked} == {case.type}
    assert {verdict.status for verdict in verdicts if verdict.check == "canonical"} == {Status.PASS}


def test_what_the_event_loses_fails_under_the_id_of_the_union() -> None:
    echo = Echo("RealtimeClientEventSessionUpdate", loses_null=True)
    verdicts, case = judged(InProcess(adopt(echo, "echo")), find("openai-ga", NOISE_OFF), oracle("openai-ga"))
    (failed,) = (verdict for verdict in verdicts if verdict.check == "canonical")
    assert (failed.case, failed.subject, failed.status) == (NOISE_OFF, "RealtimeClientEvent", Status.FAIL)
    assert str(failed.findings[0]).startswith("/session/audio/input/noise_reduction")
    assert case.type == "RealtimeClientEventSessionUpdate"


def test_what_has_neither_type_does_not_support_the_union() -> None:
    echo = Echo("RealtimeResponse")
    verdicts, case = judged(InProcess(adopt(echo, "echo")), find("openai-ga", NOISE_OFF), oracle("openai-ga"))
    assert {verdict.status for verdict in verdicts} == {Status.UNSUPPORTED}
    assert (echo.asked, case.type) == ([], "RealtimeClientEvent")


def test_the_payload_loses_the_tag_that_the_event_does_not_declare() -> None:
    own = variant_of(find("async-openai", "RealtimeServerEvent/tag-conversation-item-deleted"), oracle("async-openai"))
    assert own is not None
    assert own.type == "RealtimeServerEventConversationItemDeleted"
    assert "type" not in json.loads(own.text)
    assert isinstance(own.expectation, Accept)


@pytest.mark.parametrize(
    "vector_id",
    [
        "RealtimeServerEvent/tag-unknown",
        "RealtimeServerEvent/text-cut",
        "RealtimeServerEvent/not-an-object-number",
        "RealtimeResponse/all-members",
        # What is repeated is the tag itself, which the event's own type does not have.
        "RealtimeServerEvent/tag-duplicate-error",
    ],
)
def test_what_is_of_no_variant_stays_with_the_union(vector_id: str) -> None:
    assert variant_of(find("async-openai", vector_id), oracle("async-openai")) is None
