"""What each type costs in a first gate, by which shards are dealt out: writes ``conformance/suite/costs.json``.

The reference judges each dialect, and the CPU time of each type's items is added up, in milliseconds: of its vectors
and hostile payloads, of its covering set, and of 100 generated payloads. What is generated is made without what other
types have left in caches, as in a shard that has none of those. Two runs with different numbers of payloads tell the
covering set from them. The numbers of another machine differ; only their proportions count.

Run: ``python benchmarks/costs.py [DIALECT…]``; dialects that are not named keep their numbers.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from time import process_time

import pytest

from conformance.spec import dialects
from conformance.suite.costs import FILE
from conformance.suite.items import ConformanceItem, PropertyItem
from conformance.suite.namesake import our_strategies

FEW, MANY = 100, 500


class Stopwatch:
    """Adds up what the items of each type cost: beside generated payloads, and with them."""

    def __init__(self) -> None:
        self.seconds: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        if isinstance(item, PropertyItem):
            with our_strategies():
                from strategies import pairs

                pairs.rows.cache_clear()
                pairs._covering.cache_clear()
        before = process_time()
        done = yield
        if isinstance(item, ConformanceItem):
            self.seconds[item.case.subject][isinstance(item, PropertyItem)] += process_time() - before
        return done


def judged(dialect: str, generated: int) -> dict[str, list[float]]:
    stopwatch = Stopwatch()
    options = [
        "-q",
        "-p",
        "no:cacheprovider",
        "-o",
        "addopts=",
        "-o",
        "filterwarnings=",
        "--no-case-cache",
        f"--generated={generated}",
    ]
    code = pytest.main([*options, "--impl=reference", f"--dialect={dialect}"], plugins=[stopwatch])
    if code:
        sys.exit(f"the reference does not pass {dialect}: no costs of it")
    return stopwatch.seconds


def measured(dialect: str) -> dict[str, list[int]]:
    few, many = judged(dialect, FEW), judged(dialect, MANY)
    found = {}
    for name, (of_vectors, of_few) in sorted(few.items()):
        each = max(0.0, many[name][1] - of_few) / (MANY - FEW)
        found[name] = [round(1000 * one) for one in (of_vectors, max(0.0, of_few - FEW * each), 100 * each)]
    return found


def main(asked: list[str]) -> None:
    found = {dialect: measured(dialect) for dialect in asked or dialects()}
    costs = json.loads(FILE.read_text(encoding="utf-8")) | found
    lines = (
        f"{json.dumps(dialect)}: {{\n"
        + ",\n".join(f"  {json.dumps(name)}: {both}" for name, both in sorted(costs[dialect].items()))
        + "\n}"
        for dialect in sorted(costs)
    )
    Path(FILE).write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
