"""A driver of the reference client that does one thing wrong in its second session: ``hostile_driver.py MODE``.

Sessions are counted in the file ``sessions`` of the working directory, so that one that was started again goes on.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from conformance.peer.client import Server, reference
from conformance.peer.client.serve import serve

FOREVER = 600  # seconds; whoever started this ends it long before
HOSTILE = 2
SESSIONS = Path("sessions")
sink = os.dup(1)  # serving moves it out of reach


def write(data: bytes) -> None:
    """Write to the suite what no driver writes."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(sink, rest) :]


def surfaced(**members: Any) -> bytes:
    return json.dumps({"surfaced": members}).encode() + b"\n"


def flood(piece: bytes) -> None:
    while True:
        write(piece)


def stderr() -> None:
    while True:
        os.write(2, b"x" * 65536)


def children() -> None:
    """Leave a process that holds all that this one has open."""
    if os.fork() == 0:
        time.sleep(FOREVER)
    os._exit(0)


MODES: dict[str, Callable[[], object]] = {
    "hangs": lambda: time.sleep(FOREVER),
    "stops itself": lambda: os.kill(os.getpid(), signal.SIGSTOP),
    "exits with 0": lambda: os._exit(0),
    "exits with 3": lambda: os._exit(3),
    "is killed": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "leaves a child that holds the pipes": children,
    "ends its group": lambda: os.killpg(0, signal.SIGKILL),
    "half a line, then exits": lambda: (write(b'{"surfaced": '), os._exit(0)),
    "half a line, then hangs": lambda: (write(b'{"surfaced": '), time.sleep(FOREVER)),
    "closes all that it has open": lambda: (os.closerange(0, 4096), time.sleep(FOREVER)),
    "NUL": lambda: write(b"\0\n"),
    "a byte order mark": lambda: write(b"\xef\xbb\xbf" + surfaced(kind="text", delta="x")),
    "UTF-16": lambda: write(surfaced(kind="text", delta="x").decode().encode("utf-16")),
    "a number beyond all numbers": lambda: write(b'{"seq": 1e999, "outcome": "ok"}\n'),
    "an answer of NaN": lambda: write(b'{"seq": NaN, "outcome": "ok"}\n'),
    "garbage": lambda: write(b"garbage\n"),
    "not UTF-8": lambda: write(b"\xff\xfe\0\n"),
    "an array": lambda: write(b"[]\n"),
    "100,000 levels": lambda: write(b"[" * 100_000 + b"\n"),
    "an unknown event": lambda: write(surfaced(kind="applause")),
    "an unknown event of 1 MiB": lambda: write(surfaced(kind="x" * (1 << 20))),
    "a text that is a number": lambda: write(surfaced(kind="text", delta=1)),
    "an answer that was not asked for": lambda: write(b'{"seq": 1000000, "outcome": "ok"}\n'),
    "the first answer again": lambda: write(b'{"seq": 1, "outcome": "ok"}\n'),
    "an unknown outcome": lambda: write(b'{"seq": 1, "outcome": "fine"}\n'),
    "a seq of 10,000 digits": lambda: write(b'{"seq": ' + b"9" * 10_000 + b', "outcome": "ok"}\n'),
    "a line of 70 MiB": lambda: write(b"x" * (70 << 20)),
    "floods lines": lambda: flood(surfaced(kind="status", message="x") * 1000),
    "floods bytes": lambda: flood(b"x" * (1 << 16)),
    # What follows is not seen, or a lie about what happened.
    "floods stderr": lambda: threading.Thread(target=stderr, daemon=True).start(),
    "shows what nobody said": lambda: None,
}


class Driver(reference.Driver):
    """Right, but for one session."""

    async def connect(self, server: Server) -> None:
        """Count the session, and connect."""
        with SESSIONS.open("a") as file:
            file.write("x")
        self.number = SESSIONS.stat().st_size
        await super().connect(server)

    async def say(self, text: str) -> None:
        """Do what the mode is about, where its session is."""
        if sys.argv[1] == "hangs in later hellos":
            os._exit(3)
        if self.number == HOSTILE:
            MODES[sys.argv[1]]()
            if sys.argv[1] == "shows what nobody said":
                show, self.show = self.show, lambda kind, **_: show(kind, **({"delta": "no"} if kind == "text" else {}))
        await super().say(text)


if __name__ == "__main__":
    if sys.argv[1] == "hangs in hello" or (sys.argv[1] == "hangs in later hellos" and SESSIONS.exists()):
        time.sleep(FOREVER)
    if sys.argv[1] == "dies in hello":
        sys.exit("no licence")
    if sys.argv[1] == "a hello of 5 MiB":
        Driver.hello = replace(reference.Driver.hello, name="x" * (5 << 20))
    serve(Driver)
