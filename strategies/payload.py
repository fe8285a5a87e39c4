"""The payloads that the generators make: their text, and what is known about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

Kind: TypeAlias = Literal["valid", "edge", "invalid"]


@dataclass(frozen=True, slots=True)
class Payload:
    """One JSON text (``invalid`` ones may only look like JSON) made for a wire type.

    ``valid``: legal in every respect, including limits that only the documentation states.
    ``edge``: odd in the way that ``edge`` names; the oracle decides whether it is legal.
    ``invalid``: breaks the rule ``breaks`` at the JSON Pointer ``at``, and nothing else; both are spelled
    as in :class:`conformance.oracle.Reject`.
    """

    type: str
    kind: Kind
    text: str
    breaks: str | None = None
    at: str | None = None
    edge: str | None = None

    @property
    def value(self) -> Any:
        """The parsed value, the last one of a repeated name; parsed anew each time, so it may be changed.

        Raises:
            ValueError: the text is not JSON, as that of an ``invalid`` payload with ``breaks="invalid-json"``.
        """
        from conformance.jsontext import load  # importing this package imports nothing of weight

        return load(self.text)
