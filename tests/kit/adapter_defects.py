"""An adapter that does everything right, and defects of it with the findings that they give."""

from __future__ import annotations

import sys
from pathlib import Path

# Does everything right; each defect below changes one place of it.
RIGHT = """\
import base64, json, os, sys, time

with open(sys.argv[1], "a") as file:
    file.write(f"{os.getpid()}\\n")

HELLO = {
    "name": "sdk", "version": "1", "language": "python", "profile": "default", "dialect": "d",
    "types": ["Thing", "Other"], "ops": ["roundtrip", "typed"], "declares": {"bytes": True},
}

def say(answer):
    sys.stdout.write(json.dumps(answer) + "\\n")
    sys.stdout.flush()

def answer(request):
    op, type_ = request["op"], request.get("type")
    if op == "hello":
        return {"outcome": "ok", "hello": HELLO}
    if op == "bye":
        return {"outcome": "ok"}
    if op not in HELLO["ops"] or type_ not in HELLO["types"]:
        return {"outcome": "unsupported"}
    text = request.get("text")
    if text is None:
        text = base64.b64decode(request["base64"])
    try:
        return {"outcome": "ok", "text": json.dumps(json.loads(text))}
    except ValueError as error:
        return {"outcome": "rejected", "message": str(error)}

for line in iter(sys.stdin.readline, ""):
    request = json.loads(line)
    say({"seq": request["seq"], **answer(request)})
    if request["op"] == "bye":
        break
"""

IN_FLIGHT = """
import threading
lines = []
def listen():
    for line in iter(sys.stdin.readline, ""):
        lines.append(line)
    lines.append("")
threading.Thread(target=listen, daemon=True).start()
def latest():
    while not lines:
        time.sleep(0.01)
    time.sleep(0.05)
    found = lines[-1]
    lines.clear()
    return found
for line in iter(latest, ""):
"""

FOR = 'for line in iter(sys.stdin.readline, ""):\n'
SAY = '    say({"seq": request["seq"], **answer(request)})\n'
PAYLOAD = 'if request["op"] not in ("hello", "bye")'

