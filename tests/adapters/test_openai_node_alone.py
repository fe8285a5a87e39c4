"""The adapter answers what the ``openai`` package for Node.js does on its own, and what ``tsc`` says of its types."""

from __future__ import annotations

import json
import subprocess
from typing import Any, cast

import pytest
from asking import asked
from library_alone import alone, modules

from conformance.adapter.contract import Connection, Op
from conformance.adapter.outcome import Kind
from conformance.adapters import REGISTRY
from conformance.adapters.environment import tool
from conformance.adapters.npm import Npm

ENTRY = REGISTRY["openai-node"]
RUNTIME = cast(Npm, ENTRY.runtime)
DEEP = "[" * 20_000 + "]" * 20_000

CLEARED = '{"type":"input_audio_buffer.cleared","event_id":"e"}'
DELTA = (
    '{"type":"response.output_text.delta","event_id":"e","response_id":"r","item_id":"i","output_index":0,'
    '"content_index":0,"delta":"a","obfuscation":"zz"}'
)
FRAMES = [
    CLEARED,
    DELTA,
    "[]",
    '{"event_id":"e"}',
    "{",
    f'{{"type":"input_audio_buffer.cleared","event_id":"e","x":{DEEP}}}',
]
REFERENCE = {"type": "response.create", "response": {"input": [{"type": "item_reference", "id": "i"}]}}
SILENT = {"type": "session.update", "session": {"type": "realtime", "audio": {"input": {"turn_detection": None}}}}


@pytest.fixture(scope="module")
def by_itself() -> dict[str, list[Any]]:
    return alone(ENTRY, FRAMES, [REFERENCE, SILENT])


def test_it_receives_as_the_package_does(connection: Connection, by_itself: dict[str, list[Any]]) -> None:
    outcomes = [asked(connection, Op.ROUNDTRIP, "RealtimeServerEvent", frame) for frame in FRAMES]
    assert ["event" in answer for answer in by_itself["read"]] == [True, True, False, False, False, True]
    assert by_itself["read"][-1] == {"event": 20_000}
    for answer, outcome in zip(by_itself["read"][:-1], outcomes, strict=False):
        assert (outcome.kind is Kind.OK) is ("event" in answer)
        if "event" in answer:
            assert json.loads(outcome.text or "") == answer["event"]
        else:
            assert (outcome.message or "").startswith(f"{answer['raised']}: ")
    assert outcomes[-1].text == FRAMES[-1]


def test_it_sends_as_the_package_does(connection: Connection, by_itself: dict[str, list[Any]]) -> None:
    for event, sent in zip((REFERENCE, SILENT), by_itself["send"], strict=True):
        assert asked(connection, Op.BUILD, "RealtimeClientEvent", event).text == sent


# What a program writes, and the question to the adapter that is the same.
SENT = (
    "import type { OpenAIRealtimeWebSocket } from 'openai/realtime/websocket';\n"
    "declare const rt: OpenAIRealtimeWebSocket;\n"
)
READ = (
    "import type { RealtimeResponse, RealtimeServerEvent } from 'openai/resources/realtime/realtime';\n"
    "const literal = <const T>(value: T): T => value;\n"
)
PROGRAMS = [
    (SENT + f"rt.sendResponseCreate({json.dumps(REFERENCE)});", Op.BUILD, "RealtimeClientEvent", REFERENCE),
    (SENT + f"rt.send({json.dumps(SILENT)});", Op.BUILD, "RealtimeClientEvent", SILENT),
    (
        SENT + "rt.send({ type: 'response.cancel', weird: 1 });",
        Op.BUILD,
        "RealtimeClientEvent",
        {"type": "response.cancel", "weird": 1},
    ),
    (
        READ + f"const wire = literal({DELTA}); const event: RealtimeServerEvent = wire;",
        Op.ROUNDTRIP,
        "RealtimeServerEvent",
        DELTA,
    ),
    (
        READ + "const wire = literal({ id: 'r', status_details: null }); const response: RealtimeResponse = wire;",
        Op.ROUNDTRIP,
        "RealtimeResponse",
        {"id": "r", "status_details": None},
    ),
]


def test_the_compiler_takes_and_refuses_the_same(connection: Connection) -> None:
    files = {f"program{number}.ts": text for number, (text, *_) in enumerate(PROGRAMS)}
    with modules(RUNTIME, "static") as folder:
        for name, text in files.items():
            (folder / name).write_text(text)
        compiler = str(folder / "node_modules" / "typescript" / "bin" / "tsc")
        options = ["--strict", "--noEmit", "--skipLibCheck", "--module", "nodenext", "--target", "es2022"]
        said = subprocess.run(
            [tool("node", "install Node.js"), compiler, *options, "--pretty", "false", *files],
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        ).stdout
    taken = [f"{name}(" not in said for name in files]
    assert taken == [True, True, False, True, False], said
    for is_taken, (_, op, type_, payload) in zip(taken, PROGRAMS, strict=True):
        assert asked(connection, op, type_, payload).kind is (Kind.OK if is_taken else Kind.REJECTED)
