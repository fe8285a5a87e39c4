"""Changes values so that they keep the rules that only the documentation states, or break one of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from operator import attrgetter
from typing import Any, Final

from conformance.jsontext import tokens
from conformance.spec.bounds import beyond
from conformance.spec.loader import SpecError, load_dialect
from conformance.spec.model import Change, Dialect, Node, Prose, Sum
from conformance.spec.prose import Placed, broken_rules, number_at, ruled

_ROUNDS = 8
_GONE: Final = object()


def mended(dialect: Dialect, node: Node, value: Any) -> Any:
    """A legal value of ``node``, with what breaks a rule put right by the rule's own repair.

    Raises:
        SpecError: the repairs of some rules undo each other, or a rule has none.
    """
    for _ in range(_ROUNDS):
        broken = broken_rules(dialect, node, value)
        if not broken:
            return value
        for one in broken:
            value = _edited(value, one.path, partial(_repaired, one.prose))
    rules = sorted({one.prose.requirement for one in broken})
    raise SpecError(dialect.name, f"the repair of {', '.join(rules)} does not make it kept")


@cache
def needs_mending(dialect: str) -> frozenset[str]:
    """The types of a dialect with rules over several values, which a generator of single values cannot know."""
    return ruled(load_dialect(dialect).types, attrgetter("mends"))


def breaking(dialect: Dialect, node: Node, value: Any, placed: Placed) -> Iterator[Any]:
    """A value that keeps all rules, changed in each way that is known to break this one alone."""
    for broken in _broken(placed.prose, placed.value):
        whole = replaced(value, placed.path, broken)
        wrong = broken_rules(dialect, node, whole)
        if [(one.prose, one.path) for one in wrong] == [(placed.prose, placed.path)]:
            yield whole


def applied(change: Change, value: Any) -> Any:
    """The value after a change."""
    for pointer, new in change.set.items():
        value = replaced(value, tokens(pointer), new)
    for pointer in change.drop:
        value = replaced(value, tokens(pointer), _GONE)
    return value


def replaced(value: Any, path: Sequence[str | int], new: Any) -> Any:
    """A copy of ``value`` with ``new`` at ``path``; the value itself where nothing can be at that path."""
    return _edited(value, path, lambda _: new)


def _edited(value: Any, path: Sequence[str | int], edit: Callable[[Any], Any]) -> Any:
    if not path:
        return edit(value)
    step, *rest = path
    if isinstance(value, list):
        items = [_edited(item, rest, edit) if step in ("*", at, str(at)) else item for at, item in enumerate(value)]
        return [item for item in items if item is not _GONE]
    if isinstance(value, dict) and (step in value or not rest):
        new = _edited(value.get(step), rest, edit)
        # The one member that may be gone is the edited one.
        return {**value, step: new} if new is not _GONE else {name: value[name] for name in value if name != step}
    return value


def _repaired(prose: Prose, value: Any) -> Any:
    if isinstance(prose.rule, Sum):
        return _balanced(prose.rule, value)
    return applied(prose.repair, value) if prose.repair else value


def _balanced(rule: Sum, value: Any) -> Any:
    """The parts cut to what is left of the total; where they are to add up to it, the last one takes the rest.

    The total stays: it may itself be a part of another sum, which is further outside and was put right before.
    """
    left = number_at(value, rule.total)
    parts = [part for part in rule.parts if number_at(value, part) is not None]
    for part in parts:
        takes = left if rule.relation == "=" and part == parts[-1] else min(left, number_at(value, part))
        value = replaced(value, tokens(part), takes)
        left -= takes
    return value


def _readable(number: float) -> float:
    """A number with the digits that every reader keeps: one more than its neighbour may have one digit too many."""
    return float(f"{number:.15g}") if isinstance(number, float) else number


def _broken(prose: Prose, value: Any) -> Iterator[Any]:
    if not isinstance(prose.rule, Sum):
        bounds = (bound.value for bound in beyond(prose.limits))
        yield from bounds if prose.broken is None else (applied(prose.broken, value),)
        return
    total = number_at(value, prose.rule.total)
    for pointer in (prose.rule.total, *prose.rule.parts):
        if total is not None and (number := number_at(value, pointer)) is not None:
            for other in (number + 1, number - 1, total + 1):
                if other >= 0:
                    yield replaced(value, tokens(pointer), _readable(other))
