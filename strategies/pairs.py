"""The covering array: a small fixed set of payloads in which every two choices that can meet do meet.

A choice made (a site and one of its alternatives) is a bit; sets of them are plain integers. Each row
is built around the first pair that no row has yet, with all that this pair presupposes; whatever is left
open then takes the alternative that meets most of what it has not met. Nothing is random in it: the rows
depend on the plan alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import TypeAlias

from strategies.bulk import Bits, below, unicode_text
from strategies.forms import Choose, Plan, Sample, Site, Whole
from strategies.generator import Write, compiled, pool_values, render
from strategies.payload import Payload
from strategies.plan import plan

Row: TypeAlias = tuple[int | None, ...]
"""For each site of the plan the alternative that is taken, ``None`` where the site does not come up."""


@dataclass(frozen=True, slots=True)
class _State:
    row: Row
    bits: Bits


class Covering:
    """Numbered choices as the row says; all else is variety, from random bits that the row fixes."""

    def choose(self, form: Choose, branches: list[Write[_State]]) -> Write[_State]:
        """The row's alternative, or any."""
        site = form.site
        if site is None:
            size = len(branches)
            return lambda state: branches[below(state.bits, size)](state)

        def taken(state: _State) -> str:
            alternative = state.row[site]
            assert alternative is not None, "a row says what is chosen wherever there is a choice"
            return branches[alternative](state)

        return taken

    def sample(self, form: Sample, head: str, tail: str) -> Write[_State]:
        """Any value of the pool."""
        if form.pool == "unicode":
            return lambda state: f"{head}{render(unicode_text(state.bits)[: form.longest])}{tail}"
        texts = [f"{head}{render(value)}{tail}" for value in pool_values(form)]
        return lambda state: texts[below(state.bits, len(texts))]

    def whole(self, form: Whole, head: str, tail: str) -> Write[_State]:
        """Any number of the range."""
        count = self.count(form.low, form.high)
        return lambda state: f"{head}{count(state)}{tail}"

    def count(self, low: int, high: int) -> Callable[[_State], int]:
        """Any number of the range."""
        return lambda state: low + below(state.bits, high - low + 1)


def payloads(dialect: str, type_name: str) -> Iterator[Payload]:
    """The rows of a type's covering array as payloads, in their fixed order."""
    of_type = plan(dialect, type_name)
    write = compiled(of_type.form, Covering())
    for number, row in enumerate(rows(dialect, type_name)):
        bits = Random(f"{dialect}/{type_name}/covering/{number}").getrandbits
        yield Payload(type_name, "valid", write(_State(row, bits)))


@cache
def rows(dialect: str, type_name: str) -> tuple[Row, ...]:
    """The covering array of a type."""
    return tuple(_Array(plan(dialect, type_name)).rows())


class _Array:
    def __init__(self, of_type: Plan) -> None:
        self.sites = of_type.sites
        self.first_bit: list[int] = []
        total = 0
        for site in self.sites:
            self.first_bit.append(total)
            total += len(site.alternatives)
        self.owner = [number for number, site in enumerate(self.sites) for _ in site.alternatives]
        self.presupposed = [
            self._condition(site) | 1 << (self.first_bit[number] + alternative)
            for number, site in enumerate(self.sites)
            for alternative in range(len(site.alternatives))
        ]
        self.condition = [self._condition(site) for site in self.sites]
        self.missing = self._pairs(total)
        self.leads_to: list[list[int]] = [[] for _ in range(total)]
        for number, site in enumerate(self.sites):
            if site.condition:
                ancestor, alternative = site.condition[-1]
                self.leads_to[self.first_bit[ancestor] + alternative].append(number)

    def rows(self) -> Iterator[Row]:
        """Rows until no pair is missing."""
        if not self.sites:
            yield ()
            return
        missing = self.missing
        for bit in range(len(missing)):
            while partners := missing[bit]:
                partner = (partners & -partners).bit_length() - 1
                row, chosen = self._row(self.presupposed[bit] | self.presupposed[partner])
                for met in chosen:
                    missing[met] &= ~row
                yield self._alternatives(chosen)

    def _condition(self, site: Site) -> int:
        bits = 0
        for ancestor, alternative in site.condition:
            bits |= 1 << (self.first_bit[ancestor] + alternative)
        return bits

    def _pairs(self, total: int) -> list[int]:
        """For each bit those that it can meet in one payload, itself included."""
        below = [0] * total  # what presupposes the bit
        for bit, presupposed in enumerate(self.presupposed):
            for ancestor in _bits(presupposed):
                below[ancestor] |= 1 << bit
        # What cannot be where the bit is: the other alternatives of its site, and all below them.
        rivals = []
        for bit in range(total):
            number = self.owner[bit]
            first = self.first_bit[number]
            excluded = 0
            for other in range(first, first + len(self.sites[number].alternatives)):
                if other != bit:
                    excluded |= below[other]
            rivals.append(excluded)
        everything = (1 << total) - 1
        pairs = []
        for presupposed in self.presupposed:
            excluded = 0
            for ancestor in _bits(presupposed):
                excluded |= rivals[ancestor]
            pairs.append(everything & ~excluded)
        return pairs

    def _row(self, row: int) -> tuple[int, list[int]]:
        """Complete a row from what it has to have: its bits as one integer and as a list."""
        chosen: list[int] = []
        for number, condition in enumerate(self.condition):
            if row & condition == condition:
                _, best = self._best(number, row)
                row |= 1 << best
                chosen.append(best)
        return row, chosen

    def _best(self, number: int, row: int) -> tuple[int, int]:
        """How many missing pairs the site and what is below it can add to ``row``, and by which bit."""
        first = self.first_bit[number]
        end = first + len(self.sites[number].alternatives)
        forced = row >> first & ((1 << (end - first)) - 1)
        bits = range(first, end)
        if forced:
            bits = range(first + forced.bit_length() - 1, first + forced.bit_length())
        most = best = -1
        for bit in bits:
            gain = (self.missing[bit] & row).bit_count()
            for inner in self.leads_to[bit]:
                gain += self._best(inner, row)[0]
            if gain > most or (gain == most and self.missing[bit].bit_count() > self.missing[best].bit_count()):
                most, best = gain, bit
        return most, best

    def _alternatives(self, chosen: list[int]) -> Row:
        row: list[int | None] = [None] * len(self.sites)
        for bit in chosen:
            number = self.owner[bit]
            row[number] = bit - self.first_bit[number]
        return tuple(row)


def _bits(mask: int) -> Iterator[int]:
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest
