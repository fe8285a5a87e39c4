"""What a recipe says about one derived vector."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from conformance.jsontext import text_of


@dataclass(frozen=True, slots=True)
class Sketch:
    """A slug, a payload (``value``, or ``text`` where the bytes matter) and why it is worth a vector.

    ``rule`` is the general row of the register that it tests; ``member`` and ``aspect`` lead to the
    type's own row (``Type.member.aspect``); ``prose`` is the row of a rule that only prose states.
    """

    slug: str
    why: str
    rule: str
    value: Any = None
    text: str | None = None
    member: str = ""
    aspect: str = ""
    prose: str = ""


def twice(members: dict[str, Any], name: str) -> str:
    """The text of an object that has the member ``name`` a second time, at its end."""
    return f"{text_of(members)[:-1]},{text_of({name: members[name]})[1:]}"
