"""What changed in the vectors since an earlier release, vector by vector."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conformance.errors import UsageError
from conformance.files import read_text
from conformance.vectors import by_every_name, ledger, load_vectors, to_record

_MEANING = ("type", "input", "input_text", "expect", "canonical_text", "breaks", "at", "open", "bytes_fixed", "beyond")
_OTHER = ("level", "why", "requirements", "provenance")


@dataclass(frozen=True, slots=True)
class Changes:
    """Lines for people: ``broken`` is what must never happen, ``notes`` is what may."""

    broken: tuple[str, ...]
    notes: tuple[str, ...]


def since(export: Path, dialect: str) -> Changes:
    """Compare a dialect's vectors with those in ``export``, written by ``golden export`` earlier.

    Raises:
        UsageError: the file cannot be read, or one of its lines is not a vector.
    """
    vectors, entries = load_vectors(dialect), ledger.read(dialect)
    by_name = by_every_name(vectors)
    broken: list[str] = []
    notes: list[str] = []
    known = set()
    for former in _exported(export):
        vector = by_name.get(former["id"])
        if vector is None:
            broken.append(f"{former['id']}: withdrawn")
            continue
        known.add(vector.id)
        now = to_record(vector)
        if vector.id != former["id"]:
            notes.append(f"{former['id']}: is called {vector.id} now")
        if changed := [name for name in _MEANING if former.get(name) != now.get(name)]:
            change = f"changed its meaning ({', '.join(changed)})"
            version = entries[vector.id].version if vector.id in entries else 1
            if version > former.get("version", 1):
                notes.append(f"{former['id']}: {change} with version {version} of the dialect")
            else:
                broken.append(f"{former['id']}: {change}")
        if changed := [name for name in _OTHER if former.get(name) != now.get(name)]:
            notes.append(f"{former['id']}: another {', '.join(changed)}")
    notes += [f"{name}: new" for name in vectors if name not in known]
    return Changes(tuple(broken), tuple(notes))


def _exported(path: Path) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(read_text(path).splitlines(), 1):
        try:
            record = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise UsageError(f"{path}, line {number}: not JSON ({error})") from None
        if not isinstance(record, dict) or not isinstance(record.get("id"), str) or "expect" not in record:
            raise UsageError(f"{path}, line {number}: not a vector as `golden export` writes it")
        yield record
