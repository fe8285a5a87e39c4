"""How many payloads per second go through the whole loop: generate, ask an adapter, judge.

Prints payloads per second on one core for the reference in-process, and beside it the same adapter over
stdio in the same run; the ratio is what counts, the machine's speed is not. So is the other one: how many times
what ``json.loads`` takes for the same texts the loop in-process takes, both in CPU time, because they do not run at the
same moment and the machine may do something else. ``python benchmarks/loop.py [N]``.
"""

from __future__ import annotations

import json
import resource
import statistics
import sys
import time
from collections.abc import Iterator

import strategies
from conformance.adapter.contract import Connection
from conformance.adapters.open import open_implementation
from conformance.checks.case import Case
from conformance.checks.exchange import Again, exchanges
from conformance.checks.register import conforms, judge
from conformance.oracle import oracle
from conformance.spec import load_dialect

DIALECT = "async-openai"
STDIO = f"stdio:{sys.executable} -m conformance.adapter.serve conformance.reference.adapter"
ROUNDS = 5


def cases(types: list[str], count: int, seed: int) -> Iterator[Case]:
    judge_by = oracle(DIALECT)
    for name in types:
        for payload in strategies.seeded(name, "valid", seed, count // len(types), DIALECT):
            yield Case(name, name, payload.text, judge_by.expect(name, payload.text))


def loop(connection: Connection, types: list[str], count: int, seed: int) -> tuple[float, float]:
    """Payloads per second, and per second of this process's CPU; every one is judged, and all of them have to pass."""
    started, before = time.perf_counter(), time.process_time()
    judged = 0
    for exchange in exchanges(connection, cases(types, count, seed), again=Again.NEVER, ops=()):
        judged += 1
        if not conforms(exchange):
            assert all(verdict.status == "pass" for verdict in judge(exchange, oracle(DIALECT))), exchange
    return judged / (time.perf_counter() - started), judged / (time.process_time() - before)


def parsed(types: list[str], count: int, seed: int) -> float:
    """Payloads per second of CPU that ``json.loads`` reads, of the same ones."""
    texts = [case.text for case in cases(types, count, seed)]
    before = time.process_time()
    for text in texts:
        json.loads(text)
    return len(texts) / (time.process_time() - before)


def main(count: int) -> None:
    everything = list(load_dialect(DIALECT).types)
    print(f"{'types':<20}{'in-process/s':>14}{'stdio/s':>12}{'stdio/in-process':>18}{'times json.loads':>18}")
    for name, types in ((f"all {len(everything)}", everything), ("RealtimeResponse", ["RealtimeResponse"])):
        with open_implementation("reference", timeout=30) as inside, open_implementation(STDIO, timeout=30) as outside:
            loop(inside, types, count // 10, 0)
            loop(outside, types, count // 10, 0)
            rounds = [
                (loop(inside, types, count, seed), loop(outside, types, count, seed), parsed(types, count, seed))
                for seed in range(ROUNDS)
            ]
        near = statistics.median(inner[0] for inner, _, _ in rounds)
        far = statistics.median(outer[0] for _, outer, _ in rounds)
        ratio = statistics.median(outer[0] / inner[0] for inner, outer, _ in rounds)
        times = statistics.median(plain / inner[1] for inner, _, plain in rounds)
        print(f"{name:<20}{near:>14,.0f}{far:>12,.0f}{ratio:>18.2f}{times:>18.1f}")
    print(f"peak memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
