"""A program that misbehaves at one payload costs that one answer, within the time limit, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hostile_program import AT_PAYLOAD

from conformance.adapter import Connection, Kind, Op, Request
from conformance.adapter.broken import AdapterBroken
from conformance.adapter.dialogue import Limits
from conformance.adapter.stdio import Stdio
from conformance.adapter.tcp import Tcp

PROGRAM = Path(__file__).with_name("hostile_program.py")
LIMITS = Limits(timeout=1.0, start=60.0, grace=0.2, line=1 << 20)
LONG = 60.0  # seconds
TEXTS = [*(f"before {n}" for n in range(20)), "now", *(f"after {n}" for n in range(20))]
HARMLESS = ("floods stderr", "answers byte by byte", "floods at bye", "ignores bye and all signals")
ODD = (
    "a carriage return in the line",
    "line separators that are none",
    "a member twice",
    "a member that is unknown",
    "seq with a fraction",
    "closes stderr",
    "takes all descriptors",
)
"""What JSON allows, or what is nobody's business: it counts as an answer."""
HANG = ("hangs", "stops itself", "half a line, then hangs")
LIKE_IT_ENDED = tuple(
    mode
    for mode in AT_PAYLOAD
    if mode.startswith(("exits", "is killed", "has a", "aborts", "leaves", "ends its group"))
)
# On a socket an end is an end, whoever else holds the program's other descriptors.
OF_STDIO_ALONE = (
    "closes its output",
    "leaves a child that holds the pipes",
    "leaves a grandchild",
    # Nor can the test end the group of a program that it has started to listen.
    "ends its group",
    "floods at bye",
    "floods stderr",
)


def expected(mode: str) -> Kind:
    """What a mode is called."""
    if mode in HARMLESS or mode in ODD:
        return Kind.OK
    if mode in HANG:
        return Kind.TIMEOUT
    if mode in LIKE_IT_ENDED or mode in ("half a line, then exits", "closes its output"):
        return Kind.CRASHED
    return Kind.GARBLED


def judged(connection: Connection, mode: str) -> None:
    """Every payload but one is answered as if nothing had happened."""
    began = time.monotonic()
    outcomes = list(connection.stream(Request(Op.ROUNDTRIP, "Thing", text) for text in TEXTS))
    assert time.monotonic() - began < LONG
    wrong = {text: one.kind for text, one in zip(TEXTS, outcomes, strict=True) if one.text != text}
    assert wrong.keys() <= {"now"}
    assert wrong.get("now", Kind.OK) is expected(mode), outcomes[20]
    assert len(outcomes[20].message or "") < 10_000


@pytest.mark.usefixtures("leaves_nothing")
@pytest.mark.parametrize("mode", [*AT_PAYLOAD, *HARMLESS])
def test_over_stdio(mode: str) -> None:
    with Stdio([sys.executable, str(PROGRAM), mode], LIMITS) as connection:
        judged(connection, mode)


@pytest.mark.usefixtures("leaves_nothing")
@pytest.mark.parametrize("mode", [mode for mode in (*AT_PAYLOAD, *HARMLESS) if mode not in OF_STDIO_ALONE])
def test_over_tcp(mode: str) -> None:
    command = [sys.executable, str(PROGRAM), mode, "--listen"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True) as program:
        assert program.stdout is not None
        try:
            with Tcp("127.0.0.1", int(program.stdout.readline()), LIMITS) as connection:
                judged(connection, mode)
        finally:
            os.killpg(program.pid, signal.SIGKILL)


@pytest.mark.usefixtures("leaves_nothing")
def test_one_that_dies_in_hello_is_named_in_one_message() -> None:
    with pytest.raises(AdapterBroken, match="did not answer hello: the program exited with code 3"):
        Stdio([sys.executable, str(PROGRAM), "dies in hello"], LIMITS)
