"""Four kinds of implementation plug in as the page on directions says, and are judged for what they do.

The adapters are those of the page, word for word. The libraries are written for them: right, and with one defect.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from conformance.results.reader import read
from conformance.results.record import Results
from tests import forked

PAGE = Path(__file__).parent.parent / "docs" / "adapters" / "directions.md"
ADAPTERS = dict(re.findall(r"^```python file=(\w+)\.py\n(.*?)^```$", PAGE.read_text(), re.DOTALL | re.MULTILINE))

STARTED = "RealtimeServerEventInputAudioBufferSpeechStarted"
CANCEL = "RealtimeClientEventResponseCancel"
CLEARED = "RealtimeServerEventInputAudioBufferCleared"

EVENTS = """
import json
from types import SimpleNamespace


def parse(text):
    event = json.loads(text)
    if event["type"] != "input_audio_buffer.speech_started":
        return None
    return SimpleNamespace(
        type=event["type"],
        event_id=event["event_id"],
        audio_start_ms=event["audio_start_ms"],
        item_id=event["item_id"],
    )
"""
COMMANDS = """
import json


class Cancel:
    def __init__(self, **members):
        self.members = {name: members[name] for name in ("event_id", "response_id") if name in members}

    def to_json(self):
        return json.dumps({"type": "response.cancel"} | self.members)
"""
SERVER = """
import json


class Cancel:
    def __init__(self, members):
        vars(self).update(members)

    @classmethod
    def from_json(cls, text):
        members = json.loads(text)
        return cls({name: members[name] for name in ("type", "event_id", "response_id") if name in members})


class Cleared:
    def __init__(self, event_id):
        self.event_id = event_id
        self.unset = {}

    def frame(self):
        return json.dumps({"type": "input_audio_buffer.cleared", "event_id": self.event_id, **self.unset})
"""
GATEWAY = """
import json


def relay(text):
    return json.dumps(json.loads(text))
"""


def judged(folder: Path, adapter: str, library: str, source: str, *types: str) -> tuple[str, Results]:
    """The last screen and the results of judging these types of a stranger."""
    (folder / f"{library}.py").write_text(source)
    (folder / f"{adapter}.py").write_text(ADAPTERS[adapter])
    command = [sys.executable, "-m", "pytest", f"--impl={adapter}", "--dialect=openai-ga", "--generated=0"]
    command += [f"--types={','.join(types)}", "--results=results.jsonl", "-p", "no:cacheprovider"]
    ran = forked.run(command, cwd=folder, timeout=300)
    found = read(folder / "results.jsonl")
    assert found.footer is not None, ran.stdout + ran.stderr
    assert ran.returncode == found.footer.exit == int(any(one.gates() for one in found.verdicts))
    return ran.stdout, found


def checks(results: Results) -> dict[str, set[str]]:
    """The checks that say something about a type, and whether any verdict of each gates."""
    said = {one.check for one in results.verdicts if one.answered}
    return {"said": said, "fail": {one.check for one in results.verdicts if one.gates()}}


def test_a_library_that_only_decodes(tmp_path: Path) -> None:
    screen, right = judged(tmp_path, "decoder_adapter", "my_events", EVENTS, STARTED)
    assert checks(right)["said"] == {"accepts", "typed-read", "tolerates", "behaviour", "robust"}
    assert "CONFORMS" in screen
    assert "Read 100 %: " in screen
    assert "Sent" not in screen
    broken = EVENTS.replace('event["audio_start_ms"]', "0")
    screen, wrong = judged(tmp_path, "decoder_adapter", "my_events", broken, STARTED)
    assert checks(wrong)["fail"] == {"typed-read"}
    assert "/audio_start_ms" in screen
    strict = EVENTS.replace("    return Simple", "    assert len(event) == 4\n    return Simple")
    _, wrong = judged(tmp_path, "decoder_adapter", "my_events", strict, STARTED)
    failing = {one.check for one in wrong.verdicts if one.failed}
    assert "tolerates" in failing
    assert "accepts" not in failing


def test_a_library_that_only_encodes(tmp_path: Path) -> None:
    screen, right = judged(tmp_path, "encoder_adapter", "my_commands", COMMANDS, CANCEL)
    assert checks(right)["said"] == {"build"}
    assert "Sent 100 %: " in screen
    assert "Read" not in screen
    broken = COMMANDS.replace('"event_id", "response_id"', '"event_id",')
    screen, wrong = judged(tmp_path, "encoder_adapter", "my_commands", broken, CANCEL)
    assert checks(wrong)["fail"] == {"build"}
    assert "/response_id" in screen


def test_a_server(tmp_path: Path) -> None:
    screen, right = judged(tmp_path, "server_adapter", "my_server", SERVER, CANCEL, CLEARED)
    assert {one.check for one in right.verdicts if one.subject == CLEARED and one.answered} == {"build"}
    assert "build" not in {one.check for one in right.verdicts if one.subject == CANCEL}
    assert "Read 100 %: " in screen
    assert "Sent 100 %: " in screen
    nulls = SERVER.replace("self.unset = {}", 'self.unset = {"session": None}')
    screen, wrong = judged(tmp_path, "server_adapter", "my_server", nulls, CANCEL, CLEARED)
    assert checks(wrong)["fail"] == {"build"}
    assert {one.subject for one in wrong.verdicts if one.gates()} == {CLEARED}
    assert "Sent 0.0 %: " in screen


def test_a_gateway(tmp_path: Path) -> None:
    screen, right = judged(tmp_path, "gateway_adapter", "my_gateway", GATEWAY, CANCEL, CLEARED)
    assert {"accepts", "round-trip", "canonical", "idempotent", "tolerates"} <= checks(right)["said"]
    assert "Read 100 %: " in screen
    assert "Sent 100 %: " in screen
    broken = GATEWAY.replace("json.loads(text)", '{"event_id": "gateway"} | json.loads(text) | {"via": "gateway"}')
    _, wrong = judged(tmp_path, "gateway_adapter", "my_gateway", broken, CANCEL, CLEARED)
    # What comes out of a gateway counts for the server's events too, which only a client reads.
    assert {one.subject for one in wrong.verdicts if one.gates()} == {CANCEL, CLEARED}
    assert "canonical" in checks(wrong)["fail"]


@pytest.mark.parametrize("types", ["RealtimeConversationItemFunctionCall", STARTED])
def test_a_library_of_another_wire_is_judged_on_what_both_share(tmp_path: Path, types: str) -> None:
    source = """
import json
from conformance.adapter import Hello, Op

hello = Hello(
    "old", "1", "python", "default", "openai-beta", frozenset({"RealtimeConversationItemFunctionCall"}),
    frozenset({Op.ROUNDTRIP}),
)


def roundtrip(type, text):
    return json.dumps(json.loads(text))
"""
    (tmp_path / "old.py").write_text(source)
    command = [sys.executable, "-m", "pytest", "--impl=old", "--dialect=openai-ga", "--generated=0"]
    command += [f"--types={types}", "--results=results.jsonl"]
    ran = forked.run(command, cwd=tmp_path, timeout=300)
    found = {one.check for one in read(tmp_path / "results.jsonl").verdicts}
    if types == STARTED:
        assert found == {"dialect"}
        assert "--types='RealtimeConversationItem*'" in ran.stdout
    else:
        assert {"accepts", "round-trip"} <= found
        assert "dialect" not in found
