"""A finding is told by a small payload that fails for the same reason; what kills a process is not tried again."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from tests import forked

ADAPTER = """
import json, os, sys

for line in sys.stdin:
    request = json.loads(line)
    answer = {"seq": request["seq"], "outcome": "ok"}
    if request["op"] == "hello":
        answer["hello"] = {"name": "fragile", "version": "1", "language": "python", "profile": "default",
                           "dialect": "async-openai", "types": ["InputTokenDetails"], "ops": ["roundtrip"]}
    elif request["op"] == "roundtrip" and request["type"] != "InputTokenDetails":
        answer = {"seq": request["seq"], "outcome": "unsupported"}
    elif request["op"] == "roundtrip":
        if "image_tokens" in request["text"]:
            os._exit(3)
        answer["text"] = request["text"]
    print(json.dumps(answer), flush=True)
"""


def judged(folder: Path, *options: str) -> tuple[int, list[dict[str, Any]], str]:
    command = [sys.executable, "-m", "pytest", "--types=InputTokenDetails", *options]
    ran = forked.run(command, cwd=folder, timeout=120)
    lines = (folder / ".conformance/results.jsonl").read_text(encoding="utf-8").splitlines()
    return ran.returncode, [json.loads(line) for line in lines], ran.stdout


def test_a_payload_that_kills_the_process_is_not_tried_in_smaller_forms(tmp_path: Path) -> None:
    (tmp_path / "fragile.py").write_text(ADAPTER)
    impl = f"stdio:{sys.executable} fragile.py"
    code, records, screen = judged(tmp_path, f"--impl={impl}", "--checks=accepts", "--generated=8")
    assert code == 1
    (generated,) = (record for record in records if record.get("case") == "InputTokenDetails/generated/accepts")
    assert generated["reason"].startswith(
        "no clean answer (crashed: the program exited with code 3 without an answer) (in "
    )
    # Two hundred restarts are all that a program gets: smaller forms would have used them up.
    assert "given up" not in screen + json.dumps(records)


def test_a_finding_is_minimised_to_what_fails_for_the_same_reason(tmp_path: Path) -> None:
    (tmp_path / "loses.py").write_text(
        "import json\n\n\ndef roundtrip(type, text):\n"
        "    if type != 'InputTokenDetails':\n        raise NotImplementedError(type)\n"
        "    value = json.loads(text)\n    value.pop('image_tokens', None)\n    return json.dumps(value)\n"
    )
    code, records, _ = judged(tmp_path, "--impl=loses", "--checks=round-trip", "--generated=40")
    assert code == 1
    (generated,) = (record for record in records if record.get("case") == "InputTokenDetails/generated/round-trip")
    assert generated["reason"].startswith("/image_tokens is dropped (in ")
    (finding,) = generated["findings"]
    assert finding == {
        "what": "lost", "at": "/image_tokens", "expected": "0", "requirement": "encode.nothing-lost",
    }  # fmt: skip
    assert json.loads(generated["expected"]) == {"cached_token_details": None, "image_tokens": 0}
