"""What ``--impl`` may be, and what is said of one that is nothing."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import pytest

from conformance.adapter import Connection, Kind, Op, Request
from conformance.adapter.inprocess import InProcess, adopt
from conformance.adapter.resolve import open_connection
from conformance.adapter.stdio import Stdio
from conformance.errors import UsageError

FAKES = Path(__file__).parent / "fakes"
FAKE = f"stdio:{shlex.quote(sys.executable)} {shlex.quote(str(FAKES / 'honest.py'))}"


def built_in(profile: str | None) -> Connection:
    return InProcess(adopt(lambda _, text: text, f"built-in in {profile}"))


REGISTRY = {"reference": built_in, "openai-python": built_in}


def open_(impl: str, profile: str | None = None) -> Connection:
    return open_connection(impl, registry=REGISTRY, profile=profile, timeout=10)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("impl", "profile", "name"),
    [
        ("reference", None, "built-in in None"),
        ("openai-python:strict", None, "built-in in strict"),
        ("openai-python", "strict", "built-in in strict"),
        ("openai-python:strict", "strict", "built-in in strict"),
    ],
)
def test_a_built_in_goes_by_its_name_and_profile(impl: str, profile: str | None, name: str) -> None:
    assert open_(impl, profile).hello.name == name


def test_a_built_in_comes_before_a_module_of_that_name(folder: Path) -> None:
    (folder / "reference.py").write_text("def roundtrip(type, text): return text")
    assert open_("reference").hello.name == "built-in in None"


def test_a_command_is_run_without_a_shell(folder: Path) -> None:
    with open_(f"{FAKE} '$(touch mark)' ; touch mark") as connection:
        assert isinstance(connection, Stdio)
        assert connection.ask(Request(Op.ROUNDTRIP, "Thing", "1")).kind is Kind.OK
    assert not (folder / "mark").exists()


def test_a_module_in_the_current_directory_is_found(folder: Path) -> None:
    (folder / "my_sdk_adapter.py").write_text("def roundtrip(type, text): return text")
    assert open_("my_sdk_adapter").ask(Request(Op.ROUNDTRIP, "T", "1")).text == "1"
    assert open_("my_sdk_adapter:roundtrip").hello.name == "my_sdk_adapter:roundtrip"


@pytest.mark.parametrize(
    ("impl", "profile", "message"),
    [
        (
            "referense",
            None,
            "--impl=referense: no module named 'referense', and there is no built-in referense; "
            "did you mean reference?",
        ),
        (
            "openai-pyton:strict",
            None,
            "--impl=openai-pyton:strict: 'openai-pyton:strict' is not of the form pkg.module[:attribute], and there is "
            "no built-in openai-pyton; did you mean openai-python?",
        ),
        ("./sdk.py", None, "--impl=./sdk.py: name the module, not its file: --impl=sdk"),
        (
            "zzz",
            None,
            "--impl=zzz: no module named 'zzz', and there is no built-in zzz (there are openai-python, reference)",
        ),
        ("json:nothing", None, "--impl=json:nothing: module 'json' has no attribute 'nothing'"),
        ("json", None, "--impl=json: json has neither ADAPTER nor a function roundtrip(type, text)"),
        (
            "broken_sdk",
            None,
            "--impl=broken_sdk: importing broken_sdk failed: RuntimeError: no licence (broken_sdk.py, line 1)",
        ),
        ("stdio:", None, "--impl=stdio: lacks the command to run: --impl='stdio:COMMAND ARGS…'"),
        ("stdio:echo 'x", None, "--impl=stdio:echo 'x: No closing quotation"),
        ("stdio:./nothing", None, "cannot run ./nothing: No such file or directory"),
        (
            "openai-python:strict",
            "lenient",
            "--impl=openai-python:strict asks for the profile strict, and the profile lenient is given too",
        ),
        (
            "json",
            "strict",
            "--impl=json takes no profile: only built-in implementations do (openai-python, reference)",
        ),
    ],
)
def test_a_mistake_is_said_in_one_line(folder: Path, impl: str, profile: str | None, message: str) -> None:
    (folder / "broken_sdk.py").write_text("raise RuntimeError('no licence')")
    with pytest.raises(UsageError) as caught:
        open_(impl, profile)
    assert str(caught.value) == message
