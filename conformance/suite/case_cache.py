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
from conformance.requirements.level import Level
from conformance.suite.selection import Selection
from conformance.vectors.vector import expectation_of, expectation_record

_KEPT_SECONDS = 7 * 24 * 3600
_DIGEST = re.compile("[0-9a-f]{12}")


def cached(selection: Selection, type_name: str, make: Callable[[], Iterable[Case]]) -> Iterable[Case]:
    """The cases of a type: read from the selection's folder, or made and stored there. Without a folder, just made."""
    if selection.case_cache is None:
        return make()
    try:
        folder = _folder(Path(selection.case_cache))
        path = folder / f"{selection.dialect}-{type_name}-{selection.generated}-{selection.seed}.jsonl"
        if not path.exists():
            with FileLock(path.with_suffix(".lock")):
                if not path.exists():
                    return _stored(path, list(make()))
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError:
        # Such as a read-only home; what is made counts, not where it is kept.
        return make()
    return (_case(type_name, json.loads(line)) for line in lines)


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
        file.writelines(json.dumps(_record(case), separators=(",", ":")) + "\n" for case in cases)
    return cases


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
