"""The judges: each check is one rule that turns an exchange into a verdict.

``CHECKS`` is the register of them. A check answers ``None`` where it has nothing to say about a
case; :func:`judge` runs every selected check over an exchange.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from conformance.checks import (
    accepts,
    behaviour,
    build,
    canonical,
    canonical_bytes,
    idempotent,
    rejects,
    round_trip,
    tolerates,
    typed_read,
)
from conformance.checks.finding import Finding
from conformance.exchange import Exchange
from conformance.oracle import Accept, Free, Oracle, Reject
from conformance.outcome import Kind
from conformance.verdict import Level, Status, Verdict

__all__ = ["CHECKS", "DIALECT_CHECK", "ROBUST_REQUIREMENT", "Check", "conforms", "judge"]


@dataclass(frozen=True, slots=True)
class Check:
    """A named rule.

    ``requirement`` is the row of the register that it stands for when a case names none;
    ``ceiling`` is the highest level at which it can speak.
    """

    name: str
    says: str
    requirement: str
    judge: Callable[[Exchange, Oracle], Finding | None]
    ceiling: Level = Level.MUST


def _check(name: str, requirement: str, module: object, ceiling: Level = Level.MUST) -> Check:
    says = (getattr(module, "__doc__", "") or "").strip().splitlines()[0]
    return Check(name, says, requirement, module.judge, ceiling)  # type: ignore[attr-defined]


ROBUST_REQUIREMENT = "robust.clean-answer"
"""The row of the register that hostile input stands for; its cases are the suite's own, not a check's here."""
DIALECT_CHECK = "dialect"
"""Under this name an implementation of another dialect gets its one verdict."""

CHECKS: Mapping[str, Check] = {
    check.name: check
    for check in (
        _check("accepts", "decode.accepts-valid", accepts),
        _check("round-trip", "encode.nothing-invented", round_trip),
        _check("canonical", "encode.absent-policy", canonical),
        _check("canonical-bytes", "encode.declaration-order", canonical_bytes, Level.SHOULD),
        _check("idempotent", "encode.idempotent", idempotent),
        _check("rejects", "decode.rejects-invalid", rejects),
        _check("tolerates", "decode.unknown-members", tolerates),
        _check("typed-read", "typed.reachable", typed_read),
        _check("build", "build.only-what-was-set", build),
        _check("behaviour", "free.behaviour", behaviour),
    )
}


def conforms(exchange: Exchange) -> bool:
    """Whether every check certainly passes, seen without running one: the short way for bulk.

    ``False`` says nothing: then :func:`judge` tells.
    """
    expectation, outcome = exchange.case.expectation, exchange.roundtrip
    if exchange.case.level is Level.FREE:
        return False
    match expectation:
        case Accept(canonical_text):
            return (
                outcome.kind is Kind.OK
                and outcome.text == canonical_text
                and (exchange.again is None or exchange.again.text == canonical_text)
                and (exchange.typed is None or exchange.typed.text == canonical_text)
                and (exchange.built is None or exchange.built.text == canonical_text)
            )
        case Reject():
            return outcome.kind is Kind.REJECTED
        case _:
            return False


def judge(exchange: Exchange, oracle: Oracle, selected: Collection[str] | None = None) -> Iterator[Verdict]:
    """The verdicts of every check (or of the ``selected`` ones) that has something to say."""
    case = exchange.case
    shown_only = (
        case.level is Level.FREE
        or isinstance(case.expectation, Free)
        or (isinstance(case.expectation, Reject) and oracle.dialect.ceilings.get("rejects") == Level.FREE)
    )
    tolerated_raw = _tolerated_raw(exchange)
    for check, ceiling in _ceilings(oracle):
        if selected is not None and check.name not in selected:
            continue
        if (check.name == "behaviour") is not shown_only or (ceiling is Level.FREE and not shown_only):
            continue
        if tolerated_raw and check.name != "tolerates":
            continue
        try:
            finding = check.judge(exchange, oracle)
        except RecursionError:
            # No payload with an expectation nests that deep, so what came back is something else.
            finding = Finding(Status.FAIL, "what came back nests too deep to be compared")
        if finding is not None:
            yield Verdict(
                case=case.id,
                type=case.type,
                check=check.name,
                level=_lower(case.level, ceiling),
                status=finding.status,
                reason=finding.reason,
                expected=finding.expected,
                actual=finding.actual,
                differences=finding.differences,
            )


@cache
def _ceilings(oracle: Oracle) -> tuple[tuple[Check, Level], ...]:
    """Every check with the highest level at which it speaks in the oracle's dialect."""
    said = oracle.dialect.ceilings
    return tuple((check, _lower(check.ceiling, Level(said.get(check.name, Level.MUST)))) for check in CHECKS.values())


def _tolerated_raw(exchange: Exchange) -> bool:
    """Whether a value beyond the dialect was kept raw or passed over, which leaves nothing else to judge."""
    expectation = exchange.case.expectation
    raw = exchange.roundtrip.kind in (Kind.FALLBACK, Kind.IGNORED)
    return raw and isinstance(expectation, Accept) and expectation.beyond


def _lower(left: Level, right: Level) -> Level:
    return left if left.rank >= right.rank else right
