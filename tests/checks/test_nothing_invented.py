"""What was not sent is not written, whoever declares it and wherever it is."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.adapter.outcome import Kind, Outcome
from conformance.checks.broken import requirement
from conformance.checks.exchange import Exchange
from conformance.checks.finding import Finding, What
from conformance.checks.register import judge
from conformance.checks.verdict import Status, Verdict
from conformance.jsontext import text_of
from conformance.oracle import oracle
from conformance.requirements.level import Level
from conformance.requirements.register import load_register
from conformance.suite.generated import payload_case

DIALECTS = ("openai-ga", "async-openai")
GA = "openai-ga"
UPDATE = {"type": "session.update", "session": {"type": "realtime", "instructions": "Hi"}}


def verdicts(dialect: str, type_name: str, sent: Any, *, written: Any = None, built: Any = None) -> dict[str, Verdict]:
    text = text_of(sent)
    case = payload_case(f"{type_name}/x", type_name, text, oracle(dialect), load_register(dialect))
    back = Outcome(Kind.OK, text_of(sent if written is None else written))
    outcome = None if built is None else Outcome(Kind.OK, text_of(built))
    return {one.check: one for one in judge(Exchange(case, back, built=outcome), oracle(dialect))}


def session(**more: Any) -> Any:
    return {**UPDATE, "session": {**UPDATE["session"], **more}}  # type: ignore[dict-item]


INVENTED = [
    ({**UPDATE, "_internal": 1}, Finding(What.INVENTED, "/_internal", None, "1")),
    ({**UPDATE, "meta": None}, Finding(What.NULL_ADDED, "/meta", None, "null")),
    # Declared elsewhere: in what the server writes, in another API.
    (session(id="sess_1"), Finding(What.INVENTED, "/session/id", None, '"sess_1"')),
    (session(client_secret=None), Finding(What.NULL_ADDED, "/session/client_secret", None, "null")),
    (session(modalities=[]), Finding(What.INVENTED, "/session/modalities", None, "[]")),
    # Declared here.
    (session(include=[]), Finding(What.INVENTED, "/session/include", None, "[]")),
]


@pytest.mark.parametrize(("written", "found"), INVENTED, ids=lambda value: getattr(value, "at", None))
@pytest.mark.parametrize("operation", ["canonical", "build"])
def test_an_invented_member_is_a_must_failure_with_its_path(operation: str, written: Any, found: Finding) -> None:
    how = {"written" if operation == "canonical" else "built": written}
    verdict = verdicts(GA, "RealtimeClientEvent", UPDATE, **how)[operation]
    assert (verdict.status, verdict.level, verdict.findings) == (Status.FAIL, Level.MUST, (found,))


def test_it_is_found_in_every_object_of_a_list_and_beside_a_loss() -> None:
    parts = [{"type": "input_text", "text": "a"}, {"type": "input_text", "text": "b"}]
    item = {"type": "message", "role": "user", "content": parts}
    written = {**item, "content": [{**part, "annotations": None} for part in parts], "status": None}
    (sent, back) = ({**item, "id": "item_1"}, written)
    verdict = verdicts(GA, "RealtimeConversationItem", sent, written=back)["canonical"]
    assert {(one.what, one.at) for one in verdict.findings} == {
        (What.LOST, "/id"),
        (What.NULL_ADDED, "/status"),
        (What.NULL_ADDED, "/content/0/annotations"),
        (What.NULL_ADDED, "/content/1/annotations"),
    }


def test_a_new_name_is_one_finding() -> None:
    written = {"type": "session.update", "session": {"type": "realtime", "Instructions": "Hi"}}
    verdict = verdicts(GA, "RealtimeClientEvent", UPDATE, written=written)["canonical"]
    assert [(one.what, one.at, one.got) for one in verdict.findings] == [
        (What.RENAMED, "/session/instructions", "Instructions")
    ]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_what_was_sent_may_come_back_but_nothing_inside_it_that_was_not(dialect: str) -> None:
    error = {"async-openai": "Error", "openai-ga": "RealtimeAudioFormats"}[dialect]
    known = {"async-openai": {"code": "c", "type": "t"}, "openai-ga": {"type": "audio/pcmu"}}[dialect]
    sent = {**known, "x": {"a": 1}}

    def found(written: Any) -> list[str | None]:
        return [one.at for one in verdicts(dialect, error, sent, written=written)["canonical"].findings]

    assert found(sent) == found(known) == found({**known, "x": {}}) == found({**known, "x": {"a": 2}}) == []
    assert found({**known, "x": {"a": 1, "b": None}}) == ["/x/b"]
    assert found({**known, "_extra": {"x": {"a": 1}}}) == ["/_extra"]
    assert found({**known, "y": None, "x": {"a": 1}}) == ["/y"]


def test_the_row_is_the_one_about_invention() -> None:
    case = payload_case("RealtimeClientEvent/x", "RealtimeClientEvent", text_of(UPDATE), oracle(GA), load_register(GA))
    for _, finding in INVENTED:
        row = requirement(finding, "canonical", case, load_register(GA))
        assert row == "encode.nothing-invented", finding


@pytest.mark.parametrize(
    ("type_name", "sent", "named"),
    [
        ("RealtimeClientEvent", UPDATE, {**UPDATE, "event_id": "e"}),
        (
            "RealtimeConversationItem",
            {"type": "message", "role": "user", "content": []},
            {"type": "message", "role": "user", "content": [], "id": "i"},
        ),
    ],
)
def test_a_constructor_may_choose_an_id(type_name: str, sent: Any, named: Any) -> None:
    assert verdicts(GA, type_name, sent, built=named)["build"].status is Status.PASS
    assert verdicts(GA, type_name, sent, written=named)["canonical"].status is Status.FAIL
