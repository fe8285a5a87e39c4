"""Commands that are stopped at random moments say so, leave nothing behind, and leave readable files.

``CONFORMANCE_SIGNALS=50`` is how often (by default, a few times); each time is one test, which prints its moment.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

import pytest

from conformance.peer.server import ReferenceServer
from conformance.results.reader import read
from conformance.session.readers import open_transcript

TIMES = int(os.environ.get("CONFORMANCE_SIGNALS", "4"))
LATEST = 12.0
"""Seconds after which the last signal is sent: whatever is stopped takes longer than that, or is over."""
LONG = 60.0
INTERRUPTED = 2
LIBRARY = """
import time
from conformance.reference.adapter import ADAPTER as reference

TYPES = ["RealtimeResponseUsage"]

def roundtrip(type, text):
    time.sleep(0.05)
    return reference.roundtrip(type, text)
"""
CLIENT = """
import os
from websockets.sync.client import connect

with connect(os.environ["REALTIME_URL"] + "/v1/realtime?model=m") as link:
    for _ in link:
        pass
"""
RUN = ("run", "--impl=library", "--isolate", "--types=RealtimeResponseUsage", "--generated=0", "--results=r.jsonl")
COMMANDS = {
    "run": RUN,
    "run -n2": (*RUN, "-n2"),
    "record": ("record", "--upstream={url}", "--out=t.jsonl", "--", sys.executable, "client.py"),
    "matrix": ("matrix", "reference", "--out=reports", "--generated=20"),
    # Without packages, which it gets far enough without: the environment is made, and pip is asked.
    "build": ("adapters", "build", "openai-python"),
}
NUMBERS = (signal.SIGINT, signal.SIGTERM, signal.SIGKILL)
_ALL = cycle([(name, number) for number in NUMBERS for name in COMMANDS])
# In another order than they are written down, so that a few are of all kinds.
SOME = list(islice(_ALL, 0, 4 * TIMES, 4))


def over(output: str) -> bool:
    """Whether a command went to its end."""
    return "CONFORMS:" in output or "reports/matrix.md" in output


@pytest.fixture(scope="module")
def upstream() -> Iterator[str]:
    with ReferenceServer() as server:
        yield server.base_url.removesuffix("/v1")


@pytest.mark.usefixtures("leaves_nothing")
@pytest.mark.parametrize(
    ("name", "number"), SOME, ids=[f"{turn} {name} {number.name}" for turn, (name, number) in enumerate(SOME)]
)
def test_one_that_is_stopped(name: str, number: signal.Signals, upstream: str) -> None:
    Path("library.py").write_text(LIBRARY)
    Path("client.py").write_text(CLIENT)
    offline = {"XDG_CACHE_HOME": str(Path("cache").resolve()), "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": "cache"}
    environment = {**os.environ, **(offline if name == "build" else {})}
    moment = random.uniform(0.0, LATEST)
    print(f"{number.name} after {moment:.2f} s")
    command = [sys.executable, "-m", "conformance", *(part.format(url=upstream) for part in COMMANDS[name])]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
    ) as running:
        time.sleep(moment)
        begun = Path("r.jsonl").exists()
        running.send_signal(number)
        sent = time.monotonic()
        output, _ = running.communicate(timeout=LONG)
        taken = time.monotonic() - sent
    print(output, f"exit code {running.returncode} after {taken:.2f} s")
    if number is signal.SIGKILL:
        allowed = {-number}
    else:
        # Before the command has taken the signal over, the system ends the process.
        allowed = {INTERRUPTED} if begun else {INTERRUPTED, 128 + number, -number}
    allowed |= {0} if over(output) else set()
    allowed |= {1} if "could not be built: pip" in output else set()
    assert running.returncode in allowed
    if Path("r.jsonl").exists():
        results = read(Path("r.jsonl"))
        assert results.complete == (over(output) or (number is signal.SIGKILL and results.footer is not None))
    for transcript in Path().glob("t*.jsonl"):
        with open_transcript(transcript) as recorded:
            assert all(frame.text for frame in recorded.frames if frame.is_message)


def test_an_interrupt_that_comes_during_an_import_has_the_same_exit_code(tmp_path: Path) -> None:
    """At a moment that chance rarely picks: while a class is made by ``exec``, as dataclasses are."""
    (tmp_path / "conftest.py").write_text("exec('raise KeyboardInterrupt')")
    command = [sys.executable, "-m", "conformance", *RUN]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=LONG, check=False)
    assert done.returncode == INTERRUPTED
