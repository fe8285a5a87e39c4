"""Hypothesis as a source: every choice is a draw, so findings shrink and replay.

This module imports Hypothesis, so nothing that makes seeded payloads may import it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

from hypothesis import strategies as st

from conformance.spec import load_dialect
from strategies import open_schema
from strategies.breaking import invalid_payload
from strategies.edges import edge_payload
from strategies.forms import Choose, Const, Form, Sample, Whole, with_parts
from strategies.generator import Write, compiled, pool_values, render
from strategies.keeping import keeping
from strategies.payload import Kind, Payload
from strategies.plan import plan

_EXACT_FLOATS = st.integers(-(10**6), 10**6).map(lambda number: number / 64)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | _EXACT_FLOATS | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


class Drawn:
    """Choices by Hypothesis' ``draw``; alternative 0 is the simplest everywhere."""

    def choose(self, form: Choose, branches: list[Write[st.DrawFn]]) -> Write[st.DrawFn]:
        """An index, drawn; shrinks towards the first branch."""
        index = st.integers(0, len(form.branches) - 1)
        return lambda draw: branches[draw(index)](draw)

    def sample(self, form: Sample, head: str, tail: str) -> Write[st.DrawFn]:
        """A value from the pool, or from a strategy where the pool is open."""
        strategy = _samples(form)
        return lambda draw: f"{head}{render(draw(strategy))}{tail}"

    def whole(self, form: Whole, head: str, tail: str) -> Write[st.DrawFn]:
        """A number of the range; shrinks towards 0, or the end that is nearest to it."""
        number = st.integers(form.low, form.high)
        if form.often:
            # From the second to the first, Hypothesis shrinks to numbers between these.
            number |= st.sampled_from(form.often)
        return lambda draw: f"{head}{draw(number)}{tail}"

    def count(self, low: int, high: int) -> Callable[[st.DrawFn], int]:
        """A number of the range; shrinks towards the lowest."""
        number = st.integers(low, high)
        return lambda draw: draw(number)


def shrinking(form: Form) -> Form:
    """The same values, the numbers such that they shrink towards 0, or the bound that is nearest to it.

    A number is drawn from its whole range, in place of a choice between its bounds and ordinary ones. Of numbers with a
    fraction there are only some; the simplest is the first.
    """
    match form:
        case Choose(_, branches, _) if any(isinstance(branch, Whole) for branch in branches):
            ends = sorted({end for branch in branches for end in _ends(branch)})
            return Whole(ends[0], ends[-1], tuple(ends))
        case Choose(_, branches, _) if all(map(_is_number, branches)):
            numbers = [branch.value for branch in branches if isinstance(branch, Const)]
            simplest = min(max(0, min(numbers)), max(numbers))
            return replace(form, branches=tuple(map(Const, sorted(numbers, key=lambda one: abs(one - simplest)))))
        case _:
            return with_parts(form, shrinking)


def _is_number(form: Form) -> bool:
    return isinstance(form, Const) and isinstance(form.value, int | float) and not isinstance(form.value, bool)


def _ends(form: Form) -> tuple[int, ...]:
    match form:
        case Whole(low, high):
            return low, high
        case Const(int() as number):
            return (number,)
        case _:
            raise TypeError(f"not a choice of whole numbers: {form!r}")


def _samples(form: Sample) -> st.SearchStrategy[Any]:
    match form.pool:
        case "unicode":
            return st.text(max_size=form.longest)
        case "arguments":
            return open_schema.call_arguments()
        case "schema":
            return open_schema.tool_parameters()
        case "json":
            return _JSON
        case _:
            return st.sampled_from(pool_values(form))


@cache
def strategy(dialect: str, type_name: str, kind: Kind) -> st.SearchStrategy[Payload]:
    """The strategy for a type's payloads of one kind."""
    write = keeping(dialect, type_name, compiled(shrinking(plan(dialect, type_name).form), Drawn()))

    @st.composite
    def payloads(draw: st.DrawFn) -> Payload:
        def pick(count: int) -> int:
            return draw(st.integers(0, count - 1)) if count > 1 else 0

        text = write(draw)
        if kind == "valid":
            return Payload(type_name, "valid", text)
        make = edge_payload if kind == "edge" else invalid_payload
        return make(load_dialect(dialect), type_name, text, pick)

    return payloads()
