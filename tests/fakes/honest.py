"""An adapter program that does everything right, and the loop of the fakes that do one thing wrong.

Each fake misbehaves on a payload with the word ``now`` in it, and is honest otherwise. Every process of a fake
appends its id to the file that the first argument names, so that a test can look for what is left of it.
"""

import json
import os
import sys
from pathlib import Path

HELLO = {
    "name": "fake",
    "version": "1",
    "language": "python",
    "profile": "default",
    "dialect": "fake",
    "types": ["Thing"],
    "ops": ["roundtrip"],
}


def note_pid():
    if len(sys.argv) > 1:
        with Path(sys.argv[1]).open("a") as file:
            file.write(f"{os.getpid()}\n")


def echo(request):
    if request["type"] != "Thing":
        return {"seq": request["seq"], "outcome": "unsupported"}
    return {"seq": request["seq"], "outcome": "ok", "text": request["text"]}


def say(*answers):
    sys.stdout.write("".join(json.dumps(answer) + "\n" for answer in answers))
    sys.stdout.flush()


def triggered(request):
    return "now" in request["text"]


def requests():
    """Yield the payload requests; hello and bye are answered here."""
    note_pid()
    for line in sys.stdin:
        request = json.loads(line)
        if request["op"] == "hello":
            say({"seq": request["seq"], "outcome": "ok", "hello": HELLO})
        elif request["op"] == "bye":
            say({"seq": request["seq"], "outcome": "ok"})
            return
        else:
            yield request


if __name__ == "__main__":
    for request in requests():
        say(echo(request))
