"""The parts of a plan: the shape of all payloads of one type, with all choices.

A form describes how a value is made. Only :class:`Choose` branches; the other forms build or vary.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final, TypeAlias


class _Absent:
    """Nothing: an optional member that is left out, an array that ends here."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Final = _Absent()


@dataclass(frozen=True, slots=True)
class Const:
    """This JSON value, or ``ABSENT``."""

    value: Any


@dataclass(frozen=True, slots=True)
class Sample:
    """Some value of a named pool (:mod:`strategies.pools`), after ``prefix`` and cut to ``longest``."""

    pool: str
    prefix: str = ""
    longest: int | None = None


@dataclass(frozen=True, slots=True)
class Whole:
    """Some whole number from ``low`` to ``high``, both included; ``often`` are those worth trying more often."""

    low: int
    high: int
    often: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Fields:
    """An object: its tags first, then its members in declaration order."""

    tags: tuple[tuple[str, str], ...]
    members: tuple[tuple[str, Form], ...]


@dataclass(frozen=True, slots=True)
class Items:
    """An array of ``first`` and then ``rest``: a :class:`Run`, ``ABSENT``, or a choice of them."""

    first: Form
    rest: Form


@dataclass(frozen=True, slots=True)
class Run:
    """Items of an array: ``first`` and up to ``most`` times ``more``."""

    first: Form
    more: Form
    most: int


@dataclass(frozen=True, slots=True)
class Entries:
    """An object with ``low`` to ``high`` made-up names of ``name_length`` characters, each with some ``value``."""

    value: Form
    low: int
    high: int
    name_length: int | None = None


@dataclass(frozen=True, slots=True)
class Choose:
    """One of ``branches``, the simplest first; ``weights`` are for random sources.

    ``site`` is the number of the choice in the plan. Choices without one are not covered in pairs:
    those deep inside the second and later items of an array.
    """

    site: int | None
    branches: tuple[Form, ...]
    weights: tuple[int, ...]


Form: TypeAlias = Const | Sample | Whole | Fields | Items | Run | Entries | Choose


def with_parts(form: Form, change: Callable[[Form], Form]) -> Form:
    """The form with each of the forms directly inside it changed."""
    match form:
        case Choose():
            return replace(form, branches=tuple(map(change, form.branches)))
        case Fields():
            return replace(form, members=tuple((name, change(member)) for name, member in form.members))
        case Items():
            return Items(change(form.first), change(form.rest))
        case Run():
            return replace(form, first=change(form.first), more=change(form.more))
        case Entries():
            return replace(form, value=change(form.value))
        case _:
            return form


@dataclass(frozen=True, slots=True)
class Site:
    """A numbered choice. ``id`` is stable: where in the payload, and what is chosen.

    ``condition`` holds the (site number, alternative) pairs under which the choice comes up at all,
    outermost first; a payload has the site exactly if it has all of them.
    """

    id: str
    alternatives: tuple[str, ...]
    condition: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class PayloadPlan:
    """All payloads of a type: the form, and its numbered choices in the order in which they come up."""

    type: str
    form: Form
    sites: tuple[Site, ...]
