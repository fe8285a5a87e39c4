"""What a run costs: the gate the first time, once its cases are kept, in two processes, and of what fails; starting up.

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
RUN = ["run", "--types=RealtimeResponse*"]
# The same library twice, but that one forgets a member of everything: what differs is what the suite makes of it.
LIBRARY = """
import json
from conformance.reference.adapter import ADAPTER as RIGHT

hello = RIGHT.hello

def roundtrip(type, text):
    value = json.loads(RIGHT.roundtrip(type, text))
    if isinstance(value, dict):
        value.pop({forgotten!r}, None)
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
"""
LIBRARIES = {"right": None, "forgetful": "usage"}


def seconds(command: list[str], cache: str) -> float:
    """The CPU time of a command, in a folder of its own."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with tempfile.TemporaryDirectory() as folder:
        for name, forgotten in LIBRARIES.items():
            (Path(folder) / f"{name}.py").write_text(LIBRARY.format(forgotten=forgotten))
        ran = subprocess.run(command, cwd=folder, env={**os.environ, "XDG_CACHE_HOME": cache}, capture_output=True)
    assert ran.returncode == ("--impl=forgetful" in command), ran.stderr
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def gates(program: str) -> dict[str, float]:
    """One first gate, and what follows it."""
    with tempfile.TemporaryDirectory() as cache:
        reference = [program, *RUN, "--impl=reference"]
        return {
            "first gate": seconds(reference, cache),
            "second gate": seconds(reference, cache),
            "second gate, -n2": seconds([*reference, "-n2"], cache),
            "gate of what is right": seconds([program, *RUN, "--impl=right"], cache),
            "gate of what forgets": seconds([program, *RUN, "--impl=forgetful"], cache),
        }


def main(folders: list[str]) -> None:
    programs = [str(Path(folder).absolute() / "realtime-conformance") for folder in folders]
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
        ("forgets / right", "gate of what forgets", "gate of what is right"),
    ):
        print(f"{label:<28}" + "".join(f"{best[one, program] / best[other, program]:>26.2f}" for program in programs))


if __name__ == "__main__":
    main(sys.argv[1:] or [str(Path(sys.executable).parent)])
