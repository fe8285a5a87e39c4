"""The id of a case is read as it is written, in reports and as a pytest item alike."""

from __future__ import annotations

import pytest

from conformance.checks.case import THE_IMPLEMENTATION, CaseId, CaseKind
from conformance.checks.register import CHECKS, OF_PAYLOADS, checks_of

# An id, its pytest item below the session, and its parts.
IDS = [
    ("Error/type-null", "Error::type-null", CaseId(CaseKind.VECTOR, "Error", "type-null")),
    # A slug may be the word of another kind.
    ("Error/generated", "Error::generated", CaseId(CaseKind.VECTOR, "Error", "generated")),
    ("Error/dialect", "Error::dialect", CaseId(CaseKind.VECTOR, "Error", "dialect")),
    (
        "Error/generated/canonical-bytes",
        "Error::generated[canonical-bytes]",
        CaseId(CaseKind.GENERATED, "Error", "canonical-bytes"),
    ),
    ("Error/explored/valid", "Error::explored[valid]", CaseId(CaseKind.EXPLORED, "Error", "valid")),
    (
        "Error/explored/edge-0a1b2c3d",
        "Error::explored[edge-0a1b2c3d]",
        CaseId(CaseKind.EXPLORED, "Error", "edge-0a1b2c3d"),
    ),
    (
        "RealtimeServerEvent/robust/15-mib-base64",
        "RealtimeServerEvent::robust[15-mib-base64]",
        CaseId(CaseKind.HOSTILE, "RealtimeServerEvent", "15-mib-base64"),
    ),
    (
        "voice_turns_2/session/response.concat-text",
        "voice_turns_2::session[response.concat-text]",
        CaseId(CaseKind.SESSION, "voice_turns_2", "response.concat-text"),
    ),
    (
        "errors/scenario/unknown-event",
        "errors::scenario[unknown-event]",
        CaseId(CaseKind.SCENARIO, "errors", "unknown-event"),
    ),
    ("(the implementation)", "dialect", THE_IMPLEMENTATION),
]


def test_every_kind_is_among_these() -> None:
    assert {case.kind for _, _, case in IDS} == set(CaseKind)


@pytest.mark.parametrize(("text", "item", "case"), IDS)
def test_the_text_and_the_item_of_a_case_name_it_and_it_alone(text: str, item: str, case: CaseId) -> None:
    assert str(case) == text
    assert CaseId.parse(text) == case
    assert CaseId.of_item(item) == case
    # The implementation as a whole has an item beside the types, every other case one below its type.
    below = "" if case is THE_IMPLEMENTATION else f"{case.subject}::"
    assert f"{below}{case.item}" == item
    assert case.golden is (case.kind is CaseKind.VECTOR)
    assert case.explored is ("/explored/" in text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Error",
        "/",
        "Error/",
        "/slug",
        "Error/generated/",
        "Error/robust/",
        "/generated/accepts",
        "Error/covering/3",
        "Error/vector/slug",
        "Error/implementation/x",
        "Error/generated/accepts/more",
        "Error/valid/0/7",
        "the implementation",
        "(the implementation)/slug/x",
    ],
)
def test_any_other_text_is_refused_with_the_forms_there_are(text: str) -> None:
    with pytest.raises(
        ValueError,
        match=r"is not a case: Type/slug, Type/generated/check, Type/explored/kind, "
        r"Type/robust/hazard, Recording/session/rule or group/scenario/name",
    ):
        CaseId.parse(text)


@pytest.mark.parametrize(
    "nodeid",
    [
        "",
        "Error",
        "tests/test_own.py::test_it",
        "tests/test_own.py::test_it[generated]",
        "test_own.py::TestClass::test_it",
        "Error::covering[3]",
        "Error::generated[]",
        "dialect::slug::x",
    ],
)
def test_an_item_of_somebody_elses_is_refused(nodeid: str) -> None:
    with pytest.raises(ValueError, match="is not a case"):
        CaseId.of_item(nodeid)


@pytest.mark.parametrize(
    ("text", "checks"),
    [
        ("Error/type-null", {*OF_PAYLOADS, "robust"}),
        ("Error/generated/accepts", {"accepts"}),
        ("Error/generated/behaviour", {"behaviour", "robust"}),
        ("Error/robust/empty", {"robust"}),
        ("(the implementation)", {"dialect"}),
    ],
)
def test_a_case_says_which_checks_may_speak(text: str, checks: frozenset[str]) -> None:
    assert checks_of(CaseId.parse(text)) == checks
    assert checks <= CHECKS.keys()
