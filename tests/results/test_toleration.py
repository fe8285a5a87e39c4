"""How much of what is unheard of is not refused: the golden vectors with an unknown event, item, status or value."""

from __future__ import annotations

from result_files import gone, verdict

from conformance.checks.finding import Finding, What
from conformance.checks.verdict import Verdict
from conformance.results.shares import Share
from conformance.results.toleration import refuses, toleration
from conformance.vectors import find

REFUSED = Finding(What.NOT_TOLERATED, got="rejected: no")
EVENT, STATUS, ITEM = (
    "RealtimeServerEvent/unheard-of-any-content",
    "RealtimeResponse/status-unknown-value",
    "RealtimeConversationItem/tag-unknown",
)
MEMBER = "RealtimeResponse/vendor-members"


def of(case: str, status: str = "pass", *why: Finding, check: str = "tolerates") -> Verdict:
    return verdict(case, status, *why, check=check, level="should")


def test_events_items_and_statuses_count_and_members_do_not() -> None:
    for case in (EVENT, STATUS, ITEM, MEMBER):
        assert find("openai-ga", case).level == "should"
    given = [of(EVENT), of(STATUS, "fail", REFUSED), of(ITEM, "fail", gone("/id")), of(MEMBER, "fail", REFUSED)]
    assert toleration("openai-ga", given) == Share(2, 3)


def test_what_was_not_asked_or_could_not_be_tested_does_not_count() -> None:
    given = [
        of(EVENT, "unsupported"),
        of(STATUS, "untestable", REFUSED),
        of(ITEM, check="canonical"),
        of("RealtimeResponse/generated/tolerates", "fail", REFUSED),
    ]
    assert toleration("openai-ga", given) == Share(0, 0)
    assert [refuses(one) for one in given] == [False, False, False, True]
