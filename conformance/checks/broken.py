"""Names the requirement that a finding breaks."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from conformance.checks.case import Case
from conformance.checks.finding import Finding, What
from conformance.checks.place import member_of
from conformance.checks.register import CHECKS, ROBUST
from conformance.checks.verdict import Verdict
from conformance.requirements.register import Register, Requirement
from conformance.spec import load_dialect

_LOSSY = ("class.lossy-round-trip", "encode.nothing-lost")
# Rows of the register by what became of a member; the first one that a dialect has applies.
_ROWS: Mapping[What, tuple[str, ...]] = {
    What.INVENTED: ("encode.nothing-invented",),
    What.NULL_LOST: ("encode.absent-policy",),
    What.NULL_ADDED: ("encode.absent-policy",),
    What.UNSTABLE: ("encode.idempotent",),
    What.MISREAD: ("decode.exact-names",),
    What.REPEATED: ("encode.nothing-invented",),
    What.NO_ANSWER: ("robust.clean-answer",),
}


def with_requirements(verdict: Verdict, case: Case | None, register: Register) -> Verdict:
    """The verdict with the row that each of its findings breaks, and with the sentences of these rows."""
    findings = tuple(
        replace(one, requirement=requirement(one, verdict.check, case, register)) for one in verdict.findings
    )
    if findings:
        rows = dict.fromkeys(one.requirement for one in findings)
    else:
        # What is left open has a sentence that leaves it open.
        rows = dict.fromkeys(row.id for row in _judged(case, verdict.check, register)[:2])
        rows = rows or dict.fromkeys([CHECKS[verdict.check].requirement])
    says = tuple((row, register.rows[row].says) for row in rows if row in register.rows)
    return replace(verdict, findings=findings, requirements=says)


def requirement(finding: Finding, check: str, case: Case | None, register: Register) -> str:
    """The id of the row that a finding breaks.

    A change of a member breaks the row about that member, if the case tests it, or else the row about that kind of
    change. A payload that is wrongly refused or accepted breaks the most specific row that the case tests.
    """
    own, rows = CHECKS[check], _judged(case, check, register)
    if finding.about_member:
        names = _names(finding, case, register)
        about = next((row.id for row in rows if _is_about(row.id, names, finding)), None)
        if about is not None:
            return about
        if own.asks is not None:
            return own.requirement
        if finding.what is What.NULL_ADDED and case is not None and not names:
            return "encode.nothing-invented"
        return next((row for row in _ROWS.get(finding.what, _LOSSY) if row in register.rows), own.requirement)
    if finding.what is What.ACCEPTED and own is ROBUST:
        return "decode.json-text"
    if finding.what in _ROWS:
        return _ROWS[finding.what][0]
    return next((row.id for row in rows if row.id.startswith("decode.")), rows[0].id if rows else own.requirement)


def _judged(case: Case | None, check: str, register: Register) -> list[Requirement]:
    """The rows that a case tests and a check judges, the most specific first: those that the fewest checks judge."""
    rows = (register.rows[row] for row in (case.requirements if case else ()) if row in register.rows)
    return sorted((row for row in rows if check in row.checks), key=lambda row: len(row.checks))


def _is_about(row: str, names: Collection[str], finding: Finding) -> bool:
    member, _, aspect = row.rpartition(".")
    # A row about how a missing value is written is not broken by a change of a present one.
    missing = aspect in ("omit", "null")
    return row in names or (member in names and (not missing or finding.expected in (None, "null")))


def _names(finding: Finding, case: Case | None, register: Register) -> frozenset[str]:
    """The possible names of rows about the member of a finding: its own, or those of errata that corrected it."""
    found = None if case is None else member_of(case, finding.at or "", load_dialect(register.dialect))
    if found is None:
        return frozenset()
    name, member = found
    # An erratum that allows null is broken only by a change of a null.
    errata = (one for one in member.errata if finding.expected == "null" or not one.endswith("-null"))
    return frozenset({name, *(f"errata.{one}" for one in errata)})
