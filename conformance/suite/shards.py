"""The parts of a run that several machines judge, dealt out by cost so that all end at about the same time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from heapq import heapify, heapreplace
from math import ceil
from typing import TypeVar

_Name = TypeVar("_Name", bound=Hashable)
_SLICES = 4
"""Into how many slices per shard that it would fill a type is cut: enough to level out what cannot be cut."""


@dataclass(frozen=True, slots=True)
class Slices:
    """Which of the ``count`` slices of a type are judged, by number from 0; the first has its generated payloads."""

    count: int = 1
    mine: frozenset[int] = frozenset({0})

    def has(self, number: int) -> bool:
        """Whether the ``number``-th item of the type is judged, if it can be judged alone."""
        return number % self.count in self.mine


@dataclass(frozen=True, slots=True)
class Shard:
    """The ``number``-th of ``count`` parts of a run, from 1 on."""

    number: int
    count: int

    @property
    def first(self) -> bool:
        """Whether it is the one that judges what is not about any type."""
        return self.number == 1

    def of(self, costs: Mapping[_Name, float]) -> frozenset[_Name]:
        """The names of the work that is this shard's.

        ``costs`` has all work of the run by name, in any unit. The costliest is dealt out first, each time to the shard
        that has the least so far, so that all shards compute the same, in whatever order the work is listed.
        """
        loads = [(0.0, number) for number in range(1, self.count + 1)]
        heapify(loads)
        mine = set()
        for name in sorted(costs, key=lambda name: (-costs[name], str(name))):
            load, number = loads[0]
            heapreplace(loads, (load + costs[name], number))
            if number == self.number:
                mine.add(name)
        return frozenset(mine)

    def slices(self, costs: Mapping[str, tuple[float, float]]) -> dict[str, Slices]:
        """The types that are this shard's, with the slices of those that are too large for one shard.

        ``costs`` has by type the cost of what can be judged item by item, and of what is judged together. A type that
        is judged by several shards is imported, compiled and warmed up in each, so most types are one slice.
        """
        fair = sum(map(sum, costs.values())) / self.count
        work: dict[tuple[str, int, int], float] = {}
        for name, (apart, together) in costs.items():
            whole = apart + together
            count = ceil(_SLICES * whole / fair) if whole > fair else 1
            work |= {(name, count, number): apart / count + together * (number == 0) for number in range(count)}
        found: dict[str, set[int]] = defaultdict(set)
        counts = {}
        for name, count, number in self.of(work):
            found[name].add(number)
            counts[name] = count
        return {name: Slices(counts[name], frozenset(mine)) for name, mine in found.items()}

    def __str__(self) -> str:
        return f"{self.number}/{self.count}"
