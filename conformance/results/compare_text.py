"""Puts a comparison into words, for a terminal and for a pull request."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from conformance.jsontext import visible
from conformance.results.compare import ChangeKind, Comparison, VerdictChange
from conformance.results.escape import code, fenced, plain
from conformance.results.reasons import Reason, reasons
from conformance.results.words import LABEL, counted, lines

LARGEST = 60_000
"""The maximal characters of a Markdown comparison: a comment on GitHub has room for 65,536."""

WIDEST = 400
"""The maximal characters of a payload that are shown."""

_SHOWN = 8
_CASES = 3
_WIDTH = 110
_NOTE = 300


def text(comparison: Comparison, shown: int = _SHOWN) -> Iterator[str]:
    """The lines for a terminal: ``shown`` reasons per kind, and how many more there are."""
    yield _title(comparison)
    yield from (f"note: {visible(note, _NOTE)}" for note in comparison.notes)
    for kind, changes in comparison.changes.items():
        yield ""
        yield f"{kind.capitalize()}: {_how_many(changes)}"
        found = _reasons(kind, changes)
        for reason, before in found[:shown]:
            yield f"  {visible(str(reason), _WIDTH)}"
            yield from (f"      before: {visible(one, _WIDTH)}" for one in before)
            yield f"      {_cases(reason)}"
            if kind is ChangeKind.FAILING and reason.example.reproduce:
                yield f"      reproduce: {visible(reason.example.reproduce)}"
        yield from _more(found[shown:], "  ")
    yield ""
    yield verdict(comparison)


def verdict(comparison: Comparison) -> str:
    """The last line: whether something regressed."""
    counts = "; ".join(f"{len(changes)} {kind}" for kind, changes in comparison.changes.items())
    counts = "; ".join(part for part in (counts, f"{comparison.unchanged} failing as before") if part)
    if comparison.regressions:
        return f"REGRESSION: {counts}"
    if not comparison.new.complete:
        return f"INCOMPLETE: the new run was stopped before its end; no regression in what it reached ({counts})"
    return f"NO REGRESSION: {counts}"


def markdown(comparison: Comparison, largest: int = LARGEST) -> str:
    """The same for a comment: at most ``largest`` characters, details folded, every payload escaped."""
    written = ""
    for shown in (50, 25, 12, 6, 3, 1, 0):
        written = "\n".join(_markdown(comparison, shown)) + "\n"
        if len(written) <= largest:
            break
    return written


def _markdown(comparison: Comparison, shown: int) -> Iterator[str]:
    yield f"### Realtime conformance: {plain(_title(comparison))}"
    yield ""
    yield f"**{plain(verdict(comparison))}**"
    yield ""
    if comparison.notes:
        yield from (f"- {plain(note, _NOTE)}" for note in comparison.notes)
        yield ""
    for kind, changes in comparison.changes.items():
        found = _reasons(kind, changes)
        yield f"<details><summary><b>{kind.capitalize()}</b>: {_how_many(changes)}</summary>"
        yield ""
        for reason, before in found[:shown]:
            checks = ", ".join(code(check) for check in reason.checks)
            yield f"{counted(reason.count, 'case')}: {code(reason.says, 300)} ({checks})"
            yield ""
            details = [f"{'before':<{LABEL}}{visible(one, 300)}" for one in before]
            details.append(f"{'cases':<{LABEL}}{_cases(reason)}")
            if kind in (ChangeKind.FAILING, ChangeKind.KNOWN, ChangeKind.REASON):
                details += lines(reason.with_row(reason.example), WIDEST, reason.finding)
            yield from fenced(details)
            yield ""
        yield from _more(found[shown:], "")
        yield "</details>"
        yield ""


def _title(comparison: Comparison) -> str:
    old, new = comparison.old.header, comparison.new.header
    strict = ", strict" if comparison.strict else ""
    return f"{visible(old.label, 80)} → {visible(new.label, 80)}, {visible(new.dialect, 40)}{strict}"


def _how_many(changes: Sequence[VerdictChange]) -> str:
    total = counted(changes, "verdict")
    statuses = Counter(str(change.verdict.status) for change in changes)
    return total if len(statuses) == 1 else f"{total} ({', '.join(f'{n} {name}' for name, n in statuses.items())})"


def _reasons(kind: ChangeKind, changes: Sequence[VerdictChange]) -> list[tuple[Reason, list[str]]]:
    """The reasons of a kind, each with those it replaces; for what came or went, of failures only."""
    only_failed = kind in (ChangeKind.ADDED, ChangeKind.REMOVED)
    before = {change.verdict.key: change.before for change in changes if change.before is not None}
    found = []
    for reason in reasons(change.verdict for change in changes if change.verdict.failed or not only_failed):
        replaced = dict.fromkeys(before[one.key] for one in reason.verdicts if one.key in before)
        found.append((reason, list(replaced)[:_CASES]))
    return found


def _cases(reason: Reason) -> str:
    example = reason.example.case
    others = [case for case in reason.cases if case != example]
    named = ", ".join(visible(case, 100) for case in [example, *others[: _CASES - 1]])
    rest = len(others) - (_CASES - 1)
    return f"{named}, and {rest} more" if rest > 0 else named


def _more(rest: Sequence[tuple[Reason, list[str]]], margin: str) -> Iterator[str]:
    if rest:
        yield f"{margin}… and {counted(len(rest), 'other reason')}"
