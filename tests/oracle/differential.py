"""Oracle, reference and the real crate on the same payloads: who does something else than the oracle expects.

``python tests/oracle/differential.py 1000000`` prints the tally and every disagreement, made small.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import islice
from typing import Literal

import strategies
from conformance.adapter.contract import Connection, Op, Request
from conformance.adapter.outcome import Kind, Outcome
from conformance.adapters.open import open_implementation
from conformance.commands.golden import ARBITERS
from conformance.oracle import Expectation, Oracle, Reject, Rule, oracle
from conformance.spec.model import Tagged
from conformance.vectors.recording import agrees
from strategies.minimise import minimise

DIALECT = "async-openai"
WITNESSES = ("reference", ARBITERS[DIALECT])
KINDS: tuple[Literal["valid", "edge", "invalid"], ...] = ("valid", "edge", "invalid")
_BATCH = 4096
_TIMEOUT = 60.0


@dataclass(frozen=True, slots=True)
class Question:
    """A payload with what its maker says of it: ``breaks`` is a rule and a JSON Pointer, where that is known."""

    type: str
    kind: str
    text: str
    breaks: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Somebody does something else than the oracle expects; ``text`` is as small as it could be made."""

    who: str
    type: str
    text: str
    expected: str
    answered: str

    def __str__(self) -> str:
        return f"{self.type} {self.text}\n    oracle: {self.expected}\n    {self.who}: {self.answered}"


@dataclass(slots=True)
class Tally:
    """How many payloads of each kind the oracle accepts, rejects and leaves open, and who disagreed.

    ``disagreements`` holds one of each kind of them; ``disagreed`` is how many there were.
    """

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    disagreed: int = 0
    disagreements: list[Disagreement] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    def __str__(self) -> str:
        expectations = ("Accept", "Reject", "Free")
        kinds = dict.fromkeys(kind for kind, _ in self.counts)
        rows = [f"{'':10}" + "".join(f"{expectation:>10}" for expectation in expectations)]
        for kind in kinds:
            rows.append(f"{kind:10}" + "".join(f"{self.counts[kind, expected]:>10}" for expected in expectations))
        rows.append(f"{self.total} payloads, {self.disagreed} disagreements")
        return "\n".join([*rows, *map(str, self.disagreements)])


def payloads(count: int, seed: int) -> Iterator[Question]:
    """At least ``count`` payloads, spread evenly over all types and kinds."""
    types = oracle(DIALECT).dialect.types
    share = -(-count // (len(types) * len(KINDS)))
    for type_name in types:
        for kind in KINDS:
            for payload in strategies.seeded(type_name, kind, seed, share, DIALECT):
                breaks = None if payload.breaks is None else (payload.breaks, payload.at or "")
                yield Question(type_name, kind, payload.text, breaks)


def covering(most: int) -> Iterator[Question]:
    """The covering sets, up to ``most`` payloads of each type; the union of all events is left to its variants."""
    spec = oracle(DIALECT).dialect
    for type_name, node in spec.types.items():
        if isinstance(node, Tagged) and type_name in spec.roots:
            continue
        for payload in islice(strategies.covering(type_name, DIALECT), most):
            yield Question(type_name, "covering", payload.text)


def compare(questions: Iterable[Question], witnesses: Sequence[Connection]) -> Tally:
    """Ask everybody. The first disagreement about a type with one kind of answer stands for all of them."""
    judge, tally, told = oracle(DIALECT), Tally(), set()
    pending = iter(questions)
    while batch := list(islice(pending, _BATCH)):
        expected = [judge.expect(question.type, question.text) for question in batch]
        for question, expectation in zip(batch, expected, strict=True):
            tally.counts[question.kind, type(expectation).__name__] += 1
            if question.breaks and expectation != _reject(question.breaks):
                claim = f"breaks {question.breaks[0]} at {question.breaks[1]!r}"
                tally.disagreed += 1
                tally.disagreements.append(
                    Disagreement("strategies", question.type, question.text, str(expectation), claim)
                )
        for witness in witnesses:
            outcomes = witness.stream(Request(Op.ROUNDTRIP, question.type, question.text) for question in batch)
            for question, expectation, outcome in zip(batch, expected, outcomes, strict=True):
                if agrees(expectation, outcome):
                    continue
                tally.disagreed += 1
                key = (witness.hello.name, question.type, type(expectation), outcome.kind)
                if key not in told:
                    told.add(key)
                    tally.disagreements.append(_minimised(question, witness, judge, outcome.kind))
    return tally


def _reject(breaks: tuple[str, str]) -> Expectation:
    return Reject(Rule(breaks[0]), breaks[1])


def _minimised(question: Question, witness: Connection, judge: Oracle, kind: Kind) -> Disagreement:
    def ask(text: str) -> tuple[Expectation, Outcome]:
        return judge.expect(question.type, text), witness.ask(Request(Op.ROUNDTRIP, question.type, text))

    def disagree(text: str) -> bool:
        expectation, outcome = ask(text)
        return outcome.kind is kind and not agrees(expectation, outcome)

    text = minimise(question.text, disagree)
    expectation, outcome = ask(text)
    said = outcome.text if outcome.kind is Kind.OK else outcome.message
    return Disagreement(witness.hello.name, question.type, text, str(expectation), f"{outcome.kind}: {said}")


def main(count: int, seed: int) -> int:
    started = time.monotonic()
    with ExitStack() as stack:
        witnesses = [stack.enter_context(open_implementation(name, timeout=_TIMEOUT)) for name in WITNESSES]
        tally = compare(payloads(count, seed), witnesses)
    print(f"{tally}\nseed {seed}, {time.monotonic() - started:.0f} s")
    return int(bool(tally.disagreements))


if __name__ == "__main__":
    arguments = [int(argument) for argument in sys.argv[1:]] or [50_000]
    sys.exit(main(arguments[0], arguments[1] if len(arguments) > 1 else 0))
