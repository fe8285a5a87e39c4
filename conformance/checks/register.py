"""The register of all checks: one row per rule, with what it judges and what it asks."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from types import ModuleType
from typing import Any

from conformance.adapter.contract import Op
from conformance.adapter.outcome import FAULTS, Kind
from conformance.checks import (
    accepts,
    behaviour,
    build,
    canonical,
    canonical_bytes,
    dialect,
    idempotent,
    rejects,
    robust,
    round_trip,
    tolerates,
    typed_read,
)
from conformance.checks.answer import Answer, failed, no_answer
from conformance.checks.binding import bound
from conformance.checks.case import THE_IMPLEMENTATION, Case, CaseId, CaseKind
from conformance.checks.exchange import Exchange
from conformance.checks.finding import Finding, What
from conformance.checks.scenario import OF_SCENARIOS
from conformance.checks.seen import Seen
from conformance.checks.verdict import Status, Verdict
from conformance.oracle import Accept, Free, Oracle, Reject
from conformance.requirements.level import Level, lower


class Evidence(StrEnum):
    """What a check looks at."""

    EXCHANGE = "exchange"
    """A payload, and what came back for it."""
    ORDEAL = "ordeal"
    """Hostile input, and what came back for it and for a sound payload before and after."""
    HELLO = "hello"
    """What an implementation says of itself, and which generation's events it knows."""


class Judges(StrEnum):
    """What a case contains, as far as checks tell cases apart."""

    KNOWN = "known"
    """A legal payload of what the dialect knows."""
    UNKNOWN = "unknown"
    """A legal payload with something that the dialect does not know."""
    BROKEN = "broken"
    """A payload that breaks a rule."""
    LEFT_OPEN = "left-open"
    """A payload that the dialect leaves open."""
    HOSTILE = "hostile"
    """Input that breaks careless implementations."""
    IMPLEMENTATION = "implementation"
    """The implementation as a whole."""


_LEGAL = frozenset({Judges.KNOWN, Judges.UNKNOWN})


@dataclass(frozen=True, slots=True)
class Check:
    """One rule.

    ``says`` is its sentence. ``requirement`` is the row of the requirements that it upholds where a case names no
    better one, ``ceiling`` the highest level that its verdicts may have. ``judges`` are the kinds of cases that it
    applies to, ``asks`` the operation that it needs besides the round trip, ``second_round`` whether what came back
    has to be sent once more, ``of_writing`` whether it is about what is written back, which does not matter for
    a type that users only receive. ``judge`` turns the ``evidence`` into an answer, ``None`` where there is nothing to
    say.
    """

    name: str
    says: str
    requirement: str
    judge: Callable[[Any], Answer | None]
    judges: frozenset[Judges]
    asks: Op | None = None
    second_round: bool = False
    of_writing: bool = False
    ceiling: Level = Level.MUST
    evidence: Evidence = Evidence.EXCHANGE

    @property
    def of_payloads(self) -> bool:
        """Whether it judges golden vectors and generated payloads."""
        return self.evidence is Evidence.EXCHANGE


def _check(name: str, requirement: str, module: ModuleType, *judges: Judges, **more: Any) -> Check:
    says = (module.__doc__ or "").strip().splitlines()[0]
    return Check(name, says, requirement, module.judge, frozenset(judges), **more)


_CHECKS = (
    _check("accepts", "decode.accepts-valid", accepts, Judges.KNOWN),
    _check("round-trip", "encode.nothing-invented", round_trip, Judges.KNOWN),
    _check("canonical", "encode.absent-policy", canonical, *_LEGAL, of_writing=True),
    _check(
        "canonical-bytes",
        "encode.declaration-order",
        canonical_bytes,
        *_LEGAL,
        of_writing=True,
        ceiling=Level.SHOULD,
    ),
    _check("idempotent", "encode.idempotent", idempotent, *_LEGAL, of_writing=True, second_round=True),
    _check("rejects", "decode.rejects-invalid", rejects, Judges.BROKEN),
    _check("tolerates", "decode.unknown-members", tolerates, Judges.UNKNOWN),
    _check("typed-read", "typed.reachable", typed_read, *_LEGAL, asks=Op.TYPED),
    _check("build", "build.only-what-was-set", build, Judges.KNOWN, asks=Op.BUILD),
    _check("behaviour", "free.behaviour", behaviour, Judges.LEFT_OPEN),
    _check("robust", "robust.clean-answer", robust, Judges.HOSTILE, evidence=Evidence.ORDEAL),
    _check("dialect", "decode.accepts-valid", dialect, Judges.IMPLEMENTATION, evidence=Evidence.HELLO),
)

CHECKS: Mapping[str, Check] = {check.name: check for check in _CHECKS}
"""Every check by name, in the order of reports."""

OF_PAYLOADS: Mapping[str, Check] = {check.name: check for check in _CHECKS if check.of_payloads}
"""Those that judge golden vectors and generated payloads."""

_ACCEPTS = CHECKS["accepts"]
BEHAVIOUR = CHECKS["behaviour"]
ROBUST = CHECKS["robust"]
DIALECT = CHECKS["dialect"]
CANONICAL_BYTES = CHECKS["canonical-bytes"]
SELECTABLE = frozenset(CHECKS) - {DIALECT.name}
"""The names of the checks that a run may be narrowed to; which dialect is spoken is always checked."""


