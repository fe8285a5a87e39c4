"""The known failures of a run, as a file lists them."""

from __future__ import annotations

from collections.abc import Callable

from conformance.known_failures.cases import Cases
from conformance.known_failures.entries import load_known_failures
from conformance.known_failures.match import Listing
from conformance.suite.selection import Selection


def listed(selection: Selection, cases: Callable[[], Cases]) -> Listing | None:
    """The entries of the file that is given, with those of ``cases`` that they name; ``None`` without a file.

    Raises:
        UsageError: the file is broken, or is not there.
    """
    if selection.known_failures is None:
        return None
    return Listing(load_known_failures(selection.known_failures, may_be_absent=selection.update), cases())
