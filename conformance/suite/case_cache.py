"""Caches generated cases on disk, so that runs with the same suite, dialect, count and seed generate them once.

A file holds the cases of one type. Its name has a digest of everything that the cases depend on, so a file of another
suite, dialect, count or seed is never read. Runs that need a file at the same time make it once.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from filelock import FileLock

import conformance
import strategies
from conformance.checks.case import Case
from conformance.files import replacing
from conformance.requirements.level import Level
from conformance.suite.selection import Selection
from conformance.vectors.vector import expectation_of, expectation_record


def cached(selection: Selection, type_name: str, make: Callable[[], Iterable[Case]]) -> Iterator[Case]:
    """The cases of a type: read from the selection's folder, or made and stored there. Without a folder, just made."""
    if selection.case_cache is None:
        yield from make()
        return
    name = f"{selection.dialect}-{type_name}-{selection.generated}-{selection.seed}-{_digest()}.jsonl"
    path = Path(selection.case_cache) / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(path.with_suffix(".lock")):
            if not path.exists():
                _write(path, make())
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield _case(type_name, json.loads(line))


def _write(path: Path, cases: Iterable[Case]) -> None:
    # Whole or not at all: a run may be stopped here.
    with replacing(path) as file, file:
        for case in cases:
            file.write(json.dumps(_record(case), separators=(",", ":")) + "\n")


def _record(case: Case) -> dict[str, Any]:
    about = {"id": case.id, "text": case.text, "level": case.level, "requirements": case.requirements}
    return about | {"unknown": case.unknown, "acceptance": case.acceptance} | expectation_record(case.expectation)


def _case(type_name: str, record: dict[str, Any]) -> Case:
    level, requirements = Level(record["level"]), tuple(record["requirements"])
    text, unknown = record["text"], record["unknown"]
    acceptance = None if record["acceptance"] is None else Level(record["acceptance"])
    expectation = expectation_of(record)
    return Case(record["id"], type_name, text, expectation, level, requirements, unknown, acceptance=acceptance)


@cache
def _digest() -> str:
    # Asked of the metadata: to import Hypothesis takes as long as all else that a run imports.
    digest = sha256(f"{conformance.__version__} {version('hypothesis')} {sys.version_info[:2]}".encode())
    for package in (conformance, strategies):
        folder = Path(package.__file__ or "").parent
        # The sources that cases depend on, and the data that those read.
        for pattern in (
            "*.py",
            "oracle/*.py",
            "suite/*.py",
            "checks/case.py",
            "spec/**/*.py",
            "spec/**/*.json",
            "requirements/*.py",
            "requirements/*.yaml",
            "vectors/vector.py",
        ):
            for file in sorted(folder.glob(pattern)):
                digest.update(file.read_bytes())
    return digest.hexdigest()[:12]
