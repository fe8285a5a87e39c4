"""How fast payloads are made: seeded RealtimeResponse payloads against hypothesis-jsonschema's examples.

Both make values of the same schema, the self-contained document of the type. Rounds of the two alternate, so
that what else the machine does hits both; the best round of each counts. Each gets its set-up before the clock
runs: the seeded generator its first payload, hypothesis-jsonschema one whole run of its examples.

Run: ``python benchmarks/generation.py [seconds a round]``
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from itertools import islice
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings

import strategies
from conformance.spec.bundle import bundle
from strategies.bulk import stream
from strategies.open_schema import from_schema

TYPE = "RealtimeResponse"
DIALECT = "async-openai"
ROUNDS = 3
TARGET = 1000


def main() -> int:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 3.0
    makers = {
        "seeded": seeded_maker(),
        "hypothesis-jsonschema": drawn_maker(from_schema(bundle(DIALECT, TYPE)), 5),
        "strategies.valid (Hypothesis)": drawn_maker(strategies.valid(TYPE).map(lambda payload: payload.text), 100),
    }
    best = dict.fromkeys(makers, 0.0)
    for make in makers.values():
        make()
    for _ in range(ROUNDS):
        for name, make in makers.items():
            best[name] = max(best[name], rate(make, seconds))
    sizes = [len(payload.text) for payload in strategies.seeded(TYPE, count=2000)]
    ratio = best["seeded"] / best["hypothesis-jsonschema"]
    print(f"{TYPE}, {sum(sizes) / len(sizes):.0f} characters on average; best of {ROUNDS} rounds of {seconds:g} s")
    for name, per_second in best.items():
        print(f"  {name:32}{per_second:>12,.1f} payloads/s")
    print(f"  seeded / hypothesis-jsonschema  {ratio:>12,.0f} x   (target {TARGET:,} x)")
    return 0 if ratio >= TARGET else 1


def seeded_maker() -> Callable[[], int]:
    payloads = stream(DIALECT, TYPE, "valid", 1)
    chunk = 1000

    def make() -> int:
        for _ in islice(payloads, chunk):
            pass
        return chunk

    return make


def drawn_maker(strategy: Any, examples: int) -> Callable[[], int]:
    """Runs of ``examples`` examples each; counts those that reached the test."""
    made = 0

    @settings(
        max_examples=examples,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def test(_: Any) -> None:
        nonlocal made
        made += 1

    def make() -> int:
        before = made
        test()
        return made - before

    return make


def rate(make: Callable[[], int], seconds: float) -> float:
    made = 0
    start = time.perf_counter()
    while (taken := time.perf_counter() - start) < seconds:
        made += make()
    return made / taken


if __name__ == "__main__":
    sys.exit(main())
