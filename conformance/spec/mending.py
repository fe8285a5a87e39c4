"""Changes values so that they keep the rules that only the documentation states, or break one of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from operator import attrgetter
from typing import Any, Final, TypeAlias

from conformance.jsontext import tokens
from conformance.spec.bounds import beyond
from conformance.spec.loader import SpecError, load_dialect
from conformance.spec.model import (
    Array,
    Change,
    Dialect,
    Map,
    Node,
    Nullable,
    Prose,
    Ref,
    Struct,
    Sum,
    Tagged,
    Untagged,
)
from conformance.spec.prose import Placed, broken_rules, keeper, number_of, ruled

_ROUNDS = 8
_GONE: Final = object()


def mender(dialect: Dialect, node: Node) -> Callable[[Any], Any]:
    """What puts right all that breaks a rule over several values in a legal value of ``node``, by the rule's repair.

    It returns the value itself where nothing does, leaves limits of single values alone, and raises
    :class:`SpecError` where the repairs of some rules undo each other.
    """
    mend = _Compiler(dialect.types, ruled(dialect.types, attrgetter("mends"))).mend(node) or _kept

    def mended(value: Any) -> Any:
        for _ in range(_ROUNDS):
            broken: list[Prose] = []
            value = mend(value, broken)
            if not broken:
                return value
        rules = sorted({rule.requirement for rule in broken})
        raise SpecError(dialect.name, f"the repair of {', '.join(rules)} does not make it kept")

    return mended


@cache
def needs_mending(dialect: str) -> frozenset[str]:
    """The types of a dialect with rules over several values, which a generator of single values cannot know."""
    return ruled(load_dialect(dialect).types, attrgetter("mends"))


_Mend: TypeAlias = Callable[[Any, list[Prose]], Any]
"""Repairs a value, outermost rules first, and adds those that it broke to a list; returns the value itself if none."""


@dataclass(frozen=True, slots=True)
class _Compiler:
    """Makes the menders of one dialect; values of its ``ruled`` types alone may need some."""

    types: Mapping[str, Node]
    ruled: frozenset[str]
    named: dict[str, _Mend] = field(default_factory=dict)

    def mend(self, node: Node) -> _Mend | None:
        """The mender of values of ``node``; ``None`` where nothing in them has a rule over several values."""
        match node:
            case Ref(name):
                return self._named(name) if name in self.ruled else None
            case Array(inner) | Map(inner):
                return _mend_items(self.mend(inner))
            case Nullable(inner):
                return self.mend(inner)
            case Struct(members, rules):
                inside = {one.name: _one_by_one([*_menders(one.prose), self.mend(one.node)]) for one in members}
                return _one_by_one([*_menders(rules), _mend_members(inside)])
            case Tagged(property_, variants, fallback):
                arms = {variant.tag: self.mend(variant.node) for variant in variants}
                return _mend_tagged(property_, arms, None if fallback is None else self.mend(fallback))
            case Untagged(variants):
                return _one_by_one([self.mend(variant) for variant in variants])
            case _:
                return None

    def _named(self, name: str) -> _Mend:
        if name not in self.named:
            # Entered before it is made: a type may contain itself.
            self.named[name] = lambda value, broken: self.named[name](value, broken)
            self.named[name] = self.mend(self.types[name]) or _kept
        return self.named[name]


def _kept(value: Any, broken: list[Prose]) -> Any:
    return value


def _menders(rules: Sequence[Prose]) -> Iterator[_Mend]:
    return (_mend_one(rule) for rule in rules if rule.mends)


def _mend_one(rule: Prose) -> _Mend:
    keeps, repaired = keeper(rule), _repair(rule)

    def mend(value: Any, broken: list[Prose]) -> Any:
        if keeps(value):
            return value
        broken.append(rule)
        return repaired(value)

    return mend


def _one_by_one(menders: Sequence[_Mend | None]) -> _Mend | None:
    some = [one for one in menders if one is not None]
    if len(some) < 2:
        return some[0] if some else None

    def mend(value: Any, broken: list[Prose]) -> Any:
        for one in some:
            value = one(value, broken)
        return value

    return mend


def _mend_items(inner: _Mend | None) -> _Mend | None:
    if inner is None:
        return None

    def mend(value: Any, broken: list[Prose]) -> Any:
        before = len(broken)
        if isinstance(value, list):
            new: Any = [inner(item, broken) for item in value]
        elif isinstance(value, dict):
            new = {name: inner(item, broken) for name, item in value.items()}
        return new if len(broken) > before else value

    return mend


def _mend_members(members: Mapping[str, _Mend | None]) -> _Mend | None:
    some = [(name, mend) for name, mend in members.items() if mend is not None]
    if not some:
        return None

    def mend(value: Any, broken: list[Prose]) -> Any:
        if isinstance(value, dict):
            for name, inner in some:
                if (item := value.get(name)) is not None and (new := inner(item, broken)) is not item:
                    value = {**value, name: new}
        return value

    return mend


def _mend_tagged(property_: str, arms: Mapping[str, _Mend | None], other: _Mend | None) -> _Mend | None:
    if other is None and not any(arms.values()):
        return None

    def mend(value: Any, broken: list[Prose]) -> Any:
        tag = value.get(property_) if isinstance(value, dict) else None
        inner = arms.get(tag, other) if isinstance(tag, str) else other
        return value if inner is None else inner(value, broken)

    return mend


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


def _repair(prose: Prose) -> Callable[[Any], Any]:
    if isinstance(prose.rule, Sum):
        return _balancer(prose.rule)
    change = prose.repair
    assert change is not None
    return lambda value: applied(change, value)


def _balancer(rule: Sum) -> Callable[[Any], Any]:
    """Cuts the parts to what is left of the total; where they are to add up to it, the last one takes the rest.

    The total stays: it may itself be a part of another sum, which is further outside and was put right before.
    """
    total_of = number_of(rule.total)
    parts_of = [(number_of(part), tokens(part)) for part in rule.parts]

    def balanced(value: Any) -> Any:
        left = total_of(value)
        parts = [(number, path) for part_of, path in parts_of if (number := part_of(value)) is not None]
        for number, path in parts:
            takes = left if rule.relation == "=" and path is parts[-1][1] else min(left, number)
            if takes != number:
                value = replaced(value, path, takes)
            left -= takes
        return value

    return balanced


def _readable(number: float) -> float:
    """A number with the digits that every reader keeps: one more than its neighbour may have one digit too many."""
    return float(f"{number:.15g}") if isinstance(number, float) else number


def _broken(prose: Prose, value: Any) -> Iterator[Any]:
    if not isinstance(prose.rule, Sum):
        bounds = (bound.value for bound in beyond(prose.limits))
        yield from bounds if prose.broken is None else (applied(prose.broken, value),)
        return
    total = number_of(prose.rule.total)(value)
    for pointer in (prose.rule.total, *prose.rule.parts):
        if total is not None and (number := number_of(pointer)(value)) is not None:
            for other in (number + 1, number - 1, total + 1):
                if other >= 0:
                    yield replaced(value, tokens(pointer), _readable(other))
