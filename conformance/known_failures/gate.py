"""Compares a finished run with its file of known failures, and updates the file on request."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from conformance.checks.verdict import Verdict
from conformance.errors import UsageError
from conformance.files import write_whole
from conformance.known_failures.entries import read
from conformance.known_failures.match import Judgement, Listing, ProblemKind, Scope, judge
from conformance.known_failures.rewrite import rewritten
from conformance.known_failures.update import plan
from conformance.results.words import counted


@dataclass(frozen=True, slots=True)
class GateResult:
    """The result of the comparison, after an update if one was asked for.

    ``listing`` is what the file lists, after the update. ``note`` says what the update did; ``refused`` is true if it
    could not be done, which is the user's mistake.
    """

    listing: Listing
    judgement: Judgement
    updating: bool = False
    note: str = ""
    refused: bool = False

    @property
    def path(self) -> str:
        """The path of the file, as it was given."""
        return self.listing.known.path

    @property
    def as_listed(self) -> bool:
        """Whether every failure is listed, and everything listed fails as it says."""
        return not self.judgement.unlisted and not self.judgement.problems

    def label(self, verdict: Verdict) -> str | None:
        """How the file calls a failure; ``None`` where it does not list it."""
        entry = self.listing.entry(verdict)
        return entry.label if entry else None

    @property
    def fixable(self) -> bool:
        """Whether an update would solve one of the file's problems."""
        return not self.updating and any(problem.kind is not ProblemKind.EXPIRED for problem in self.judgement.problems)


def gate(listing: Listing, verdicts: Collection[Verdict], scope: Scope, today: date) -> GateResult:
    """Compare the file with the run, without changing it."""
    return GateResult(listing, judge(listing, verdicts, scope, today))


def update(
    listing: Listing, verdicts: Collection[Verdict], scope: Scope, today: date, *, why: str, complete: bool
) -> GateResult:
    """Rewrite the file so that it lists what the run found, unless the run was stopped."""
    path = listing.known.path

    def result(note: str, listing: Listing = listing, *, refused: bool = False) -> GateResult:
        return GateResult(listing, judge(listing, verdicts, scope, today), updating=True, note=note, refused=refused)

    if not complete:
        return result(f"{path} is not updated: the run did not go to its end")
    planned = plan(listing, verdicts, scope, why)
    if planned.failures and not why:
        need = "needs" if planned.failures == 1 else "need"
        failures = f"{counted(planned.failures, 'new failure')} {need} a reason in your words: --why TEXT"
        return result(f"{path} is not updated: {failures}", refused=True)
    changed = planned.entries != listing.known.entries
    if not changed and listing.known.stored:
        return result(f"{path} is up to date")
    try:
        text = rewritten(listing.known, planned) if changed else listing.known.text
        write_whole(Path(path), [text])
    except UsageError as error:
        return result(f"{path} is not updated: {str(error).removeprefix(f'{path}: ')}", refused=True)
    done = str(planned) if changed else "nothing fails"
    return result(f"{path} updated: {done}", Listing(read(text, path), listing.cases))
