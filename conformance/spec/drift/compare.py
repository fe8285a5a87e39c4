"""What only the dialect or only a package has: events, variants, members, values, and forms that differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from conformance.spec.drift.shape import Arm, Form, Forms, Shape, Slot, Source

DIALECT, PACKAGE = "dialect", "package"
_TAGS = ("type", "role", "object")
"""The members that tell the arms of a union apart, in the order in which they are tried."""


@dataclass(frozen=True, slots=True)
class Drift:
    """One difference: of what kind, which side has it alone, the types and the name, and all places where it shows.

    ``what`` is ``event``, ``variant``, ``member``, ``required``, ``null``, ``kind`` (of JSON) or ``value``; ``only``
    is empty for a kind, which ``detail`` says. ``at`` are JSON Pointers after the name of an event or a type:
    ``session.created#/session/tools/*/description``.
    """

    what: str
    only: str
    dialect_type: str
    package_type: str
    name: str
    detail: str
    at: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """A type of the dialect and what the package has for it."""

    name: str
    dialect: Forms
    package: Forms


def compare(dialect: Source, package: Source, pairs: Iterable[Pair]) -> tuple[Drift, ...]:
    """Every difference between the pairs; one that shows at many places is one, with all of them."""
    places: dict[Drift, dict[str, None]] = {}
    walk = _Walk(dialect, package)
    for pair in pairs:
        for found, at in walk.forms(pair.dialect, pair.package, _At(pair.name, "", whole=True)):
            places.setdefault(found, {})[at] = None
    return tuple(replace(one, at=tuple(at)) for one, at in places.items())


@dataclass(frozen=True, slots=True)
class _At:
    """A place: the event or type that travels, and the JSON Pointer into it; ``whole`` while nothing was entered."""

    root: str
    pointer: str
    whole: bool = False

    def member(self, name: str) -> _At:
        return _At(self.root, f"{self.pointer}/{name}")

    def __str__(self) -> str:
        return f"{self.root}#{self.pointer}"


_Found = Iterator[tuple[Drift, str]]


class _Walk:
    def __init__(self, dialect: Source, package: Source) -> None:
        self._dialect, self._package = dialect, package

    def forms(
        self, ours: Iterable[Form], theirs: Iterable[Form], at: _At, *, absence: bool = False, detail: str = ""
    ) -> _Found:
        """``absence``: the package may write ``null`` for a member that is not there, so its null tells nothing.

        ``detail`` is what is known about ``null`` there.
        """
        ours, theirs = tuple(ours), tuple(theirs)
        left, right = self._dialect.look(ours), self._package.look(theirs)
        names = _name(ours, left), _name(theirs, right)
        yield from _kinds(left, right, names, at, absence, detail)
        if "any JSON" in left.kinds | right.kinds:
            return
        yield from _values(left, right, names, at)
        if left.items and right.items:
            yield from self.forms(left.items, right.items, at.member("*"))
        if left.each and right.each:
            yield from self.forms(left.each, right.each, at.member("*"))
        if left.arms and right.arms:
            yield from self._arms(left.arms, right.arms, at, _TAGS)

    def _arms(self, ours: Sequence[Arm], theirs: Sequence[Arm], at: _At, tags: Sequence[str]) -> _Found:
        for index, tag in enumerate(tags):
            left, right = _by(ours, tag), _by(theirs, tag)
            if None in left or None in right or max(len(left), len(right)) == 1:
                continue
            for value in dict.fromkeys((*left, *right)):
                inside = _At(str(value), "") if at.whole else at
                if value in left and value in right:
                    yield from self._arms(left[value], right[value], inside, tags[index + 1 :])
                else:
                    arm = (left.get(value) or right[value])[0]
                    what = "event" if at.whole and tag == "type" else "variant"
                    yield _only(what, value in left, (arm.name, arm.name), str(value), inside)
            return
        yield from self._members(_merged(ours), _merged(theirs), at)

    def _members(self, left: Arm, right: Arm, at: _At) -> _Found:
        names = left.name, right.name
        for name in dict.fromkeys((*left.members, *right.members)):
            ours, theirs = left.members.get(name), right.members.get(name)
            place = at.member(name)
            detail = f"by erratum {', '.join(ours.errata)}" if ours is not None and ours.errata else ""
            if ours is None or theirs is None:
                yield _only("member", theirs is None, names, name, place, detail)
                continue
            if ours.required != theirs.required:
                yield _only("required", ours.required, names, name, place)
            yield from self.forms(ours.forms, theirs.forms, place, absence=theirs.null_default, detail=detail)


_NUMBERS = {"whole number", "number"}


def _kinds(left: Shape, right: Shape, names: tuple[str, str], at: _At, absence: bool, detail: str) -> _Found:
    hidden = {"null", "map"}
    ours, theirs = left.kinds - hidden, right.kinds - hidden
    if "any number" in theirs and ours & _NUMBERS:
        ours = ours - _NUMBERS | {"any number"}  # TypeScript has one kind of number.
    if ours != theirs:
        kinds = f"{_listed(ours)} in the dialect, {_listed(theirs)} in the package"
        yield Drift("kind", "", *names, "", kinds, ()), str(at)
    null = "null" in left.kinds, "null" in right.kinds
    if null[0] != null[1] and not (absence and null[1]) and "any JSON" not in ours | theirs:
        yield _only("null", null[0], names, "null", at, detail if null[0] else "")


def _values(left: Shape, right: Shape, names: tuple[str, str], at: _At) -> _Found:
    if bool(left.values) != bool(right.values):
        if "text" in left.kinds & right.kinds:
            listed = ", ".join(sorted(left.values or right.values))
            yield _only("value", bool(left.values), names, "", at, f"lists {listed}; the other takes any text")
        return
    for value in sorted(left.values ^ right.values):
        yield _only("value", value in left.values, names, value, at)


def _only(what: str, ours: bool, names: tuple[str, str], name: str, at: _At, detail: str = "") -> tuple[Drift, str]:
    return Drift(what, DIALECT if ours else PACKAGE, *names, name, detail, ()), str(at)


def _by(arms: Iterable[Arm], tag: str) -> dict[str | None, list[Arm]]:
    groups: dict[str | None, list[Arm]] = {}
    for arm in arms:
        groups.setdefault(arm.constants.get(tag), []).append(arm)
    return groups


def _merged(arms: Sequence[Arm]) -> Arm:
    """One object with the members of all: required where every arm requires it."""
    if len(arms) == 1:
        return arms[0]
    members: dict[str, Slot] = {}
    for name in dict.fromkeys(name for arm in arms for name in arm.members):
        slots = [arm.members[name] for arm in arms if name in arm.members]
        members[name] = Slot(
            len(slots) == len(arms) and all(slot.required for slot in slots),
            tuple(form for slot in slots for form in slot.forms),
            tuple(dict.fromkeys(erratum for slot in slots for erratum in slot.errata)),
            null_default=any(slot.null_default for slot in slots),
        )
    return Arm(" | ".join(dict.fromkeys(arm.name for arm in arms)), members, {})


def _name(forms: Sequence[Form], shape: Shape) -> str:
    return shape.arms[0].name if len(shape.arms) == 1 else forms[0][0]


def _listed(kinds: Iterable[str]) -> str:
    return " or ".join(sorted("number" if kind == "any number" else kind for kind in kinds)) or "nothing"
