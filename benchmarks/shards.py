"""What shards cost: a first gate in one piece, and the same in 8 shards, of which the costliest counts.

The efficiency is the CPU time of the run in one piece divided by 8 times that of the costliest shard: what is lost is
start-up, which each shard pays, and what could not be dealt out evenly. The shards run one after the other beside the
run in one piece, so that what else the machine does hits both. Their results, combined, must be those of the whole.

Run: ``python benchmarks/shards.py [OPTION…]``, where an option is one of ``run``, such as ``--dialect=openai-ga``.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from conformance.results.reader import read

SHARDS = 8
AIM = 0.9


def seconds(folder: Path, *options: str) -> float:
    """The CPU time of a command."""
    command = [sys.executable, "-m", *options]
    with tempfile.NamedTemporaryFile("w", dir=folder, suffix=".log", delete=False) as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=subprocess.STDOUT)
        _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 5):
        sys.exit(f"{' '.join(command)}\n{Path(log.name).read_text()}")
    return used.ru_utime + used.ru_stime


def judged(folder: Path, name: str, *options: str) -> float:
    return seconds(folder, "pytest", "-q", "--impl=reference", "--no-case-cache", f"--results={name}.jsonl", *options)


def main(options: list[str]) -> int:
    with tempfile.TemporaryDirectory() as place, ThreadPoolExecutor() as threads:
        folder = Path(place)
        in_one_piece = threads.submit(judged, folder, "whole", *options)
        numbers = range(1, SHARDS + 1)
        shards = [judged(folder, f"shard-{number}", f"--shard={number}/{SHARDS}", *options) for number in numbers]
        whole = in_one_piece.result()
        parts = [f"shard-{number}.jsonl" for number in numbers]
        seconds(folder, "conformance", "combine", "combined.jsonl", *parts)
        verdicts, combined = (read(folder / name).verdicts for name in ("whole.jsonl", "combined.jsonl"))
    efficiency = whole / (SHARDS * max(shards))
    print(f"in one piece {whole:.1f} s of CPU; {SHARDS} shards {' '.join(f'{one:.1f}' for one in shards)}")
    print(f"efficiency {efficiency:.2f} (aim: {AIM}); {sum(shards) / whole - 1:.0%} more CPU in all")
    print(f"{len(verdicts)} verdicts in one piece, {len(combined)} combined: {'the same' * (verdicts == combined)}")
    return 0 if verdicts == combined and efficiency >= AIM else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
