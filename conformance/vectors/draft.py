"""A vector before its expectation is recorded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from conformance.errors import UsageError
from conformance.jsontext import text_of
from conformance.requirements.level import Level


@dataclass(frozen=True, slots=True)
class Draft:
    """An id, a payload text and why it is worth keeping; the oracle says what must happen to it.

    ``provenance`` says what the expectation rests on; ``aliases`` are former ids that still find it.
    """

    id: str
    type: str
    text: str
    why: str
    requirements: tuple[str, ...]
    provenance: str
    level: Level = Level.MUST
    aliases: tuple[str, ...] = ()

    @property
    def slug(self) -> str:
        """The part of the id after the type."""
        return self.id.partition("/")[2]


def from_record(record: Mapping[str, Any], where: str) -> Draft:
    """A draft from the JSON object that people write: the members of a vector without the expectation.

    Raises:
        UsageError: a member is missing or of the wrong kind; the message starts with ``where``.
    """
    try:
        return Draft(
            id=record["id"],
            type=record["id"].partition("/")[0],
            text=record["input_text"] if "input_text" in record else text_of(record["input"]),
            why=record["why"],
            requirements=tuple(record["requirements"]),
            provenance=record["provenance"],
            level=Level(record.get("level", "must")),
        )
    except KeyError as error:
        raise UsageError(f"{where}: the draft has no member {error}") from None
    except (ValueError, TypeError, AttributeError) as error:
        raise UsageError(f"{where}: {error}") from None


def to_record(draft: Draft) -> dict[str, Any]:
    """A draft as the JSON object that :func:`from_record` reads."""
    return {
        "id": draft.id,
        "why": draft.why,
        "requirements": list(draft.requirements),
        "provenance": draft.provenance,
        "level": str(draft.level),
        "input_text": draft.text,
    }
