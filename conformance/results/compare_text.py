"""A comparison in words, for a terminal and for a pull request."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from conformance.results.compare import Change, Comparison, Kind
from conformance.results.escape import code, fenced, plain, visible
from conformance.results.grouped import Reason, explained, reasons
from conformance.verdict import FAILURES

LARGEST = 60_000
"""The characters of a Markdown comparison at most: a comment on GitHub has room for 65,536."""

WIDEST = 400
"""The characters of a payload that are shown at most."""

_SHOWN = 8
_CASES = 3
_WIDTH = 110
_NOTE = 300


def text(comparison: Comparison, shown: int = _SHOWN) -> Iterator[str]:
    """The lines for a terminal: ``shown`` reasons of every kind, and how many more there are."""
    yield _title(comparison)
    yield from (f"note: {visible(note, _NOTE)}" for note in comparison.notes)
    for kind, changes in comparison.changes.items():
        yield ""
        yield f"{kind.capitalize()}: {_counted(changes)}"
        found = _reasons(kind, changes)
        for reason, before in found[:shown]:
            yield f"  {visible(str(reason), _WIDTH)}"
            yield from (f"      before: {visible(one, _WIDTH)}" for one in before)
            yield f"      {_cases(reason)}"
            if kind is Kind.FAILING and reason.example.reproduce:
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
    """The same for a comment: of ``largest`` characters at most, details folded, every payload escaped."""
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
        yield f"<details><summary><b>{kind.capitalize()}</b>: {_counted(changes)}</summary>"
        yield ""
        for reason, before in found[:shown]:
            yield f"{reason.count} × {code(reason.check)} {code(reason.says, 200) if reason.says else ''}".rstrip()
            yield ""
            lines = [f"{'before':<13}{visible(one, 300)}" for one in before]
            lines.append(f"{'cases':<13}{_cases(reason)}")
            if kind in (Kind.FAILING, Kind.KNOWN, Kind.REASON):
                lines += explained(reason.example, WIDEST)
            yield from fenced(lines)
            yield ""
        yield from _more(found[shown:], "")
        yield "</details>"
        yield ""


def _title(comparison: Comparison) -> str:
    old, new = comparison.old.header, comparison.new.header
    strict = ", strict" if comparison.strict else ""
    return f"{visible(old.label, 80)} → {visible(new.label, 80)}, {visible(new.dialect, 40)}{strict}"


def _counted(changes: Sequence[Change]) -> str:
    total = f"{len(changes)} {'verdict' if len(changes) == 1 else 'verdicts'}"
    statuses = Counter(str(change.record.status) for change in changes)
    return total if len(statuses) == 1 else f"{total} ({', '.join(f'{n} {name}' for name, n in statuses.items())})"


def _reasons(kind: Kind, changes: Sequence[Change]) -> list[tuple[Reason, list[str]]]:
    """What is told of a kind: each reason with those it replaces. Of what came or went, failures alone."""
    told = [change for change in changes if kind not in (Kind.ADDED, Kind.REMOVED) or change.record.status in FAILURES]
    before: dict[int, str] = {id(change.record): change.before for change in told if change.before is not None}
    found = []
    for reason in reasons(change.record for change in told):
        replaced = dict.fromkeys(before[id(record)] for record in reason.records if id(record) in before)
        found.append((reason, list(replaced)[:_CASES]))
    return found


def _cases(reason: Reason) -> str:
    example = reason.example.case
    others = [record.case for record in reason.records if record.case != example]
    named = ", ".join(visible(case, 100) for case in [example, *others[: _CASES - 1]])
    rest = len(others) - (_CASES - 1)
    return f"{named}, and {rest} more" if rest > 0 else named


def _more(rest: Sequence[tuple[Reason, list[str]]], margin: str) -> Iterator[str]:
    if rest:
        count = sum(reason.count for reason, _ in rest)
        yield f"{margin}… and {count} more, for {len(rest)} other reasons"
