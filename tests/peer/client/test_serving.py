"""A driver in Python runs in the environment of its client: serving needs nothing but the standard library."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import conformance

ROOT = Path(conformance.__file__).parent.parent
DRIVER = """
import logging, sys
from conformance.peer.client import Can, Hello
from conformance.peer.client.serve import serve


class Driver:
    hello = Hello("own", "1", "python", frozenset({Can.SAY}))

    def __init__(self, show):
        self.show = show

    def connect(self, server):
        print("a print of the client")
        self.show("status", message=server.output)

    async def say(self, text):
        logging.getLogger("own.link").error("lost %s", text)
        raise ValueError("no more words")

    def close(self):
        pass


serve(Driver, logger="own")
"""
CONNECT = {"url": "ws://h/v1/realtime", "base_url": "http://h/v1", "model": "m", "key": "k", "output": "text"}


def talk(code: str, *requests: dict[str, object]) -> list[dict[str, object]]:
    """What a driver writes to these requests, in an interpreter without site-packages."""
    lines = "".join(json.dumps({"seq": seq, **one}) + "\n" for seq, one in enumerate(requests, 1))
    ran = subprocess.run(
        [sys.executable, "-S", "-c", code],
        input=lines,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert "Traceback" not in ran.stderr
    return [json.loads(line) for line in ran.stdout.splitlines()]


HELLO = {"op": "hello", "protocol": 1, "role": "client"}


def test_a_driver_is_served_with_the_standard_library_alone() -> None:
    said = talk(DRIVER, HELLO, {"op": "connect", **CONNECT}, {"op": "close"}, {"op": "bye"})
    assert said[0]["hello"] == {
        **{"protocol": 1, "role": "client", "name": "own", "version": "1", "language": "python"},
        **{"profile": "default", "can": ["say"], "tls": False},
    }
    assert said[1:] == [
        {"surfaced": {"kind": "status", "message": "text"}},
        {"seq": 2, "outcome": "ok"},
        {"seq": 3, "outcome": "ok"},
        {"seq": 4, "outcome": "ok"},
    ]


def test_what_the_client_raises_is_its_refusal_and_what_it_logs_is_shown() -> None:
    said = talk(DRIVER, HELLO, {"op": "connect", **CONNECT}, {"op": "say", "text": "words"}, {"op": "bye"})
    assert {"surfaced": {"kind": "error", "message": "lost words"}} in said
    assert {"seq": 3, "outcome": "failed", "message": "ValueError: no more words"} in said


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        ({"op": "interrupt"}, "NotImplementedError: no interrupt"),
        ({"op": "juggle"}, "there is no operation 'juggle' in protocol version 1"),
        ({"op": "hello", "protocol": 2, "role": "client"}, "this driver of a client speaks protocol version 1"),
    ],
)
def test_what_a_driver_does_not_have_is_unsupported(request_: dict[str, object], message: str) -> None:
    said = talk(DRIVER, HELLO, {"op": "connect", **CONNECT}, request_, {"op": "bye"})
    assert {"seq": 3, "outcome": "unsupported", "message": message} in said


def test_nothing_is_asked_of_a_session_that_is_not_there() -> None:
    said = talk(DRIVER, HELLO, {"op": "say", "text": "words"}, {"op": "bye"})
    assert said[1] == {"seq": 2, "outcome": "failed", "message": "LookupError: say: there is no session"}
