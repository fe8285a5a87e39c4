"""Plans the payloads of a dialect's type.

The type is unrolled from its root, so every choice has its own site and knows the choices that lead to it. A type
that contains itself is cut where it would be entered for the third time. Limits that only the documentation
states (``Member.prose``) are respected too; rules over several values are not (:mod:`conformance.spec.mending`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Literal, TypeAlias

from conformance.spec import Dialect, SpecError, load_dialect
from conformance.spec.bounds import KEYWORDS
from conformance.spec.model import (
    Array,
    Boolean,
    Enum,
    Float,
    Integer,
    Json,
    Map,
    Member,
    Node,
    Nullable,
    OpenEnum,
    Ref,
    Struct,
    Tagged,
    Text,
    Untagged,
)
from strategies import leaves, pools
from strategies.forms import ABSENT, Choose, Const, Entries, Fields, Form, Items, PayloadPlan, Run, Sample, Site
from strategies.patterns import Alternative

_ENTERED_AT_MOST = 2
_NO_LIMITS: Mapping[str, Any] = {}

# Which choices inside a value are numbered: all, the outermost one only, or none.
_Scope: TypeAlias = Literal["all", "outermost", "none"]


@cache
def plan(dialect: str, type_name: str) -> PayloadPlan:
    """The plan of a named type.

    Raises:
        UsageError: there is no such dialect or type.
        SpecError: the type has no finite value, or a prose limit has a form that is not understood.
    """
    return expand(load_dialect(dialect), type_name)


def expand(dialect: Dialect, type_name: str) -> PayloadPlan:
    """The plan of a named type of a dialect at hand; raises what :func:`plan` raises."""
    dialect.node(type_name)
    expansion = _Expansion(dialect)
    form = expansion.form(Ref(type_name), _Context())
    return PayloadPlan(type_name, form, tuple(expansion.sites))


@dataclass(frozen=True, slots=True)
class _Context:
    """What the expansion knows about the part of the payload that it is at."""

    path: str = ""
    name: str = ""
    condition: tuple[tuple[int, int], ...] = ()
    scope: _Scope = "all"
    limits: Mapping[str, Any] = field(default_factory=dict)
    inside: tuple[str, ...] = ()
    tags: tuple[tuple[str, str], ...] = ()


_Branch: TypeAlias = tuple[str, int, Callable[[_Context], Form]]


def _const(label: str, weight: int, value: Any) -> _Branch:
    return label, weight, lambda _: Const(value)


def _leaf(label: str, weight: int, form: Form) -> _Branch:
    return label, weight, lambda _: form


def _label(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


class _Expansion:
    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self.sites: list[Site] = []
        self._unnumbered: dict[str, Form] = {}

    def form(self, node: Node, at: _Context) -> Form:
        match node:
            case Ref(name):
                return self._named(name, at)
            case Struct(members):
                return self._struct(members, at)
            case Tagged():
                return self._tagged(node, at)
            case Untagged(variants):
                return self._untagged(variants, at)
            case Array():
                return self._array(node, at)
            case Map(values):
                return self._map(values, at)
            case Nullable(inner):
                value: _Branch = ("value", 15, lambda below: self.form(inner, below))
                return self._choose("null", at, [_const("null", 2, None), value])
            case Text():
                return self._leaf("text", at, leaves.text(node, at.name, at.limits, self._where(at)))
            case Boolean():
                return self._values(at, [_const("false", 1, False), _const("true", 1, True)])
            case Integer():
                return self._leaf("number", at, leaves.integer(node, at.limits))
            case Float():
                return self._leaf("number", at, leaves.floating(node, at.limits))
            case Enum(values):
                return self._values(at, [_const(value, 1, value) for value in values])
            case OpenEnum(values):
                known = [_const(value, 3, value) for value in values]
                return self._values(at, [*known, _leaf("(other)", 3, Sample("name"))])
            case Json() if "object" in at.limits.get("type", ()):
                return self._map(Text(), at)
            case Json():
                return self._leaf("json", at, leaves.json(at.name))

    def _named(self, name: str, at: _Context) -> Form:
        if at.inside.count(name) >= _ENTERED_AT_MOST:
            raise SpecError(f"{self.dialect.name}: {name}", "has no finite value: it always contains itself")
        entered = replace(at, inside=(*at.inside, name))
        if at.scope != "none" or at.limits or at.tags or at.inside.count(name):
            return self.form(self.dialect.types[name], entered)
        if name not in self._unnumbered:
            self._unnumbered[name] = self.form(self.dialect.types[name], entered)
        return self._unnumbered[name]

    def _ends(self, node: Node, inside: tuple[str, ...]) -> bool:
        """Whether a value of ``node`` can be finite, given the types that are being expanded."""
        match node:
            case Ref(name):
                once_more = inside.count(name) < _ENTERED_AT_MOST
                return once_more and self._ends(self.dialect.types[name], (*inside, name))
            case Struct(members):
                return all(self._ends(member.node, inside) for member in members if member.required)
            case Tagged(_, variants, fallback):
                arms = [variant.node for variant in variants]
                return any(self._ends(arm, inside) for arm in (arms if fallback is None else [*arms, fallback]))
            case Untagged(variants):
                return any(self._ends(variant, inside) for variant in variants)
            case _:
                return True

    def _choose(self, what: str, at: _Context, branches: Sequence[_Branch]) -> Form:
        if len(branches) == 1:
            return branches[0][2](at)
        site = None
        if at.scope != "none":
            site = len(self.sites)
            labels = tuple(label for label, _, _ in branches)
            self.sites.append(Site(f"{at.path or '/'} {what}", labels, at.condition))
        scope: _Scope = "all" if at.scope == "all" else "none"
        forms = []
        for index, (_, _, make) in enumerate(branches):
            condition = at.condition if site is None else (*at.condition, (site, index))
            forms.append(make(replace(at, condition=condition, scope=scope)))
        return Choose(site, tuple(forms), tuple(weight for _, weight, _ in branches))

    def _values(self, at: _Context, branches: Sequence[_Branch]) -> Form:
        """A choice of values, or those among them that the documentation names."""
        named = [at.limits["const"]] if "const" in at.limits else at.limits.get("enum")
        known = branches if named is None else [one for one in branches if one[0] in map(_label, named)]
        return self._choose("value", at, known)

    def _member(self, member: Member, at: _Context) -> Form:
        limits = {keyword: limit for rule in member.prose for keyword, limit in rule.limits.items()}
        if unknown := limits.keys() - KEYWORDS:
            where = f"{self.dialect.name}: {at.path}/{member.name}"
            raise SpecError(where, f"prose limits {sorted(unknown)} are not understood")
        inner = replace(at, path=f"{at.path}/{member.name}", name=member.name, limits=limits, tags=())
        branches: list[_Branch] = []
        if not member.required:
            branches.append(_const("absent", 3, ABSENT))
        if member.nullable:
            branches.append(_const("null", 2, None))
        if member.required or self._ends(member.node, at.inside):
            branches.append(("present", 15, lambda below: self.form(member.node, below)))
        return self._choose("presence", inner, branches)

    def _tagged(self, node: Tagged, at: _Context) -> Form:
        def arm(tag: str, inner: Node) -> Callable[[_Context], Form]:
            return lambda below: self.form(
                inner, replace(below, path=f"{at.path}<{tag}>", tags=(*at.tags, (node.property, tag)))
            )

        branches: list[_Branch] = [
            (variant.tag, pools.VARIANT_WEIGHTS.get(variant.tag, 2), arm(variant.tag, variant.node))
            for variant in node.variants
            if self._ends(variant.node, at.inside)
        ]
        if (fallback := node.fallback) is not None and self._ends(fallback, at.inside):
            branches.append(("(untagged)", 3, lambda below: self.form(fallback, replace(below, path=f"{at.path}<>"))))
        return self._choose("variant", at, branches)

    def _untagged(self, variants: tuple[Node, ...], at: _Context) -> Form:
        def arm(number: int, inner: Node) -> Callable[[_Context], Form]:
            return lambda below: self.form(inner, replace(below, path=f"{at.path}<{number}>"))

        branches: list[_Branch] = [
            (str(number), 1, arm(number, variant))
            for number, variant in enumerate(variants)
            if self._ends(variant, at.inside)
        ]
        return self._choose("variant", at, branches)

    def _array(self, node: Array, at: _Context) -> Form:
        items = node.items
        if "enum" in at.limits:
            return self._choose("value", at, [_const(json.dumps(value), 1, value) for value in at.limits["enum"]])
        if node.min_items > 2:
            raise SpecError(f"{self.dialect.name}: {at.path}", f"at least {node.min_items} items is not understood")
        limits = at.limits.get("items", _NO_LIMITS)

        def item(below: _Context, position: str, scope: _Scope) -> Form:
            numbered = scope if below.scope == "all" else "none"
            return self.form(items, replace(below, path=f"{at.path}/{position}", limits=limits, scope=numbered))

        def some(below: _Context) -> Form:
            first = item(below, "0", "all")
            rest: list[_Branch] = [_const("1", 5, ABSENT)] if node.min_items < 2 else []
            rest.append(("2+", 3, lambda deeper: Run(item(deeper, "1", "outermost"), item(deeper, "2", "none"), 1)))
            return Items(first, self._choose("length", below, rest))

        branches: list[_Branch] = [_const("empty", 2, [])] if node.min_items == 0 else []
        if self._ends(items, at.inside):
            branches.append(("filled", 9, some))
        return self._choose("items", at, branches)

    def _map(self, values: Node, at: _Context) -> Form:
        most = at.limits.get("maxProperties")
        longest_name = at.limits.get("propertyNames", _NO_LIMITS).get("maxLength")
        limits = at.limits.get("additionalProperties", _NO_LIMITS)
        if not isinstance(limits, Mapping):
            limits = _NO_LIMITS
        inner = replace(at, scope="none", name="", path=f"{at.path}/*", limits=limits)
        value = self.form(values, inner) if self._ends(values, at.inside) else None
        branches = [_const("0", 4, {})]
        if value is not None and most != 0:
            branches.append(_leaf("1", 8, Entries(value, 1, 1)))
            if most is None or most > 1:
                branches.append(_leaf("2+", 8, Entries(value, 2, 4 if most is None else min(4, most))))
            if most is not None:
                longest = limits.get("maxLength")
                full = Const("x" * longest) if longest and isinstance(values, Text) else value
                branches.append(_leaf("full", 0, Entries(full, most, most, longest_name)))
        return self._choose("size", at, branches)

    def _struct(self, members: tuple[Member, ...], at: _Context) -> Form:
        # A tag that the variant declares itself is written where it is declared, the others come first.
        tags = dict(at.tags)
        own = {member.name for member in members}
        return Fields(
            tuple((name, value) for name, value in at.tags if name not in own),
            tuple(
                (member.name, Const(tags[member.name]) if member.name in tags else self._member(member, at))
                for member in members
            ),
        )

    def _leaf(self, what: str, at: _Context, alternatives: Sequence[Alternative]) -> Form:
        return self._choose(what, at, [_leaf(*alternative) for alternative in alternatives])

    def _where(self, at: _Context) -> str:
        return f"{self.dialect.name}: {at.path}"
