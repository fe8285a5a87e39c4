"""What an implementation does where the dialect leaves it open, without judgement."""

from __future__ import annotations

import re
from collections import Counter

from conformance.checks.behaviour import NOT_DECODED
from conformance.checks.finding import general
from conformance.checks.verdict import Status, Verdict
from conformance.results.record import Results

# Exceptions are told apart by their class; their messages name the type that was asked for.
_CLASS = re.compile(r"([\w.]+): .")
_WORDS = {"rejected": "refused", "fallback": "kept raw", "ignored": "ignored"}
# The values and names that a library's message lists.
_LEFT_OUT = (
    (re.compile(r"""[`"][^`"]*(?:[`"]|$)"""), "…"),
    (re.compile(r"""…(?:(?:,| or|, or) …)+(?:,? ?…)?"""), "…"),
    (re.compile(r"""expected one of …,?\s*$"""), "expected one of …"),
)


def behaviours(results: Results) -> Counter[tuple[str, str]]:
    """How many cases there are by the sentence that leaves them open and by what is done.

    That is a word or two (``accepted``, ``refused``, ``kept raw``, ``ignored``, or ``fails`` for a crash and the like),
    and the reason without what differs from payload to payload.
    """
    asked = (one for one in results.verdicts if one.check == "behaviour" and one.answered)
    return Counter(("; ".join(says for _, says in one.requirements), _done(one)) for one in asked)


def _done(verdict: Verdict) -> str:
    if verdict.status is not Status.FREE:
        return f"fails {verdict.findings[0].group if verdict.findings else verdict.reason}"
    if not verdict.note.startswith(NOT_DECODED):
        return verdict.note
    kind, _, how = verdict.note.removeprefix(NOT_DECODED).partition(": ")
    does = _WORDS.get(kind, kind)
    if kind == "rejected" and (named := _CLASS.match(how)) is not None:
        return f"{does} {named[1]}"
    how = general(how).removeprefix(does).strip()
    for pattern, replacement in _LEFT_OUT:
        how = pattern.sub(replacement, how)
    return f"{does} {how}".strip()
