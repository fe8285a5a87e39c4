"""Records what follows from the spec: examples for what it gained, and the vectors derived from all examples."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from conformance.adapter.contract import Connection
from conformance.oracle import Oracle
from conformance.requirements.register import Register
from conformance.vectors import example, load_vectors
from conformance.vectors.derive import derive
from conformance.vectors.growth import grown
from conformance.vectors.recording import Recorded, record, recorded_drafts
from conformance.vectors.repair import repaired


def record_derived(
    oracle: Oracle, register: Register, witnesses: Sequence[Connection], *, version: int | None = None
) -> Recorded:
    """Record every derived vector that is missing; with ``version``, also give vectors the meaning they have by now.

    That includes vectors that no recipe derives: their payloads stay, their expectations may change.

    Raises:
        Disagreement: a witness contradicts the oracle about a vector that is new or moves.
        UsageError: a meaning would move without a new version.
    """
    dialect = oracle.dialect
    recorded = load_vectors(dialect.name)
    stored = example.read(dialect.name)
    examples = grown(dialect, repaired(oracle, stored) if version is not None else stored)
    derived = {draft.id: draft for draft in derive(dialect, register, examples)}
    others = {name: vector for name, vector in recorded.items() if name not in derived}
    named = {(vector.type, vector.text): name for name, vector in others.items()}
    drafts = []
    for draft in derived.values():
        other = named.get((draft.type, draft.text))
        if other is None:
            drafts.append(draft)
        elif draft.id in recorded:
            # Both have the same payload now, such as two examples of which one lacked what is required now.
            drafts.append(replace(draft, aliases=(other, *others.pop(other).aliases)))
        # Otherwise a vector with a chosen name has that payload already.
    beside = {example.NAME: example.text(examples)} if examples != stored else {}
    return record(
        [*drafts, *recorded_drafts(others.values(), oracle)], oracle, witnesses, version=version, beside=beside
    )
