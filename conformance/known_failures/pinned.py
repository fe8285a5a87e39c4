"""Compares the reason that an entry pins with that of a failure."""

from __future__ import annotations

import re
from functools import lru_cache

from conformance.checks.finding import general
from conformance.checks.verdict import Verdict
from conformance.results.reasons import causes_of

_CUT = "…"
# What screens and results add to a reason: numbers of findings, payloads and cases.
_AFTER = (" (and ", " (in ", " — ")
_COUNTS = re.compile(f"(?:{'|'.join(map(re.escape, _AFTER))})\\d.*$")
_TAKEN_AT = re.compile(r"^(accepted although it breaks \S+) at .*$")
_INDEX = re.compile(r"/\d+(?=[/ ]|$)")


def reason_of(verdict: Verdict) -> str:
    """The reason that a new entry pins: that of the first finding, in general words."""
    return str(verdict.findings[0].group) if verdict.findings else general(verdict.reason)


def fails_for(pinned: str, verdict: Verdict) -> bool:
    """Whether a failure has the pinned reason, which may come from a screen, from results or from another entry.

    A verdict has one reason per finding, and a screen may count a finding under the reason of its cause.
    """
    sentences = [text for one in verdict.findings for text in (*map(str, causes_of(one)), str(one))]
    return any(same_reason(pinned, sentence) for sentence in sentences or [verdict.reason])


@lru_cache(maxsize=4096)
def same_reason(pinned: str, reason: str) -> bool:
    """Whether two reasons are equal except for counts, positions and values; a pinned one may end in ``…``."""
    pinned, found = pinned.strip(), _core(reason)
    if _core(pinned) == found:
        return True
    cut = pinned.removesuffix(_CUT).rstrip()
    begin = _core(cut)
    if cut == pinned or not begin:
        return False
    rest = begin.removeprefix(found)
    return reason.startswith(cut) or found.startswith(begin) or any(one.startswith(rest) for one in _AFTER)


def _core(reason: str) -> str:
    """A reason without counts and without what differs from payload to payload."""
    reason = _COUNTS.sub("", " ".join(reason.split()))
    return general(_INDEX.sub("/*", _TAKEN_AT.sub(r"\1", reason)))
