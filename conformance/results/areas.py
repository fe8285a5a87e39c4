"""The area of the API that each case of a run is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from conformance.checks.case import CaseId
from conformance.checks.verdict import Verdict
from conformance.jsontext import readable
from conformance.spec import load_dialect
from conformance.spec.areas import OTHER, UNKNOWN, load_areas
from conformance.spec.model import Ref, Tagged
from conformance.vectors import load_type

_TOLERATES = "tolerates"


def areas_of(dialect: str, verdicts: Iterable[Verdict]) -> Mapping[str, str]:
    """The area's id by case, for every golden vector of a run.

    A case that is asked whether something unknown is tolerated is in the area of unknown things. Every other one is in
    that of its type; a case of a union is in the area of the variant that its tag names.
    """
    found: dict[str, str] = {}
    unknown: set[str] = set()
    for verdict in verdicts:
        case = CaseId.parse(verdict.case)
        if not case.golden:
            continue
        if verdict.check == _TOLERATES:
            unknown.add(verdict.case)
        if verdict.case not in found:
            found[verdict.case] = area_of(dialect, verdict.case)
    return found | dict.fromkeys(unknown, UNKNOWN)


def area_of(dialect: str, case: str) -> str:
    """The area's id for one golden vector, whether or not it contains something unknown."""
    return _of_cases(dialect, case.partition("/")[0]).get(case) or _of_types(dialect).get(case.partition("/")[0], OTHER)


@cache
def _of_types(dialect: str) -> dict[str, str]:
    return {name: area.id for area in load_areas(dialect) for name in area.types}


@cache
def _of_cases(dialect: str, type_name: str) -> dict[str, str]:
    """The areas of a union's vectors that are not in the area of the union itself."""
    types = _of_types(dialect)
    if type_name not in types or type_name not in load_dialect(dialect).types:
        return {}
    node = load_dialect(dialect).resolve(load_dialect(dialect).node(type_name))
    if not isinstance(node, Tagged):
        return {}
    variants = {one.tag: types[one.node.name] for one in node.variants if isinstance(one.node, Ref)}
    named = ((case, node.variant(readable(vector.text))) for case, vector in load_type(dialect, type_name).items())
    return {case: variants[one.tag] for case, one in named if one is not None and one.tag in variants}
