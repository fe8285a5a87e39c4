"""One payload with its expectation: what the checks judge."""

from __future__ import annotations

from dataclasses import dataclass

from conformance.oracle import Expectation
from conformance.verdict import Level


@dataclass(frozen=True, slots=True)
class Case:
    """A payload of a type, what must happen to it, and how binding that is.

    ``id`` names it in reports and reproductions; ``unknown`` says that it carries members that the
    dialect does not declare; ``requirements`` are ids of the register.
    """

    id: str
    type: str
    text: str
    expectation: Expectation
    level: Level = Level.MUST
    requirements: tuple[str, ...] = ()
    unknown: bool = False
    why: str = ""
