"""Comparing what an implementation wrote with what the oracle expects."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from conformance import jsontext
from conformance.case import Case
from conformance.checks.finding import PASS, Finding
from conformance.difference import Difference, Path, differences
from conformance.oracle import Accept, Expectation, Free, Oracle
from conformance.spec.locate import declares
from conformance.verdict import Status


def lost_or_invented(case: Case, text: str, oracle: Oracle, *, tells_null: bool = False) -> Finding:
    """Compare ``text`` with the case after the oracle made both canonical.

    ``null`` in place of absence is no loss here, unless ``tells_null``.
    """
    expected = _canonical(case)
    if text == expected:
        return PASS
    written = _expectation(oracle, case.type, text)
    if isinstance(written, Accept):
        if written.canonical_text == expected:
            return PASS
        found = [
            difference
            for _, difference in _between(expected, written.canonical_text)
            if tells_null or not _null_for_absent(difference)
        ]
        return _failure("lost or invented", expected, text, found) if found else PASS
    try:
        judged = _judged(case, text, oracle)
    except jsontext.NotJson as error:
        return Finding(Status.FAIL, f"the output is not JSON: {error}", expected, text)
    if isinstance(written, Free):
        if not oracle.dialect.serde and all(_same_double(difference) for _, difference in judged):
            # Such as 18446744073709550592, which JavaScript writes as 18446744073709552000.
            return Finding(Status.FREE, f"left open: {written.why}", actual=text)
        why = str(written.why)
    else:
        why = f"breaks {written.rule} at {written.at or '(whole payload)'}"
    return Finding(
        Status.FAIL,
        f"what came back is not legal: {why}",
        expected,
        text,
        tuple(difference for _, difference in judged),
    )


@lru_cache(maxsize=8)
def _expectation(oracle: Oracle, type_name: str, text: str) -> Expectation:
    """What the oracle says of a text; several checks of one exchange ask about the same one."""
    return oracle.expect(type_name, text)


@lru_cache(maxsize=8)
def _between(expected: str, actual: str) -> tuple[tuple[Path, Difference], ...]:
    return tuple(differences(_value(expected), _value(actual)))


def from_canonical(case: Case, text: str, oracle: Oracle) -> Finding:
    """Compare ``text`` with the canonical value itself, leaving kept unknown members aside."""
    expected = _canonical(case)
    if text == expected:
        return PASS
    if not oracle.dialect.serde:
        # No serializer fixes how numbers are spelt; what is left of the canonical form is null and absence.
        return lost_or_invented(case, text, oracle, tells_null=True)
    try:
        found = _judged(case, text, oracle)
    except jsontext.NotJson as error:
        return Finding(Status.FAIL, f"the output is not JSON: {error}", expected, text)
    if not found:
        return PASS
    return _failure("not canonical", expected, text, [difference for _, difference in found])


def _same_double(difference: Difference) -> bool:
    try:
        return float(difference.expected or "-") == float(difference.actual or "-")
    except ValueError:
        return False


def _null_for_absent(difference: Difference) -> bool:
    return {difference.expected, difference.actual} == {None, "null"}


def _judged(case: Case, text: str, oracle: Oracle) -> list[tuple[Path, Difference]]:
    parsed = _value(text)
    sent = _value(case.text) if case.unknown else None
    return [
        (path, difference)
        for path, difference in _between(_canonical(case), text)
        if not (
            difference.expected is None
            and not declares(oracle.dialect, case.type, parsed, path)
            and _at(sent, path) is not _NOWHERE
        )
    ]


_NOWHERE = object()


def _at(value: Any, path: Path) -> Any:
    for token in path:
        try:
            value = value[token]
        except (LookupError, TypeError):
            return _NOWHERE
    return value


def _canonical(case: Case) -> str:
    assert isinstance(case.expectation, Accept)
    return case.expectation.canonical_text


def _value(text: str) -> Any:
    return jsontext.load(text)


def summed(found: Sequence[Difference]) -> str:
    """The first difference, and how many more there are."""
    return f"{found[0]}{f' (and {len(found) - 1} more)' if len(found) > 1 else ''}"


def _failure(what: str, expected: str, actual: str, found: list[Difference]) -> Finding:
    return Finding(Status.FAIL, f"{what}: {summed(found)}", expected, actual, tuple(found))
