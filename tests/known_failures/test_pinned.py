"""An entry may pin the reason of its failures in every form in which the suite shows it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conformance.checks.finding import Finding, What
from conformance.checks.verdict import Status, Verdict
from conformance.known_failures.pinned import fails_for
from conformance.requirements.level import Level
from conformance.results.reasons import reasons

LOST = Finding(What.LOST, "/output/3/audio", "{}")
NULL_LOST = Finding(What.NULL_LOST, "/output/3/audio", "null")
NULLED = Finding(What.NULLED, "/output/3/audio", "{}", "null")
ECHOED = Finding(What.ECHOED, "/output/3/x_vendor", None, "1")
TAKEN = Finding(What.ACCEPTED, "/output/3/audio/rate", "out-of-range")
REFUSED = Finding(
    What.NOT_DECODED, got="rejected: ValueError: bad value '12 Hz' at line 1, column 47 of 99: " + "x" * 200
)
UNKNOWN_REFUSED = Finding(What.NOT_TOLERATED, got="rejected: KeyError: 'rate'")
ILLEGAL = Finding(What.ILLEGAL, "/output/3", "missing-member")


def failing(*findings: Finding, payloads: bool = False) -> Verdict:
    failure = Verdict("T/a", "T", "accepts", Level.MUST, Status.FAIL, findings)
    return replace(failure, failing=3, judged=150) if payloads else failure


PINNED = [
    ("/output/*/audio is dropped", failing(LOST)),
    ("/output/*/audio is dropped", failing(ILLEGAL, LOST)),
    ("/output/*/audio is dropped — 3 cases: round-trip, canonical", failing(LOST)),
    ("/output/*/audio is dropped — 1 case: round-trip", failing(LOST)),
    ("/output/*/audio is dropped — 3 cases:\n    round-trip, canonical\n", failing(LOST)),
    ("/output/3/audio is dropped", failing(LOST)),
    ("/output/7/audio is dropped (and 2 more)", failing(LOST)),
    ("/output/7/audio is dropped (and 2 more) (in 3 of 150 payloads)", failing(LOST)),
    ("/output/7/audio is dropped (in 3 of 150 payloads)", failing(LOST)),
    ("/output/7/audio is dropped", failing(NULL_LOST)),
    ("/output/7/audio is dropped", failing(NULLED)),
    ("/output/*/audio becomes null — 2 cases: round-trip", failing(NULLED)),
    ("undeclared members are shown by the typed API — 9 cases: typed-read", failing(ECHOED)),
    ("/output/7/x_vendor is shown by the typed API, though no type declares it", failing(ECHOED)),
    ("/output/*/au…", failing(LOST)),
    ("/output/7/au…", failing(LOST)),
    ("/output/*/audio is dropped (and 2 mo…", failing(LOST)),
    ("/output/*/audio is dropped — 3 cases: round-t…", failing(LOST)),
    ("/output/*/audio is dropped —…", failing(LOST)),
    ("what comes back breaks missing-member at /output/7", failing(ILLEGAL)),
    ("what comes back breaks missing-member at /output/7 (and 2 more)", failing(ILLEGAL)),
    ("accepted although it breaks out-of-range", failing(TAKEN)),
    ("accepted although it breaks out-of-range at /output/3/audio/rate", failing(TAKEN)),
    ("accepted although it breaks out-of-range at /output/7/other (in 3 of 150 payloads)", failing(TAKEN)),
    ("a valid payload is not dec…", failing(REFUSED)),
    (
        "a valid payload is not decoded (rejected: ValueError: bad value '16 kHz' at line 2, column 3 of 7…",
        failing(REFUSED),
    ),
    ("a valid payload is not decoded (rejected: ValueError: bad value '12 H…", failing(REFUSED)),
]


@pytest.mark.parametrize(("pinned", "failure"), PINNED)
def test_a_reason_may_be_copied_from_the_screen_or_from_the_results(pinned: str, failure: Verdict) -> None:
    assert fails_for(pinned, failure)


@pytest.mark.parametrize("payloads", [False, True])
@pytest.mark.parametrize(
    "finding", [LOST, NULL_LOST, TAKEN, REFUSED, UNKNOWN_REFUSED, ILLEGAL], ids=lambda one: one.what
)
def test_every_reason_that_is_shown_pins_what_it_is_shown_for(finding: Finding, payloads: bool) -> None:
    failure = failing(finding, LOST, payloads=payloads)
    (shown, *_) = reasons([failing(finding)])
    for whole in (str(shown), shown.says, str(finding), failure.reason):
        assert fails_for(whole, failure)
        # Cut anywhere, as on a narrow screen.
        assert all(fails_for(f"{whole[:width]}…", failing(finding)) for width in range(4, len(whole)))


@pytest.mark.parametrize(
    ("finding", "other"),
    [(NULL_LOST, LOST), (UNKNOWN_REFUSED, Finding(What.NOT_DECODED, got=UNKNOWN_REFUSED.got)), (TAKEN, LOST)],
    ids=lambda one: one.what,
)
def test_a_reason_that_the_screen_counts_under_its_cause_may_be_pinned_by_it(finding: Finding, other: Finding) -> None:
    cause, *others = reasons([replace(failing(other), case="T/b"), failing(finding)])
    assert (cause.count, others) == (2, [])
    assert fails_for(str(cause), failing(finding))
    assert not fails_for(str(finding), failing(other))


OTHER = [
    ("/output/*/video is dropped", failing(LOST)),
    ("/audio is dropped", failing(LOST)),
    ("/output/*/audio loses its null", failing(LOST)),
    ("/output/*/audio is dr", failing(LOST)),
    ("/output/*/audio", failing(LOST)),
    ("is dropped…", failing(LOST)),
    ("/output/*/video…", failing(LOST)),
    ("…", failing(LOST)),
    ("at line 1, column 47…", failing(REFUSED)),
    (" — 3 cases: round-trip", failing(LOST)),
    ("what comes back breaks missing-member at /output/*/audio", failing(ILLEGAL)),
    ("what comes back breaks wrong-type at /output/*", failing(ILLEGAL)),
    ("accepted although it breaks wrong-type at /output/3/audio/rate", failing(TAKEN)),
    ("/output/*/video is dropped", failing(TAKEN)),
    ("a valid payload is not decoded", failing(REFUSED)),
    ("a valid payload is not decoded (rejected: TypeError: bad value)", failing(REFUSED)),
    # In the words of 0.1.
    ("lost or invented: …/audio: expected another value, got null", failing(LOST)),
]


@pytest.mark.parametrize(("pinned", "failure"), OTHER)
def test_another_defect_of_the_same_case_has_another_reason(pinned: str, failure: Verdict) -> None:
    assert not fails_for(pinned, failure)
