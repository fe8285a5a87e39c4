"""The covering set and the generated payloads of a type, as cases."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Literal

import strategies
from conformance.checks.case import Case
from conformance.oracle import Accept, Oracle
from conformance.requirements.level import Level, lower
from conformance.requirements.register import Register
from conformance.spec.model import Ref, Tagged
from conformance.spec.prose import broken_prose
from conformance.spec.unknown import has_unknown_members
from conformance.suite.selection import Selection

UNKNOWN = "decode.unknown-members"
_KINDS: tuple[Literal["valid", "edge", "invalid"], ...] = ("valid", "edge", "invalid")


def payload_cases(selection: Selection, type_name: str, oracle: Oracle, register: Register) -> Iterator[Case]:
    """First the covering set, then ``selection.generated`` payloads: half valid, the rest edge and invalid.

    Deterministic: the same type, count and seed give the same cases on every machine.
    """
    dialect = selection.dialect
    for number, payload in enumerate(() if _only_names(oracle, type_name) else strategies.covering(type_name, dialect)):
        yield payload_case(f"{type_name}/covering/{number}", type_name, payload.text, oracle, register)
    quarter = selection.generated // 4
    for kind, count in zip(_KINDS, (selection.generated - 2 * quarter, quarter, quarter), strict=True):
        # Each type has its own stream, so adding or removing a type changes no other.
        seed = zlib.crc32(f"{type_name} {kind} {selection.seed}".encode())
        for number, payload in enumerate(strategies.seeded(type_name, kind, seed, count, dialect)):
            name = f"{type_name}/{kind}/{selection.seed}/{number}"
            yield payload_case(name, type_name, payload.text, oracle, register)


def _only_names(oracle: Oracle, type_name: str) -> bool:
    """Whether a type is a union of named types, each of which has its own covering set."""
    node = oracle.dialect.node(type_name)
    return isinstance(node, Tagged) and all(isinstance(variant.node, Ref) for variant in node.variants)


def payload_case(name: str, type_name: str, text: str, oracle: Oracle, register: Register) -> Case:
    """Any payload as a case: what the oracle expects, accepted as far as its prose rules bind."""
    expectation = oracle.expect(type_name, text)
    if not isinstance(expectation, Accept):
        return Case(name, type_name, text, expectation)
    broken = dict.fromkeys(
        one.requirement for one in broken_prose(oracle.dialect, type_name, expectation.canonical_text)
    )
    unknown = has_unknown_members(type_name, text, expectation.canonical_text, oracle.dialect)
    beyond = lower(Level(expectation.level), Level.SHOULD if expectation.unknown_value else Level.MUST)
    return Case(
        name,
        type_name,
        text,
        expectation,
        level=lower(beyond, register.level([UNKNOWN])) if unknown else beyond,
        requirements=(*broken, UNKNOWN) if unknown else tuple(broken),
        unknown=unknown or expectation.unknown_value,
        acceptance=register.level(broken) if broken else None,
    )
