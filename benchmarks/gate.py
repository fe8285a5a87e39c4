"""What a run costs: the gate the first time, once its cases are kept, and in two processes; and starting up.

Prints CPU seconds (user and system, of all processes) and their ratios: the machine's speed and what else it does
matter little. Beside them, where a second folder is given, the same for the release installed there, in turns.
``python benchmarks/gate.py [BIN [BIN]]``, where BIN is the folder of a ``realtime-conformance`` command.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

ROUNDS = 3
STARTS = (["--version"], ["types"], ["judge", "--help"], ["run", "--help"])
RUN = ["run", "--impl=reference", "--types=RealtimeResponse*"]


def seconds(command: list[str], cache: str) -> float:
    """The CPU time of a command, in a folder of its own."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            command, cwd=folder, env={**os.environ, "XDG_CACHE_HOME": cache}, capture_output=True, check=True
        )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def gates(program: str) -> dict[str, float]:
    """One first gate, and what follows it."""
    with tempfile.TemporaryDirectory() as cache:
        return {
            "first gate": seconds([program, *RUN], cache),
            "second gate": seconds([program, *RUN], cache),
            "second gate, -n2": seconds([program, *RUN, "-n2"], cache),
        }


def main(folders: list[str]) -> None:
    programs = [str(Path(folder) / "realtime-conformance") for folder in folders]
    best: dict[tuple[str, str], float] = {}
    for _ in range(ROUNDS):
        for program in programs:
            found = gates(program) | {" ".join(start): seconds([program, *start], "") for start in STARTS}
            for name, value in found.items():
                best[name, program] = min(value, best.get((name, program), value))
    print(f"{'CPU seconds, best of ' + str(ROUNDS):<28}" + "".join(f"{folder[-24:]:>26}" for folder in folders))
    for name in dict.fromkeys(name for name, _ in best):
        print(f"{name:<28}" + "".join(f"{best[name, program]:>26.2f}" for program in programs))
    for label, one, other in (
        ("second / first", "second gate", "first gate"),
        ("-n2 / one process", "second gate, -n2", "second gate"),
    ):
        print(f"{label:<28}" + "".join(f"{best[one, program] / best[other, program]:>26.2f}" for program in programs))


if __name__ == "__main__":
    main(sys.argv[1:] or [str(Path(sys.executable).parent)])
