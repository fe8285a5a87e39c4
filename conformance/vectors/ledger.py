"""The ledger of a dialect's vectors: every id that was ever recorded, with a digest of its meaning.

Users rely on ids, which their results and lists of known failures name. So an id keeps its payload and expectation
as long as the dialect keeps its version, and a vector that is withdrawn leaves an alias. The ledger,
``golden/<dialect>/ledger.txt``, holds us to that. It has one line per id, ``Type/slug version digest``, sorted;
the version is the dialect's when the meaning was recorded.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from conformance import vectors as golden
from conformance.errors import UsageError
from conformance.spec import manifest_of
from conformance.vectors import by_every_name, load_vectors
from conformance.vectors.vector import Vector, to_record

NAME = "ledger.txt"
_DIGITS = 16
# What may be improved without changing what a vector asks for.
_NOT_MEANING = frozenset({"id", "level", "why", "requirements", "provenance", "aliases"})


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """What the ledger promises for one id: the meaning with that digest, since that version of the dialect."""

    version: int
    digest: str


def path_of(dialect: str) -> Path:
    """The file of a dialect's ledger."""
    return golden.GOLDEN / dialect / NAME


def is_left_out() -> bool:
    """Whether this is an installed suite: its vectors come without their ledgers, which nothing but a change needs."""
    return golden.GOLDEN.name == golden.INSTALLED


def meaning(vector: Vector) -> str:
    """A digest of what is sent and what must happen; sentences, level, links and names do not count."""
    meant = {name: value for name, value in to_record(vector).items() if name not in _NOT_MEANING}
    return sha256(json.dumps(meant).encode()).hexdigest()[:_DIGITS]


def read(dialect: str) -> dict[str, LedgerEntry]:
    """Every id of the ledger with its entry; none where nothing was ever recorded.

    Raises:
        UsageError: there is none in an installed suite, or a line does not have the ledger's form.
    """
    path = path_of(dialect)
    if is_left_out():
        raise UsageError(f"golden/{dialect}/{NAME} is only in a checkout of the repository: do this there")
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    ids: dict[str, LedgerEntry] = {}
    for number, line in enumerate(lines, 1):
        match line.split(" "):
            case [name, version, digest] if version.isdecimal() and len(digest) == _DIGITS and name not in ids:
                ids[name] = LedgerEntry(int(version), digest)
            case _:
                raise UsageError(
                    f"golden/{dialect}/{path.name}, line {number}: expected `Type/slug version digest`, once per id"
                )
    return ids


def text(entries: Mapping[str, LedgerEntry]) -> str:
    """The ledger's file."""
    return "".join(f"{name} {entries[name].version} {entries[name].digest}\n" for name in sorted(entries))


def entered(entries: Mapping[str, LedgerEntry], vectors: Iterable[Vector], version: int) -> dict[str, LedgerEntry]:
    """The entries with those of ``vectors`` made or replaced, at that version of the dialect."""
    return {**entries, **{vector.id: LedgerEntry(version, meaning(vector)) for vector in vectors}}


def check(dialect: str) -> Iterator[str]:
    """Broken promises to users, one line each: changed meanings, withdrawn ids, ids without an entry."""
    vectors, entries = load_vectors(dialect), read(dialect)
    yield from broken(entries, vectors)
    now = manifest_of(dialect)["version"]
    for name, entry in entries.items():
        if entry.version > now:
            yield f"{name}: recorded at version {entry.version} of the dialect, which is at version {now}"
    for name in sorted(vectors.keys() - entries.keys()):
        yield f"{name}: not in the ledger (`realtime-conformance golden record` enters it)"


def broken(entries: Mapping[str, LedgerEntry], vectors: Mapping[str, Vector]) -> Iterator[str]:
    """The promises of the ledger that ``vectors`` break."""
    by_name = by_every_name(vectors)
    for name, entry in entries.items():
        vector = by_name.get(name)
        if vector is None:
            yield f"{name}: withdrawn, but ids are kept for ever (keep the vector, or leave an alias at its successor)"
        elif meaning(vector) != entry.digest:
            yield f"{name}: changed its meaning (restore it and take a new id; docs/vectors.md explains new versions)"
