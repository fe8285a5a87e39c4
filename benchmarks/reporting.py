"""The HTML report of ten implementations with 20,000 verdicts each: seconds, memory and size.

``python benchmarks/reporting.py [FILES] [VERDICTS]`` writes synthetic results files into a directory of its own,
reads them and makes the page. The bounds that the page is built for: 20 seconds, 500 MiB, 5 MiB.
"""

from __future__ import annotations

import json
import random
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from conformance.results.html import html
from conformance.results.reader import read
from conformance.results.record import FORMAT
from conformance.spec import load_dialect

_CHECKS = ("accepts", "round-trip", "canonical", "canonical-bytes", "idempotent", "rejects", "typed-read", "build")
_MEMBERS = ("id", "status", "usage", "metadata", "audio", "instructions", "event_id", "tools", "voice", "output")


def write(path: Path, name: str, verdicts: int, seed: int) -> None:
    """A results file of ``verdicts`` verdicts, about a quarter of them failures with payloads of all sizes."""
    chance = random.Random(seed)
    types = list(load_dialect("async-openai").types)
    header = {
        "kind": "header",
        "format": FORMAT,
        "suite": "0.1.0",
        "dialect": {"name": "async-openai", "version": 1},
        "requirements": 1,
        "implementation": {"name": name, "version": f"1.{seed}.0", "language": "python", "profile": "default"},
        "impl": name,
        "environment": {"python": "3.11", "platform": "Linux"},
        "options": {
            "types": types,
            "checks": list(_CHECKS),
            "vectors": ["*"],
            "generated": 0,
            "strict": False,
            "shard": None,
        },
        "seed": 0,
        "started": "2026-01-01T00:00:00+00:00",
    }
    totals: dict[str, int] = {}
    with path.open("w", encoding="utf-8") as file:
        file.write(json.dumps(header) + "\n")
        for number in range(verdicts):
            line = _verdict(chance, types, number, name)
            totals[line["status"]] = totals.get(line["status"], 0) + 1
            file.write(json.dumps(line) + "\n")
        file.write(json.dumps({"kind": "footer", "totals": totals, "exit": 1, "seconds": 20.0}) + "\n")


def _verdict(chance: random.Random, types: list[str], number: int, name: str) -> dict[str, Any]:
    vector, check = divmod(number, len(_CHECKS))
    type_name = types[vector % len(types)]
    case = f"{type_name}/vector-{vector // len(types)}-{_MEMBERS[vector % len(_MEMBERS)]}"
    line: dict[str, Any] = {
        "kind": "verdict",
        "case": case,
        "subject": type_name,
        "check": _CHECKS[check],
        "level": "should" if _CHECKS[check] == "canonical-bytes" else "must",
        "status": "pass",
    }
    if chance.random() < 0.75:
        return line
    member = chance.choice(_MEMBERS)
    payload = {one: "x" * chance.choice((3, 20, 60, 400)) for one in chance.sample(_MEMBERS, 5)}
    lost = {one: value for one, value in payload.items() if one != member}
    value = json.dumps(payload.get(member, "gone"))
    row = "encode.nothing-lost"
    return line | {
        "status": "fail",
        "reason": f"/{member} is dropped",
        "findings": [{"what": "lost", "at": f"/{member}", "expected": value, "requirement": row}],
        "requirements": [{"id": row, "says": "A value is written back as it was read."}],
        "sent": json.dumps(payload),
        "expected": json.dumps(payload),
        "actual": json.dumps(lost),
        "reproduce": f"realtime-conformance show {case} --impl={name}",
    }


def main(files: int, verdicts: int) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as directory:
        paths = [Path(directory, f"{number}.jsonl") for number in range(files)]
        for number, path in enumerate(paths):
            write(path, f"implementation-{number}", verdicts, number)
        begun = time.perf_counter()
        results = [read(path) for path in paths]
        was_read = time.perf_counter()
        page = html(results)
        made = time.perf_counter()
    size = len(page.encode()) / 2**20
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10
    print(f"{files} files of {verdicts} verdicts: read in {was_read - begun:.1f} s, page in {made - was_read:.1f} s")
    print(f"{size:.2f} MiB of page, {memory:.0f} MiB of memory at most")
    if len(sys.argv) > 3:
        Path(sys.argv[3]).write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main(*(int(number) for number in (sys.argv[1:3] or ("10", "20000"))))
