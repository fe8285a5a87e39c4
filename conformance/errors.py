"""A user's mistake, said in one line."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class UsageError(Exception):
    """What was asked for cannot be done: the message says what was wrong, where, and what to do.

    Both front ends print the message alone, without a traceback, and exit with 4
    (pytest's code for a usage error).
    """


_MANY = 400


def near(name: str, known: Iterable[str]) -> str:
    """A clause for an error message that proposes the known names closest to ``name``, or nothing."""
    candidates = list(known)
    if len(candidates) > _MANY:
        # Comparing thousands of ids takes seconds; those under the same heading are the likely ones.
        heading = name.partition("/")[0]
        candidates = [one for one in candidates if one.partition("/")[0] == heading] or sorted(
            {one.partition("/")[0] for one in candidates}
        )
    by_folded: dict[str, str] = {}
    for candidate in candidates:
        by_folded.setdefault(candidate.casefold(), candidate)
    matches = difflib.get_close_matches(name.casefold(), by_folded, n=3, cutoff=0.5)
    return f"; did you mean {' or '.join(by_folded[match] for match in matches)}?" if matches else ""
