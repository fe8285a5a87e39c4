"""The error for a user's mistake, reported in one line."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable


class UsageError(Exception):
    """The request cannot be carried out: the message says what is wrong, where, and what to do.

    Both front ends print only the message, without a traceback, and exit with 4 (pytest's code for a usage error).
    """


_MANY = 400
_PROPOSED = 3


def near(name: str, known: Iterable[str]) -> str:
    """A clause for an error message that proposes the known names closest to ``name``; empty if none is close."""
    candidates = list(known)
    if len(candidates) > _MANY:
        # Comparing thousands of ids takes seconds; those of the same type are the likely ones.
        heading = name.partition("/")[0]
        alike = [one for one in candidates if one.partition("/")[0] == heading]
        candidates = alike or sorted({one.partition("/")[0] for one in candidates})
    by_folded = {candidate.casefold(): candidate for candidate in reversed(candidates)}
    matches = difflib.get_close_matches(name.casefold(), by_folded, n=_PROPOSED, cutoff=0.5)
    # A word of a name is too short to be close to it.
    matches = matches or [one for one in by_folded if name.casefold() in re.split("[^a-z0-9]", one)][:_PROPOSED]
    return f"; did you mean {' or '.join(by_folded[match] for match in matches)}?" if matches else ""
