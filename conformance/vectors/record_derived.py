"""Recording what follows from the spec: examples for what it gained, and the vectors derived from all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from conformance.adapter.contract import Connection
from conformance.oracle import Oracle
from conformance.requirements.register import Register
from conformance.vectors import example, load
from conformance.vectors.derive import derive
from conformance.vectors.growth import grown
from conformance.vectors.mending import mended
from conformance.vectors.recording import Recorded, record, standing_drafts


def record_derived(
    oracle: Oracle, register: Register, witnesses: Sequence[Connection], *, version: int | None = None
) -> Recorded:
    """Record every derived vector that is missing, and with ``version`` move every vector that the dialect moves.

    Vectors that no recipe derives are asked as well: their payloads stay, what is expected of them may move.

    Raises:
        Disagreement: a witness contradicts the oracle about a vector that is new or moves.
        UsageError: a meaning would move without a new version.
    """
    dialect = oracle.dialect
    standing = load(dialect.name)
    stored = example.read(dialect.name)
    examples = grown(dialect, mended(oracle, stored) if version is not None else stored)
    derived = {draft.id: draft for draft in derive(dialect, register, examples)}
    others = {name: vector for name, vector in standing.items() if name not in derived}
    named = {(vector.type, vector.text): name for name, vector in others.items()}
    drafts = []
    for draft in derived.values():
        other = named.get((draft.type, draft.text))
        if other is None:
            drafts.append(draft)
        elif draft.id in standing:
            # Both have come to the same payload, such as two examples when what one lacks is required now.
            drafts.append(replace(draft, absorbs=(other, *others.pop(other).aliases)))
        # Else the payload has its vector, under a name that somebody chose.
    beside = {example.NAME: example.text(examples)} if examples != stored else {}
    return record(
        [*drafts, *standing_drafts(others.values(), oracle)], oracle, witnesses, version=version, beside=beside
    )
