"""Caches generated cases on disk, so that runs with the same suite, dialect, count and seed generate them once.

A file holds the cases of one type. Its folder is named by a digest of the sources that cases depend on, so a file of
another suite is never read, and one that no run used for a week is removed. Runs that need a file at the same time make
it once. Where files cannot be written, the cases are made for each run, as they are without a cache.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterable
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from time import time
from typing import Any

from filelock import FileLock

import conformance
import strategies
from conformance.checks.case import Case
from conformance.files import replacing
from conformance.oracle import Accept, Expectation, Free, FreeReason, Reject, Rule
from conformance.requirements.level import Level
from conformance.suite.selection import Selection

_KEPT_SECONDS = 7 * 24 * 3600
_DIGEST = re.compile("[0-9a-f]{12}")


def cached(selection: Selection, type_name: str, make: Callable[[], Iterable[Case]]) -> Iterable[Case]:
    """The cases of a type: read from the selection's folder, or made and stored there. Without a folder, just made."""
    if selection.case_cache is None:
        return make()
    try:
        folder = _folder(Path(selection.case_cache))
        path = folder / f"{selection.dialect}-{type_name}-{selection.generated}-{selection.seed}.json"
        if not path.exists():
            with FileLock(path.with_suffix(".lock")):
                if not path.exists():
                    return _stored(path, list(make()))
        rows = json.loads(path.read_bytes())
    except OSError:
        # Such as a read-only home; what is made counts, not where it is kept.
        return make()
    return [_case(type_name, *row) for row in rows]


@cache
def _folder(parent: Path) -> Path:
    """The folder for this suite's cases, noted as used today; those of other suites are removed after a week."""
    folder = parent / _digest()
    folder.mkdir(parents=True, exist_ok=True)
    os.utime(folder)
    for other in parent.iterdir():
        if _DIGEST.fullmatch(other.name) and time() - other.stat().st_mtime > _KEPT_SECONDS:
            shutil.rmtree(other, ignore_errors=True)
    return folder


def _stored(path: Path, cases: list[Case]) -> list[Case]:
    # Whole or not at all: a run may be stopped here.
    with replacing(path) as file, file:
        file.write("[" + ",\n".join(json.dumps(_row(case), separators=(",", ":")) for case in cases) + "]\n")
    return cases


def _row(case: Case) -> list[Any]:
    """A case as a list, which is read in a third of the time that an object takes; a long text is there once."""
    match case.expectation:
        case Accept(canonical_text, bytes_fixed, unknown_value):
            same = canonical_text == case.text
            expected: list[Any] = [None if same else canonical_text, bytes_fixed, unknown_value]
        case Reject(rule, at):
            expected = [rule, at]
        case Free(why):
            expected = [why]
    return [case.id, case.text, case.level, case.requirements, case.unknown, case.acceptance, expected]


def _case(
    type_name: str,
    name: str,
    text: str,
    level: str,
    requirements: list[str],
    unknown: bool,
    acceptance: str | None,
    expected: list[Any],
) -> Case:
    match expected:
        case [canonical_text, bytes_fixed, unknown_value]:
            expectation: Expectation = Accept(
                text if canonical_text is None else canonical_text, bytes_fixed, unknown_value
            )
        case [rule, at]:
            expectation = Reject(Rule(rule), at)
        case [why]:
            expectation = Free(FreeReason(why))
    accepted = None if acceptance is None else Level(acceptance)
    return Case(name, type_name, text, expectation, Level(level), tuple(requirements), unknown, acceptance=accepted)


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
        ):
            for file in sorted(folder.glob(pattern)):
                digest.update(file.read_bytes())
    return digest.hexdigest()[:12]
