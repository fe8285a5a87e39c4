"""What a run's types cost, and which of them are a shard's."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Container, Mapping, Sequence
from functools import cache
from pathlib import Path

from conformance.suite.selection import Selection
from conformance.suite.shards import Slices
from conformance.vectors import Vector

FILE = Path(__file__).with_name("costs.json")
"""Written by ``benchmarks/costs.py``: the milliseconds of each type's vectors, covering set and 100 generated payloads.

They are those of a first run, which generates: a machine that judges a shard is often a fresh one.
"""
_UNMEASURED = (200.0, 200.0, 50.0)
"""The cost of a type that came after the measurement: a common one."""


_SKIPPED = 0.02
"""The share of its cost that remains of a type that the implementation does not have."""


def work(selection: Selection, named: Sequence[Vector] | None, has: Container[str]) -> Mapping[str, Slices]:
    """What of the selected types is judged here, by type.

    ``named`` are the vectors that globs have chosen, ``has`` the types that the implementation has: a shard of others
    would have nothing to judge.
    """
    if selection.shard is None:
        return dict.fromkeys(selection.types, Slices())
    if named is not None:
        numbers = Counter(vector.type for vector in named)
        costs = {name: (float(numbers[name]), 0.0) for name in selection.types}
    else:
        costs = {name: _cost(selection, name) for name in selection.types}
    share = {name: 1.0 if name in has else _SKIPPED for name in costs}
    return selection.shard.slices(
        {name: (share[name] * one, share[name] * other) for name, (one, other) in costs.items()}
    )


def _cost(selection: Selection, type_name: str) -> tuple[float, float]:
    """The cost of what can be judged item by item, and of what is judged together."""
    of_vectors, covering, of_a_hundred = _measured().get(selection.dialect, {}).get(type_name, _UNMEASURED)
    return of_vectors, covering + of_a_hundred * selection.generated / 100 if selection.generated else 0.0


@cache
def _measured() -> dict[str, dict[str, tuple[float, float, float]]]:
    measured: dict[str, dict[str, tuple[float, float, float]]] = json.loads(FILE.read_text(encoding="utf-8"))
    return measured
