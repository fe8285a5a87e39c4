"""The last screen of a run: what was checked, what fails and where the results are."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from operator import attrgetter

from conformance.checks.case import CaseId, CaseKind
from conformance.checks.dialect import SHARED
from conformance.checks.finding import What
from conformance.checks.register import DIALECT
from conformance.checks.scenario import OF_SCENARIOS
from conformance.checks.verdict import Status, Verdict
from conformance.errors import near
from conformance.jsontext import visible
from conformance.known_failures.gate import GateResult
from conformance.results import toleration
from conformance.results.reasons import reasons
from conformance.results.shares import Shares, shares
from conformance.results.words import LABEL, counted, run_as, shortened
from conformance.spec import dialects, manifest_of
from conformance.suite.reasons_shown import MARGIN, SHOWN, WHOLE, WIDEST, Line, Run, lost_most, told, wrapped

_PASSES_THROUGH = "Took every invalid payload and every unknown event unchanged, as a parser of JSON does"
_COLUMNS = {
    "pass": "green",
    "fail": "red",
    "known": "",
    "warn": "yellow",
    "free": "",
    "unsupported": "",
    Status.SUITE_FAULT: "yellow",
}


def screen(run: Run, verdicts: Sequence[Verdict]) -> Iterator[Line]:
    """The screen, line by line: what judged, the verdict, each reason once, what gets lost, where to go on."""
    explored = [verdict for verdict in verdicts if CaseId.parse(verdict.case).explored]
    verdicts = [verdict for verdict in verdicts if not CaseId.parse(verdict.case).explored]
    wrong = [verdict for verdict in verdicts if verdict.failed and not run.knows(verdict)]
    failed = [verdict for verdict in wrong if verdict.gates(strict=run.strict)]
    gating = [one for one in explored if one.gates(strict=run.strict)]
    width = min(run.width, WIDEST)
    yield from _head(run, width)
    yield Line("")
    yield from _explored(run, explored)
    *before, verdict = _verdict(run, verdicts, failed, gating, len(wrong) - len(failed))
    for line in before:
        yield from (Line(text, line.style) for text in wrapped(line.text, width, "", MARGIN))
    yield verdict  # one line, to be looked for in logs
    yield Line("")
    yield from _table(run, verdicts)
    yield Line("")
    shown = [*_causes(run, wrong, explored, width)]
    yield from shown
    yield from _faults([*verdicts, *explored], width)
    if shown:
        # The verdict is far above by now.
        yield Line(f"{verdict.text.partition(':')[0]} (the reasons are above)", verdict.style)
    if run.lost:
        yield Line(f"THE RESULTS ARE LOST: {visible(run.lost)}", ("red", "bold"))
        return
    yield Line(f"Results: {visible(run.results)}")
    if run.kept:
        yield Line(f"Those of another implementation, which were there, are kept: {run.kept}")
    if shown:
        yield Line(f"Next: realtime-conformance report {shlex.quote(run.results)} --html=report.html")


def _head(run: Run, width: int) -> Iterator[Line]:
    """Who was judged by what, in words, and how to ask for another dialect: sessions are judged by one alone."""
    hello = run.hello
    yield Line(visible(f"{hello.name} {hello.version} ({hello.profile}, {hello.language})"), ("bold",))
    if run.impl and (given := run_as(run.impl, hello.name, hello.profile)):
        yield Line(f"Run as {given}")
    yield Line(f"Judged by {run.dialect}: {manifest_of(run.dialect)['says']}")
    for other in dialects():
        if hello.types and other != run.dialect:
            yield Line(f"--dialect={other} judges by {manifest_of(other)['says']}")


def _causes(run: Run, wrong: Sequence[Verdict], explored: Sequence[Verdict], width: int) -> Iterator[Line]:
    """What fails, what warns, what exploration found, and what gets lost most."""
    # An untestable payload has its cause in another check, which reports it if it ran; a scenario has none.
    every = reasons(wrong)
    found = [one for one in every if not one.untestable or one.group.what is What.NOT_REACHED] or every
    fails = [reason for reason in found if reason.gates(strict=run.strict)]
    warns = [reason for reason in found if not reason.gates(strict=run.strict)]
    if run.gate is None:
        yield from told(run, "What fails, each reason with one example", "red", fails, width)
    else:
        unlisted = reasons(run.gate.judgement.unlisted)
        yield from told(run, "Unlisted failures, each reason with one example", "red", unlisted, width)
        yield from _problems(run.gate, width)
    yield from told(run, "Warnings (--strict-levels makes them failures)", "yellow", warns, width)
    found_more = reasons(verdict for verdict in explored if verdict.failed)
    colour = "red" if any(reason.gates(strict=run.strict) for reason in found_more) else "yellow"
    smallest = "session" if _judged_in(explored) is _SCENARIOS else "payload"
    yield from told(run, f"Found by exploration, each reason with its smallest {smallest}", colour, found_more, width)
    yield from lost_most(fails, width)


def _faults(verdicts: Sequence[Verdict], width: int) -> Iterator[Line]:
    """Where the suite contradicts itself, each payload once."""
    found: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        if verdict.status is Status.SUITE_FAULT:
            found.setdefault(verdict.case, []).append(verdict)
    if not found:
        return
    yield Line("The suite is at fault, not the implementation: please report it with these lines", ("bold",))
    yield Line("")
    for case, faults in islice(found.items(), SHOWN):
        checks = ", ".join(one.check for one in faults)
        yield from (Line(line, ("yellow",)) for line in wrapped(f"{case}: {checks}", width, "", MARGIN))
        yield from map(Line, wrapped(faults[0].note, width, f"{MARGIN}{'why':<{LABEL}}", f"{MARGIN}{' ' * LABEL}"))
        yield Line(shortened(f"{MARGIN}{'sent':<{LABEL}}{faults[0].sent}", width))
        yield Line(f"{MARGIN}{'reproduce':<{LABEL}}{visible(faults[0].reproduce or '', WHOLE)}")
        yield Line("")
    if len(found) > SHOWN:
        yield Line(f"and {len(found) - SHOWN} more (the results have them)")
        yield Line("")


def _explored(run: Run, verdicts: Sequence[Verdict]) -> Iterator[Line]:
    """What exploration came to, which is counted nowhere else."""
    if not verdicts:
        return
    sessions = _judged_in(verdicts) is _SCENARIOS
    types = {verdict.subject for verdict in verdicts}
    found = {verdict.case for verdict in verdicts if verdict.failed}
    style = ("red",) if any(verdict.gates(strict=run.strict) for verdict in verdicts) else ()
    noun = "session" if sessions else "payload"
    new = f"{counted(found, noun)} that {'fails' if len(found) == 1 else 'fail'}" if found else "nothing"
    # What is said of all sessions is how much of the model they cover.
    how = next((verdict.note for verdict in verdicts if sessions and verdict.note), counted(types, "type"))
    yield Line(f"Explored {how}, and found {new} beside what is counted above", style)


@dataclass(frozen=True, slots=True)
class _Judged:
    """What the verdicts of a run are counted in."""

    noun: str
    lacking: str
    """Why some of them were not judged."""
    nothing: str
    """Why none was judged."""
    unit: Callable[[Verdict], str]


_TYPES = _Judged("type", "which it does not have", "no selected payload could be asked about", attrgetter("subject"))
_RECORDINGS = _Judged("recording", "in which no rule applies", "no rule applies to a recording", attrgetter("subject"))
_SCENARIOS = _Judged(
    "scenario", "for which it lacks something", "no selected scenario could be played", attrgetter("case")
)


def _judged_in(verdicts: Sequence[Verdict]) -> _Judged:
    checks = {verdict.check for verdict in verdicts}
    if checks == {CaseKind.SESSION}:
        return _RECORDINGS
    return _SCENARIOS if checks and checks <= OF_SCENARIOS.keys() else _TYPES


def _verdict(
    run: Run, verdicts: Sequence[Verdict], failed: Sequence[Verdict], found: Sequence[Verdict], warnings: int
) -> Iterator[Line]:
    judged = [verdict for verdict in verdicts if verdict.answered and verdict.status is not Status.SUITE_FAULT]
    types = {verdict.subject for verdict in verdicts}
    of = _judged_in(verdicts)
    units, had = {of.unit(verdict) for verdict in verdicts}, {of.unit(verdict) for verdict in judged}
    silent = (types - had) & run.hello.types if of is _TYPES else set()
    if lacking := units - had - silent:
        why = {verdict.note for verdict in verdicts if of is _SCENARIOS and of.unit(verdict) in lacking}
        lacks = f"because {why.pop()}" if len(why) == 1 and all(why) else of.lacking
        yield Line(f"Not judged: {len(lacking)} of {counted(units, of.noun)}, {lacks}")
    if silent:
        said = (
            f"Declared, and not judged: {len(silent)} of {counted(units, 'type')}, for which nothing asked is answered"
        )
        yield Line(said, ("yellow",))
    if run.hello.types and any(verdict.check == DIALECT.name for verdict in judged):
        yield Line(SHARED)
    if run.passes_through:
        yield Line(_PASSES_THROUGH, ("yellow",))
    yield from _toleration(judged)
    yield from _lacking(run, types)
    if run.gate is not None:
        yield from _listed(run.gate)
    scope = f"{counted(judged, 'verdict')} on {counted(had, of.noun)}"
    right = shares(verdicts)
    yield from _shares(right)
    if failed:
        share = f"{len(failed)} of {scope}"
        # A strict run counts vectors that no share does.
        if (wrong := _vectors(failed)) and right.correct.whole and not run.strict:
            fail = "fails" if len(wrong) == 1 else "fail"
            share = f"{len(wrong)} of {counted(right.correct.whole, 'golden vector')} {fail} ({share})"
        yield Line(f"DOES NOT CONFORM: {share}", ("red", "bold"))
    elif found:
        yield Line(f"DOES NOT CONFORM: exploration found what no other of the {scope} shows", ("red", "bold"))
    elif not judged:
        yield Line(f"NOTHING WAS JUDGED: {of.nothing}", ("red", "bold"))
    elif run.gate is not None and run.gate.judgement.problems:
        problems = counted(run.gate.judgement.problems, "problem")
        yield Line(f"NOT AS LISTED: {problems} with {run.gate.path}", ("red", "bold"))
    elif not run.complete:
        yield Line(f"INCOMPLETE: no failure in the {scope} that were reached", ("yellow", "bold"))
    else:
        known = run.gate.judgement.known if run.gate else ()
        but = f", but for {counted(known, 'known failure')} ({run.gate.path})" if run.gate and known else ""
        but += f", with {counted(warnings, 'warning')}" if warnings else ""
        colour = "yellow" if warnings else "green"
        golden = f" and {counted(right.correct.whole, 'golden vector')}" if of is _TYPES else ""
        yield Line(f"CONFORMS{but}: {scope}{golden}", (colour, "bold"))


def _lacking(run: Run, types: Collection[str]) -> Iterator[Line]:
    """What the adapter declares and the dialect does not have: nothing was asked about it."""
    elsewhere: dict[str, list[str]] = {}
    for name, dialect in run.unknown_types.items():
        if dialect is None:
            yield Line(f"Declared, and not a type of any dialect: {name}{near(name, types)}", ("yellow",))
        else:
            elsewhere.setdefault(dialect, []).append(name)
    for dialect, names in elsewhere.items():
        said = f"Declared, and not judged: {run.dialect} lacks {', '.join(names)} (--dialect={dialect} has "
        said += "it)" if len(names) == 1 else "them)"
        yield from (Line(line, ("yellow",)) for line in wrapped(said, min(run.width, WIDEST), "", MARGIN))


def _shares(found: Shares) -> Iterator[Line]:
    """How much of the golden vectors is read and sent rightly."""
    for name, share, means in (
        ("Read", found.read, "accepted with all values reachable"),
        ("Sent", found.sent, "built or written back, legal and complete"),
    ):
        if share.whole:
            vectors = counted(share.whole, "golden vector")
            yield Line(f"{name} {share.percent}: {share.part} of {vectors} {means}")


def _toleration(judged: Sequence[Verdict]) -> Iterator[Line]:
    """How much of what is new to it the implementation refuses."""
    asked = [verdict for verdict in judged if verdict.check == toleration.CHECK]
    if refused := [verdict for verdict in asked if toleration.refuses(verdict)]:
        share = f"{len(refused)} of {counted(asked, 'case')}"
        said = f"Refuses what is new: {share} with unknown members, values, items and events; each may end a session"
        yield Line(said, ("yellow",))


def _problems(gate: GateResult, width: int) -> Iterator[Line]:
    problems = gate.judgement.problems
    if not problems:
        return
    yield Line("Not as listed", ("bold",))
    yield Line("")
    for problem in problems:
        yield Line(f"{gate.path}:{problem.line}: {problem.kind}: {problem.text}", ("red",))
        yield from (Line(shortened(f"{MARGIN}{detail}", width)) for detail in problem.details)
    yield Line("")


def _listed(gate: GateResult) -> Iterator[Line]:
    known, entries = gate.judgement.known, gate.judgement.entries
    by = f", by {entries} {'entry' if entries == 1 else 'entries'} of {gate.path}" if known else ""
    yield Line(f"Known failures: {len(known) or 'none'}{by}")
    if gate.note:
        yield Line(gate.note, ("red", "bold") if gate.refused else ())
    elif gate.fixable:
        yield Line("--update-known-failures brings the file up to date")


def _vectors(verdicts: Sequence[Verdict]) -> set[str]:
    return {verdict.case for verdict in verdicts if CaseId.parse(verdict.case).golden}


def _table(run: Run, verdicts: Sequence[Verdict]) -> Iterator[Line]:
    counts: dict[str, Counter[str]] = {}
    for verdict in verdicts:
        counts.setdefault(verdict.check, Counter())[_column(run, verdict)] += 1
    there = {column for of_check in counts.values() for column in of_check} | ({"known"} if run.gate else set())
    shown = [column for column in _COLUMNS if column not in ("known", Status.SUITE_FAULT) or column in there]
    yield Line(f"{'check':<18}" + "".join(f"{column:>12}" for column in shown))
    for check, columns in counts.items():
        style = next((_COLUMNS[column] for column in ("fail", "warn", "pass") if columns[column]), "")
        cells = "".join(f"{columns[column] or '·':>12}" for column in shown)
        yield Line(f"{check:<18}{cells}", (style,) if style else ())


def _column(run: Run, verdict: Verdict) -> str:
    if not verdict.failed:
        return str(verdict.status)
    if run.knows(verdict):
        return "known"
    return "fail" if verdict.gates(strict=run.strict) else "warn"