def checks_of(case: CaseId) -> frozenset[str]:
    """The names of the checks that may judge a case."""
    match case.kind:
        case CaseKind.VECTOR | CaseKind.EXPLORED:
            return frozenset({*OF_PAYLOADS, ROBUST.name})
        case CaseKind.GENERATED:
            return frozenset({case.name, ROBUST.name} if case.name == BEHAVIOUR.name else {case.name})
        case CaseKind.HOSTILE:
            return frozenset({ROBUST.name})
        case CaseKind.SESSION:
            return frozenset({case.kind.value})
        case CaseKind.SCENARIO:
            return frozenset(OF_SCENARIOS)
        case _:
            return frozenset({DIALECT.name})


def judge(exchange: Exchange, oracle: Oracle, selected: Collection[str] | None = None) -> Iterator[Verdict]:
    """The verdicts of every check of payloads (or of the ``selected`` ones) that has something to say."""
    case, seen = exchange.case, Seen(exchange, oracle)
    content = content_of(case, oracle)
    refusable = content is Judges.LEFT_OPEN or case.acceptance is Level.FREE
    if refusable and exchange.read.kind in FAULTS:
        # Anything goes but a crash, which has nothing to do with the payload's meaning, and counts once.
        if selected is None or BEHAVIOUR.name in selected:
            yield _verdict(ROBUST, case.id, case.type, ROBUST.ceiling, no_answer(exchange.read))
        return
    for check, ceiling in _ceilings(oracle):
        shown = check is BEHAVIOUR and case.acceptance is Level.FREE
        if not (content in check.judges or shown) or (selected is not None and check.name not in selected):
            continue
        if ceiling is Level.FREE and content is not Judges.LEFT_OPEN:
            continue
        if check.of_writing and exchange.received_only:
            continue
        if seen.tolerated_raw and Judges.KNOWN in check.judges:
            continue
        try:
            answer = check.judge(seen)
        except RecursionError:
            # No payload with an expectation nests this deep, so what came back is something else.
            answer = failed([Finding(What.TOO_DEEP)])
        if answer is None:
            continue
        most = Level.MUST
        if answer.findings or answer.status is Status.FREE:  # nearly all have nothing that could bind less
            answer, most = bound(answer, exchange, oracle.dialect)
            answer = replace(answer, findings=tuple(map(seen.generalized, answer.findings)))
        level = lower(lower(case.level, ceiling), most)
        if case.unknown and answer.invents and not _has_unknown_value(case):
            # Tolerating members is a matter of taste, adding some is not.
            level = lower(ceiling, most)
        if case.acceptance is not None and (shown or check is _ACCEPTS or answer.refused):
            level = lower(level, case.acceptance)
            if level is Level.FREE and not shown:
                continue  # the behaviour check shows it
        if answer.unanswered:
            # A crash is none of the choices that a weaker requirement leaves.
            level = check.ceiling
        yield _verdict(check, case.id, case.type, level, answer)


def judge_ordeal(hostile: robust.HostileInput, seen: robust.Ordeal) -> Verdict:
    """The verdict on what hostile input did."""
    return _verdict(ROBUST, str(hostile.case), hostile.type, ROBUST.ceiling, robust.judge(seen))


def judge_dialect(seen: dialect.Spoken) -> Verdict | None:
    """The verdict on an implementation that speaks another dialect; ``None`` for one that may speak this one."""
    answer = dialect.judge(seen)
    about = THE_IMPLEMENTATION
    return None if answer is None else _verdict(DIALECT, str(about), about.subject, DIALECT.ceiling, answer)


def _verdict(check: Check, case: str, subject: str, level: Level, answer: Answer) -> Verdict:
    return Verdict(
        case=case,
        subject=subject,
        check=check.name,
        level=level,
        status=answer.status,
        findings=answer.findings,
        note=answer.note,
        expected=answer.expected,
        actual=answer.actual,
    )


def content_of(case: Case, oracle: Oracle) -> Judges:
    """What a case contains, as far as checks tell cases apart."""
    expectation = case.expectation
    if case.level is Level.FREE or isinstance(expectation, Free):
        return Judges.LEFT_OPEN
    if isinstance(expectation, Reject):
        return Judges.LEFT_OPEN if oracle.dialect.ceilings.get("rejects") == Level.FREE else Judges.BROKEN
    return Judges.UNKNOWN if case.unknown else Judges.KNOWN


def conforms(exchange: Exchange) -> bool:
    """Whether every check certainly passes, without running any: the fast path for bulk.

    ``False`` decides nothing: :func:`judge` does.
    """
    outcome = exchange.read
    if exchange.case.level is Level.FREE:
        return False
    match exchange.case.expectation:
        case Accept(canonical_text):
            for one in (outcome, exchange.again, exchange.typed, exchange.built):
                # A refusal may come with a text, too.
                if one is not None and (one.kind is not Kind.OK or one.text != canonical_text or one.raw):
                    return False
            return True
        case Reject():
            return outcome.kind is Kind.REJECTED
        case _:
            return False


def _has_unknown_value(case: Case) -> bool:
    return isinstance(case.expectation, Accept) and case.expectation.unknown_value


@cache
def _ceilings(oracle: Oracle) -> tuple[tuple[Check, Level], ...]:
    """Every check of payloads with the highest level that its verdicts may have in the oracle's dialect."""
    ceilings = oracle.dialect.ceilings
    return tuple(
        (check, lower(check.ceiling, Level(ceilings.get(check.name, Level.MUST)))) for check in OF_PAYLOADS.values()
    )
