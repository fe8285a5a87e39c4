"""Refuses any hello but that of the protocol's first version, as programs that check the number do."""

import json
import sys

from honest import HELLO, echo, note_pid, say

note_pid()
for line in sys.stdin:
    request = json.loads(line)
    if request["op"] == "hello" and request["protocol"] != 1:
        say({"seq": request["seq"], "outcome": "unsupported", "message": "version 1"})
    elif request["op"] == "hello":
        say({"seq": request["seq"], "outcome": "ok", "hello": HELLO})
    elif request["op"] == "bye":
        say({"seq": request["seq"], "outcome": "ok"})
        break
    else:
        say(echo(request))