DEFECTS = {
    "mute": (FOR, FOR + "    continue\n", "silent", "hello: no answer after 2 s"),
    "not flushed": ("    sys.stdout.flush()\n", "", "silent", "hello: no answer after 2 s"),
    "dead at once": (
        "HELLO = {",
        "sys.exit('no licence')\nHELLO = {",
        "dies",
        "hello: the program exited with code 1 without an answer; its last line on stderr: no licence",
    ),
    "a hello without types": (
        '"types": [',
        '"kinds": [',
        "hello",
        "hello breaks the protocol: types is missing or not an array of strings",
    ),
    "a hello with an empty name": ('"name": "sdk"', '"name": ""', "hello", "hello has an empty name"),
    "a hello without a type": ('["Thing", "Other"]', "[]", "hello", "hello declares no types"),
    "a hello without an operation": (
        '["roundtrip", "typed"]',
        '["encode"]',
        "hello",
        "hello declares no operation of this protocol",
    ),
    "a hello that is refused": ('"ok", "hello": HELLO', '"rejected"', "hello", "hello is answered `rejected`"),
    "another hello every time": (
        '"version": "1"',
        '"version": str(os.getpid())',
        "hello",
        "a second run answers with another hello",
    ),
    "its own numbers": (
        FOR + "    request = json.loads(line)\n" + SAY,
        'for n, line in enumerate(iter(sys.stdin.readline, ""), 1):\n    request = json.loads(line)\n'
        '    say({"seq": n, **answer(request)})\n',
        "seq",
        "an answer has the seq 2, which no request has",
    ),
    "seq as a string": (
        '{"seq": request["seq"], **',
        '{"seq": str(request["seq"]), **',
        "noise",
        'a line of output is not an answer: no seq of 1 or more: \'{"seq": "1", "outcome": "ok", "hello": ',
    ),
    "a declared operation that is not there": (
        'op not in HELLO["ops"]',
        'op != "roundtrip"',
        "declared",
        "hello declares typed, yet it is answered `unsupported` with every type",
    ),
    "a declared type that is not there": (
        'type_ not in HELLO["types"]',
        'type_ != "Thing"',
        "declared",
        "hello declares Other, yet it is answered `unsupported` with every operation",
    ),
    "a declared operation without an answer": (
        SAY,
        '    if request["op"] == "typed": continue\n' + SAY,
        "silent",
        "typed of Other: no answer after 2 s",
    ),
    "ok to an undeclared operation": (
        'op not in HELLO["ops"] or ',
        'op == "conformance-no-such-op" or ',
        "unsupported",
        "the undeclared operation build is answered `ok`",
    ),
    "ok to an unknown operation": (
        'op not in HELLO["ops"] or ',
        'op == "build" or ',
        "unsupported",
        "an operation that does not exist is answered `ok`",
    ),
    "ok to an unknown type": (
        ' or type_ not in HELLO["types"]',
        "",
        "unsupported",
        "a type that does not exist is answered `ok`",
    ),
    "dies of an unknown operation": (
        SAY,
        '    assert request["op"] != "conformance-no-such-op"\n' + SAY,
        "dies",
        "an operation that does not exist: the program exited with code 1 without an answer; its last line on stderr: "
        "AssertionError",
    ),
    "unknown members are refused": (
        SAY,
        '    if set(request) - {"seq", "op", "protocol", "type", "text", "base64"}:\n'
        '        say({"seq": request["seq"], "outcome": "adapter-error"})\n        continue\n' + SAY,
        "unknown-members",
        "a request with members that are not in the protocol is answered `adapter-error`, the same without them `ok`",
    ),
    "null is not absent": (
        "    if text is None:",
        '    if "base64" in request:',
        "dies",
        "a request with members that are not in the protocol: the program exited with code 1 without an answer; its "
        "last line on stderr: TypeError: argument should be a bytes-like object or ASCII string, not 'NoneType'",
    ),
    "garbage is its own fault": (
        '"rejected", "message"',
        '"adapter-error", "message"',
        "adapter-error",
        "control characters in the payload is answered `adapter-error` (Invalid control character at",
    ),
    "dies of a lone surrogate": (
        SAY,
        "    if 'ud800' in str(request.get('text')): sys.exit('not Unicode')\n" + SAY,
        "dies",
        "a lone surrogate escape in the payload: the program exited with code 1 without an answer; its last line on "
        "stderr: not Unicode",
    ),
    "output in Latin-1": ("import base64", "import base64, io", "encoding", "a line of output is not UTF-8: "),
    "no bytes after all": (
        'base64.b64decode(request["base64"])',
        "sys.exit('bytes?')",
        "dies",
        "a payload in base64 that is not UTF-8: the program exited with code 1",
    ),
    "bytes are an error": (
        SAY,
        '    if request.get("base64"):\n'
        '        say({"seq": request["seq"], "outcome": "adapter-error"})\n        continue\n' + SAY,
        "bytes",
        "a payload in base64 that is not UTF-8 is answered `adapter-error`",
    ),
    "lines of 64 KiB": (
        FOR,
        'for line in iter(lambda: sys.stdin.readline(65536), ""):\n',
        "dies",
        "a payload of 1 MiB: the program exited with code 1",
    ),
    "only the latest request": (FOR, IN_FLIGHT, "silent", "64 requests in flight: 63 of 64 answers are missing"),
    "state between requests": (
        SAY,
        "    PAYLOADS.append(request.get('text'))\n    if len(PAYLOADS) == 30: request['text'] = PAYLOADS[10]\n" + SAY,
        "in-flight",
        "with 64 requests in flight some answers differ from those to single requests",
    ),
    "two answers": (
        SAY,
        SAY + "    " + PAYLOAD + ": say({'seq': request['seq'], 'outcome': 'ok', 'text': ''})\n",
        "second-answer",
        "roundtrip of Other: a request is answered twice",
    ),
    "two answers to bye": (
        SAY,
        SAY + "    if request['op'] == 'bye': say({'seq': request['seq'], 'outcome': 'ok'})\n",
        "second-answer",
        "bye: a request is answered twice",
    ),
    "prints on standard output": (
        SAY,
        "    " + PAYLOAD + ": print('working', flush=True)\n" + SAY,
        "noise",
        "a line of output is not an answer: not a line of JSON: 'working'",
    ),
    "answers over several lines": (
        "json.dumps(answer)",
        "json.dumps(answer, indent=1)",
        "noise",
        "a line of output is not an answer: not a line of JSON: '{'",
    ),
    "ok without a text": (
        '{"outcome": "ok", "text": json.dumps(json.loads(text))}',
        '{"outcome": "ok"}',
        "answer",
        "roundtrip of Other is answered `ok` without a text",
    ),
    "an outcome that is none": (
        '"outcome": "rejected"',
        '"outcome": "refused"',
        "answer",
        "control characters in the payload: an adapter may not send the outcome 'refused'",
    ),
    "bye is refused": (
        'return {"outcome": "ok"}',
        'return {"outcome": "unsupported"}',
        "bye",
        "bye is not answered `ok`",
    ),
    "stays after bye": ("        break\n", "        continue\n", "bye", "the program is still running 2 s after bye"),
    "fails after bye": ("        break\n", "        sys.exit(3)\n", "bye", "the program exits with code 3 after bye"),
    "stays without input": (
        FOR,
        "import itertools\nfor line in itertools.chain(iter(sys.stdin.readline, ''), "
        "iter(lambda: time.sleep(60), 1)):\n",
        "end-of-input",
        "the program is still running 2 s after the end of its input",
    ),
}
SAME = {
    "not flushed": ("HELLO = {", "sys.stdout = open(1, 'w', closefd=False)\nHELLO = {"),
    # Two more lines where the one defect is in the way.
    "output in Latin-1": (
        '    sys.stdout.write(json.dumps(answer) + "\\n")\n',
        '    sys.stdout.reconfigure(encoding="latin-1", errors="replace")\n'
        '    sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\\n")\n',
        "json.dumps(json.loads(text))}",
        "json.dumps(json.loads(text), ensure_ascii=False)}",
    ),
    "state between requests": ("HELLO = {", "PAYLOADS = []\nHELLO = {"),
}


def program(folder: Path, *changes: str) -> list[str]:
    """The right program with some places changed, as a command."""
    source = RIGHT
    for old, new in zip(changes[::2], changes[1::2], strict=True):
        assert source.count(old) == 1, old
        source = source.replace(old, new)
    (folder / "adapter.py").write_text(source)
    return [sys.executable, "-S", str(folder / "adapter.py"), str(folder / "pids")]
