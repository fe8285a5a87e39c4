"""One payload with its expectation: what the checks judge."""

from __future__ import annotations

from dataclasses import dataclass

from conformance.oracle import Expectation
from conformance.verdict import Level


@dataclass(frozen=True, slots=True)
class Case:
    """A payload of a type, what must happen to it, and how binding that is.

    ``id`` names it in reports and reproductions; ``level`` is how binding the expectation is, ``why`` a
    vector's reason; ``requirements`` are ids of the register; ``unknown`` says that it carries members,
    values or tags that the dialect does not know.
    """

    id: str
    type: str
    text: str
    expectation: Expectation
    level: Level = Level.MUST
    requirements: tuple[str, ...] = ()
    unknown: bool = False
    why: str = ""
