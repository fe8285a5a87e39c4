"""The ledger of a dialect's vectors: every id that was ever recorded, with a digest of what it means.

Users rely on ids: their lists of known failures and their results name them. So an id keeps its payload and
its expectation for ever, and what is withdrawn leaves an alias behind. ``golden/<dialect>/ledger.txt`` holds
users to nothing and us to this: a line an id, ``Type/slug digest``, sorted; lines are only ever added.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path

from conformance import vectors as golden
from conformance.errors import UsageError
from conformance.vectors import Vector, load, to_record

_DIGITS = 16
# What may be improved without changing what a vector asks for.
_NOT_MEANING = frozenset({"id", "level", "why", "requirements", "provenance", "aliases"})


def path_of(dialect: str) -> Path:
    """The file in which a dialect's ledger stands."""
    return golden.GOLDEN / dialect / "ledger.txt"


def meaning(vector: Vector) -> str:
    """A digest of what is sent and what must happen; not of sentences, level, links and names."""
    said = {name: value for name, value in to_record(vector).items() if name not in _NOT_MEANING}
    return sha256(json.dumps(said).encode()).hexdigest()[:_DIGITS]


def read(dialect: str) -> dict[str, str]:
    """Every id of the ledger with its digest; none where nothing was ever recorded.

    Raises:
        UsageError: a line is none of a ledger.
    """
    path = path_of(dialect)
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    ids: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        match line.split(" "):
            case [vector_id, digest] if len(digest) == _DIGITS and vector_id not in ids:
                ids[vector_id] = digest
            case _:
                raise UsageError(f"golden/{dialect}/{path.name}, line {number}: wants `Type/slug digest`, once an id")
    return ids


def extend(dialect: str, vectors: Iterable[Vector]) -> None:
    """Enter new vectors. Whatever stands in the ledger stays as it is."""
    ids = {vector.id: meaning(vector) for vector in vectors} | read(dialect)
    path_of(dialect).write_text(
        "".join(f"{vector_id} {ids[vector_id]}\n" for vector_id in sorted(ids)), encoding="utf-8"
    )


def check(dialect: str) -> Iterator[str]:
    """What is not as users rely on it: changed meanings, withdrawn ids and ids never entered, a line each."""
    vectors, ledger = load(dialect), read(dialect)
    yield from broken(ledger, vectors)
    for vector_id in sorted(vectors.keys() - ledger.keys()):
        yield f"{vector_id}: not in the ledger (`realtime-conformance golden record` enters it)"


def broken(ledger: Mapping[str, str], vectors: Mapping[str, Vector]) -> Iterator[str]:
    """The promises of ``ledger`` that ``vectors`` break."""
    by_name = {alias: vector for vector in vectors.values() for alias in vector.aliases} | dict(vectors)
    for vector_id, digest in ledger.items():
        vector = by_name.get(vector_id)
        if vector is None:
            yield f"{vector_id}: withdrawn, but ids are for ever (keep the file, or leave an alias at its successor)"
        elif meaning(vector) != digest:
            yield f"{vector_id}: changed its meaning, but ids never do (restore it and take a new id)"
