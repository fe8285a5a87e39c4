"""A value made through the library's own constructors writes what was set: nothing invented, nothing dropped."""

from __future__ import annotations

import re
from dataclasses import replace

from conformance.adapter.outcome import Kind
from conformance.checks.answer import PASS, Answer, not_taken
from conformance.checks.finding import Finding, What
from conformance.checks.seen import Seen
from conformance.checks.written import from_canonical

# Ids that a client may choose: a constructor that sets one invents nothing.
_MAY_BE_SET = re.compile(r"/event_id|/item/id|/response/input/\d+/id|/input/\d+/id")
_ITEM = "RealtimeConversationItem"


def judge(seen: Seen) -> Answer | None:
    """The members of the payload, given to the constructors, are written as the dialect writes them."""
    built = seen.exchange.built
    if built is None:
        return None
    if built.kind is not Kind.OK:
        return not_taken(What.NOT_BUILT, built, seen.canonical)
    answer = from_canonical(seen.written(built))
    left = tuple(one for one in answer.findings if not _is_chosen_id(one, seen.case.type))
    return answer if left == answer.findings else replace(answer, findings=left) if left else PASS


def _is_chosen_id(finding: Finding, type_name: str) -> bool:
    if finding.what is not What.INVENTED or finding.expected is not None:
        return False
    at = finding.at or ""
    return _MAY_BE_SET.fullmatch(at) is not None or (at == "/id" and type_name.startswith(_ITEM))
