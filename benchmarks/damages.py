"""What becomes of random damages to right sessions: told by a rule, legal as well, or missed.

    python -m benchmarks.damages [SESSIONS]

writes the table of docs/sessions.md.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from enum import StrEnum
from random import Random

from benchmarks.damaging import DAMAGES, Damaged, damaged, harmless
from conformance.requirements.level import Level
from conformance.requirements.sessions import load_session_register
from conformance.session.lint import lint
from conformance.session.readers import Transcript
from conformance.session.simulate import simulated
from conformance.session.transcript import Connection, Header

_ACTS = 15


class Outcome(StrEnum):
    TOLD = "told"
    """A rule that binds is broken, or another wire is told by name."""
    LEGAL = "legal"
    """The damaged session is right as well."""
    MISSED = "missed"


def outcome(header: Header, damage: Damaged) -> Outcome:
    register = load_session_register(header.dialect)
    linted = lint(Transcript(header, iter(damage.frames)))
    if linted.told or any(register[one.rule].level is not Level.FREE for one in linted.findings):
        return Outcome.TOLD
    return Outcome.LEGAL if harmless(damage) else Outcome.MISSED


def table(seeds: Iterable[int]) -> dict[str, Counter[Outcome]]:
    """The outcomes by kind, of one damage of each kind to each of these sessions."""
    found = {kind: Counter[Outcome]() for kind in DAMAGES}
    for seed in seeds:
        header, frames = simulated(seed, _ACTS, Connection.WEBRTC if seed % 4 == 3 else Connection.NEW)
        for kind in DAMAGES:
            if damage := damaged(kind, Random(f"{seed} {kind}"), frames):
                found[kind][outcome(header, damage)] += 1
    return found


def lines(outcomes: dict[str, Counter[Outcome]]) -> Iterator[str]:
    yield "| damage | told | legal as well | missed |"
    yield "| --- | --: | --: | --: |"
    total = Counter[Outcome]()
    for kind, counts in outcomes.items():
        total += counts
        yield f"| {kind} | {' | '.join(str(counts[one]) for one in Outcome)} |"
    yield f"| all | {' | '.join(str(total[one]) for one in Outcome)} |"


if __name__ == "__main__":
    print(*lines(table(range(int(sys.argv[1]) if sys.argv[1:] else 200))), sep="\n")
