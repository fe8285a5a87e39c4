"""How binding a failure is: less than its case where it is about members that only corrections of the document know."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from conformance.adapter.outcome import DECODED
from conformance.checks.answer import Answer
from conformance.checks.case import Case
from conformance.checks.exchange import Exchange
from conformance.checks.finding import Finding, What
from conformance.checks.latitude import left_open, never_sent
from conformance.checks.place import member_of
from conformance.checks.proven import binds, unproven
from conformance.checks.verdict import Status
from conformance.jsontext import load, pointer, text_of
from conformance.requirements.level import Level
from conformance.spec import load_dialect
from conformance.spec.model import Dialect, Enum, Member, OpenEnum, Sum
from conformance.spec.prose import broken_rules

_CASES = 16
_OWN = re.compile(r"(?!x_)[a-z][a-z0-9_]*")
_REFUSED = frozenset({What.NOT_DECODED, What.NOT_TOLERATED, What.NOT_BUILT})
# A member that was not sent is invented even where only a correction declares it.
_INVENTED = frozenset({What.INVENTED, What.NULL_ADDED})


def bound(answer: Answer, exchange: Exchange, dialect: Dialect) -> tuple[Answer, Level]:
    """The answer with the findings that bind most, and how much they do.

    A change of a member that only a correction knows binds at ``should``, in what the side that writes it writes; for
    the other side's payloads it is shown, without judgement. So is the refusal of a payload that is accepted without
    such members. What is wrong with payloads that nobody sends, silence in place of a refusal, and the one value that
    a member can have, written although it was not sent, are warnings. What the document's words put into another kind
    of object may be passed over like a member that is not declared, and a union without its tag is left open.
    """
    if answer.status is Status.FREE:
        return answer, Level.FREE
    if answer.status not in (Status.FAIL, Status.UNTESTABLE) or not answer.findings:
        return answer, Level.MUST
    levels = [_level(finding, exchange, dialect) for finding in answer.findings]
    most = min(levels, key=lambda level: level.rank)
    findings = tuple(one for one, level in zip(answer.findings, levels, strict=True) if level is most)
    if most is Level.FREE:
        return replace(answer, status=Status.FREE, findings=(), note=str(findings[0])), most
    return replace(answer, findings=findings), most


def _level(finding: Finding, exchange: Exchange, dialect: Dialect) -> Level:
    case = exchange.case
    if left_open(finding, case, dialect) or _is_of_another_kind(finding, case, dialect):
        return Level.FREE
    if finding.what is What.NOT_REFUSED or never_sent(finding, case, dialect):
        return Level.SHOULD
    if finding.what is What.ECHOED:
        # A library may have a member of its own, but none that is called `x_vendor` or `$ref`.
        own = _OWN.fullmatch((finding.at or "").rpartition("/")[2])
        return Level.SHOULD if own else Level.MUST
    if _is_blameless(finding, exchange):
        return min((binds(one, case, dialect) for one in unproven(case, dialect)), key=lambda level: level.rank)
    if not finding.about_member:
        return Level.MUST
    found = member_of(case, finding.at or "", dialect)
    if finding.what in _INVENTED:
        return Level.SHOULD if found is not None and _is_constant(finding, found[1], dialect) else Level.MUST
    return Level.MUST if found is None else binds(found[1], case, dialect)


def _is_constant(finding: Finding, member: Member, dialect: Dialect) -> bool:
    """Whether what was written in place of absence is the only value that the member can have."""
    if dialect.serde or finding.expected is not None:
        return False
    node = dialect.resolve(member.node)
    return isinstance(node, Enum | OpenEnum) and [finding.got] == [text_of(value) for value in node.values]


def _is_of_another_kind(finding: Finding, case: Case, dialect: Dialect) -> bool:
    """Whether a member was lost that is documented for another kind of the object that it was sent in."""
    if case.acceptance is None or finding.what is not What.LOST:
        return False
    return finding.at in _of_another_kind(dialect.name, case.type, case.text)


@lru_cache(_CASES)
def _of_another_kind(dialect: str, type_name: str, text: str) -> frozenset[str]:
    """The places of members that the document's words give to another kind of the object that has them."""
    spec = load_dialect(dialect)
    broken = broken_rules(spec, spec.node(type_name), load(text))
    rules = ((pointer(one.path), one.prose.rule) for one in broken)
    named = ((at, rule.get("dependentSchemas", ())) for at, rule in rules if not isinstance(rule, Sum))
    return frozenset(f"{at}/{name}" for at, names in named for name in names)


def _is_blameless(finding: Finding, exchange: Exchange) -> bool:
    """Whether a payload was refused, or part of it kept raw, for nothing but what only a correction knows."""
    proven = exchange.proven_built if finding.what is What.NOT_BUILT else exchange.proven
    if proven is None or proven.kind not in DECODED:
        return False
    return finding.what in _REFUSED or (finding.what is What.KEPT_RAW and finding.at not in proven.raw)
