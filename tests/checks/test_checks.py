"""What each check makes of each outcome."""

from __future__ import annotations

import pytest

from conformance.adapter import Kind, Outcome
from conformance.checks.exchange import Exchange
from conformance.checks.finding import Finding, What
from conformance.checks.register import judge
from conformance.checks.verdict import Status
from conformance.oracle import Accept
from conformance.requirements.level import Level
from conformance.requirements.register import load_register
from conformance.results.words import difference
from conformance.suite.generated import payload_case
from tests.checks.exchanged import BROKEN, GA, JUDGE, OK, OPEN, REFUSED, SOUND, TOOL, UNKNOWN, case, judged, statuses

DETAILS = '{"cached_tokens":1}'


ON_A_DECODED_PAYLOAD = ("round-trip", "canonical", "canonical-bytes", "idempotent")
ON_AN_UNKNOWN_MEMBER = ("canonical", "canonical-bytes", "idempotent")


@pytest.mark.parametrize(
    ("kind", "first", "rest"),
    [
        (Kind.OK, "pass", "pass"),
        (Kind.REJECTED, "fail", "untestable"),
        (Kind.FALLBACK, "fail", "untestable"),
        (Kind.IGNORED, "fail", "untestable"),
        (Kind.CRASHED, "fail", "untestable"),
        (Kind.TIMEOUT, "fail", "untestable"),
        (Kind.GARBLED, "fail", "untestable"),
        (Kind.UNSUPPORTED, "unsupported", "unsupported"),
        (Kind.ADAPTER_ERROR, "adapter-fault", "adapter-fault"),
    ],
)
def test_a_legal_payload_must_be_decoded(kind: Kind, first: str, rest: str) -> None:
    outcome = Outcome(kind, text=SOUND if kind is Kind.OK else None)
    assert statuses(SOUND, outcome) == {"accepts": first, **dict.fromkeys(ON_A_DECODED_PAYLOAD, rest)}
    assert statuses(UNKNOWN, outcome) == {"tolerates": first, **dict.fromkeys(ON_AN_UNKNOWN_MEMBER, rest)}


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (Kind.REJECTED, "pass"),
        (Kind.FALLBACK, "fail"),
        (Kind.IGNORED, "fail"),
        (Kind.NOT_WRITTEN, "fail"),
        (Kind.OK, "fail"),
        (Kind.CRASHED, "fail"),
        (Kind.TIMEOUT, "fail"),
        (Kind.GARBLED, "fail"),
        (Kind.UNSUPPORTED, "unsupported"),
        (Kind.ADAPTER_ERROR, "adapter-fault"),
    ],
)
def test_an_illegal_payload_must_not_be_decoded_and_a_crash_is_no_refusal(kind: Kind, status: str) -> None:
    outcome = Outcome(kind, text=SOUND if kind is Kind.OK else None)
    assert statuses(BROKEN, outcome) == {"rejects": status}


@pytest.mark.parametrize(
    ("outcome", "what", "level"),
    [
        (OK, What.ACCEPTED, Level.MUST),
        (Outcome(Kind.NOT_WRITTEN), What.ACCEPTED, Level.MUST),
        (Outcome(Kind.FALLBACK), What.NOT_REFUSED, Level.SHOULD),
        (Outcome(Kind.IGNORED), What.NOT_REFUSED, Level.SHOULD),
        (Outcome(Kind.OK, text=SOUND, raw=("/type",)), What.NOT_REFUSED, Level.SHOULD),
        (Outcome(Kind.OK, text=SOUND, raw=("/code",)), What.ACCEPTED, Level.MUST),
    ],
)
def test_the_refusal_has_to_be_the_librarys_own(outcome: Outcome, what: What, level: Level) -> None:
    verdict = judged(BROKEN, outcome)["rejects"]
    assert ([one.what for one in verdict.findings], verdict.level) == ([what], level)


