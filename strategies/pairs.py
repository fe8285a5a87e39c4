"""The covering array: a small fixed set of payloads in which every two choices that can meet do meet.

A choice made (a site and one of its alternatives) is a bit; sets of them are plain integers. Each row is built
around the first pair that no row has yet, with all that this pair presupposes; every open site then takes the
alternative that meets most of what it has not met. Nothing is random: the rows depend on the plan alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from random import Random
from typing import TypeAlias

from strategies.bulk import Bits, below, unicode_text
from strategies.forms import Choose, Sample, Whole
from strategies.generator import Write, compiled, pool_values, render
from strategies.keeping import keeping
from strategies.payload import Payload
from strategies.plan import plan

Row: TypeAlias = tuple[int | None, ...]
"""The alternative taken at each site of the plan, ``None`` where the site does not come up."""

_Condition: TypeAlias = tuple[tuple[int, int], ...]
_Shape: TypeAlias = tuple[tuple[int, _Condition], ...]
"""Everything that the rows depend on: the number of alternatives and the condition of each site."""


@dataclass(frozen=True, slots=True)
class _State:
    row: Row
    bits: Bits


class Covering:
    """Takes numbered choices from the row; everything else varies by random bits that the row fixes."""

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
    write = keeping(dialect, type_name, compiled(of_type.form, Covering()))
    for number, row in enumerate(rows(dialect, type_name)):
        bits = Random(f"{dialect}/{type_name}/covering/{number}").getrandbits
        yield Payload(type_name, "valid", write(_State(row, bits)))


@cache
def rows(dialect: str, type_name: str) -> tuple[Row, ...]:
    """The covering array of a type."""
    shape = tuple((len(site.alternatives), site.condition) for site in plan(dialect, type_name).sites)
    variants = range(shape[0][0]) if shape else ()
    if len(variants) < 2 or not all(condition and condition[0][0] == 0 for _, condition in shape[1:]):
        return tuple(row for part in _covering(shape) for row in part)
    first: list[Row] = []
    more: list[Row] = []
    for variant in variants:
        sites = [site for site, (_, condition) in enumerate(shape) if condition[:1] == ((0, variant),)]
        for found, part in zip((first, more), _covering(_alone(shape, sites)), strict=True):
            for row in part:
                whole: list[int | None] = [None] * len(shape)
                whole[0] = variant
                for site, alternative in zip(sites, row[1:], strict=True):
                    whole[site] = alternative
                found.append(tuple(whole))
    return (*first, *more)


def _alone(shape: _Shape, sites: list[int]) -> _Shape:
    """The sites of one variant, renumbered, after a first site that has only this variant."""
    number = {site: index for index, site in enumerate(sites, 1)}

    def moved(condition: _Condition) -> _Condition:
        return ((0, 0), *((number[site], alternative) for site, alternative in condition[1:]))

    return ((1, ()), *((shape[site][0], moved(shape[site][1])) for site in sites))


@cache
def _covering(shape: _Shape) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
    """The rows that cover all pairs of the first site's alternatives, and the rows for the rest."""
    if not shape:
        return ((),), ()
    array = _Array(shape)
    return tuple(array.rows(range(shape[0][0]))), tuple(array.rows(range(shape[0][0], array.bits)))


