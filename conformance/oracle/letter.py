"""Reads a payload to the letter: every rule that it breaks, and everything that its reader would only tolerate.

The compiled writers stop at the first rule that is broken, and keep or pass over what is unknown; this reading goes on
to the end and notes it all. Plain values are left to the writers, so the two cannot disagree about those.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

from conformance import jsontext
from conformance.jsontext import Repeated, pointer, visible
from conformance.oracle.belonging import Belonging, spelling
from conformance.oracle.compiler import Compiler
from conformance.oracle.expectation import Breach, Departure, Rule
from conformance.oracle.expected import LISTED, expected, limit, one_of
from conformance.oracle.leaves import LeftOpen, Refused
from conformance.spec.model import Array, Enum, Map, Member, Node, Nullable, Ref, Side, Struct, Tagged, Untagged

_Path: TypeAlias = tuple[str | int, ...]
_Unions: TypeAlias = tuple[Tagged, ...]

# The rules that tell variants apart: a value that breaks one of them most likely means another variant.
_TELLING = frozenset({Rule.UNKNOWN_VALUE, Rule.UNKNOWN_TAG, Rule.MISSING_TAG})


class Letter:
    """Reads the payloads of one dialect to the letter."""

    def __init__(self, compiler: Compiler) -> None:
        self._compiler = compiler
        self._dialect = compiler.dialect
        self._belonging = Belonging(compiler.dialect)

    def breaches(self, type_name: str, value: Any, side: Side | None = None) -> tuple[Breach, ...]:
        """Every breach of a value as a payload of ``type_name`` that ``side`` wrote, in the order of the declarations.

        Nothing is said of what the dialect leaves open, nor of the limits that :meth:`beyond` finds.
        """
        return (*self._event(type_name, value, side), *self._read(Ref(type_name), value, (), (), side))

    def beyond(self, type_name: str, canonical_text: str) -> Iterator[Breach]:
        """The limits stated in the documentation alone that a legal payload, in canonical form, is beyond."""
        # It imports a validator, which those who only read vectors need not wait for.
        from conformance.spec.prose import broken_rules

        for one in broken_rules(self._dialect, self._dialect.node(type_name), jsontext.load(canonical_text)):
            row = one.prose.requirement
            expects = limit(one.prose.rule)
            yield Breach(Departure.BEYOND_LIMIT, pointer(one.path), expects, _got(one.value), requirement=row)

    def _event(self, type_name: str, value: Any, side: Side | None) -> Iterator[Breach]:
        writers = self._dialect.sides[type_name]
        if side is None or side in writers:
            return
        (writer,) = writers
        named = isinstance(value, dict) and isinstance(value.get("type"), str)
        at, what = ("/type", value["type"]) if named else ("", type_name)
        yield Breach(
            Departure.OTHER_SIDES_EVENT, at, f"{what} is written by the {writer}, not by the {side}", _got(what)
        )

    def _read(self, node: Node, value: Any, path: _Path, unions: _Unions, side: Side | None) -> Iterator[Breach]:
        """``unions`` are the tagged ones that this value was found through: their tags are no unknown members."""
        match node:
            case Ref(name):
                yield from self._read(self._dialect.types[name], value, path, unions, side)
            case Nullable(inner):
                if value is not None:
                    for one in self._read(inner, value, path, unions, side):
                        here = not one.decodes and one.at == pointer(path)
                        yield replace(one, expected=expected(self._dialect, node)) if here else one
            case Array(items, min_items) if type(value) is list and len(value) >= min_items:
                for index, item in enumerate(value):
                    yield from self._read(items, item, (*path, index), (), side)
            case Map(values) if isinstance(value, dict):
                for name, item in value.pairs if isinstance(value, Repeated) else value.items():
                    yield from self._read(values, item, (*path, name), (), side)
            case Struct() if isinstance(value, dict):
                yield from self._struct(node, value, path, unions, side)
            case Tagged() if isinstance(value, dict):
                yield from self._tagged(node, value, path, unions, side)
            case Tagged(fallback=fallback) if fallback is not None and not self._refusal(node, value, path):
                yield from self._read(fallback, value, path, (), side)
            case Untagged(variants):
                yield from self._untagged(node, variants, value, path, unions, side)
            case _:
                yield from self._refusal(node, value, path)
                if isinstance(node, Enum) and node.open and type(value) is str and value not in node.values:
                    yield Breach(Departure.UNLISTED_VALUE, pointer(path), one_of(node.values), _got(value))

    def _refusal(self, node: Node, value: Any, path: _Path) -> list[Breach]:
        """The breach for which the compiled writer refuses a value, if it does."""
        try:
            self._compiler.compile(node)(value, "")
        except Refused as refused:
            at = pointer((*path, *reversed(refused.path)))
            return [Breach(refused.rule, at, expected(self._dialect, node), _got(value))]
        except LeftOpen:
            pass
        return []

    def _struct(
        self, node: Struct, value: dict[str, Any], path: _Path, unions: _Unions, side: Side | None
    ) -> Iterator[Breach]:
        declared = {member.name: member for member in node.members}
        repeated = value.names & declared.keys() if isinstance(value, Repeated) else frozenset[str]()
        if self._dialect.serde:
            for name in sorted(repeated):
                yield Breach(
                    Rule.DUPLICATE_MEMBER, pointer((*path, name)), "one member of that name", _got(value[name])
                )
        for name, member in declared.items():
            at = (*path, name)
            if name in value:
                yield from self._member(member, value[name], at, side)
            elif member.required and not any(other.form == "absent" for other in member.also):
                yield Breach(Rule.MISSING_MEMBER, pointer(at), expected(self._dialect, _nullable(member)))
        known = declared.keys() | {union.property for union in unions}
        for name, item in value.items():
            if name not in known:
                hint = self._belonging.hint(name, value, node, unions, path, side)
                yield Breach(Departure.UNKNOWN_MEMBER, pointer((*path, name)), "no such member", _got(item), hint)

    def _member(self, member: Member, value: Any, path: _Path, side: Side | None) -> Iterator[Breach]:
        if side is not None and member.side not in (None, side):
            says = f"only the {member.side} writes it"
            yield Breach(Departure.OTHER_SIDES_MEMBER, pointer(path), says, _got(value))
        found = list(self._read(_nullable(member), value, path, (), side))
        if member.also and not all(one.decodes for one in found):
            found = self._other_forms(member, value, path, side, found)
        yield from found

    def _other_forms(
        self, member: Member, value: Any, path: _Path, side: Side | None, otherwise: list[Breach]
    ) -> list[Breach]:
        """The breaches of a value in a form that only a correction of the document knows, if it has one of these."""
        for other in member.also:
            if isinstance(other.form, str):
                if other.form == "null" and value is None:
                    return []
                continue
            found = list(self._read(other.form, value, path, (), side))
            if all(one.decodes for one in found):
                return found
        return otherwise

    def _tagged(
        self, node: Tagged, value: dict[str, Any], path: _Path, unions: _Unions, side: Side | None
    ) -> Iterator[Breach]:
        tag, at = node.property, pointer((*path, node.property))
        tags = [variant.tag for variant in node.variants]
        arms = {variant.tag: variant.node for variant in node.variants}
        name = value.get(tag)
        if tag not in value:
            if node.optional:
                yield from self._untagged(node, list(arms.values()), value, path, (*unions, node), side)
            else:
                yield Breach(Rule.MISSING_TAG, at, one_of(tags))
        elif type(name) is not str or (isinstance(value, Repeated) and tag in value.names):
            yield from (replace(one, expected=one_of(tags)) for one in self._refusal(node, value, path))
        elif name not in arms:
            rule = Departure.UNLISTED_TAG if node.open else Rule.UNKNOWN_TAG
            yield Breach(rule, at, one_of(tags), _got(name), spelling(name, tags) if len(tags) > LISTED else "")
        else:
            yield from self._read(arms[name], value, path, (*unions, node), side)

    def _untagged(
        self, node: Node, variants: Sequence[Node], value: Any, path: _Path, unions: _Unions, side: Side | None
    ) -> Iterator[Breach]:
        read = [list(self._read(variant, value, path, unions, side)) for variant in variants]
        whole = [found for found in read if all(one.decodes for one in found)]
        if whole:
            yield from min(whole, key=len)
            return
        here = pointer(path)
        nearest = min(read, key=lambda found: _distance(found, here))
        if any(one.at == here for one in nearest):
            yield Breach(Rule.NO_VARIANT, here, expected(self._dialect, node), _got(value))
        else:
            yield from nearest


def _nullable(member: Member) -> Node:
    return Nullable(member.node) if member.nullable else member.node


def _distance(found: Sequence[Breach], here: str) -> tuple[bool, int, int]:
    """How far a value is from a variant: another kind of value, other constants, more breaches."""
    return any(one.at == here for one in found), sum(one.rule in _TELLING for one in found), len(found)


def _got(value: Any) -> str:
    return visible(jsontext.text_of(value), _LONGEST)


_LONGEST = 80
