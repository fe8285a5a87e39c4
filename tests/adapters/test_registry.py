"""The implementations that ship with the suite can be listed by name, and say why they cannot run."""

from __future__ import annotations

import subprocess
import sys

import pytest

from conformance.adapter.contract import Op, Request
from conformance.adapter.outcome import Kind
from conformance.adapters import REGISTRY
from conformance.errors import UsageError


def test_the_names_and_their_default_profiles() -> None:
    assert [(name, entry.profiles[0]) for name, entry in REGISTRY.items()] == [
        ("reference", "default"),
        ("openai-python", "loose"),
        ("openai-agents-python", "default"),
        ("pipecat", "default"),
        ("azure-voicelive", "default"),
        ("async-openai", "0.43.0"),
        ("openai-protocol", "default"),
        ("gproxy-protocol", "default"),
        ("openai-agents-js", "default"),
        ("ai-sdk-openai", "default"),
        ("openai-node", "static"),
        ("openai-go", "default"),
        ("go-openai-realtime", "default"),
        ("openai-java", "default"),
    ]


def test_listing_imports_no_implementation() -> None:
    program = (
        "import sys; from conformance.adapters import REGISTRY\n"
        "for entry in REGISTRY.values(): entry.available()\n"
        "print(sorted({'openai', 'pydantic', 'filelock', 'conformance.reference'} & set(sys.modules)))"
    )
    listed = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert listed.stdout.strip() == "[]"


def test_the_reference_is_always_there() -> None:
    assert REGISTRY["reference"].available() is None
    REGISTRY["reference"].build()
    with REGISTRY["reference"].open() as connection:
        answer = connection.ask(Request(Op.ROUNDTRIP, "RealtimeResponseStatus", ' "failed"'))
        assert (answer.kind, answer.text) == (Kind.OK, '"failed"')


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("async-openai", "cargo not found: install Rust .*rustup"),
        ("openai-node", "node not found: install Node.js 20"),
        ("go-openai-realtime", "go not found: install Go 1.21"),
        ("openai-java", "java not found: install a JDK of release 17"),
    ],
)
def test_without_its_tool_it_says_what_to_install(name: str, message: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    for refused in (REGISTRY[name].open, REGISTRY[name].build):
        with pytest.raises(UsageError, match=rf"^{name} is not available: {message}"):
            refused()


def test_without_ensurepip_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    with pytest.raises(UsageError, match=r"^pipecat is not available: .* its venv module \(Debian: python3-venv\)"):
        REGISTRY["pipecat"].open()
