"""Drivers that behave badly, one way each: ``python badly.py WAY``. Those that do not say otherwise drive nothing."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from typing import Any

HELLO = {"protocol": 1, "role": "client", "name": "bad", "version": "1", "language": "python", "can": ["say"]}
WAY = sys.argv[1]


def write(**line: Any) -> None:
    print(json.dumps(line), flush=True)


def show(**surfaced: Any) -> None:
    write(surfaced=surfaced)


if WAY == "dies-at-start":
    sys.exit("no such library")
if WAY == "prints-a-banner":
    print("Welcome!", flush=True)
if WAY == "imports-slowly":
    time.sleep(3)

for line in sys.stdin:
    request = json.loads(line)
    seq, op = request["seq"], request["op"]
    match op, WAY:
        case "hello", "speaks-of-nothing":
            write(seq=seq, outcome="ok")
            continue
        case "hello", _:
            write(seq=seq, outcome="ok", hello=HELLO)
            continue
        case "connect", "crashes":
            print("segmentation fault", file=sys.stderr, flush=True)
            sys.exit(7)
        case "say", "hangs":
            time.sleep(600)
        case "say", "floods":
            while True:
                show(kind="status", message="and again")
        case "say", "floods-without-newline":
            while True:
                sys.stdout.write("x" * 65536)
        case "say", "lies":
            show(kind="text", text="You said: How are you?")
            show(kind="turn", status="completed")
        case "say", "can-not":
            write(seq=seq, outcome="unsupported")
            continue
        case "say", "answers-twice":
            write(seq=seq, outcome="ok")
        case "say", "answers-another":
            write(seq=seq + 100, outcome="ok")
            continue
        case "connect", "leaves-a-grandchild":
            child = subprocess.Popen(["sleep", "600"], stdin=subprocess.DEVNULL)
            print(f"grandchild {child.pid}", file=sys.stderr, flush=True)
            show(kind="status", message=str(child.pid))
        case "bye", "ignores-bye":
            continue
    write(seq=seq, outcome="ok")
    if op == "close" and WAY == "dies-after-close":
        sys.exit(9)
    if op == "bye":
        break
