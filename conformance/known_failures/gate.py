"""The end of a run that has a file of known failures: is all as listed, and is the file to be rewritten."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from conformance.errors import UsageError
from conformance.files import write_whole
from conformance.known_failures.entries import read
from conformance.known_failures.match import Judgement, Kind, Listing, Record, Scope, judge
from conformance.known_failures.rewrite import rewritten
from conformance.known_failures.update import plan


@dataclass(frozen=True, slots=True)
class Settled:
    """What the file says of the run, after an update if there was one.

    ``note`` says what an update did; ``refused`` that it could not be done, which is the user's mistake.
    """

    path: str
    judgement: Judgement
    updating: bool = False
    note: str = ""
    refused: bool = False

    @property
    def as_listed(self) -> bool:
        """Whether nothing fails that is not listed, and nothing is listed that is not so."""
        return not self.judgement.unlisted and not self.judgement.problems

    @property
    def mendable(self) -> bool:
        """Whether an update would change the file for the better."""
        return not self.updating and any(problem.kind is not Kind.EXPIRED for problem in self.judgement.problems)


def settle(listing: Listing, records: Collection[Record], scope: Scope, today: date) -> Settled:
    """Lay the file over the run, and leave it as it is."""
    return Settled(listing.known.path, judge(listing, records, scope, today))


def update(
    listing: Listing, records: Collection[Record], scope: Scope, today: date, *, why: str, complete: bool
) -> Settled:
    """Rewrite the file so that it says what the run found; never after a run that was stopped."""
    path = listing.known.path

    def left(note: str, *, refused: bool = False) -> Settled:
        return Settled(path, judge(listing, records, scope, today), True, f"{path} is not updated: {note}", refused)

    if not complete:
        return left("the run did not go to its end")
    planned = plan(listing, records, scope, why)
    if planned.new and not why:
        failures = "1 new failure needs" if planned.new == 1 else f"{planned.new} new failures need"
        return left(f"{failures} a reason in your words: --why TEXT", refused=True)
    if not planned and listing.known.stored:
        return Settled(path, judge(listing, records, scope, today), True, f"{path} is up to date")
    try:
        text = rewritten(listing, planned) if planned else listing.known.text
        write_whole(Path(path), [text])
    except UsageError as error:
        return left(str(error).removeprefix(f"{path}: "), refused=True)
    now = Listing(read(text, path), listing.cases)
    return Settled(
        path, judge(now, records, scope, today), True, f"{path} updated: {planned if planned else 'nothing fails'}"
    )
