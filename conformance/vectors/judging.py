"""Asks an implementation about one vector, and judges what comes back."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from conformance.adapter.contract import Connection
from conformance.adapter.outcome import Kind
from conformance.checks.case import Case
from conformance.checks.exchange import exchanges
from conformance.checks.register import judge
from conformance.checks.verdict import Verdict
from conformance.jsontext import readable, text_of
from conformance.oracle import Oracle
from conformance.spec.locate import declares
from conformance.spec.model import Ref, Tagged
from conformance.vectors import case_of
from conformance.vectors.vector import Vector


def judged(
    connection: Connection, vector: Vector, oracle: Oracle, checks: Collection[str] | None = None
) -> tuple[list[Verdict], Case]:
    """The verdicts on a vector, and the case that was asked.

    A library may have types for the events but none for their union. Then a vector of the union is asked of its own
    event's type; the verdicts are the vector's all the same.
    """
    case = case_of(vector, oracle)
    (exchange,) = exchanges(connection, [case], dialect=oracle.dialect)
    if exchange.answer.kind is Kind.UNSUPPORTED and (own := variant_of(vector, oracle)) is not None:
        (narrow,) = exchanges(connection, [case_of(own, oracle)], dialect=oracle.dialect)
        if narrow.answer.kind is not Kind.UNSUPPORTED:
            exchange = narrow._replace(case=narrow.case._replace(id=case.id))
    verdicts = list(judge(exchange, oracle, checks))
    if exchange.case.type != vector.type:
        verdicts = [replace(verdict, subject=vector.type) for verdict in verdicts]
    return verdicts, exchange.case


def variant_of(vector: Vector, oracle: Oracle) -> Vector | None:
    """The vector of a tagged union as one of its variant's own type, if the payload has a variant with a name.

    Where that type does not declare the tag, the payload is without it.
    """
    dialect = oracle.dialect
    node = dialect.node(vector.type)
    if not isinstance(node, Tagged):
        return None
    value = readable(vector.text)
    named = node.variant(value)
    if named is None or not isinstance(variant := named.node, Ref):
        return None
    text = vector.text
    if not declares(dialect, variant.name, value, [node.property]):
        if text_of(value) != text:
            return None  # taking the tag out would change how the rest is spelt
        text = text_of({name: item for name, item in value.items() if name != node.property})
    return replace(vector, type=variant.name, text=text, expectation=oracle.expect(variant.name, text))
