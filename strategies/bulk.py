"""The seed as a source: bulk payloads from ``random.Random``, the same on every platform."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from math import gcd, lcm
from random import Random
from typing import TypeAlias

from strategies.forms import Choose, Const, Entries, Fields, Form, Items, Run, Sample, Whole
from strategies.generator import Write, compiled, pool_values, render
from strategies.payload import Kind, Payload
from strategies.plan import plan
from strategies.pools import UNICODE_PARTS

RandomFunction: TypeAlias = Callable[[], float]
"""A number from 0 up to, not including, 1. Only this method of ``Random`` is fixed for all Python versions."""


class Seeded:
    """Weighted choices out of a random function."""

    def choose(self, form: Choose, branches: list[Write[RandomFunction]]) -> Write[RandomFunction]:
        """One table lookup a choice; where no branch has a choice of its own the table holds the texts."""
        divisor = gcd(*form.weights)
        weighted = list(zip(form.branches, branches, form.weights, strict=True))
        if all(isinstance(branch, Const) for branch in form.branches):
            texts = [write(_undecided) for _, write, weight in weighted for _ in range(weight // divisor)]
            return _element(texts)
        table = [write for _, write, weight in weighted for _ in range(weight // divisor)]
        size = len(table)
        return lambda random: table[int(random() * size)](random)

    def sample(self, form: Sample, head: str, tail: str) -> Write[RandomFunction]:
        """A pool's value, or Unicode text of one to four parts."""
        if form.pool == "unicode":
            return lambda random: f"{head}{render(unicode_text(random)[: form.longest])}{tail}"
        return _element([f"{head}{render(value)}{tail}" for value in pool_values(form)])

    def whole(self, form: Whole, head: str, tail: str) -> Write[RandomFunction]:
        """Uniform over the range."""
        low, size = form.low, form.high - form.low + 1
        return lambda random: f"{head}{low + int(random() * size)}{tail}"

    def count(self, low: int, high: int) -> Callable[[RandomFunction], int]:
        """Uniform over the range."""
        size = high - low + 1
        return lambda random: low + int(random() * size)


def _undecided() -> float:
    raise AssertionError("a constant decides nothing")


def _element(texts: list[str]) -> Write[RandomFunction]:
    size = len(texts)
    return lambda random: texts[int(random() * size)]


def unicode_text(random: RandomFunction) -> str:
    """One to four of the awkward parts."""
    parts, size = UNICODE_PARTS, len(UNICODE_PARTS)
    return "".join([parts[int(random() * size)] for _ in range(1 + int(random() * 4))])


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
        case Fields(tags, members):
            return Fields(tags, tuple((name, flattened(member)) for name, member in members))
        case Items(first, rest):
            return Items(flattened(first), flattened(rest))
        case Run(first, more, most):
            return Run(flattened(first), flattened(more), most)
        case Entries(value, low, high, name_length):
            return Entries(flattened(value), low, high, name_length)
        case _:
            return form


@cache
def writer(dialect: str, type_name: str) -> Write[RandomFunction]:
    """The compiled generator of a type's legal texts."""
    return compiled(flattened(plan(dialect, type_name).form), Seeded())


def stream(dialect: str, type_name: str, kind: Kind, seed: int) -> Iterator[Payload]:
    """Payloads without end. The i-th one depends on the arguments and on i alone."""
    write = writer(dialect, type_name)
    # A text seed is hashed by SHA-512: each type and kind has a stream of its own, on every platform.
    random = Random(f"{dialect}/{type_name}/{kind}/{seed}").random
    if kind == "valid":
        while True:
            yield Payload(type_name, "valid", write(random))

    def pick(count: int) -> int:
        return int(random() * count)

    if kind == "edge":
        from strategies.edges import edge_payload as payload
    else:
        from strategies.breaking import invalid_payload as payload
    while True:
        yield payload(dialect, type_name, write(random), pick)
