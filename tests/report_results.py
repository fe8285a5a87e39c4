"""Results to make reports of: written by the writer, read by the reader, as those of a run are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from conformance.results.reader import read
from conformance.results.record import Results
from conformance.results.writer import ResultsWriter

Line = dict[str, Any]


def verdict(case: str, status: str = "pass", check: str = "round-trip", level: str = "must", **more: Any) -> Line:
    """One verdict's line; the type is the case's first word."""
    return {"case": case, "type": case.split("/")[0], "check": check, "level": level, "status": status, **more}


def gone(at: str, value: str) -> Line:
    return {"at": at, "expected": value}


def added(at: str, value: str) -> Line:
    return {"at": at, "actual": value}


def changed(at: str, expected: str, actual: str) -> Line:
    return {"at": at, "expected": expected, "actual": actual}


def save(
    path: Path,
    *lines: Line,
    name: str = "mine",
    types: tuple[str, ...] = (),
    complete: bool = True,
    strict: bool = False,
    profile: str = "default",
    dialect: str = "async-openai",
) -> Path:
    """A results file of these verdicts; one that is not ``complete`` has no footer."""
    header = {
        "suite": "0.1.0",
        "dialect": {"name": dialect, "version": 1},
        "requirements": 1,
        "implementation": {
            "name": name,
            "version": "1.2.3",
            "language": "python",
            "profile": profile,
            "homepage": "https://example.test/" + name.strip("<>"),
        },
        "impl": name,
        "environment": {"python": "3.11", "platform": "Linux"},
        "options": {"types": list(types), "checks": [], "vectors": ["*"], "generated": 0, "strict": strict}
        | {"shard": None},
        "seed": 0,
        "started": "2026-05-04T03:02:01+00:00",
    }
    with ResultsWriter(path, header) as writer:
        for line in lines:
            writer.add(line)
        if complete:
            writer.finish({"exit": 1, "seconds": 1.5})
    return path


def results(directory: Path, *lines: Line, **about: Any) -> Results:
    """The same, read."""
    return read(save(directory / f"{len(list(directory.iterdir()))}.jsonl", *lines, **about))
