"""The reasons on the last screen: each once, with an example that fits, and what gets lost most."""

from __future__ import annotations

import re
import shlex
import textwrap
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from conformance.adapter.contract import Hello
from conformance.checks.case import CaseId
from conformance.checks.finding import GONE, Group, What
from conformance.checks.verdict import Verdict
from conformance.jsontext import visible
from conformance.known_failures.gate import GateResult
from conformance.requirements.register import load_register
from conformance.results.reasons import Reason
from conformance.results.words import HAPPENED, LABEL, PLAYED, counted, difference, explained, shortened

SHOWN = 12
_BRIEFLY = 24
"""Beyond those with an example: a line each still says what gets lost where."""
MARGIN = " " * 4
WIDEST = 160
WHOLE = 4_000
"""Characters of a line that is to be copied."""
_LOST = 5
_LONGEST = 400
_OF_MEMBERS = GONE | {What.NULL_LOST, What.INVENTED, What.NULL_ADDED, What.RENAMED, What.CHANGED}


@dataclass(frozen=True, slots=True)
class Run:
    """What was judged, by which dialect, how strictly, where the results are, and how wide the screen is.

    ``examples`` are whole verdicts, one per group of findings; ``complete`` says that nothing stopped the run early;
    ``gate`` is what the file of known failures says about it; ``unknown_types`` are names that the adapter
    declares and the dialect lacks, each with the dialect that has it; ``passes_through`` says that it handed on
    everything it was given; ``lost`` says what became of results that are missing; ``impl`` is the value of
    ``--impl``; ``kept`` is where another implementation's results went, which were there before.
    """

    hello: Hello
    dialect: str
    strict: bool
    results: str
    width: int = 80
    complete: bool = True
    gate: GateResult | None = None
    unknown_types: Mapping[str, str | None] = field(default_factory=dict)
    examples: Mapping[Group, Verdict] = field(default_factory=dict)
    passes_through: bool = False
    lost: str = ""
    impl: str = ""
    kept: str = ""

    def knows(self, verdict: Verdict) -> bool:
        """Whether a failure is known."""
        return self.gate is not None and verdict.key in self.gate.judgement.known


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the screen; ``style`` has styles of pytest's terminal writer."""

    text: str
    style: tuple[str, ...] = ()


def told(run: Run, title: str, colour: str, found: Sequence[Reason], width: int) -> Iterator[Line]:
    """The reasons under a title: the first ones with an example, more in a line each."""
    if not found:
        return
    yield Line(title, ("bold",))
    yield Line("")
    sentences: set[str] = set()
    for reason in found[:SHOWN]:
        yield from (Line(line, (colour,)) for line in wrapped(visible(str(reason)), width, "", MARGIN))
        yield from map(Line, _example(run, reason, width, sentences))
        yield Line("")
    if rest := found[SHOWN:]:
        shown = rest[:_BRIEFLY]
        for reason in shown:
            yield from (Line(line, (colour,)) for line in wrapped(visible(str(reason)), width, "", MARGIN))
        if more := len(rest) - len(shown):
            yield Line(f"and {counted(more, 'other reason')} (the results have them; -v shows all)")
        yield Line("")


def lost_most(found: Sequence[Reason], width: int) -> Iterator[Line]:
    """What gets lost most, over all types: only where there are more reasons than have an example."""
    by_member: dict[tuple[What, str, str], list[Reason]] = defaultdict(list)
    for reason in found if len(found) > SHOWN else ():
        group = reason.group
        if group.what in _OF_MEMBERS:
            by_member[group.what, group.where.rpartition("/")[2], group.how].append(reason)
    if not by_member:
        return
    yield Line("What gets lost most, by member", ("bold",))
    yield Line("")
    ranked = sorted(by_member.items(), key=lambda entry: -_cases(entry[1]))
    for (what, name, how), members in ranked[:_LOST]:
        places = f" in {len(members)} places" if len(members) > 1 else ""
        text = f"{Group(what, f'/{name}', how)} — {counted(_cases(members), 'case')}{places}"
        yield from (Line(line) for line in wrapped(visible(text), width, MARGIN, MARGIN * 2))
    yield Line("")


def _cases(found: Sequence[Reason]) -> int:
    return len({case for reason in found for case in reason.cases})


def _example(run: Run, reason: Reason, width: int, sentences: set[str]) -> Iterator[str]:
    """An example that fits the screen.

    Sentences are wrapped and payloads cut; the line that reproduces the failure stays whole, so it can be copied. What
    became of a member says its difference alone: what was expected beside it is what was sent. A requirement in
    ``sentences`` has been told above, and is named.
    """
    example = run.examples.get(reason.group, reason.example)
    yield from _labelled("example", example.case, width)
    finding = next((one for one in example.findings if one.group == reason.group), None) or reason.finding
    if finding is not None and not finding.about_member and finding.requirement not in ("", reason.requirement):
        finding = replace(finding, requirement=reason.requirement)
        row = load_register(run.dialect).rows.get(reason.requirement)
        example = reason.with_row(example, row.says if row else "")
    of_member = finding is not None and finding.about_member
    sent = ""
    for label, text in explained(example, width - len(MARGIN) - LABEL, finding):
        if label == "reproduce":
            yield f"{MARGIN}{label:<{LABEL}}{text}"
        elif label == "requirement":
            yield from _labelled(label, text.partition(":")[0] if text in sentences else text, width)
            sentences.add(text)
        elif label in (PLAYED, HAPPENED):
            yield from _labelled(label, visible(text, _LONGEST), width)
        elif label == "difference" and of_member and finding is not None:
            yield from _labelled(label, visible(difference(finding), _LONGEST), width)
        elif label == "sent" or not (of_member or text == sent):
            yield shortened(f"{MARGIN}{label:<{LABEL}}{text}", width)
        sent = text if label == "sent" else sent
    if CaseId.parse(example.case).explored:
        line = f'realtime-conformance promote {shlex.quote(run.results)} {example.case} --why="…"'
        yield f"{MARGIN}{'promote':<{LABEL}}{line}"


def _labelled(label: str, text: str, width: int) -> list[str]:
    return wrapped(text, width, f"{MARGIN}{label:<{LABEL}}", f"{MARGIN}{' ' * LABEL}")


class _Wrapper(textwrap.TextWrapper):
    """Breaks what is longer than a line, such as a path, before a slash."""

    def _split(self, text: str) -> list[str]:
        chunks = super()._split(text)
        longest = self.width - len(self.subsequent_indent)
        paths = (re.split("(?<=.)(?=/)", one) if one[0] == "/" and len(one) > longest else [one] for one in chunks)
        return [part for parts in paths for part in parts]


def wrapped(text: str, width: int, first: str, rest: str) -> list[str]:
    """The text in lines of a width, broken between words."""
    return _Wrapper(width, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False).wrap(text)
