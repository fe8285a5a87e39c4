"""The implementations that ship plugged in can be listed by name, and say why they cannot run."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec

import pytest

from conformance.adapter.contract import Op, Request
from conformance.adapters import REGISTRY
from conformance.errors import UsageError
from conformance.outcome import Kind


def test_the_names_and_their_default_profiles() -> None:
    assert {name: entry.profiles[0] for name, entry in REGISTRY.items()} == {
        "reference": "default",
        "openai-python": "loose",
        "async-openai": "0.40.3",
    }
    assert list(REGISTRY) == ["reference", "openai-python", "async-openai"]


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


def test_without_its_package_openai_python_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openai", None)
    assert find_spec("openai") is None
    with pytest.raises(UsageError, match=r"openai-python is not available: .*pip install '.*\[openai-python\]'"):
        REGISTRY["openai-python"].open()


def test_without_cargo_async_openai_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(UsageError, match=r"async-openai is not available: cargo not found: install Rust .*rustup"):
        REGISTRY["async-openai"].open()
