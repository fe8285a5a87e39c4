"""The summary of one or more runs in Markdown, as CI systems show it beside a job."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from conformance.results.escape import code, fenced, plain, visible
from conformance.results.grouped import Reason, explained, reasons
from conformance.results.matrix import Implementation, Mark, implementation, mark
from conformance.results.record import Record, Results

LARGEST = 60_000
"""The bytes of a summary that it aims at; the job summaries of GitHub have room for a mebibyte."""

_SIZES = ((40, 600), (20, 400), (10, 300), (5, 200), (2, 100), (1, 60), (0, 0))
_NAME = 80
_FAILURE, _WARNING, _KNOWN = "failure", "warning", "known failure"
_OTHERS = {Mark.WARN: _WARNING, Mark.KNOWN: _KNOWN}
_TEXTS = ("implementation", "dialect", "result")
_NUMBERS = ("covered types", "covered vectors", "correct vectors", "fail", "warn", "known")


def markdown(results: Sequence[Results], largest: int = LARGEST) -> str:
    """The implementations in a table, then what fails: every reason once, with an example that can be run.

    Where that is longer than ``largest`` bytes, fewer reasons are told, and how many more there are.
    """
    told = [_Told(one) for one in results]
    written = ""
    for shown, width in _SIZES:
        written = "\n".join(_markdown(told, shown, width)) + "\n"
        if len(written.encode()) <= largest:
            break
    return written


class _Told:
    """A run in numbers, and its failures by reason."""

    def __init__(self, results: Results) -> None:
        self.numbers: Implementation = implementation(results)
        marked: dict[str, list[Record]] = {_FAILURE: [], _WARNING: [], _KNOWN: []}
        for record in results.records:
            counted = mark(record, strict=results.header.strict)
            noun = _FAILURE if counted.bad else _OTHERS.get(counted)
            if noun is not None:
                marked[noun].append(record)
        self.parts: dict[str, list[Reason]] = {noun: reasons(records) for noun, records in marked.items()}


def _markdown(told: Sequence[_Told], shown: int, width: int) -> Iterator[str]:
    yield "## Realtime conformance"
    yield ""
    yield f"| {' | '.join(_TEXTS + _NUMBERS)} |"
    yield f"|{'---|' * len(_TEXTS)}{'--:|' * len(_NUMBERS)}"
    for run in told:
        yield _row(run.numbers)
    yield ""
    yield "Covered is what the implementation has of what was judged; correct is what it gets right of what it has."
    yield ""
    for run in told:
        for noun, found in run.parts.items():
            if found:
                yield from _part(run.numbers, noun, found, shown, width)


def _row(run: Implementation) -> str:
    counts = run.counts
    cells = [
        plain(run.label, _NAME),
        plain(run.header.dialect, _NAME),
        _result(run),
        f"{run.covered_types.percent} ({run.covered_types})",
        f"{run.covered_vectors.percent} ({run.covered_vectors})",
        f"{run.correct.percent} ({run.correct})",
        str(counts.bad),
        str(counts[Mark.WARN]),
        str(counts[Mark.KNOWN]),
    ]
    return f"| {' | '.join(cells)} |"


def _result(run: Implementation) -> str:
    shard = run.header.options["shard"]
    part = f", shard {shard} alone" if shard is not None else ""
    if not run.complete:
        return f"**INCOMPLETE: the run was stopped**{part}"
    if run.counts.bad:
        return f"**does not conform**{part}"
    if run.otherwise:
        return f"**{run.otherwise}**{part}"
    if run.counts.total == run.counts[Mark.UNSUPPORTED]:
        return f"**nothing was judged**{part}"
    return f"conforms{', but for known failures' if run.counts[Mark.KNOWN] else ''}{part}"


def _part(run: Implementation, noun: str, found: Sequence[Reason], shown: int, width: int) -> Iterator[str]:
    count = sum(reason.count for reason in found)
    yield f"### {plain(run.label, _NAME)}: {count} {noun}{'' if count == 1 else 's'}"
    yield ""
    for reason in found[:shown]:
        says = f" {code(reason.says, 200)}" if reason.says else ""
        yield f"<details><summary>{reason.count} × {code(reason.check)}{says}</summary>"
        yield ""
        yield from fenced(_example(reason.example, width))
        yield ""
        yield "</details>"
        yield ""
    if rest := found[shown:]:
        more = "more, for" if shown else "for"
        yield f"{sum(reason.count for reason in rest)} {more} {len(rest)} reasons that the results file has."
        yield ""


def _example(record: Record, width: int) -> Iterator[str]:
    yield f"{'example':<13}{visible(record.case, 200)}"
    if record.reason:
        yield f"{'reason':<13}{visible(record.reason, width)}"
    if record.known is not None:
        yield f"{'known':<13}{visible(record.known, width)}"
    yield from explained(record, width)