def test_what_is_decoded_but_not_written_is_blamed_on_the_encoder() -> None:
    cannot = Outcome(Kind.NOT_WRITTEN, message="no turn detection")
    assert statuses(SOUND, cannot, built=cannot, typed=OK) == {
        "accepts": "pass", "round-trip": "fail", "canonical": "untestable", "canonical-bytes": "untestable",
        "idempotent": "untestable", "typed-read": "pass", "build": "fail",
    }  # fmt: skip
    found = (Finding(What.NOT_WRITTEN, got="not-written: no turn detection"),)
    verdicts = judged(SOUND, cannot, built=cannot)
    assert verdicts["round-trip"].findings == verdicts["build"].findings == verdicts["canonical"].findings == found
    assert judged(UNKNOWN, cannot)["tolerates"].findings == found
    assert judged(SOUND, OK, again=cannot)["idempotent"].findings == found
    assert judged(OPEN, cannot)["behaviour"].note == "not-written: no turn detection"


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (Kind.OK, "free"),
        (Kind.REJECTED, "free"),
        (Kind.FALLBACK, "free"),
        (Kind.IGNORED, "free"),
        (Kind.NOT_WRITTEN, "free"),
        (Kind.UNSUPPORTED, "unsupported"),
        (Kind.ADAPTER_ERROR, "adapter-fault"),
    ],
)
def test_what_is_left_open_is_shown(kind: Kind, status: str) -> None:
    assert statuses(OPEN, Outcome(kind, text=SOUND if kind is Kind.OK else None)) == {"behaviour": status}


@pytest.mark.parametrize("kind", [Kind.CRASHED, Kind.TIMEOUT, Kind.GARBLED])
def test_a_crash_where_anything_else_goes_counts_once(kind: Kind) -> None:
    (verdict,) = judged(OPEN, Outcome(kind)).values()
    assert (verdict.check, verdict.status, verdict.level) == ("robust", Status.FAIL, Level.MUST)
    beyond = case(SOUND)._replace(acceptance=Level.FREE)
    crashed = Exchange(beyond, Outcome(kind), typed=OK, built=OK)
    assert [one.check for one in judge(crashed, JUDGE)] == ["robust"]
    assert [one.check for one in judge(crashed, JUDGE, {"accepts", "robust"})] == []


def test_a_refusal_is_told_in_its_first_line() -> None:
    found = judged(SOUND, REFUSED)
    refused = Finding(What.NOT_DECODED, got="rejected: ValueError: no")
    assert found["accepts"].findings == found["canonical"].findings == (refused,)
    assert found["accepts"].reason == "a valid payload is not decoded (rejected: ValueError: no)"
    stranger = judged(UNKNOWN, REFUSED)
    refused = Finding(What.NOT_TOLERATED, got="rejected: ValueError: no")
    assert stranger["tolerates"].findings == stranger["canonical"].findings == (refused,)


def test_what_is_wrongly_accepted_is_told_with_the_rule_and_its_place() -> None:
    assert judged(BROKEN, OK)["rejects"].findings == (Finding(What.ACCEPTED, "/type", "missing-member"),)
    assert judged(BROKEN, OK)["rejects"].reason == "accepted although it breaks missing-member at /type"
    assert judged("1", OK)["rejects"].reason == "accepted although it breaks wrong-type at (whole payload)"


