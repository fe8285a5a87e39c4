"""Any Python adapter can be served over stdio, with the same outcomes as in process."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from pathlib import Path

import pytest

from conformance.adapter import Kind, Op, Outcome, Request
from conformance.adapter.inprocess import InProcess, load
from conformance.adapter.smoke import smoke
from conformance.adapter.stdio import Limits, Stdio

ADAPTER = """
import json, os, sys
from conformance.adapter import Hello, Kind, Op, Outcome

print("printed at import")
os.system("echo printed by a child")

class Adapter:
    hello = Hello("served", "1", "python", "default", "d", frozenset({"T"}),
                  frozenset({Op.ROUNDTRIP, Op.TYPED}), {"bytes": True}, homepage="https://example.org")

    def roundtrip(self, type, text):
        print("noise from the library")
        os.write(1, b"noise from C\\n")
        if isinstance(text, bytes):
            return text.hex()
        if text == "fallback":
            return Outcome(Kind.FALLBACK, "kept", "raw")
        if text == "raw inside":
            return Outcome(Kind.OK, "{}", raw=("/item", "/output/0"))
        if text == "not written":
            return Outcome(Kind.NOT_WRITTEN, message="no b")
        if text == "nothing":
            return None
        if text == "stdin":
            return sys.stdin.read()
        return json.dumps(json.loads(text))

    def typed(self, type, text):
        raise NotImplementedError("later")

ADAPTER = Adapter()
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "served_sdk.py").write_text(ADAPTER)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


SERVE = [sys.executable, "-m", "conformance.adapter.serve", "served_sdk"]

REQUESTS = [
    Request(Op.ROUNDTRIP, "T", '{"a": "ü😀\u2028"}'),
    Request(Op.ROUNDTRIP, "T", "not json"),
    Request(Op.ROUNDTRIP, "T", b"\xff\xfe"),
    Request(Op.ROUNDTRIP, "T", "fallback"),
    Request(Op.ROUNDTRIP, "T", "nothing"),
    Request(Op.ROUNDTRIP, "T", "raw inside"),
    Request(Op.ROUNDTRIP, "T", "not written"),
    Request(Op.ROUNDTRIP, "T", '"\\ud800"'),
    Request(Op.TYPED, "T", "{}"),
    Request(Op.BUILD, "T", "{}"),
    Request(Op.ROUNDTRIP, "Other", "{}"),
]


@pytest.mark.usefixtures("folder")
def test_a_served_adapter_gives_the_outcomes_it_gives_in_process() -> None:
    local = InProcess(load("served_sdk"))
    with Stdio(SERVE) as served:
        assert served.hello == local.hello
        smoke(served)
        assert list(served.stream(REQUESTS * 30)) == list(local.stream(REQUESTS * 30))


@pytest.mark.usefixtures("folder")
def test_the_library_reads_nothing_from_the_requests() -> None:
    with Stdio(SERVE) as served:
        assert served.ask(Request(Op.ROUNDTRIP, "T", "stdin")) == Outcome(Kind.OK, "")
        assert served.ask(Request(Op.ROUNDTRIP, "T", "1")) == Outcome(Kind.OK, "1")


@pytest.mark.usefixtures("folder")
def test_a_library_that_runs_out_of_stack_is_said_to_crash_and_costs_no_process() -> None:
    deep = Request(Op.ROUNDTRIP, "T", "[" * 100_000)
    fine = Request(Op.ROUNDTRIP, "T", "1")
    with Stdio(SERVE, Limits(restarts=0)) as served:
        outcomes = list(served.stream([fine, deep, fine]))
    assert [outcome.kind for outcome in outcomes] == [Kind.OK, Kind.CRASHED, Kind.OK]
    assert (outcomes[1].message or "").startswith("RecursionError: ")


def converse(*lines: object) -> subprocess.CompletedProcess[str]:
    text = "".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines)
    return subprocess.run(SERVE, input=text, capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.usefixtures("folder")
def test_a_conversation_by_hand() -> None:
    done = converse(
        {"seq": 1, "op": "hello", "protocol": 1},
        {"seq": 2, "op": "roundtrip", "type": "T", "base64": base64.b64encode(b"\xff").decode()},
        {"seq": 3, "op": "patch", "type": "T", "text": ""},
        {"seq": 4, "op": "roundtrip", "type": "T"},
        {"seq": 5, "op": "hello", "protocol": 3},
        {"seq": 9, "op": "bye"},
        {"seq": 10, "op": "roundtrip", "type": "T", "text": "1"},
    )
    assert done.returncode == 0
    hello, *answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert hello["hello"]["types"] == ["T"]
    assert answers == [
        {"seq": 2, "outcome": "ok", "text": "ff"},
        {"seq": 3, "outcome": "unsupported", "message": "there is no operation 'patch' in protocol version 2"},
        {"seq": 4, "outcome": "adapter-error", "message": "text is missing or not a string"},
        {"seq": 5, "outcome": "unsupported", "message": "this adapter speaks the protocol's versions 1 and 2"},
        {"seq": 9, "outcome": "ok"},
    ]
    assert "printed at import" in done.stderr
    assert "printed by a child" in done.stderr


@pytest.mark.usefixtures("folder")
def test_the_end_of_input_ends_the_program() -> None:
    assert converse({"seq": 1, "op": "hello", "protocol": 1}).returncode == 0


@pytest.mark.usefixtures("folder")
def test_a_line_that_nobody_can_answer_ends_the_program() -> None:
    done = converse("what?")
    assert done.returncode == 2
    assert done.stdout == ""
    assert "not a line of JSON: 'what?'" in done.stderr.splitlines()[-1]


def test_a_name_without_adapter_is_said_in_one_line() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "conformance.adapter.serve", "json"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "json has neither ADAPTER nor a function roundtrip(type, text)\n"


def test_serving_needs_the_standard_library_only() -> None:
    root = Path(__file__).parents[2]
    source = f"""
import sys
sys.path.insert(0, {str(root)!r})
import conformance.adapter.serve
ours = {{name for name in sys.modules if name.partition(".")[0] == "conformance"}}
print(*sorted(ours))
print(*sorted({{name.partition(".")[0] for name in set(sys.modules) - ours}} - sys.stdlib_module_names))
"""
    # -I -S: no site-packages at all.
    done = subprocess.run([sys.executable, "-I", "-S", "-c", source], capture_output=True, text=True, check=True)
    ours, foreign = done.stdout.split("\n")[:2]
    assert all(name.startswith(("conformance.adapter", "conformance.adapter.outcome")) for name in ours.split()[1:])
    assert foreign == "__main__"
