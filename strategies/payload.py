"""What the generators hand out: a payload's text, and what is known about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["valid", "edge", "invalid"]


@dataclass(frozen=True, slots=True)
class Payload:
    """One JSON text (or, for ``invalid``, what only looks like one) made for a wire type.

    ``valid``: legal in every respect, limits that only the documentation states included.
    ``edge``: odd in the way that ``edge`` names; legal or not, that is the oracle's to say.
    ``invalid``: breaks the rule ``breaks`` at the JSON Pointer ``at``, and nothing else; both are spelled
    as :class:`conformance.oracle.Reject` reports them.
    """

    type: str
    kind: Kind
    text: str
    breaks: str | None = None
    at: str | None = None
    edge: str | None = None
