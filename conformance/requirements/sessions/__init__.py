"""The requirements for sessions: what both sides owe each other, sentence by sentence, in one YAML file per dialect."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from conformance.errors import near
from conformance.jsontext import pointer
from conformance.requirements.level import Level
from conformance.requirements.register import RegisterError, load_yaml
from conformance.schemas import problem

_FOLDER = Path(__file__).parent
_SCHEMA = _FOLDER / "sessions.schema.json"


@dataclass(frozen=True, slots=True)
class SessionRequirement:
    """One row: a sentence about a transcript, who owes it, and what a recording must have to show that it is broken."""

    id: str
    level: Level
    side: str
    says: str
    source: tuple[str, ...]
    needs: tuple[str, ...]
    evidence: str


@cache
def load_session_register(dialect: str) -> Mapping[str, SessionRequirement]:
    """The rows of a dialect by id, in the file's order.

    Raises:
        RegisterError: the dialect has none, or the file is broken.
    """
    path = _FOLDER / f"{dialect}.yaml"
    if not path.is_file():
        known = [one.stem for one in _FOLDER.glob("*.yaml")]
        raise RegisterError(f"no session rules for dialect {dialect!r}{near(dialect, known)}")
    return read(path)


def session_rules(dialect: str) -> frozenset[str]:
    """The ids of a dialect's rules of sessions; none for one that has no sessions."""
    return frozenset(load_session_register(dialect)) if (_FOLDER / f"{dialect}.yaml").is_file() else frozenset()


def read(path: Path) -> Mapping[str, SessionRequirement]:
    """The rows of one file.

    Raises:
        RegisterError: it does not keep the schema, or gives an id twice.
    """
    document = load_yaml(path)
    if wrong := problem(_SCHEMA, document):
        raise RegisterError(f"{path.name}#{pointer(wrong.absolute_path)}: {wrong.message[:300]}")
    rows: dict[str, SessionRequirement] = {}
    for row in document["rows"]:
        if row["id"] in rows:
            raise RegisterError(f"{path.name}: {row['id']} is given twice")
        rows[row["id"]] = SessionRequirement(
            row["id"],
            Level(row["level"]),
            row["side"],
            row["says"],
            tuple(row["source"]),
            tuple(row.get("needs", ())),
            row["evidence"],
        )
    return rows
