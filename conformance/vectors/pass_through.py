"""Tells a library from a dictionary: whether an implementation hands on whatever it is given."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from conformance.adapter.contract import Connection
from conformance.adapter.declared import direction_of
from conformance.adapter.outcome import Kind
from conformance.adapter.reading import ask_to_read
from conformance.difference import same
from conformance.oracle import Accept, Oracle, Reject, Rule
from conformance.vectors import case_of, load_type
from conformance.vectors.vector import Vector


def passes_everything_through(connection: Connection, types: Iterable[str], oracle: Oracle) -> bool:
    """Whether every invalid payload of these types, and every one with an unknown event, item or value, is unchanged.

    That is allowed where refusing is not required, and yet a parser of JSON does it without knowing any type. The
    first payload that is refused, kept raw or changed ends the question, so that it costs libraries next to nothing.
    """
    invalid = 0
    for vector in _telling(types, oracle):
        direction = direction_of(connection.hello, vector.type)
        outcome = ask_to_read(connection, vector.type, vector.text, direction)
        if outcome.kind is Kind.UNSUPPORTED:
            continue
        if outcome.kind is not Kind.OK or outcome.raw or not _is_same(vector.text, outcome.text or ""):
            return False
        invalid += isinstance(vector.expectation, Reject)
    return invalid > 0


def _telling(types: Iterable[str], oracle: Oracle) -> Iterator[Vector]:
    for name in sorted(types):
        for vector in load_type(oracle.dialect.name, name).values():
            match case_of(vector, oracle).expectation:
                case Reject(rule) if rule is not Rule.INVALID_JSON:
                    yield vector
                case Accept(unknown_value=True):
                    yield vector


def _is_same(sent: str, written: str) -> bool:
    try:
        return same(json.loads(sent), json.loads(written))
    except (ValueError, RecursionError):
        return False