class _Array:
    def __init__(self, shape: _Shape) -> None:
        self.first_bit = [0, *accumulate(count for count, _ in shape)]
        self.bits = self.first_bit.pop()
        self.owner = [number for number, (count, _) in enumerate(shape) for _ in range(count)]
        self.condition = [self._mask(condition) for _, condition in shape]
        self.presupposed = [self.condition[self.owner[bit]] | 1 << bit for bit in range(self.bits)]
        self.alternatives = [
            range(first, first + count) for first, (count, _) in zip(self.first_bit, shape, strict=True)
        ]
        self.missing = self._pairs()
        self.open = self._open()
        self.leads_to: list[list[int]] = [[] for _ in range(self.bits)]
        for number, (_, condition) in enumerate(shape):
            if condition:
                ancestor, alternative = condition[-1]
                self.leads_to[self.first_bit[ancestor] + alternative].append(number)

    def rows(self, bits: Iterable[int]) -> Iterator[Row]:
        """Rows until no pair of any of these bits is missing."""
        missing = self.missing
        for bit in bits:
            while partners := missing[bit]:
                partner = (partners & -partners).bit_length() - 1
                row, chosen = self._row(self.presupposed[bit] | self.presupposed[partner])
                for met in chosen:
                    self._meet(met, row)
                yield self._alternatives(chosen)

    def _meet(self, bit: int, row: int) -> None:
        """Note that a bit has met all others of a row."""
        if left := self.missing[bit]:
            self.missing[bit] = left & ~row
            if not self.missing[bit]:
                for ancestor in _bits(self.presupposed[bit]):
                    self.open[ancestor] -= 1

    def _open(self) -> list[int]:
        """For each bit, how many have something to meet: itself, and those that presuppose it."""
        count = [0] * self.bits
        for bit, presupposed in enumerate(self.presupposed):
            if self.missing[bit]:
                for ancestor in _bits(presupposed):
                    count[ancestor] += 1
        return count

    def _mask(self, condition: _Condition) -> int:
        return sum(1 << (self.first_bit[ancestor] + alternative) for ancestor, alternative in condition)

    def _pairs(self) -> list[int]:
        """For each bit, those that it can meet in one payload, including itself."""
        below = [0] * self.bits  # what presupposes the bit
        for bit, presupposed in enumerate(self.presupposed):
            for ancestor in _bits(presupposed):
                below[ancestor] |= 1 << bit
        # What cannot be where the bit is: the other alternatives of its site, and all below them.
        rivals = []
        for bit in range(self.bits):
            excluded = 0
            for other in self.alternatives[self.owner[bit]]:
                if other != bit:
                    excluded |= below[other]
            rivals.append(excluded)
        everything = (1 << self.bits) - 1
        pairs = []
        for presupposed in self.presupposed:
            excluded = 0
            for ancestor in _bits(presupposed):
                excluded |= rivals[ancestor]
            pairs.append(everything & ~excluded)
        return pairs

    def _row(self, row: int) -> tuple[int, list[int]]:
        """Complete a row from the bits that it must have. Returns its bits as one integer and as a list."""
        chosen: list[int] = []
        for condition, alternatives in zip(self.condition, self.alternatives, strict=True):
            if row & condition == condition:
                forced = row >> alternatives.start & ((1 << len(alternatives)) - 1)
                bit = alternatives.start + forced.bit_length() - 1 if forced else self._best(alternatives, row)
                row |= 1 << bit
                chosen.append(bit)
        return row, chosen

    def _best(self, alternatives: range, row: int) -> int:
        """The alternative by which ``row`` meets most; of equals, the one with most left to meet elsewhere."""
        left = self.open
        if not any(left[alternatives.start : alternatives.stop]):
            return alternatives.start
        gains = [self._gain(bit, row) if left[bit] else 0 for bit in alternatives]
        most = max(gains)
        best = [bit for bit, gain in zip(alternatives, gains, strict=True) if gain == most]
        return best[0] if len(best) == 1 else max(best, key=lambda bit: self.missing[bit].bit_count())

    def _gain(self, bit: int, row: int) -> int:
        """How many missing pairs ``bit``, and the best of what it leads to, can add to ``row``, which has neither."""
        missing, leads_to, left = self.missing, self.leads_to, self.open
        gain = (missing[bit] & row).bit_count()
        for inner in leads_to[bit]:
            most = 0
            for other in self.alternatives[inner]:
                if left[other]:
                    found = self._gain(other, row) if leads_to[other] else (missing[other] & row).bit_count()
                    if found > most:
                        most = found
            gain += most
        return gain

    def _alternatives(self, chosen: list[int]) -> Row:
        row: list[int | None] = [None] * len(self.condition)
        for bit in chosen:
            number = self.owner[bit]
            row[number] = bit - self.first_bit[number]
        return tuple(row)


def _bits(mask: int) -> Iterator[int]:
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest
