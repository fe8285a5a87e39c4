"""The evidence that the checks of a payload share: the exchange, the oracle, and what came back, read once."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cached_property

from conformance import jsontext
from conformance.adapter.outcome import DECODED, FAULTS, Kind, Outcome
from conformance.checks.answer import Answer, in_words, not_judged
from conformance.checks.exchange import Exchange
from conformance.checks.finding import Finding, What
from conformance.checks.place import is_typed
from conformance.checks.verdict import Status
from conformance.checks.written import Written
from conformance.oracle import Accept, Breach, Departure, Oracle

_PLAIN = re.compile("[a-z]+")


class Seen:
    """An exchange as the checks look at it: ``case``, ``roundtrip`` and ``read`` are those of ``exchange``."""

    def __init__(self, exchange: Exchange, oracle: Oracle) -> None:
        self.exchange = exchange
        self.oracle = oracle
        self.case = exchange.case
        self.roundtrip = exchange.roundtrip
        self.read = exchange.read
        self._texts: dict[str, Written] = {}

    @property
    def canonical(self) -> str:
        """The canonical text of a legal payload."""
        assert isinstance(self.case.expectation, Accept)
        return self.case.expectation.canonical_text

    @property
    def tolerated_raw(self) -> bool:
        """Whether an unknown value was kept raw or ignored, which leaves nothing else to judge."""
        expectation = self.case.expectation
        raw = self.read.kind in (Kind.FALLBACK, Kind.IGNORED)
        return raw and isinstance(expectation, Accept) and expectation.unknown_value

    @property
    def decoded(self) -> bool:
        """Whether the payload was decoded, even if it could not be written back."""
        return self.read.kind in DECODED

    def kept_raw(self, outcome: Outcome) -> list[Finding]:
        """The values inside the payload that an outcome says were kept raw, though a type is declared for them.

        A value with something in it that the dialect does not know may be.
        """
        return [Finding(What.KEPT_RAW, at) for at in outcome.raw if self._has_type(at)]

    def _has_type(self, at: str) -> bool:
        if any(f"{one}/".startswith(f"{at}/") for one in self._unlisted):
            return False
        return is_typed(self.case, at, self.oracle.dialect)

    def is_undeclared(self, at: str) -> bool:
        """Whether a member is one of a value of an unknown kind, of which types can have the tag alone."""
        tags = (one.at for one in self._breaches if one.rule is Departure.UNLISTED_TAG)
        return any(at != tag and at.startswith(f"{tag.rpartition('/')[0]}/") for tag in tags)

    @cached_property
    def _unlisted(self) -> list[str]:
        """Where the payload has tags and values that the dialect does not know."""
        return [one.at for one in self._breaches if one.rule in (Departure.UNLISTED_TAG, Departure.UNLISTED_VALUE)]

    def generalized(self, finding: Finding) -> Finding:
        """The finding of something unknown that was refused, without its words in what the library says of it.

        Every unknown thing has another name, and one library refuses all of them for one cause.
        """
        if finding.what is not What.NOT_TOLERATED or finding.got is None:
            return finding
        general = self._unknown_words.sub("…", finding.got) if self._unknown_words else finding.got
        return finding if general == finding.got else replace(finding, expected=general)

    @cached_property
    def _unknown_words(self) -> re.Pattern[str] | None:
        """The names of members and the values in the payload that the dialect does not know."""
        unlisted = (Departure.UNLISTED_TAG, Departure.UNLISTED_VALUE)
        found = {jsontext.tokens(one.at)[-1] for one in self._breaches if one.rule is Departure.UNKNOWN_MEMBER}
        found |= {(one.got or "").strip('"') for one in self._breaches if one.rule in unlisted}
        # A plain word, such as `any`, may be the library's own.
        names = sorted((one for one in found if one and not _PLAIN.fullmatch(one)), key=len, reverse=True)
        words = "|".join(map(re.escape, names))
        return re.compile(rf"(?<![\w.])(?:{words})(?![\w.]*\w)") if words else None

    @cached_property
    def _breaches(self) -> tuple[Breach, ...]:
        return self.oracle.breaches(self.case.type, self.case.text)

    @property
    def twin_refused(self) -> bool:
        """Whether the same payload without its unknown members is not decoded either."""
        twin = self.exchange.twin
        return twin is not None and twin.kind not in DECODED

    def needs_ok(self, outcome: Outcome) -> Answer | None:
        """The answer of a check that builds on a decoded payload where there is none, or ``None``."""
        if outcome.kind is Kind.OK:
            return None
        judged = not_judged(outcome)
        if judged is not None and judged.status is not Status.FAIL:
            return judged
        refused = What.NOT_TOLERATED if self.case.unknown and not self.twin_refused else What.NOT_DECODED
        what = What.NO_ANSWER if outcome.kind in FAULTS else refused
        what = What.NOT_WRITTEN if outcome.kind is Kind.NOT_WRITTEN else what
        return Answer(Status.UNTESTABLE, (Finding(what, got=in_words(outcome)),))

    def written(self, outcome: Outcome) -> Written:
        """What an outcome brought back for a legal payload; each text is read once."""
        text = outcome.text or ""
        if text not in self._texts:
            self._texts[text] = Written(self.case, text, self.oracle)
        return self._texts[text]