NOT_JSON = Finding(What.NOT_JSON, got="Expecting property name enclosed in double quotes at line 1 column 2")
CHANGED = Finding(What.CHANGED, "/type", '"t"', '"t2"')
LOST = Finding(What.LOST, "/type", '"t"')
INVENTED = Finding(What.INVENTED, "/y", None, "1")
RETYPED = Finding(What.RETYPED, "", SOUND, "[1]")
# What came back for a sound payload, and what each check that fails finds.
WRITTEN = [
    ('{"type":"t","code":"c"}', {"canonical-bytes": Finding(What.RESPELT, "", "the order of members")}),
    ('{"code": "c", "type": "t"}', {"canonical-bytes": Finding(What.RESPELT, "", "blanks between the parts")}),
    (r'{"code":"\u0063","type":"t"}', {"canonical-bytes": Finding(What.RESPELT, "", "escapes in texts")}),
    ('{"code":"c","type":"t2"}', {"round-trip": CHANGED, "canonical": CHANGED, "canonical-bytes": CHANGED}),
    (BROKEN, {"round-trip": LOST, "canonical": LOST, "canonical-bytes": LOST}),
    # A member that nobody sent is read by nobody; that it is written is for canonical.
    ('{"code":"c","type":"t","y":1}', {"canonical": INVENTED, "canonical-bytes": INVENTED}),
    ("{", {"round-trip": NOT_JSON, "canonical": NOT_JSON, "canonical-bytes": NOT_JSON}),
    ("[1]", {"round-trip": RETYPED, "canonical": RETYPED, "canonical-bytes": RETYPED}),
]


@pytest.mark.parametrize(("written", "failing"), WRITTEN, ids=[written for written, _ in WRITTEN])
def test_what_is_written_back_is_compared(written: str, failing: dict[str, Finding]) -> None:
    found = judged(SOUND, Outcome(Kind.OK, text=written))
    failed = {check: verdict.findings for check, verdict in found.items() if verdict.status is not Status.PASS}
    assert failed == {check: (finding,) for check, finding in failing.items()}


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("", "it is empty"),
        (" \n", "it is empty"),
        ("\ufeff" + SOUND, "it begins with a byte order mark"),
        (f"{SOUND}\n{SOUND}", "Extra data at line 2 column 1"),
    ],
)
def test_what_is_no_json_is_told_by_what_is_wrong_with_it(written: str, why: str) -> None:
    found = judged(SOUND, Outcome(Kind.OK, text=written))
    assert found["round-trip"].findings == found["canonical"].findings == (Finding(What.NOT_JSON, got=why),)


def test_what_comes_back_illegal_is_told_by_its_rule_where_no_member_tells_it() -> None:
    # The change of a member says more than the rule that it breaks.
    changed = judged('"inf"', Outcome(Kind.OK, text="1.5"), type_name="MaxOutputTokens")["round-trip"]
    assert changed.findings == (Finding(What.RETYPED, "", '"inf"', "1.5"),)
    # No member differs, so only the rule tells it.
    repeated = judged(SOUND, Outcome(Kind.OK, text='{"code":"c","type":"t","type":"t"}'))["round-trip"]
    assert repeated.findings == (Finding(What.ILLEGAL, "/type", "duplicate-member"),)
    assert repeated.reason == "what comes back breaks duplicate-member at /type"


def test_the_way_a_missing_value_is_written_is_for_canonical_alone() -> None:
    found = judged(DETAILS, Outcome(Kind.OK, text='{"cached_tokens":1}'), type_name="InputTokenDetails")
    assert found["round-trip"].status is Status.PASS
    assert found["canonical"].status is Status.FAIL
    assert found["canonical"].findings == (Finding(What.NULL_LOST, "/cached_token_details", "null"),)
    assert found["canonical"].reason == "/cached_token_details loses its null"


def test_a_member_that_is_dropped_is_called_absent_and_not_null() -> None:
    # Where the dialect writes null for a missing member, its canonical form would say that null came back.
    sent = '{"cached_tokens":1,"cached_token_details":{"text_tokens":2}}'
    found = judged(sent, Outcome(Kind.OK, text='{"cached_tokens":1}'), type_name="InputTokenDetails")
    lost = Finding(What.LOST, "/cached_token_details", '{"text_tokens":2}')
    assert found["round-trip"].findings == found["canonical"].findings == (lost,)
    assert lost.got is None
    assert difference(lost) == '/cached_token_details: {"text_tokens":2} is missing'
    null = judged(
        sent, Outcome(Kind.OK, text='{"cached_tokens":1,"cached_token_details":null}'), type_name="InputTokenDetails"
    )
    assert difference(*null["round-trip"].findings) == ('/cached_token_details: expected {"text_tokens":2}, got null')


