"""The last screen of a run: what was checked, what fails and where the results lie."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from conformance.adapter.contract import Hello
from conformance.suite.reasons import groups
from conformance.verdict import FAILURES, Level, Status

_SHOWN_GROUPS = 15
_COLUMNS = ("pass", "fail", "warn", "free", "unsupported")


def summary(
    records: Sequence[Mapping[str, Any]], hello: Hello, dialect: str, results: str, strict: bool
) -> Iterator[str]:
    """The screen, line by line."""
    gating = {Level.MUST, Level.SHOULD} if strict else {Level.MUST}
    failed = [record for record in records if record["status"] in FAILURES and record["level"] in gating]
    warned = [record for record in records if record["status"] in FAILURES and record["level"] not in gating]
    yield f"{hello.name} {hello.version} ({hello.profile}, {hello.language}) judged by dialect {dialect}"
    yield ""
    yield from _table(records, gating)
    yield ""
    if failed:
        yield from _reasons("fails", failed)
    if warned:
        yield from _reasons("warns (should; --strict-levels lets it gate)", warned)
    types = len({record["type"] for record in records})
    vectors = len({record["case"] for record in records if record["case"].count("/") == 1})
    verdict = "CONFORMS" if not failed else f"DOES NOT CONFORM: {len(failed)} verdicts fail at must"
    yield f"{verdict} — {len(records)} verdicts on {types} types and {vectors} golden vectors"
    yield f"results: {results}"


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


def _reasons(title: str, records: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    found = groups(records)
    yield f"{title}, by reason:"
    for group in found[:_SHOWN_GROUPS]:
        yield f"  {group.count:>5} × {group.check}: {group.reason}"
        yield f"          for example {group.example}"
    if len(found) > _SHOWN_GROUPS:
        rest = sum(group.count for group in found[_SHOWN_GROUPS:])
        yield f"  {rest:>5} more, for {len(found) - _SHOWN_GROUPS} other reasons (all of them in the results)"
    yield ""
