"""How binding a failure is: less than its case where it is about members that only corrections of the document know."""

from __future__ import annotations

import re
from dataclasses import replace

from conformance.adapter.outcome import DECODED, Kind, Outcome
from conformance.checks.answer import Answer, in_words
from conformance.checks.exchange import Exchange
from conformance.checks.finding import Finding, What
from conformance.checks.latitude import REFUSED, left_open, never_sent, of_another_kind
from conformance.checks.place import member_of
from conformance.checks.proven import binds, unproven
from conformance.checks.verdict import Status
from conformance.jsontext import text_of
from conformance.requirements.level import Level
from conformance.spec.model import Dialect, Enum, Integer, Member, OpenEnum

_OWN = re.compile(r"(?!x_)[a-z][a-z0-9_]*")
# A member that was not sent is invented even where only a correction declares it.
_INVENTED = frozenset({What.INVENTED, What.NULL_ADDED})
# RFC 8259: names within an object SHOULD be unique.
_WARNED = frozenset({What.NOT_REFUSED, What.REPEATED})
_REFUSING = frozenset({Kind.REJECTED, Kind.FALLBACK, Kind.IGNORED})


def bound(answer: Answer, exchange: Exchange, dialect: Dialect) -> tuple[Answer, Level]:
    """The answer with the findings that bind most, and how much they do.

    A change of a member that only a correction knows binds at ``should``, in what the side that writes it writes; for
    the other side's payloads it is shown, without judgement. So is the refusal of a payload that is accepted without
    such members; one that is refused without them as well is told by what it is refused for then. What is wrong with
    payloads that nobody sends, silence in place of a refusal, a name that is written twice, and the one value that a
    member can have, written although it was not sent, are warnings. What the document's words put into another kind of
    object may be passed over like a member that is not declared, and a union without its tag is left open.
    """
    if answer.status is Status.FREE:
        return answer, Level.FREE
    if answer.status not in (Status.FAIL, Status.UNTESTABLE) or not answer.findings:
        return answer, Level.MUST
    levels = [_level(finding, exchange, dialect) for finding in answer.findings]
    most = min(levels, key=lambda level: level.rank)
    findings = tuple(
        _without_blame(one, exchange) for one, level in zip(answer.findings, levels, strict=True) if level is most
    )
    if most is Level.FREE:
        return replace(answer, status=Status.FREE, findings=(), note=str(findings[0])), most
    return replace(answer, findings=findings), most


def _level(finding: Finding, exchange: Exchange, dialect: Dialect) -> Level:
    case = exchange.case
    if left_open(finding, case, dialect) or of_another_kind(finding, case, dialect):
        return Level.FREE
    if finding.what in _WARNED or never_sent(finding, case, dialect):
        return Level.SHOULD
    if finding.what is What.ECHOED:
        # A library may have a member of its own, but none that is called `x_vendor` or `$ref`.
        own = _OWN.fullmatch((finding.at or "").rpartition("/")[2])
        return Level.SHOULD if own else Level.MUST
    if _is_blameless(finding, exchange):
        return min((binds(one, case, dialect) for one in unproven(case, dialect)), key=lambda level: level.rank)
    if not finding.about_member and finding.what is not What.MISREAD:
        return Level.MUST
    found = member_of(case, finding.at or "", dialect)
    if finding.what in _INVENTED:
        return Level.SHOULD if found is not None and _is_constant(finding, found[1], dialect) else Level.MUST
    return Level.MUST if found is None else binds(found[1], case, dialect)


def _is_constant(finding: Finding, member: Member, dialect: Dialect) -> bool:
    """Whether what was written in place of absence is the only value that the member can have."""
    if dialect.serde or finding.expected is not None:
        return False
    match dialect.resolve(member.node):
        case Enum(values) | OpenEnum(values):
            return [finding.got] == [text_of(value) for value in values]
        # An enum of one number is imported as its bounds.
        case Integer(minimum=int(least), maximum=most) if least == most:
            return finding.got == text_of(least)
        case _:
            return False


def _is_blameless(finding: Finding, exchange: Exchange) -> bool:
    """Whether a payload was refused, or part of it kept raw, for nothing but what only a correction knows."""
    proven = _proven(finding, exchange)
    if proven is None or proven.kind not in DECODED:
        return False
    return finding.what in REFUSED or (finding.what is What.KEPT_RAW and finding.at not in proven.raw)


def _without_blame(finding: Finding, exchange: Exchange) -> Finding:
    """The finding of a refusal, with what the library says of the payload without what only a correction knows."""
    proven = _proven(finding, exchange)
    if finding.what not in REFUSED or proven is None or proven.kind not in _REFUSING:
        return finding
    return replace(finding, got=in_words(proven))


def _proven(finding: Finding, exchange: Exchange) -> Outcome | None:
    return exchange.proven_built if finding.what is What.NOT_BUILT else exchange.proven
