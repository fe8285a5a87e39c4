"""Whatever a command writes is there as a whole, or it is as it was before: on a disk that is full, in one line."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from result_files import gone, verdict, write

LONG = 300  # seconds
FULL = 50
"""Bytes that a file can have. A limit is what a test can set without rights; writers are told as by a full disk."""
SESSION = [
    {"from": "server", "text": json.dumps({"type": "session.created", "event_id": f"event_{n}"})} for n in range(99)
]
COMMANDS = {
    "report --html": "report results.jsonl --html=out",
    "report --markdown": "report results.jsonl --markdown=out",
    "report --junit": "report results.jsonl --junit=out",
    "report --sarif": "report results.jsonl --sarif=out",
    "compare": "compare results.jsonl results.jsonl --markdown=out",
    "combine": "combine out shard.jsonl",
    "history": "history out results.jsonl",
    "session convert": "session convert session.jsonl -o out",
    "session show": "session show session.jsonl --html=out",
}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "results.jsonl", [verdict("RealtimeResponse/a", "fail", gone("/usage"), sent="{}")])
    write(tmp_path / "shard.jsonl", [verdict("RealtimeResponse/a", index=0)], options={"shard": "1/1"})
    head = {"transcript": 1, "dialect": "openai-ga", "complete": False}
    (tmp_path / "session.jsonl").write_text("".join(json.dumps(line) + "\n" for line in (head, *SESSION)))
    return tmp_path


def ran(command: str, limit: int = FULL) -> subprocess.CompletedProcess[str]:
    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return subprocess.run(
        [sys.executable, "-m", "conformance", *command.split()],
        capture_output=True, text=True, timeout=LONG, check=False, preexec_fn=limited,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_an_older_file_stays_as_it_was(here: Path, command: str) -> None:
    (here / "out").write_text("" if command.startswith("history") else "old")
    before = {path.name: path.read_bytes() for path in here.iterdir()}
    done = ran(command)
    assert (done.returncode, done.stderr) == (4, "realtime-conformance: out: File too large\n"), done.stdout
    assert {path.name: path.read_bytes() for path in here.iterdir()} == before


@pytest.mark.parametrize("there", [True, False])
def test_of_a_new_project_nothing_is_left(here: Path, there: bool) -> None:
    if there:
        (here / "mine").mkdir()
    done = ran(f"adapters new --lang=rust {'mine' if there else 'my/own'}")
    assert (done.returncode, done.stdout) == (4, "")
    assert done.stderr.endswith(": File too large\n")
    assert not [*here.glob("mine/*")]
    assert (here / "mine").exists() == there
    assert not (here / "my").exists()
