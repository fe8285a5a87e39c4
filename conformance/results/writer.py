"""The results file: JSON Lines with a header, a line a verdict, and a footer.

Every line is written at once, so that a run that is interrupted keeps what it has judged; a file
without a footer is incomplete.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from conformance.verdict import Verdict

FORMAT = 1


class ResultsWriter:
    """Writes one results file. The footer is written by :meth:`finish` alone."""

    def __init__(self, path: Path, header: Mapping[str, Any]) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("w", encoding="utf-8", buffering=1)
        self._totals: Counter[str] = Counter()
        self._write({"kind": "header", "format": FORMAT, **header})

    def add(self, record: Mapping[str, Any]) -> None:
        """Append one verdict, as :func:`verdict_record` makes it."""
        self._totals[record["status"]] += 1
        self._write({"kind": "verdict", **record})

    def finish(self, footer: Mapping[str, Any]) -> None:
        """Append the footer with the totals: the file is complete."""
        self._write({"kind": "footer", "totals": dict(sorted(self._totals.items())), **footer})

    def close(self) -> None:
        """Close the file, complete or not."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _write(self, record: Mapping[str, Any]) -> None:
        self._file.write(json.dumps(record, ensure_ascii=True, separators=(",", ":")) + "\n")


def verdict_record(verdict: Verdict) -> dict[str, Any]:
    """A verdict as a JSON object; what is empty is left out."""
    record: dict[str, Any] = {
        "case": verdict.case,
        "type": verdict.type,
        "check": verdict.check,
        "level": str(verdict.level),
        "status": str(verdict.status),
    }
    if verdict.reason:
        record["reason"] = verdict.reason
    if verdict.status != "pass":
        record |= {key: text for key in ("expected", "actual") if (text := getattr(verdict, key)) is not None}
    if verdict.differences:
        record["differences"] = [
            {"at": difference.at, "expected": difference.expected, "actual": difference.actual}
            for difference in verdict.differences
        ]
    return record