@pytest.mark.parametrize(
    ("sent", "written"),
    [("1", "1.0"), ("1", "true"), ('{"a":1}', '{"a":1.0}'), ("[1]", "[1.0]"), ("[1]", "[true]"), ("[0]", "[false]")],
)
def test_a_number_of_another_type_is_a_loss(sent: str, written: str) -> None:
    found = judged(TOOL % sent, Outcome(Kind.OK, text=TOOL % written), type_name="RealtimeFunctionTool")
    failed = {check for check, verdict in found.items() if verdict.status is Status.FAIL}
    assert failed == {"round-trip", "canonical", "canonical-bytes"}


@pytest.mark.parametrize(
    ("written", "failing"),
    [
        (SOUND, set()),
        (UNKNOWN, {"canonical-bytes"}),
        ('{"code":"c","type":"t","x":"1"}', {"canonical-bytes"}),
        ('{"code":"c","type":"t","y":1}', {"canonical", "canonical-bytes"}),
        ('{"code":"d","type":"t","x":1}', {"tolerates", "canonical", "canonical-bytes"}),
    ],
)
def test_unknown_members_may_be_kept_or_dropped_but_harm_nothing(written: str, failing: set[str]) -> None:
    found = judged(UNKNOWN, Outcome(Kind.OK, text=written))
    assert {check for check, verdict in found.items() if verdict.status is Status.FAIL} == failing


def test_bytes_are_compared_only_where_they_are_fixed() -> None:
    text = TOOL % '{"a":1}'
    assert "canonical-bytes" in judged(text, Outcome(Kind.OK, text=text), type_name="RealtimeFunctionTool")
    response = (
        '{"audio":null,"id":"resp_1","max_output_tokens":1,"metadata":{"a":"1","b":"2"},"object":"realtime.response",'
        '"output":[],"output_modalities":[],"status":"failed","status_details":null,"usage":null}'
    )
    assert "canonical-bytes" not in judged(response, Outcome(Kind.OK, text=response), type_name="RealtimeResponse")


@pytest.mark.parametrize(
    ("again", "found"),
    [
        (None, ()),
        (OK, ()),
        (Outcome(Kind.OK, text='{"type":"t","code":"c"}'), ()),
        (Outcome(Kind.OK, text='{"code":"c","type":"u"}'), (Finding(What.UNSTABLE, "/type", '"t"', '"u"'),)),
        (Outcome(Kind.OK, text="{"), (NOT_JSON,)),
        (REFUSED, (Finding(What.NOT_DECODED_AGAIN, got="rejected: ValueError: no"),)),
        (Outcome(Kind.CRASHED), (Finding(What.NOT_DECODED_AGAIN, got="crashed"),)),
    ],
)
def test_a_second_round_changes_nothing(again: Outcome | None, found: tuple[Finding, ...]) -> None:
    verdict = judged(SOUND, OK, again=again)["idempotent"]
    assert (verdict.status, verdict.findings) == (Status.FAIL if found else Status.PASS, found)


def test_where_what_it_wrote_is_illegal_its_refusal_is_told_by_what_made_it_so() -> None:
    again = Outcome(Kind.REJECTED, message="no `type`")
    verdict = judged(SOUND, Outcome(Kind.OK, text=BROKEN), again=again)["idempotent"]
    assert (verdict.status, verdict.findings) == (Status.FAIL, (LOST,))
    crashed = judged(SOUND, Outcome(Kind.OK, text=BROKEN), again=Outcome(Kind.CRASHED))["idempotent"]
    assert crashed.findings == (Finding(What.NOT_DECODED_AGAIN, got="crashed"),)


