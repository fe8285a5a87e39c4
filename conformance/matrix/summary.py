"""Puts a run of the matrix into numbers, which are published and which a later run is compared with."""

from __future__ import annotations

import json
import platform
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import conformance
from conformance.checks.case import CaseId
from conformance.checks.verdict import Verdict
from conformance.errors import UsageError
from conformance.matrix.played import played
from conformance.matrix.rows import PREFIXES
from conformance.matrix.run import RowOutcome, RunOptions
from conformance.results.coverage import coverage
from conformance.results.lines import shares_line
from conformance.results.matrix import implementation, mark
from conformance.results.reasons import Reason, reasons
from conformance.results.shares import Share
from conformance.results.toleration import toleration

FORMAT = 2
_REASONS = 40


@dataclass(frozen=True, slots=True)
class Measured:
    """A row that was run, with its answers per second on this machine."""

    ran: RowOutcome
    speed: int | None


def summary(measured: Sequence[Measured], options: RunOptions) -> dict[str, Any]:
    """The matrix as a JSON object: versions, date, machine, and one row per implementation, profile and dialect.

    The ``role`` of a row is ``codec``, judged by payloads, or ``server`` or ``client``, judged by scenarios.
    """
    return {
        "format": FORMAT,
        "suite": conformance.__version__,
        "date": datetime.now(UTC).date().isoformat(),
        "machine": {"python": platform.python_version(), "platform": f"{platform.system()} {platform.machine()}"},
        "generated": options.generated,
        "rows": [_row(one) for one in measured],
    }


def _row(measured: Measured) -> dict[str, Any]:
    ran = measured.ran
    entry = ran.row.entry
    row: dict[str, Any] = {
        "role": ran.row.role,
        "name": entry.name,
        "profile": ran.row.profile,
        "dialect": ran.row.dialect,
        "language": entry.language,
        "package": entry.package,
        "version": entry.version,
    }
    if ran.trouble is not None:
        row["trouble"] = ran.trouble
    if ran.results is None:
        return row
    header, numbers = ran.results.header, implementation(ran.results)
    row["version"] = header.version
    if header.speaks not in ("*", header.dialect):
        return row | {"speaks": header.speaks}
    failing = reasons(verdict for verdict in ran.results.verdicts if verdict.gates())
    row |= {"failing": len(failing), "reasons": [*map(_reason, failing[:_REASONS])], "seconds": round(ran.seconds)}
    if ran.row.role != "codec":
        return {**row, **played(ran.results)}
    covered = coverage(ran.results)
    return row | {
        "coverage": {
            "types": [numbers.covered_types.part, numbers.covered_types.whole],
            "vectors": [numbers.covered_vectors.part, numbers.covered_vectors.whole],
            "events": {"client": _had(covered.client_events), "server": _had(covered.server_events)},
            "nested": _had(covered.nested),
            "bodies": _had(covered.bodies),
        },
        **{name: share for name, share in shares_line(numbers.shares).items() if name != "correct"},
        "tolerated": _right(toleration(header.dialect, ran.results.verdicts)),
        "correct": [numbers.shares.correct.part, numbers.shares.correct.whole],
        "golden": golden(ran.results.verdicts),
        "generated": _counted(verdict for verdict in ran.results.verdicts if not CaseId.parse(verdict.case).golden),
        "speed": measured.speed,
    }


def _reason(reason: Reason) -> dict[str, Any]:
    return {
        "says": reason.says,
        "checks": list(reason.checks),
        "requirement": reason.requirement,
        "count": reason.count,
        "example": reason.example.case,
    }


def _had(share: Share) -> dict[str, int]:
    return {"have": share.part, "of": share.whole}


def _right(share: Share) -> dict[str, int]:
    return {"right": share.part, "of": share.whole}


def golden(verdicts: Iterable[Verdict]) -> dict[str, dict[str, int]]:
    """The verdicts on golden vectors, by check and mark; they depend on the implementation only."""
    return _counted(verdict for verdict in verdicts if CaseId.parse(verdict.case).golden)


def _counted(verdicts: Iterator[Verdict]) -> dict[str, dict[str, int]]:
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for verdict in verdicts:
        counts[verdict.check][str(mark(verdict))] += 1
    return {check: dict(sorted(marks.items())) for check, marks in sorted(counts.items())}


def named(row: Mapping[str, Any]) -> str:
    """The name of a published row's implementation, as commands take it."""
    return f"{PREFIXES[row.get('role', 'codec')]}{row['name']}"


def drift(published: Mapping[str, Any], ran: Sequence[RowOutcome]) -> Iterator[str]:
    """Where a fresh run differs from the published summary, versions included; at most one line per row."""
    rows = {(named(row), row["profile"], row["dialect"]): row for row in published["rows"]}
    for one in ran:
        name = f"{one.row.impl}, {one.row.dialect}"
        row = rows.pop((one.row.name, one.row.profile, one.row.dialect), None)
        if row is None:
            yield f"{name}: not published"
        elif one.results is None or not one.results.complete:
            yield f"{name}: {one.trouble}"
        elif row["version"] != one.results.header.version:
            yield f"{name}: published for {row['version']}, this is {one.results.header.version}"
        elif one.row.role != "codec":
            now = played(one.results)["scenarios"]
            if now != row.get("scenarios"):
                yield f"{name}: {_otherwise(row.get('scenarios', {}), now)}"
        elif "speaks" not in row and (now := golden(one.results.verdicts)) != row.get("golden"):
            yield f"{name}: {_otherwise(row.get('golden', {}), now)}"
    for name, profile, dialect in rows:
        yield f"{name}:{profile}, {dialect}: published, but no longer plugged in"


def _otherwise(published: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    checks = [check for check in {**published, **now} if published.get(check) != now.get(check)]
    return "; ".join(f"{check} was {published.get(check)}, is {now.get(check)}" for check in checks)


def read(path: Path) -> dict[str, Any]:
    """A published summary.

    Raises:
        UsageError: it cannot be read, or is not of this format.
    """
    try:
        published = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from None
    except ValueError as error:
        raise UsageError(f"{path}: not JSON ({error})") from None
    if not isinstance(published, dict) or published.get("format") != FORMAT or "rows" not in published:
        raise UsageError(f"{path}: not a matrix summary of format {FORMAT}")
    return published
