"""What ``--impl`` may be, and what is said of one that is nothing."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import pytest

from conformance.adapter import Connection, Kind, Op, Request
from conformance.adapter.dialogue import Limits
from conformance.adapter.inprocess import InProcess
from conformance.adapter.stdio import Stdio
from conformance.adapters import REGISTRY
from conformance.adapters.open import connect, open_implementation
from conformance.errors import UsageError

FAKES = Path(__file__).parents[1] / "fakes"
FAKE = f"stdio:{shlex.quote(sys.executable)} {shlex.quote(str(FAKES / 'honest.py'))}"


# It answers to what every adapter is asked first.
ADAPTER = """
TYPES = ["T"]
def roundtrip(type, text):
    if type != "T":
        raise NotImplementedError
    return text
"""


def open_(impl: str) -> Connection:
    return open_implementation(impl, timeout=10)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("impl", ["reference", "reference:default"])
def test_a_built_in_goes_by_its_name_and_profile(impl: str) -> None:
    hello = open_(impl).hello
    assert (hello.name, hello.profile, hello.dialect) == ("reference", "default", "async-openai")


def test_a_built_in_answers_to_the_dialect_that_is_asked_for() -> None:
    assert open_implementation("reference", timeout=10, dialect="openai-ga").hello.dialect == "openai-ga"


def test_a_built_in_comes_before_a_module_of_that_name(folder: Path) -> None:
    (folder / "reference.py").write_text(ADAPTER)
    assert open_("reference").hello.version == REGISTRY["reference"].version


def test_what_fails_the_smoke_test_is_closed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed = []
    monkeypatch.setattr(InProcess, "close", lambda self: closed.append(self))
    (folder / "says_ok_to_any_type.py").write_text("def roundtrip(type, text): return text")
    with pytest.raises(UsageError, match="`ok` when asked for the type ConformanceNoSuchType"):
        open_("says_ok_to_any_type")
    assert len(closed) == 1


@pytest.mark.parametrize(
    ("named", "meant"),
    [("openai-GA", "openai-ga"), ("openai_ga", "openai-ga"), ("async-openia", "async-openai")],
)
def test_a_misspelt_dialect_is_a_mistake_and_no_dialect_of_a_vendor(folder: Path, named: str, meant: str) -> None:
    module = f"slip_{''.join(filter(str.isalpha, named))}_{'_' in named}"
    (folder / f"{module}.py").write_text(f"DIALECT = {named!r}\n{ADAPTER}")
    with pytest.raises(UsageError) as caught:
        open_(module)
    said = f"its adapter says that it speaks {named!r}; did you mean {meant}?"
    assert str(caught.value) == f"--impl={module}: {said}"


@pytest.mark.parametrize("named", ["azure-voicelive", "openai-beta", "openai-live", "azure-openai", "*"])
def test_a_dialect_of_a_vendor_is_its_own(folder: Path, named: str) -> None:
    module = f"foreign_{''.join(filter(str.isalpha, named))}_sdk"
    (folder / f"{module}.py").write_text(f"DIALECT = {named!r}\n{ADAPTER}")
    assert open_(module).hello.dialect == named


def test_a_command_is_run_without_a_shell(folder: Path) -> None:
    with open_(f"{FAKE} '$(touch mark)' ; touch mark") as connection:
        assert isinstance(connection, Stdio)
        assert connection.ask(Request(Op.ROUNDTRIP, "Thing", "1")).kind is Kind.OK
    assert not (folder / "mark").exists()


def test_a_module_in_the_current_directory_is_found(folder: Path) -> None:
    (folder / "my_sdk_adapter.py").write_text(ADAPTER)
    assert open_("my_sdk_adapter").ask(Request(Op.ROUNDTRIP, "T", "1")).text == "1"
    assert connect("my_sdk_adapter:roundtrip", Limits()).hello.name == "my_sdk_adapter:roundtrip"


@pytest.mark.parametrize(
    ("impl", "message"),
    [
        (
            "referense",
            "--impl=referense: no module named 'referense', and there is no built-in referense; "
            "did you mean reference?",
        ),
        (
            "openai-pyton:strict",
            "--impl=openai-pyton:strict: 'openai-pyton:strict' is not of the form pkg.module[:attribute], and there is "
            "no built-in openai-pyton; did you mean openai-python or openai-go or openai-agents-python?",
        ),
        ("./sdk.py", "--impl=./sdk.py: name the module, not its file: --impl=sdk"),
        ("pkg/sdk.py", "--impl=pkg/sdk.py: name the module, not its file: --impl=pkg.sdk"),
        ("/pkg/sdk.py", "--impl=/pkg/sdk.py: name the module, not its file: --impl=sdk, with /pkg in PYTHONPATH"),
        (
            "my-sdk.py",
            "--impl=my-sdk.py: name the module, not its file: "
            "rename it first, 'my-sdk' cannot be imported: letters, digits and _ can",
        ),
        ("sdk.mjs", "--impl=sdk.mjs: is a file and not a module; did you mean --impl='stdio:node ./sdk.mjs'?"),
        ("./sdk", "--impl=./sdk: is a file and not a module; did you mean --impl=stdio:./sdk?"),
        ("", "--impl= names nothing: give a built-in name, a Python module or 'stdio:COMMAND'"),
        (
            "misspelt_sdk",
            "--impl=misspelt_sdk: importing misspelt_sdk failed: SyntaxError: invalid syntax (misspelt_sdk.py, line 1)",
        ),
        (
            "zzz",
            "--impl=zzz: no module named 'zzz', and there is no built-in zzz "
            f"(there are {', '.join(sorted(REGISTRY))})",
        ),
        ("json:nothing", "--impl=json:nothing: module 'json' has no attribute 'nothing'"),
        ("json", "--impl=json: json has neither ADAPTER nor a function roundtrip(type, text)"),
        (
            "broken_sdk",
            "--impl=broken_sdk: importing broken_sdk failed: RuntimeError: no licence (broken_sdk.py, line 1)",
        ),
        ("stdio:", "--impl=stdio: lacks the command to run: --impl='stdio:COMMAND ARGS…'"),
        ("stdio:echo 'x", "--impl=stdio:echo 'x: No closing quotation"),
        ("stdio:./nothing", "cannot run ./nothing: No such file or directory"),
    ],
)
def test_a_mistake_is_said_in_one_line(folder: Path, impl: str, message: str) -> None:
    (folder / "broken_sdk.py").write_text("raise RuntimeError('no licence')")
    (folder / "misspelt_sdk.py").write_text("a b")
    for program in ("sdk", "sdk.mjs"):
        (folder / program).touch()
    with pytest.raises(UsageError) as caught:
        open_(impl)
    assert str(caught.value) == message
