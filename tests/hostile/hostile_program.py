"""An adapter program that does everything right but one thing, at the payload ``now``: ``hostile_program.py MODE``.

With ``--listen`` it does the same at a port, which it writes to stdout; each connection has a process of its own.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

FOREVER = 600  # seconds; whoever started this ends it long before
Answer = dict[str, Any]
HELLO = {
    **dict.fromkeys(("name", "version", "language", "profile", "dialect"), "hostile"),
    "types": ["Thing"],
    "ops": ["roundtrip"],
}


class Peer:
    """The two ends of the protocol, whatever they are."""

    def __init__(self, source: int, sink: int) -> None:
        self.source, self.sink = source, sink

    def write(self, data: bytes) -> None:
        """Write all of it."""
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(self.sink, rest) :]

    def say(self, *answers: Answer) -> None:
        """Write answers."""
        self.write(b"".join(json.dumps(answer).encode() + b"\n" for answer in answers))

    def flood(self, piece: bytes, pause: float = 0.0) -> None:
        """Write without end."""
        while True:
            self.write(piece)
            time.sleep(pause)


def sleep() -> None:
    time.sleep(FOREVER)


def killed(number: signal.Signals) -> None:
    os.kill(os.getpid(), number)


def child(*, grandchild: bool = False) -> None:
    """Leave a process that holds all that this one has open."""
    if os.fork() == 0:
        if not grandchild or os.fork() == 0:
            sleep()
        os._exit(0)


def exhausted() -> None:
    """Open as many files as a process may."""
    with suppress(OSError):
        while True:
            os.open(os.devnull, os.O_RDONLY)


def line(**members: Any) -> Callable[[Peer, Answer], None]:
    return lambda peer, right: peer.say({**right, **members})


def raw(data: bytes) -> Callable[[Peer, Answer], None]:
    return lambda peer, right: peer.write(data.replace(b"SEQ", str(right["seq"]).encode()))


def then(*acts: Callable[[Peer, Answer], object]) -> Callable[[Peer, Answer], None]:
    def do(peer: Peer, right: Answer) -> None:
        for act in acts:
            act(peer, right)

    return do


def right(peer: Peer, answer: Answer) -> None:
    peer.say(answer)


HALF = raw(b'{"seq": SEQ, "outc')
AT_PAYLOAD: dict[str, Callable[[Peer, Answer], None]] = {
    # It does not answer.
    "hangs": lambda *_: sleep(),
    "stops itself": lambda *_: killed(signal.SIGSTOP),
    "half a line, then hangs": then(HALF, lambda *_: sleep()),
    "blank lines for ever": lambda peer, _: peer.flood(b"\n", pause=0.01),
    # It ends.
    "exits with 0": lambda *_: os._exit(0),
    "exits with 1": lambda *_: os._exit(1),
    "is killed": lambda *_: killed(signal.SIGKILL),
    "has a segmentation fault": lambda *_: killed(signal.SIGSEGV),
    "aborts": lambda *_: killed(signal.SIGABRT),
    "half a line, then exits": then(HALF, lambda *_: os._exit(0)),
    "closes its output": then(lambda peer, _: os.close(peer.sink), lambda *_: sleep()),
    "leaves a child that holds the pipes": then(lambda *_: child(), lambda *_: os._exit(0)),
    "leaves a grandchild": then(lambda *_: child(grandchild=True), lambda *_: os._exit(0)),
    # It says too much.
    "floods bytes": lambda peer, _: peer.flood(b"x" * 65536),
    "floods lines": lambda peer, _: peer.flood(b"{}\n" * 8192),
    "floods answers": lambda peer, answer: peer.flood(json.dumps(answer).encode() + b"\n"),
    "answers twice": then(right, right),
    "answers an older request again": lambda peer, answer: peer.say(answer, {**answer, "seq": 1}),
    "answers what was not asked": line(seq=10**6),
    "noise before the answer": then(raw(b"noise\n"), right),
    "a log line of JSON": then(raw(b'{"level": "info"}\n'), right),
    # What it says is not an answer.
    "an empty object": raw(b"{}\n"),
    "an array": raw(b"[]\n"),
    "null": raw(b"null\n"),
    "no outcome": raw(b'{"seq": SEQ}\n'),
    "an unknown outcome": line(outcome="fine"),
    "an outcome of ours": line(outcome="timeout"),
    "an outcome of 100 kB": line(outcome="x" * 100_000),
    "a line beyond the limit": line(text="x" * (5 << 20)),
    "no text": raw(b'{"seq": SEQ, "outcome": "ok"}\n'),
    "a text that is a number": line(text=1),
    "a text that is an object": line(text={"a": 1}),
    "a hello": line(hello=HELLO),
    "a seq of true": line(seq=True),
    "a seq as text": line(seq="1"),
    "a seq of 10,000 digits": raw(b'{"seq": ' + b"9" * 10_000 + b', "outcome": "ok"}\n'),
    "a seq beyond all numbers": raw(b'{"seq": 1e999, "outcome": "ok"}\n'),
    "NUL": raw(b"\0\n"),
    "not UTF-8": raw(b'{"seq": SEQ, "outcome": "ok", "text": "\xff\xfe"}\n'),
    "a byte order mark": raw(b'\xef\xbb\xbf{"seq": SEQ, "outcome": "ok", "text": "now"}\n'),
    "an array of 100,000 levels": raw(b"[" * 100_000 + b"\n"),
    "two objects on a line": raw(b'{"seq": SEQ, "outcome": "ok", "text": "1"}{}\n'),
    "raw that is no pointer": line(raw=["a"]),
    "UTF-16": raw('{"seq": SEQ, "outcome": "ok", "text": "now"}\n'.encode("utf-16-le")),
    "NaN": raw(b'{"seq": SEQ, "outcome": NaN, "text": "now"}\n'),
    "a carriage return in the line": raw(b'{"seq": SEQ, "outcome":\r "ok", "text": "now"\r}\r\n'),
    "line separators that are none": raw('{"seq": SEQ, "outcome": "ok", "text": "now", "m": "\u2028\x85"}\n'.encode()),
    "a member twice": raw(b'{"seq": SEQ, "outcome": "rejected", "outcome": "ok", "text": "now"}\n'),
    "a member that is unknown": line(applause="x" * 100_000),
    "seq below zero": line(seq=-1),
    "seq with a fraction": raw(b'{"seq": SEQ.0, "outcome": "ok", "text": "now"}\n'),
    "closes stderr": then(lambda *_: os.close(2), right),
    "ends its group": lambda *_: os.killpg(0, signal.SIGKILL),
    "takes all descriptors": then(lambda *_: exhausted(), right),
}


def answered(peer: Peer, request: dict[str, Any], mode: str) -> None:
    """Answer a request, or do what the mode is about."""
    answer = {"seq": request["seq"], "outcome": "ok"}
    if request["op"] == "hello":
        if mode == "dies in hello":
            os._exit(3)
        return peer.say({**answer, "hello": HELLO})
    if request["op"] == "bye":
        if mode == "ignores bye and all signals":
            for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
                signal.signal(number, signal.SIG_IGN)
            sleep()
        peer.say(answer)
        if mode == "floods at bye":
            peer.flood(b"x\n" * 8192)
        os._exit(0)
    if request["type"] != "Thing":
        return peer.say({**answer, "outcome": "unsupported"})
    answer["text"] = request["text"]
    if mode == "floods stderr":
        os.write(2, b"x" * 4096)
    elif mode == "answers byte by byte":
        for byte in json.dumps(answer).encode() + b"\n":
            peer.write(bytes([byte]))
        return None
    if request["text"] == "now" and mode in AT_PAYLOAD:
        return AT_PAYLOAD[mode](peer, answer)
    return peer.say(answer)


def talk(peer: Peer, mode: str) -> None:
    """Answer line by line until there is no more."""
    with os.fdopen(os.dup(peer.source), "rb") as lines:
        for request in lines:
            answered(peer, json.loads(request), mode)
    os._exit(0)


def listen(mode: str) -> None:
    """Answer at a port."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    server = socket.create_server(("127.0.0.1", 0))
    print(server.getsockname()[1], flush=True)
    while True:
        connection, _ = server.accept()
        if os.fork() == 0:
            server.close()
            talk(Peer(connection.fileno(), connection.fileno()), mode)
        connection.close()


if __name__ == "__main__":
    if sys.argv[2:] == ["--listen"]:
        listen(sys.argv[1])
    talk(Peer(0, 1), sys.argv[1])
