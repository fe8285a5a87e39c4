"""The implementations that ship plugged in can be listed by name, and say why they cannot run."""

from __future__ import annotations

import subprocess
import sys

import pytest

from conformance.adapter.contract import Op, Request
from conformance.adapters import REGISTRY
from conformance.errors import UsageError
from conformance.outcome import Kind


def test_the_names_and_their_default_profiles() -> None:
    assert [(name, entry.profiles[0]) for name, entry in REGISTRY.items()] == [
        ("reference", "default"),
        ("openai-python", "loose"),
        ("openai-agents-python", "default"),
        ("pipecat", "default"),
        ("azure-voicelive", "default"),
        ("async-openai", "0.40.3"),
        ("openai-protocol", "default"),
        ("openai-agents-js", "default"),
        ("openai-node", "static"),
        ("go-openai-realtime", "default"),
        ("openai-java", "default"),
    ]


def test_listing_imports_no_implementation() -> None:
    program = (
        "import sys; from conformance.adapters import REGISTRY\n"
        "for entry in REGISTRY.values(): entry.available()\n"
        "print(sorted({'openai', 'pydantic', 'conformance.reference'} & set(sys.modules)))"
    )
    listed = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert listed.stdout.strip() == "[]"


def test_an_unknown_profile_names_the_ones_there_are() -> None:
    with pytest.raises(UsageError, match=r"openai-python has no profile 'lax': choose loose or strict"):
        REGISTRY["openai-python"].open("lax")


def test_the_reference_is_always_there() -> None:
    assert REGISTRY["reference"].available() is None
    with REGISTRY["reference"].open() as connection:
        assert connection.hello.name == "reference"
        assert connection.hello.profile in REGISTRY["reference"].profiles
        answer = connection.ask(Request(Op.ROUNDTRIP, "RealtimeResponseStatus", ' "failed"'))
        assert (answer.kind, answer.text) == (Kind.OK, '"failed"')


def test_without_cargo_async_openai_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(UsageError, match=r"async-openai is not available: cargo not found: install Rust .*rustup"):
        REGISTRY["async-openai"].open()
