"""What is read and sent rightly: one definition, of the golden vectors that bind."""

from __future__ import annotations

from typing import Any

import pytest
from result_files import gone, refused, verdict

from conformance.checks.finding import Finding, What
from conformance.checks.register import BEHAVIOUR, OF_PAYLOADS
from conformance.checks.verdict import Verdict
from conformance.results.shares import Share, shares

UNWRITTEN = Finding(What.NOT_WRITTEN, got="not-written: no")


def of(check: str, status: str = "pass", *why: Finding, case: str = "T/a", level: str = "must", **more: Any) -> Verdict:
    return verdict(case, status, *why, check=check, level=level, **more)


READ = {
    "accepted, and shown by the types": ([of("accepts"), of("typed-read")], (1, 1)),
    "accepted, and not shown by the types": ([of("accepts"), of("typed-read", "fail", gone("/a"))], (0, 1)),
    "shown by the types, whatever is written back": (
        [of("accepts"), of("typed-read"), of("round-trip", "fail", gone("/a"))],
        (1, 1),
    ),
    "lost, as far as the round trip shows": ([of("accepts"), of("round-trip", "fail", gone("/a"))], (0, 1)),
    "not written back, which says nothing about reading": (
        [of("accepts"), of("round-trip", "fail", UNWRITTEN)],
        (1, 1),
    ),
    "refused": ([of("accepts", "fail", refused()), of("round-trip", "untestable", refused())], (0, 1)),
    "known to fail": ([of("accepts", "fail", refused(), known="an issue")], (0, 1)),
    "invalid, and refused": ([of("rejects")], (1, 1)),
    "new, and tolerated": ([of("tolerates"), of("typed-read")], (1, 1)),
    "shown without judgement": ([of("behaviour", "free"), of("round-trip", "free")], (0, 0)),
    "not there": ([of("accepts", "unsupported")], (0, 0)),
    "below must": ([of("accepts", "fail", refused(), level="should")], (0, 0)),
    "only built": ([of("build", "fail", refused())], (0, 0)),
    "no golden vector": ([of("robust", case="T/robust/empty")], (0, 0)),
}


@pytest.mark.parametrize("what", READ)
def test_a_vector_is_read(what: str) -> None:
    verdicts, (right, whole) = READ[what]
    assert shares(verdicts).read == Share(right, whole)


SENT = {
    "built": ([of("build")], (1, 1)),
    "built wrongly": ([of("build", "fail", gone("/a")), of("canonical")], (0, 1)),
    "built, though not read": ([of("build"), of("canonical", "untestable", refused())], (1, 1)),
    "written back": ([of("canonical"), of("idempotent")], (1, 1)),
    "written back wrongly": ([of("canonical", "fail", gone("/a"))], (0, 1)),
    "written back otherwise than built": ([of("build"), of("canonical", "fail", gone("/a"))], (0, 1)),
    "not read, and so not written": ([of("canonical", "untestable", refused())], (0, 1)),
    "only received": ([of("accepts"), of("typed-read"), of("round-trip", "free")], (0, 0)),
    "only received, and seen by the round trip alone": ([of("accepts"), of("round-trip")], (0, 0)),
}


@pytest.mark.parametrize("what", SENT)
def test_a_vector_is_sent(what: str) -> None:
    verdicts, (right, whole) = SENT[what]
    assert shares(verdicts).sent == Share(right, whole)


def test_correct_is_what_is_right_in_everything() -> None:
    verdicts = [of("accepts"), of("typed-read"), of("build", "fail", gone("/a")), of("accepts", case="T/b")]
    found = shares(verdicts)
    assert (found.read, found.sent, found.correct) == (Share(2, 2), Share(0, 1), Share(1, 2))
    assert str(found) == "read 100 %, sent 0.0 %"


def test_every_check_that_judges_payloads_is_in_a_share() -> None:
    counted = {
        name
        for name in OF_PAYLOADS
        if (found := shares([of(name)])).read.whole + found.sent.whole
    }  # fmt: skip
    assert counted == OF_PAYLOADS.keys() - {BEHAVIOUR.name}
