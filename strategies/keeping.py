"""Makes generated payloads keep the rules over several values that only the documentation states.

The generator chooses each value on its own. What then breaks a rule is put right by the rule's own repair: nothing
is rejected, so every source keeps its choices wherever the rules allow them.
"""

from __future__ import annotations

import json
from typing import TypeVar

from conformance.spec import load_dialect
from conformance.spec.mending import mender, needs_mending
from strategies.generator import Write, render

State = TypeVar("State")


def keeping(dialect: str, type_name: str, write: Write[State]) -> Write[State]:
    """``write``, with what it writes put right; itself for a type without such rules."""
    if type_name not in needs_mending(dialect):
        return write
    spec = load_dialect(dialect)
    mended = mender(spec, spec.node(type_name))

    def kept(state: State) -> str:
        text = write(state)
        value = json.loads(text)
        whole = mended(value)
        return text if whole is value else render(whole)

    return kept
