"""The cases of a dialect, which the ids and patterns of known failures stand for."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cache

from conformance.checks import CHECKS
from conformance.suite.selection import ROBUST

CHECK_NAMES = frozenset({*CHECKS, ROBUST})
"""The checks that an entry may name."""

_OF_VECTORS = frozenset(CHECKS)


class Cases:
    """Every case that a dialect has; those of a type are looked up when first asked for.

    ``of_type`` names the cases of one of the ``types``; ``former`` leads from former ids to present ones.
    """

    def __init__(
        self, types: Collection[str], of_type: Callable[[str], Iterable[str]], former: Mapping[str, str] | None = None
    ) -> None:
        self._types = types
        self._of_type = of_type
        self._former = former or {}
        self._known: dict[str, dict[str, None]] = {}

    def __contains__(self, case: str) -> bool:
        return case in self._cases(case.partition("/")[0])

    def matching(self, pattern: str) -> list[str]:
        """The cases that an id, a former id or a pattern stands for; none where there is no such case."""
        type_name = pattern.partition("/")[0]
        if "*" not in pattern:
            case = self._former.get(pattern, pattern)
            return [case] if case in self else []
        means = _pattern(pattern)
        types = self._types if type_name == "*" else (type_name,)
        return [case for name in types for case in self._cases(name) if means.fullmatch(case)]

    def alike(self, pattern: str) -> Collection[str]:
        """The ids among which a misspelt one is to be looked for: those of its type, else the types."""
        return self._cases(pattern.partition("/")[0]) or [f"{name}/" for name in self._types]

    def _cases(self, type_name: str) -> Mapping[str, None]:
        if type_name not in self._types:
            return {}
        if type_name not in self._known:
            self._known[type_name] = dict.fromkeys(self._of_type(type_name))
        return self._known[type_name]


def checks_of(case: str) -> frozenset[str]:
    """The checks that may have something to say about a case."""
    match case.split("/"):
        case [_, "generated", check]:
            return frozenset({check})
        case [_, _, _]:
            return frozenset({ROBUST})
        case _:
            return _OF_VECTORS


def case_of_item(nodeid: str) -> str:
    """The case that a pytest item is about: ``Type::slug``, ``Type::generated[check]``, ``Type::robust[hazard]``."""
    return nodeid.replace("::", "/", 1).replace("[", "/").removesuffix("]")


@cache
def cases_of(dialect: str) -> Cases:
    """The cases of a dialect: golden vectors, generated payloads by check, hostile input."""
    from conformance.spec import load as load_dialect
    from conformance.suite.hazards import hazards
    from conformance.vectors import load as load_vectors

    described = load_dialect(dialect)
    vectors: dict[str, list[str]] = defaultdict(list)
    former: dict[str, str] = {}
    for vector in load_vectors(dialect).values():
        vectors[vector.type].append(vector.id)
        former |= dict.fromkeys(vector.aliases, vector.id)

    def of_type(name: str) -> Iterator[str]:
        yield from vectors[name]
        yield from (f"{name}/generated/{check}" for check in CHECKS)
        yield from (f"{name}/robust/{hazard.name}" for hazard in hazards(described, name))

    return Cases(tuple(described.types), of_type, former)


@cache
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, pattern.split("*"))))
