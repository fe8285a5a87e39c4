"""The last screen of a run: what was checked, what fails and where the results lie."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from conformance.adapter.contract import Hello
from conformance.errors import near
from conformance.known_failures.gate import Settled
from conformance.reasons import groups
from conformance.spec import dialects, manifest_of
from conformance.verdict import FAILURES, Level, Status
from conformance.visible import visible

_SHOWN_GROUPS = 12
_COLUMNS = {"pass": "green", "fail": "red", "known": "", "warn": "yellow", "free": "", "unsupported": ""}
_MARGIN = 4
_LABEL = 13
_WIDEST = 160


@dataclass(frozen=True, slots=True)
class Run:
    """What was judged, by what, how strictly, where the results lie, and how wide the screen is.

    ``complete`` says that nothing stopped the run before its end; ``settled`` is what a file of known failures
    says of it; ``unknown_types`` are names that the adapter declares and no dialect has.
    """

    hello: Hello
    dialect: str
    strict: bool
    results: str
    width: int = 80
    complete: bool = True
    settled: Settled | None = None
    unknown_types: tuple[str, ...] = ()

    def knows(self, record: Mapping[str, Any]) -> bool:
        """Whether a failure is known."""
        return self.settled is not None and (record["case"], record["check"]) in self.settled.judgement.known


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the screen; ``style`` is made of the words of pytest's terminal writer."""

    text: str
    style: tuple[str, ...] = ()


def answered(record: Mapping[str, Any]) -> bool:
    """Whether the implementation had anything to say; a run without any such verdict is no success."""
    return bool(record["status"] != Status.UNSUPPORTED)


def summary(run: Run, records: Sequence[Mapping[str, Any]], explained: Mapping[str, str]) -> Iterator[Line]:
    """The screen, line by line: every reason for a failure once, the table, the verdict."""
    gating = {Level.MUST, Level.SHOULD} if run.strict else {Level.MUST}
    wrong = [record for record in records if record["status"] in FAILURES and not run.knows(record)]
    failed = [record for record in wrong if record["level"] in gating]
    warned = [record for record in wrong if record["level"] not in gating]
    width = min(run.width, _WIDEST)
    yield from _reasons("Warnings (--strict-levels makes them failures)", "yellow", warned, {}, width)
    if run.settled is None:
        yield from _reasons("What fails, each reason with one example", "red", failed, explained, width)
    else:
        unlisted = run.settled.judgement.unlisted
        yield from _reasons("Unlisted failures, each reason with one example", "red", unlisted, explained, width)
        yield from _problems(run.settled, width)
    hello = run.hello
    yield Line(visible(f"{hello.name} {hello.version} ({hello.profile}, {hello.language}), {run.dialect}"))
    yield Line("")
    yield from _table(run, records, gating)
    yield Line("")
    yield from _verdict(run, records, failed)
    yield from _dialect(run.dialect)
    yield Line(f"Results: {run.results}")


def _verdict(run: Run, records: Sequence[Mapping[str, Any]], failed: Sequence[Mapping[str, Any]]) -> Iterator[Line]:
    types = {record["type"] for record in records}
    had = {record["type"] for record in records if answered(record)}
    if types > had:
        yield Line(f"Not judged: {len(types - had)} of {_counted(types, 'type')}, which it does not have")
    for name in run.unknown_types:
        yield Line(f"Declared, and no type of any dialect: {name}{near(name, types)}", ("yellow",))
    if run.settled is not None:
        yield from _listed(run.settled)
    judged = [record for record in records if answered(record)]
    scope = f"{_counted(judged, 'verdict')} on {_counted(had, 'type')}"
    if failed:
        share = f"{len(failed)} of {scope}"
        if vectors := _vectors(judged):
            share = f"{len(_vectors(failed))} of {_counted(vectors, 'golden vector')} fail ({share})"
        yield Line(f"DOES NOT CONFORM: {share}", ("red", "bold"))
    elif not any(map(answered, records)):
        yield Line("NOTHING WAS JUDGED: no selected payload could be asked about", ("red", "bold"))
    elif run.settled is not None and run.settled.judgement.problems:
        problems = _counted(run.settled.judgement.problems, "problem")
        yield Line(f"NOT AS LISTED: {problems} with {run.settled.path}", ("red", "bold"))
    elif not run.complete:
        yield Line(f"INCOMPLETE: no failure in the {scope} that were reached", ("yellow", "bold"))
    else:
        known = run.settled.judgement.known if run.settled else ()
        but = f", but for {_counted(known, 'known failure')} ({run.settled.path})" if run.settled and known else ""
        yield Line(f"CONFORMS{but}: {scope} and {_counted(_vectors(judged), 'golden vector')}", ("green", "bold"))


