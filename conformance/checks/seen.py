"""The evidence that the checks of a payload share: the exchange, the oracle, and what came back, read once."""

from __future__ import annotations

from conformance.adapter.outcome import FAULTS, Kind, Outcome
from conformance.checks.answer import Answer, in_words, not_judged
from conformance.checks.exchange import Exchange
from conformance.checks.finding import Finding, What
from conformance.checks.verdict import Status
from conformance.checks.written import Written
from conformance.oracle import Accept, Oracle


class Seen:
    """An exchange as the checks look at it: ``case`` and ``roundtrip`` are those of ``exchange``."""

    def __init__(self, exchange: Exchange, oracle: Oracle) -> None:
        self.exchange = exchange
        self.oracle = oracle
        self.case = exchange.case
        self.roundtrip = exchange.roundtrip
        self._read: dict[str, Written] = {}

    @property
    def canonical(self) -> str:
        """The canonical text of a legal payload."""
        assert isinstance(self.case.expectation, Accept)
        return self.case.expectation.canonical_text

    @property
    def tolerated_raw(self) -> bool:
        """Whether an unknown value was kept raw or ignored, which leaves nothing else to judge."""
        expectation = self.case.expectation
        raw = self.roundtrip.kind in (Kind.FALLBACK, Kind.IGNORED)
        return raw and isinstance(expectation, Accept) and expectation.unknown_value

    def needs_ok(self, outcome: Outcome) -> Answer | None:
        """The answer of a check that builds on a decoded payload where there is none, or ``None``."""
        if outcome.kind is Kind.OK:
            return None
        judged = not_judged(outcome)
        if judged is not None and judged.status is not Status.FAIL:
            return judged
        refused = What.NOT_TOLERATED if self.case.unknown else What.NOT_DECODED
        what = What.NO_ANSWER if outcome.kind in FAULTS else refused
        return Answer(Status.UNTESTABLE, (Finding(what, got=in_words(outcome)),))

    def written(self, outcome: Outcome) -> Written:
        """What an outcome brought back for a legal payload; each text is read once."""
        text = outcome.text or ""
        if text not in self._read:
            self._read[text] = Written(self.case, text, self.oracle)
        return self._read[text]
