"""Summarizes one or more runs in Markdown, as CI systems show it next to a job."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from conformance.checks.verdict import Verdict
from conformance.jsontext import visible
from conformance.results.escape import code, fenced, plain
from conformance.results.matrix import Implementation, VerdictMark, implementation, mark
from conformance.results.reasons import Reason, reasons
from conformance.results.record import Results
from conformance.results.words import LABEL, counted, lines, run_as

LARGEST = 60_000
"""The size that a summary aims at, in bytes; the job summaries of GitHub have room for a mebibyte."""

_SIZES = ((40, 600), (20, 400), (10, 300), (5, 200), (2, 100), (1, 60), (0, 0))
_NAME = 80
_COMMAND = 300
_FAILURE, _WARNING, _KNOWN = "failure", "warning", "known failure"
_OTHERS = {VerdictMark.WARN: _WARNING, VerdictMark.KNOWN: _KNOWN}
_TEXTS = ("implementation", "dialect", "result")
_NUMBERS = ("covered types", "covered vectors", "read", "sent", "fail", "warn", "known")


def markdown(results: Sequence[Results], largest: int = LARGEST) -> str:
    """A table of implementations, then every reason for failures once, with an example that can be run.

    Where that is longer than ``largest`` bytes, fewer reasons are shown, with the number of the others.
    """
    runs = [_Run(one) for one in results]
    written = ""
    for shown, width in _SIZES:
        written = "\n".join(_markdown(runs, shown, width)) + "\n"
        if len(written.encode()) <= largest:
            break
    return written


class _Run:
    """A run in numbers, and its failures by cause."""

    def __init__(self, results: Results) -> None:
        self.numbers: Implementation = implementation(results)
        marked: dict[str, list[Verdict]] = {_FAILURE: [], _WARNING: [], _KNOWN: []}
        for verdict in results.verdicts:
            counts_as = mark(verdict, strict=results.header.strict)
            noun = _FAILURE if counts_as.bad else _OTHERS.get(counts_as)
            if noun is not None:
                marked[noun].append(verdict)
        self.counts = {noun: len(found) for noun, found in marked.items()}
        self.parts: dict[str, list[Reason]] = {_FAILURE: [], _WARNING: [], _KNOWN: reasons(marked[_KNOWN])}
        # A warning whose cause is among the failures is shown there.
        for reason in reasons([*marked[_FAILURE], *marked[_WARNING]]):
            fails = any(mark(one, strict=results.header.strict).bad for one in reason.verdicts)
            self.parts[_FAILURE if fails else _WARNING].append(reason)


def _markdown(runs: Sequence[_Run], shown: int, width: int) -> Iterator[str]:
    yield "## Realtime conformance"
    yield ""
    yield f"| {' | '.join(_TEXTS + _NUMBERS)} |"
    yield f"|{'---|' * len(_TEXTS)}{'--:|' * len(_NUMBERS)}"
    for run in runs:
        yield _row(run.numbers)
    yield ""
    for run in runs:
        header = run.numbers.header
        if given := run_as(header.impl, header.name, header.profile):
            yield f"{plain(run.numbers.label, _NAME)} was run as {code(given, _COMMAND)}."
            yield ""
    yield (
        "Covered is what the implementation has of what was judged. Read and sent are shares of the golden vectors "
        "that it has: accepted with their values reachable; built or written back, legal and complete."
    )
    yield ""
    for run in runs:
        for noun, found in run.parts.items():
            if found:
                yield from _part(run.numbers, counted(run.counts[noun], noun), found, shown, width)


def _row(run: Implementation) -> str:
    counts = run.counts
    cells = [
        plain(run.label, _NAME),
        plain(run.header.dialect, _NAME),
        _result(run),
        f"{run.covered_types.percent} ({run.covered_types})",
        f"{run.covered_vectors.percent} ({run.covered_vectors})",
        *(f"{share.percent} ({share})" if share.whole else "–" for share in (run.shares.read, run.shares.sent)),
        str(counts.bad),
        str(counts[VerdictMark.WARN]),
        str(counts[VerdictMark.KNOWN]),
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
    if run.counts.total() == run.counts[VerdictMark.UNSUPPORTED]:
        return f"**nothing was judged**{part}"
    return f"conforms{', but for known failures' if run.counts[VerdictMark.KNOWN] else ''}{part}"


def _part(run: Implementation, counts: str, found: Sequence[Reason], shown: int, width: int) -> Iterator[str]:
    yield f"### {plain(run.label, _NAME)}: {counts}, {counted(found, 'reason')}"
    yield ""
    for reason in found[:shown]:
        checks = ", ".join(code(check) for check in reason.checks)
        cases = counted(reason.count, "case")
        yield f"<details><summary>{cases}: {code(reason.says, 300)} ({checks})</summary>"
        yield ""
        yield from fenced(_example(reason, width))
        yield ""
        yield "</details>"
        yield ""
    if rest := found[shown:]:
        other = "other " if shown else ""
        yield f"{counted(len(rest), f'{other}reason')} are in the results file."
        yield ""


def _example(reason: Reason, width: int) -> Iterator[str]:
    example = reason.example
    yield f"{'example':<{LABEL}}{visible(example.case, 200)}"
    if example.reason:
        yield f"{'reason':<{LABEL}}{visible(example.reason, width)}"
    if example.known is not None:
        yield f"{'known':<{LABEL}}{visible(example.known, width)}"
    yield from lines(reason.with_row(example), width, reason.finding)
