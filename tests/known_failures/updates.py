"""A file of known failures after a run, and what such a run is made of."""

from __future__ import annotations

from datetime import date

from conformance.checks.finding import Finding, What
from conformance.checks.register import SELECTABLE
from conformance.checks.verdict import Status, Verdict
from conformance.known_failures.cases import Cases
from conformance.known_failures.entries import read
from conformance.known_failures.match import Listing, Scope
from conformance.known_failures.rewrite import rewritten
from conformance.known_failures.update import UpdatePlan, plan
from conformance.requirements.level import Level

TODAY = date(2026, 5, 1)
SLUGS = ("one", "two", "three", "four")
CASES = Cases(("T", "U"), lambda name: [f"{name}/{slug}" for slug in SLUGS])
EVERY = frozenset(f"{name}/{slug}" for name in ("T", "U") for slug in SLUGS)


USAGE = Finding(What.LOST, "/usage", "1")
"""What the entries of these tests pin, where they pin anything."""
OTHER = Finding(What.NO_ANSWER, got="timeout")


def verdict(
    case: str, check: str = "accepts", status: str = "fail", finding: Finding = USAGE, level: Level = Level.MUST
) -> Verdict:
    findings = (finding,) if status == "fail" else ()
    return Verdict(case, case.partition("/")[0], check, level, Status(status), findings)


def passed(*cases: str, check: str = "accepts") -> list[Verdict]:
    return [verdict(case, check, "pass") for case in cases]


def failed(*cases: str, check: str = "accepts", finding: Finding = USAGE) -> list[Verdict]:
    return [verdict(case, check, finding=finding) for case in cases]


def updated(
    text: str,
    verdicts: list[Verdict],
    *,
    judged: frozenset[str] | None = None,
    scope: Scope | None = None,
    why: str = "as found",
) -> str:
    """The text after an update, which a second one leaves as it is."""
    if scope is None:
        scope = Scope({one.case for one in verdicts} if judged is None else judged, SELECTABLE)
    new, _ = update(text, verdicts, scope, why)
    again, planned = update(new, verdicts, scope, "another why")
    assert (again, str(planned)) == (new, "tidied")
    return new


def update(text: str, verdicts: list[Verdict], scope: Scope, why: str) -> tuple[str, UpdatePlan]:
    known = read(text, "known.yaml")
    planned = plan(Listing(known, CASES), verdicts, scope, why)
    return (rewritten(known, planned) if planned.entries != known.entries else text), planned


def without(text: str, *gone: int) -> str:
    """A text without some of its lines, counted from 1."""
    return "".join(line for number, line in enumerate(text.splitlines(keepends=True), 1) if number not in gone)
