"""The last screen of a run: what was checked, what fails and where the results lie."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from conformance.adapter.contract import Hello
from conformance.suite.reasons import groups
from conformance.verdict import FAILURES, Level, Status

_SHOWN_GROUPS = 12
_COLUMNS = ("pass", "fail", "warn", "free", "unsupported")


@dataclass(frozen=True, slots=True)
class Run:
    """What was judged, by what, how strictly, and where the results lie."""

    hello: Hello
    dialect: str
    strict: bool
    results: str


def summary(run: Run, records: Sequence[Mapping[str, Any]], explained: Mapping[str, str]) -> Iterator[str]:
    """The screen, line by line: every reason for a failure once, the table, the verdict."""
    gating = {Level.MUST, Level.SHOULD} if run.strict else {Level.MUST}
    failed = [record for record in records if record["status"] in FAILURES and record["level"] in gating]
    warned = [record for record in records if record["status"] in FAILURES and record["level"] not in gating]
    yield from _reasons("What fails", failed, explained)
    yield from _reasons("What should be otherwise (a warning; --strict-levels lets it gate)", warned, {})
    yield f"{run.hello.name} {run.hello.version} ({run.hello.profile}, {run.hello.language}), dialect {run.dialect}"
    yield ""
    yield from _table(records, gating)
    yield ""
    types = len({record["type"] for record in records})
    vectors = len({record["case"] for record in records if record["case"].count("/") == 1})
    verdict = f"DOES NOT CONFORM: {len(failed)} verdicts fail" if failed else "CONFORMS"
    yield f"{verdict} — {len(records)} verdicts on {types} types and {vectors} golden vectors"
    yield f"Results: {run.results}"


def _table(records: Sequence[Mapping[str, Any]], gating: set[Level]) -> Iterator[str]:
    counts: dict[str, Counter[str]] = {}
    for record in records:
        counts.setdefault(record["check"], Counter())[_column(record, gating)] += 1
    yield f"{'check':<18}" + "".join(f"{column:>12}" for column in _COLUMNS)
    for check, columns in counts.items():
        yield f"{check:<18}" + "".join(f"{columns[column] or '·':>12}" for column in _COLUMNS)


def _column(record: Mapping[str, Any], gating: set[Level]) -> str:
    if record["status"] in FAILURES:
        return "fail" if record["level"] in gating else "warn"
    return str(Status(record["status"]))


def _reasons(title: str, records: Sequence[Mapping[str, Any]], explained: Mapping[str, str]) -> Iterator[str]:
    # What is untestable has its cause in another check's list.
    found = groups(record for record in records if record["status"] != Status.UNTESTABLE)
    if not found:
        return
    yield f"{title}, by reason:"
    yield ""
    for group in found[:_SHOWN_GROUPS]:
        yield f"{group.count} × {group.check}: {group.reason}"
        if group.name in explained:
            yield from (f"    {line}" for line in explained[group.name].splitlines())
        else:
            yield f"    for example {group.example}"
        yield ""
    if len(found) > _SHOWN_GROUPS:
        rest = sum(group.count for group in found[_SHOWN_GROUPS:])
        others = len(found) - _SHOWN_GROUPS
        yield f"and {rest} more, for {others} other reasons (all of them in the results; -v shows them)"
        yield ""
