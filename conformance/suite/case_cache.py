"""Caches generated cases on disk, so that runs with the same suite, dialect, count and seed generate them once.

A file holds the cases of one type. Its name has a digest of everything that the cases follow from, so that a
file of another suite, dialect, count or seed is never met. Runs that want a file at the same time make it once.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import hypothesis
from filelock import FileLock

import conformance
import strategies
from conformance.checks.case import Case
from conformance.files import replacing
from conformance.oracle import Accept, Expectation, Free, Open, Reject, Rule
from conformance.requirements.level import Level
from conformance.suite.selection import Selection


def cached(selection: Selection, type_name: str, make: Callable[[], Iterable[Case]]) -> Iterator[Case]:
    """The cases of a type: read from the selection's folder, or made and left there; only made without a folder."""
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
    # A run that is stopped leaves nothing half.
    with replacing(path) as file, file:
        for case in cases:
            file.write(json.dumps(_record(case), separators=(",", ":")) + "\n")


def _record(case: Case) -> list[Any]:
    rest = [case.level, case.requirements, case.unknown]
    match case.expectation:
        case Accept(canonical_text, bytes_fixed, beyond):
            canonical = None if canonical_text == case.text else canonical_text
            return [case.id, case.text, *rest, canonical, bytes_fixed, beyond]
        case Reject(rule, at):
            return [case.id, case.text, *rest, rule, at]
        case Free(why):
            return [case.id, case.text, *rest, why]


def _case(type_name: str, record: list[Any]) -> Case:
    id_, text, level, requirements, unknown, *expected = record
    expectation: Expectation
    match expected:
        case [canonical_text, bytes_fixed, beyond]:
            expectation = Accept(text if canonical_text is None else canonical_text, bytes_fixed, beyond)
        case [rule, at]:
            expectation = Reject(Rule(rule), at)
        case [why]:
            expectation = Free(Open(why))
        case _:
            raise ValueError(f"{id_}: not a case")
    return Case(id_, type_name, text, expectation, Level(level), tuple(requirements), unknown)


@cache
def _digest() -> str:
    digest = sha256(f"{conformance.__version__} {hypothesis.__version__} {sys.version_info[:2]}".encode())
    for package in (conformance, strategies):
        folder = Path(package.__file__ or "").parent
        # The sources and the data that they read: everything but what is made at run time or lies beside it.
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
