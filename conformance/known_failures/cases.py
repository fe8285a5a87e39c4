"""Resolves the ids and patterns of known failures to cases of a dialect."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cache

from conformance.checks.case import CaseId, CaseKind
from conformance.checks.register import OF_PAYLOADS
from conformance.requirements.register import wildcard


class Cases:
    """The cases of a dialect; those of a type are looked up when they are first needed.

    ``of_type`` returns the cases of one of the ``types``; ``former`` maps former ids to present ones.
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
        """The cases that an id, a former id or a pattern names, if any."""
        type_name = pattern.partition("/")[0]
        if "*" not in pattern:
            case = self._former.get(pattern, pattern)
            return [case] if case in self else []
        regex = wildcard(pattern)
        types = self._types if type_name == "*" else (type_name,)
        return [case for name in types for case in self._cases(name) if regex.fullmatch(case)]

    def alike(self, pattern: str) -> Collection[str]:
        """What a misspelt id may mean: the ids of its type, or else the types."""
        return self._cases(pattern.partition("/")[0]) or list(self._types)

    def _cases(self, type_name: str) -> Mapping[str, None]:
        if type_name not in self._types:
            return {}
        if type_name not in self._known:
            self._known[type_name] = dict.fromkeys(self._of_type(type_name))
        return self._known[type_name]


@cache
def cases_of(dialect: str) -> Cases:
    """The cases of a dialect: golden vectors, generated payloads by check, hostile input."""
    from conformance.checks.robust import hostile_inputs
    from conformance.spec import load_dialect
    from conformance.vectors import load_vectors
    from conformance.vectors.growth import sound_payload

    described = load_dialect(dialect)
    vectors: dict[str, list[str]] = defaultdict(list)
    former: dict[str, str] = {}
    for vector in load_vectors(dialect).values():
        vectors[vector.type].append(vector.id)
        former |= dict.fromkeys(vector.aliases, vector.id)

    def of_type(name: str) -> Iterator[str]:
        yield from vectors[name]
        yield from (str(CaseId(CaseKind.GENERATED, name, check)) for check in OF_PAYLOADS)
        yield from (str(hostile.case) for hostile in hostile_inputs(described, name, sound_payload(described, name)))

    return Cases(tuple(described.types), of_type, former)
