"""The evidence that the checks of a payload share: the exchange, the oracle, and what came back, read once."""

from __future__ import annotations

from conformance.adapter.outcome import Kind, Outcome
from conformance.checks.answer import Answer, needs_ok
from conformance.checks.case import Case
from conformance.checks.exchange import Exchange
from conformance.checks.written import Written
from conformance.oracle import Accept, Oracle


class Seen:
    """An exchange as the checks look at it."""

    def __init__(self, exchange: Exchange, oracle: Oracle) -> None:
        self.exchange = exchange
        self.oracle = oracle
        self._read: dict[str, Written] = {}

    @property
    def case(self) -> Case:
        """The case that was asked about."""
        return self.exchange.case

    @property
    def roundtrip(self) -> Outcome:
        """The outcome of the round trip."""
        return self.exchange.roundtrip

    @property
    def canonical(self) -> str:
        """The canonical text of a legal payload."""
        assert isinstance(self.case.expectation, Accept)
        return self.case.expectation.canonical_text

    @property
    def tolerated_raw(self) -> bool:
        """Whether a value beyond the dialect was kept raw or passed over, which leaves nothing else to judge."""
        expectation = self.case.expectation
        raw = self.roundtrip.kind in (Kind.FALLBACK, Kind.IGNORED)
        return raw and isinstance(expectation, Accept) and expectation.beyond

    def needs_ok(self, outcome: Outcome) -> Answer | None:
        """The answer of a check that builds on a decoded payload when there is none, or ``None``."""
        return needs_ok(outcome, unknown=self.case.unknown)

    def written(self, outcome: Outcome) -> Written:
        """What an outcome brought back for a legal payload; each text is read once."""
        text = outcome.text or ""
        if text not in self._read:
            self._read[text] = Written(self.case, text, self.oracle)
        return self._read[text]
