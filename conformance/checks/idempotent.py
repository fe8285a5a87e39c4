"""A second round changes nothing: what the implementation wrote, it reads and writes the same."""

from __future__ import annotations

from collections.abc import Iterator

from conformance import jsontext
from conformance.adapter.outcome import Kind
from conformance.checks.answer import PASS, Answer, failed, in_words
from conformance.checks.changes import new_pointer
from conformance.checks.finding import Finding, What
from conformance.checks.seen import Seen
from conformance.checks.written import from_canonical, lost_or_invented, not_json
from conformance.difference import differences
from conformance.oracle import Accept, Reject


def judge(seen: Seen) -> Answer:
    """``roundtrip(roundtrip(x)) == roundtrip(x)``, the order of members aside."""
    if answer := seen.needs_ok(seen.roundtrip):
        return answer
    first, again = seen.roundtrip.text or "", seen.exchange.again
    if again is None or again.text == first:
        return PASS
    if again.kind is not Kind.OK:
        cause = _made_illegal(seen) if again.kind is Kind.REJECTED else ()
        what = What.NOT_WRITTEN if again.kind is Kind.NOT_WRITTEN else What.NOT_DECODED_AGAIN
        return failed(cause or [Finding(what, got=in_words(again))], first, in_words(again))
    try:
        found = differences(jsontext.load(first), jsontext.load(again.text or ""))
    except jsontext.NotJson as error:
        return not_json(first, again.text or "", error)
    if not found or not _fixed_point(seen):
        return PASS
    # What the first round did to a member it does again, and a member under a new name is not read again.
    first_round = from_canonical(seen.written(seen.roundtrip)).findings
    told = {new_pointer(one) if one.what is What.RENAMED else one.at: one for one in first_round}
    changes = [
        next((told[at] for at in _outwards(one.at) if at in told), None)
        or Finding(What.UNSTABLE, one.at, one.expected, one.actual)
        for _, one in found
    ]
    return failed(list(dict.fromkeys(changes)), first, again.text)


def _outwards(at: str) -> Iterator[str]:
    """A place, and what it is in."""
    while at:
        yield at
        at = at.rpartition("/")[0]


def _made_illegal(seen: Seen) -> tuple[Finding, ...]:
    """The findings that made the output illegal, if it is: then refusing it is right, and they are the fault."""
    written = seen.written(seen.roundtrip)
    return lost_or_invented(written).findings if isinstance(written.expectation, Reject) else ()


def _fixed_point(seen: Seen) -> bool:
    """Whether the canonical text is its own canonical text; an untagged union may read it as another variant."""
    again = seen.oracle.expect(seen.case.type, seen.canonical)
    return isinstance(again, Accept) and again.canonical_text == seen.canonical
