"""Joins the shards of a run into the file that the run would have written in one piece."""

from __future__ import annotations

import heapq
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conformance.difference import differences
from conformance.errors import UsageError
from conformance.jsontext import visible
from conformance.results.lines import json_line, shares_line
from conformance.results.reader import read
from conformance.results.record import Footer, Results
from conformance.results.shares import shares

_NOTHING_JUDGED = 5
_SHOWN = 80


class CombineError(UsageError):
    """The files are not the shards of one run; the message names those that do not fit."""


@dataclass(frozen=True, slots=True)
class _Shard:
    results: Results
    footer: Footer
    number: int
    count: int
    header: dict[str, Any]

    @property
    def path(self) -> Path:
        return self.results.path


def combine(paths: Sequence[Path]) -> Iterator[str]:
    """The lines of the whole run's file, after a check of all shards.

    Except for times, they are what the run would have written without shards. The start is the earliest, the seconds
    are the sum, and the exit code is the worst of the shards'.

    Raises:
        CombineError: a shard is incomplete, missing, given twice or from another run.
        ResultsError: a file cannot be read.
    """
    if not paths:
        raise CombineError("no shards given")
    shards = [_shard(path) for path in paths]
    for shard in shards[1:]:
        _one_run(shards[0], shard)
    _all_present(shards)
    _disjoint(shards)
    return _lines(sorted(shards, key=lambda shard: shard.number))


def _shard(path: Path) -> _Shard:
    results = read(path, width=0)
    shard = results.header.options["shard"]
    if shard is None:
        raise CombineError(f"{path}: not a shard, but the results of a run in one piece")
    if results.footer is None:
        raise CombineError(f"{path}: shard {shard} is incomplete: its run was stopped before its end")
    number, count = map(int, shard.split("/"))
    if number > count:
        raise CombineError(f"{path}: there is no shard {shard}")
    with path.open(encoding="utf-8") as file:
        return _Shard(results, results.footer, number, count, json.loads(file.readline()))


def _one_run(first: _Shard, other: _Shard) -> None:
    different = f"{first.path} and {other.path} are of different runs: "
    for path, one in differences(_whole(first.header), _whole(other.header)):
        left, right = (visible(one or "null", _SHOWN) for one in (one.expected, one.actual))
        raise CombineError(f"{different}{'.'.join(map(str, path))} is {left} and {right}")
    if first.count != other.count:
        raise CombineError(f"{different}one of {first.count} shards, one of {other.count}")


def _whole(header: dict[str, Any]) -> dict[str, Any]:
    """The header of the whole run, without times."""
    timeless = {name: value for name, value in header.items() if name != "started"}
    return timeless | {"options": {**header["options"], "shard": None}}


def _all_present(shards: Sequence[_Shard]) -> None:
    by_number: dict[int, _Shard] = {}
    for shard in shards:
        if (twin := by_number.setdefault(shard.number, shard)) is not shard:
            raise CombineError(f"{twin.path} and {shard.path} are both shard {shard.number}/{shard.count}")
    count = shards[0].count
    if missing := [f"{number}/{count}" for number in range(1, count + 1) if number not in by_number]:
        listed = ", ".join(missing[:10]) + (f" and {len(missing) - 10} more" if len(missing) > 10 else "")
        raise CombineError(f"the run is not whole: no file for shard {listed}")


def _disjoint(shards: Sequence[_Shard]) -> None:
    owners: dict[tuple[str, str], _Shard] = {}
    for shard in shards:
        for verdict in shard.results.verdicts:
            if (owner := owners.setdefault(verdict.key, shard)) is not shard:
                raise CombineError(f"{verdict.case} is judged by {verdict.check} in {owner.path} and {shard.path}")


def _lines(shards: Sequence[_Shard]) -> Iterator[str]:
    first = shards[0].header
    header = {**first, **_whole(first), "started": min(shard.header["started"] for shard in shards)}
    yield json_line({name: header[name] for name in first})
    for _, verdict in heapq.merge(*map(_verdicts, shards), key=lambda pair: pair[0]):
        yield json_line(verdict)
    totals: Counter[str] = Counter()
    for shard in shards:
        totals.update(shard.footer.totals)
    yield json_line(
        {
            "kind": "footer",
            "totals": dict(sorted(totals.items())),
            "shares": shares_line(shares(verdict for shard in shards for verdict in shard.results.verdicts)),
            # A shard that judged nothing (5) does not fail the combined run. Otherwise the highest code wins, so 4 (a
            # list that could not be updated) outranks 1, as in a run without shards.
            "exit": max({shard.footer.exit for shard in shards} - {_NOTHING_JUDGED}, default=_NOTHING_JUDGED),
            "seconds": round(sum(shard.footer.seconds for shard in shards), 3),
        }
    )


def _verdicts(shard: _Shard) -> Iterator[tuple[int, dict[str, Any]]]:
    """The verdicts of a shard, each with the index of its item in the whole run."""
    reached = 0
    with shard.path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            verdict = json.loads(line)
            if verdict["kind"] != "verdict":
                continue
            index = verdict.pop("place", None)
            if index is None:
                raise CombineError(f"{shard.path}, line {number}: a shard's verdict without its place in the run")
            if index < reached:
                raise CombineError(f"{shard.path}, line {number}: not in the order of the run")
            reached = index
            yield index, verdict
