"""What came of playing a scenario as verdicts, for results files and reports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from conformance.checks.case import CaseId, CaseKind
from conformance.checks.finding import Finding, What
from conformance.checks.scenario import PLAYS, SESSION_FREE, SESSION_MUST, SESSION_SHOULD
from conformance.checks.verdict import Status, Verdict
from conformance.peer.drive import Played
from conformance.peer.scenario import Scenario
from conformance.requirements.level import Level
from conformance.requirements.played import load_server_register
from conformance.requirements.sessions import SessionRequirement
from conformance.session.lint import lint
from conformance.session.readers import Transcript
from conformance.spec.model import Side

KEEPS: Mapping[Level, str] = {Level.MUST: SESSION_MUST, Level.SHOULD: SESSION_SHOULD, Level.FREE: SESSION_FREE}
"""The checks that what comes back meanwhile breaks no rule of sessions, by the level of the rules."""


def case_of(scenario: Scenario) -> CaseId:
    """The case that a scenario is."""
    return CaseId(CaseKind.SCENARIO, scenario.subject, scenario.slug)


def unsupported(scenario: Scenario, lacking: list[str], dialect: str) -> Verdict:
    """The verdict on a scenario that needs more than the server says that it can do."""
    note = f"the server does not declare {' and '.join(lacking)}"
    return _verdict(scenario, PLAYS, _level(scenario, dialect), Status.UNSUPPORTED, note=note)


def verdicts(played: Played, dialect: str) -> list[Verdict]:
    """The verdicts on a scenario that was played: one on itself, and those on all that came back meanwhile."""
    own = _of_scenario(played, dialect)
    return [own] if played.status is Status.SUITE_FAULT else [own, *_of_rules(played, dialect)]


def _of_scenario(played: Played, dialect: str) -> Verdict:
    scenario, rows = played.scenario, load_server_register(dialect)
    level = _level(scenario, dialect)
    if played.status is Status.PASS:
        note = f"nothing came in {played.silence:g} s that should not" if played.silence else ""
        return _verdict(scenario, PLAYS, level, Status.PASS, note=note)
    if played.status is Status.SUITE_FAULT:
        return _verdict(scenario, PLAYS, level, Status.SUITE_FAULT, note=played.why)
    where = f"{'' if played.step else 'after '}step {played.number}" if played.number else "opening the connection"
    if played.status is Status.FAIL and played.breaks is not None:
        row = rows[played.breaks]
        status = Status.FREE if row.level is Level.FREE else Status.FAIL
        finding = Finding(What.BREAKS_RULE, got=f"{where}: {played.why}", requirement=row.id)
        return _verdict(scenario, PLAYS, row.level, status, (finding,), row)
    finding = Finding(What.NOT_REACHED, got=f"{where}: {played.why}")
    return _verdict(scenario, PLAYS, level, Status.UNTESTABLE, (finding,))


def _of_rules(played: Played, dialect: str) -> Iterator[Verdict]:
    rows = load_server_register(dialect)
    found: dict[Level, dict[str, Finding]] = {}
    for one in played.recorded:
        named = f" of connection {one.name}" if len(played.recorded) > 1 else ""
        for broken in lint(Transcript(one.header, iter(one.frames)), Side.SERVER).findings:
            got = f"frame {broken.frame}{named}: {broken}"
            finding = Finding(What.BREAKS_RULE, broken.at or None, None, got, broken.rule)
            # The first is enough: a rule that is broken once is often broken in every frame.
            found.setdefault(rows[broken.rule].level, {}).setdefault(broken.rule, finding)
    for level in Level:
        here = found.get(level, {})
        if here:
            status = Status.FREE if level is Level.FREE else Status.FAIL
            broken_rows = [rows[rule] for rule in here]
            yield _verdict(played.scenario, KEEPS[level], level, status, tuple(here.values()), *broken_rows)
        elif level is not Level.FREE and played.recorded:
            yield _verdict(played.scenario, KEEPS[level], level, Status.PASS)


def _level(scenario: Scenario, dialect: str) -> Level:
    """How binding a scenario is: as the most binding of what it tests."""
    rows = load_server_register(dialect)
    return min((rows[rule].level for rule in scenario.requirements), key=lambda level: level.rank)


def _verdict(
    scenario: Scenario,
    check: str,
    level: Level,
    status: Status,
    findings: tuple[Finding, ...] = (),
    *rows: SessionRequirement,
    note: str = "",
) -> Verdict:
    says = tuple((row.id, row.says) for row in rows)
    expected, actual = (scenario.says, str(findings[0])) if findings else (None, None)
    return Verdict(
        str(case_of(scenario)),
        scenario.subject,
        check,
        level,
        status,
        findings,
        note=note,
        requirements=says,
        expected=expected,
        actual=actual,
    )
