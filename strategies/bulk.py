"""The seed as a source: bulk payloads from ``random.Random``, the same on every platform."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, partial
from math import lcm
from random import Random
from typing import TypeAlias, TypeVar

from conformance.spec import load_dialect
from strategies.forms import Choose, Const, Form, Sample, Whole, with_parts
from strategies.generator import Write, compiled, pool_values, render
from strategies.keeping import keeping
from strategies.payload import Kind, Payload
from strategies.plan import plan
from strategies.pools import UNICODE_PARTS

_Entry = TypeVar("_Entry")

Bits: TypeAlias = Callable[[int], int]
"""``Random.getrandbits``: as many random bits as asked for. Indexing a table whose size is a power of two by
them costs a quarter of scaling ``random()``. A test pins the sequence, which Python does not promise."""

_SMALLEST_TABLE = 6
_LARGEST_TABLE = 14


class Seeded:
    """Weighted choices from random bits."""

    def choose(self, form: Choose, branches: list[Write[Bits]]) -> Write[Bits]:
        """One table lookup per choice; if no branch has a choice of its own, the table holds the texts."""
        if all(isinstance(branch, Const) for branch in form.branches):
            return _element([write(_undecided) for write in branches], form.weights)
        table, size = _table(branches, form.weights)
        return lambda bits: table[bits(size)](bits)

    def sample(self, form: Sample, head: str, tail: str) -> Write[Bits]:
        """A pool's value, or Unicode text made of one to four parts."""
        if form.pool == "unicode":
            return lambda bits: f"{head}{render(unicode_text(bits)[: form.longest])}{tail}"
        texts = [f"{head}{render(value)}{tail}" for value in pool_values(form)]
        return _element(texts, (1,) * len(texts))

    def whole(self, form: Whole, head: str, tail: str) -> Write[Bits]:
        """Uniform over the range."""
        low, size = form.low, form.high - form.low + 1
        return lambda bits: f"{head}{low + (bits(32) * size >> 32)}{tail}"

    def count(self, low: int, high: int) -> Callable[[Bits], int]:
        """Uniform over the range."""
        size = high - low + 1
        return lambda bits: low + (bits(32) * size >> 32)


def _undecided(_: int) -> int:
    raise AssertionError("a constant decides nothing")


def _element(texts: list[str], weights: tuple[int, ...]) -> Write[Bits]:
    table, size = _table(texts, weights)
    return lambda bits: table[bits(size)]


def _table(entries: list[_Entry], weights: tuple[int, ...]) -> tuple[list[_Entry], int]:
    """The entries repeated by weight, as nearly as a power of two allows, and which power that is."""
    total = sum(weights)
    for size in range(_SMALLEST_TABLE, _LARGEST_TABLE + 1):
        table: list[_Entry] = []
        weight_so_far = 0
        shares = []
        for entry, weight in zip(entries, weights, strict=True):
            weight_so_far += weight
            shares.append((weight_so_far << size) // total - len(table))
            table += [entry] * shares[-1]
        if all(share or not weight for share, weight in zip(shares, weights, strict=True)):
            break
    return table, size


def below(bits: Bits, count: int) -> int:
    """A number from 0 up to, not including, ``count``."""
    return bits(32) * count >> 32


def unicode_text(bits: Bits) -> str:
    """One to four of the awkward parts."""
    return "".join([UNICODE_PARTS[below(bits, len(UNICODE_PARTS))] for _ in range(1 + bits(2))])


def flattened(form: Form) -> Form:
    """The same values with the same chances, nested choices made in one step."""
    match form:
        case Choose(site, branches, weights):
            parts: list[tuple[Form, int, int]] = []  # branch, its weight, and the total that it is out of
            scale = 1
            for branch, weight in zip(map(flattened, branches), weights, strict=True):
                if isinstance(branch, Choose):
                    total = sum(branch.weights)
                    parts += [
                        (inner, weight * inner_weight, total)
                        for inner, inner_weight in zip(branch.branches, branch.weights, strict=True)
                    ]
                    scale = lcm(scale, total)
                else:
                    parts.append((branch, weight, 1))
            return Choose(
                site,
                tuple(branch for branch, _, _ in parts),
                tuple(weight * scale // total for _, weight, total in parts),
            )
        case _:
            return with_parts(form, flattened)


@cache
def writer(dialect: str, type_name: str) -> Write[Bits]:
    """The compiled generator of a type's legal texts."""
    return keeping(dialect, type_name, compiled(flattened(plan(dialect, type_name).form), Seeded()))


def stream(dialect: str, type_name: str, kind: Kind, seed: int) -> Iterator[Payload]:
    """An endless stream of payloads. The i-th one depends on the arguments and on i alone."""
    write = writer(dialect, type_name)
    # A text seed is hashed by SHA-512: each type and kind has a stream of its own, on every platform.
    bits = Random(f"{dialect}/{type_name}/{kind}/{seed}").getrandbits
    if kind == "valid":
        while True:
            yield Payload(type_name, "valid", write(bits))

    spec = load_dialect(dialect)
    pick = partial(below, bits)
    if kind == "edge":
        from strategies.edges import edge_payload as payload
    else:
        from strategies.breaking import invalid_payload as payload
    while True:
        yield payload(spec, type_name, write(bits), pick)
