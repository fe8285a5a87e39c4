"""What was decoded is written back: nothing lost, nothing invented.

How a missing value is written is the ``canonical`` check's matter: both sides are brought to the
canonical form by the oracle before they are compared.
"""

from __future__ import annotations

from conformance.checks.answer import Answer
from conformance.checks.seen import Seen
from conformance.checks.written import lost_or_invented


def judge(seen: Seen) -> Answer:
    """The output, made canonical, is the input, made canonical."""
    return seen.needs_ok(seen.roundtrip) or lost_or_invented(seen.written(seen.roundtrip))