def _dialect(name: str) -> Iterator[Line]:
    """What the verdict rests on, and how to ask for another one."""
    yield Line(f"Judged by {name}: {manifest_of(name)['says']}")
    for other in dialects():
        if other != name:
            yield Line(f"--dialect={other} judges by {manifest_of(other)['says']}")


def _problems(settled: Settled, width: int) -> Iterator[Line]:
    problems = settled.judgement.problems
    if not problems:
        return
    yield Line("Not as listed", ("bold",))
    yield Line("")
    for problem in problems:
        yield Line(f"{settled.path}:{problem.line}: {problem.kind}: {problem.text}", ("red",))
        yield from (Line(_cut(f"{' ' * _MARGIN}{detail}", width)) for detail in problem.details)
    yield Line("")


def _listed(settled: Settled) -> Iterator[Line]:
    known, entries = settled.judgement.known, settled.judgement.entries
    by = f", by {entries} {'entry' if entries == 1 else 'entries'} of {settled.path}" if known else ""
    yield Line(f"Known failures: {len(known) or 'none'}{by}")
    if settled.note:
        yield Line(settled.note, ("red", "bold") if settled.refused else ())
    elif settled.mendable:
        yield Line("--update-known-failures brings the file up to date")


def _vectors(records: Sequence[Mapping[str, Any]]) -> set[str]:
    return {record["case"] for record in records if record["case"].count("/") == 1}


def _counted(things: Collection[Any], noun: str) -> str:
    return f"{len(things)} {noun}{'' if len(things) == 1 else 's'}"


def _table(run: Run, records: Sequence[Mapping[str, Any]], gating: set[Level]) -> Iterator[Line]:
    counts: dict[str, Counter[str]] = {}
    for record in records:
        counts.setdefault(record["check"], Counter())[_column(run, record, gating)] += 1
    shown = [column for column in _COLUMNS if column != "known" or run.settled is not None]
    yield Line(f"{'check':<18}" + "".join(f"{column:>12}" for column in shown))
    for check, columns in counts.items():
        style = next((_COLUMNS[column] for column in ("fail", "warn", "pass") if columns[column]), "")
        cells = "".join(f"{columns[column] or '·':>12}" for column in shown)
        yield Line(f"{check:<18}{cells}", (style,) if style else ())


def _column(run: Run, record: Mapping[str, Any], gating: set[Level]) -> str:
    if record["status"] not in FAILURES:
        return str(Status(record["status"]))
    if run.knows(record):
        return "known"
    return "fail" if record["level"] in gating else "warn"


def _reasons(
    title: str, colour: str, records: Sequence[Mapping[str, Any]], explained: Mapping[str, str], width: int
) -> Iterator[Line]:
    # What is untestable has its cause in another check's list.
    found = groups(record for record in records if record["status"] != Status.UNTESTABLE)
    if not found:
        return
    yield Line(title, ("bold",))
    yield Line("")
    for group in found[:_SHOWN_GROUPS]:
        yield Line(_cut(f"{group.count} × {group.check}: {group.reason}", width), (colour,))
        if group.name in explained:
            yield from map(Line, _narrowed(explained[group.name], width))
        else:
            yield Line(_cut(f"{' ' * _MARGIN}{'example':<{_LABEL}}{group.example}", width))
        yield Line("")
    if len(found) > _SHOWN_GROUPS:
        rest = sum(group.count for group in found[_SHOWN_GROUPS:])
        others = len(found) - _SHOWN_GROUPS
        yield Line(f"and {rest} more, for {others} other reasons (the results have them; -v shows all)")
        yield Line("")


def _narrowed(explanation: str, width: int) -> Iterator[str]:
    """An explanation that fits the screen, with the most telling requirement alone.

    Sentences are wrapped, payloads cut; the line that reproduces it stays whole, so that it can be copied.
    """
    head, _, *rest = explanation.splitlines()
    margin = " " * _MARGIN
    yield _cut(f"{margin}{'example':<{_LABEL}}{head.partition(': ')[0]}", width)
    required = False
    for line in rest:
        label, value = line[2 : 2 + _LABEL], line[2 + _LABEL :]
        if label.startswith("reproduce"):
            yield f"{margin}{label}{value}"
        elif not label.startswith("requirement"):
            yield _cut(f"{margin}{label}{value}", width)
        elif not required:
            required = True
            indent = f"{margin}{' ' * _LABEL}"
            yield from textwrap.wrap(value, width, initial_indent=f"{margin}{label}", subsequent_indent=indent)


def _cut(line: str, width: int) -> str:
    line = visible(line)
    return line if len(line) <= width else f"{line[: width - 1].rstrip('…')}…"