def test_where_the_canonical_text_is_read_as_another_variant_a_second_round_may_change_it() -> None:
    # {"always":null} becomes {}, which is a filter with nothing in it.
    assert JUDGE.expect("MCPToolRequireApproval", '{"always":null}') == Accept("{}")
    text = '{"type":"input_image","detail":"auto","file_id":null}'
    written = '{"type":"input_image","detail":"auto"}'
    found = judged(
        text,
        Outcome(Kind.OK, text=written),
        type_name="ResponsePromptVariables",
        again=Outcome(Kind.OK, text=written),
    )
    assert {verdict.status for verdict in found.values()} == {Status.PASS}


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        (OK, "pass"),
        (Outcome(Kind.OK, text='{"type":"t","code":"c"}'), "pass"),
        (Outcome(Kind.OK, text='{"code":"c","type":""}'), "fail"),
        (Outcome(Kind.OK, text=BROKEN), "fail"),
        (REFUSED, "untestable"),
        (Outcome(Kind.UNSUPPORTED), "unsupported"),
        (Outcome(Kind.ADAPTER_ERROR), "adapter-fault"),
    ],
)
def test_the_typed_api_shows_the_payload(typed: Outcome, status: str) -> None:
    assert statuses(SOUND, OK, typed=typed)["typed-read"] == status


def test_without_a_typed_api_nothing_is_said_of_it() -> None:
    assert "typed-read" not in statuses(SOUND, OK)


@pytest.mark.parametrize(
    ("text", "message", "general"),
    [
        (
            '{"type":"unheard.of"}',
            "unknown event type unheard.of",
            "what is unknown is not tolerated (rejected: unknown event type …)",
        ),
        (
            '{"type":"response.cancel","x_vendor":1}',
            "no field x_vendor",
            "what is unknown is not tolerated (rejected: no field …)",
        ),
        (
            '{"type":"response.cancel","any":1}',
            "data did not match any variant",
            "what is unknown is not tolerated (rejected: data did not match any variant)",
        ),
        ('{"type":"unheard.of"}', "cannot do", "what is unknown is not tolerated (rejected: cannot do)"),
    ],
)
def test_what_is_unknown_is_one_cause_however_it_is_called(text: str, message: str, general: str) -> None:
    name = "RealtimeServerEvent" if "unheard" in text else "RealtimeClientEventResponseCancel"
    asked = payload_case(f"{name}/x", name, text, GA, load_register("openai-ga"))
    found = [one for one in judge(Exchange(asked, Outcome(Kind.REJECTED, message=message)), GA) if one.failed]
    groups = {str(finding.group) for one in found for finding in one.findings}
    assert groups == {general}
    assert {finding.got for one in found for finding in one.findings} == {f"rejected: {message}"}


def test_only_the_selected_checks_judge() -> None:
    found = judge(Exchange(case(SOUND), OK), JUDGE, {"canonical", "rejects"})
    assert [verdict.check for verdict in found] == ["canonical"]


LARGE = '{"type":"function","parameters":{"x":18446744073709550592}}'


@pytest.mark.parametrize(
    ("output", "status"),
    [
        (LARGE.replace("550592", "552000"), "free"),  # the same double, as JavaScript spells it
        (LARGE.replace("550592", "559999"), "fail"),  # another one
        (LARGE.replace("18446744073709550592", "[18446744073709552000]"), "fail"),
        (LARGE.replace("function", "other").replace("550592", "552000"), "fail"),
    ],
)
def test_a_number_beyond_the_exact_ones_may_be_spelt_as_the_same_double(output: str, status: str) -> None:
    type_name = "RealtimeFunctionTool"
    sent = payload_case(f"{type_name}/x", type_name, LARGE, GA, load_register("openai-ga"))
    assert isinstance(sent.expectation, Accept)
    exchange = Exchange(sent, Outcome(Kind.OK, text=output), None, None, None)
    (verdict,) = judge(exchange, GA, {"round-trip"})
    assert verdict.status == status, verdict.reason
