"""A library in Python runs in an environment of its own, where nothing of the suite's is but the suite itself."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

import pytest

from conformance.adapter.stdio import Stdio
from conformance.adapters import isolated
from conformance.adapters.venv import Venv
from conformance.errors import UsageError

ISOLATED = Path(isolated.__file__)
# Without site-packages: an interpreter in which nothing is installed.
BARE = [sys.executable, "-I", "-S"]


def available() -> None:
    if reason := Venv(Path("example"), "").available():
        pytest.skip(reason)


def locked(folder: Path, text: str) -> Path:
    lock = folder / "example" / "requirements.lock"
    lock.parent.mkdir()
    lock.write_text(text)
    return lock


def interpreter_of(lock: Path) -> Path:
    """Build the environment of a library whose folder has this lock file."""
    return Venv(lock.parent, "").build("default") / "bin" / "python"


def ran(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_serving_an_adapter_needs_the_standard_library_alone() -> None:
    program = (
        "import sys, runpy, pathlib\n"
        f"names = runpy.run_path({str(ISOLATED)!r})\n"
        f"names['make_importable'](pathlib.Path({str(ISOLATED.parents[1])!r}))\n"
        "import conformance.adapter, conformance.adapter.serve, conformance.adapters\n"
        "print(sorted({name.partition('.')[0] for name in sys.modules} - set(sys.stdlib_module_names) - {'__main__'}))"
    )
    assert ran(*BARE, "-c", program).strip() == "['conformance']"


def test_of_the_suite_the_package_conformance_alone_can_be_imported() -> None:
    program = (
        "import runpy, pathlib, importlib.util as util\n"
        f"names = runpy.run_path({str(ISOLATED)!r})\n"
        f"names['make_importable'](pathlib.Path({str(ISOLATED.parents[1])!r}))\n"
        "wanted = ('conformance.adapter.serve', 'strategies', 'pytest', 'golden')\n"
        "print([name for name in wanted if util.find_spec(name)])"
    )
    assert ran(*BARE, "-c", program).strip() == "['conformance.adapter.serve']"


def test_what_an_adapter_prints_while_it_is_imported_does_not_reach_the_protocol() -> None:
    # `print` is the factory: it greets, and the None that it makes is no adapter.
    finished = subprocess.run(
        [*BARE, str(ISOLATED), "builtins:print", "hello"], capture_output=True, text=True, check=False, input=""
    )
    assert finished.stdout == ""
    assert finished.stderr.startswith("hello\n")
    assert finished.returncode != 0


def test_an_adapter_of_the_standard_library_is_served() -> None:
    # A function is an adapter: this one returns what `type.join` makes of the text.
    with Stdio([*BARE, str(ISOLATED), "operator:methodcaller", "join", "abc"]) as connection:
        assert connection.hello.name == "operator:methodcaller"


@pytest.mark.parametrize("pip", ["of the suite", "of its own"])
def test_an_environment_has_what_its_lock_names_and_none_of_the_suites_packages(
    pip: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    available()
    if pip == "of its own":
        monkeypatch.setattr(
            "conformance.adapters.venv.find_spec", lambda name: None if name == "pip" else find_spec(name)
        )
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("PYTHONPATH", str(ISOLATED.parents[2]))
    lock = locked(tmp_path, "# nothing\n")
    interpreter = interpreter_of(lock)
    found = (
        "import sys, json, importlib.util as util\n"
        "print(json.dumps([sys.prefix, [n for n in ('conformance', 'pytest', 'pydantic') if util.find_spec(n)]]))"
    )
    prefix, importable = json.loads(ran(str(interpreter), "-I", "-c", found))
    assert Path(prefix) == interpreter.parents[1]
    assert importable == []
    assert (interpreter.parent / "pip").exists() is (pip == "of its own")
    assert interpreter_of(lock) == interpreter


def test_a_lock_that_cannot_be_installed_is_a_usage_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    available()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    lock = locked(tmp_path, "not a requirement\n")
    with pytest.raises(UsageError, match=r"example could not be built: pip install exited with"):
        interpreter_of(lock)


@pytest.fixture
def lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A lock that names one package, which pip is told to find here and nowhere else, and an empty cache."""
    available()
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    with zipfile.ZipFile(wheels / "small-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("small.py", "")
        about = "small-1.0.dist-info"
        wheel.writestr(f"{about}/METADATA", "Metadata-Version: 2.1\nName: small\nVersion: 1.0\n")
        wheel.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{about}/RECORD", "".join(f"{name},,\n" for name in (*wheel.namelist(), f"{about}/RECORD")))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(wheels))
    digest = sha256((wheels / "small-1.0-py3-none-any.whl").read_bytes()).hexdigest()
    return locked(tmp_path, f"small==1.0 \\\n    --hash=sha256:{digest}\n")


@pytest.mark.parametrize("wrong", ["small==1.0\n", f"small==1.0 --hash=sha256:{'0' * 64}\n"], ids=["none", "another"])
def test_a_package_without_the_hash_that_its_lock_has_is_not_installed(
    lock: Path, wrong: str, capfd: pytest.CaptureFixture[str]
) -> None:
    lock.write_text(wrong)
    with pytest.raises(UsageError, match=r"example could not be built: pip install exited with"):
        interpreter_of(lock)
    assert "hash" in capfd.readouterr().err.lower()


def test_the_users_settings_of_pip_say_where_packages_come_from_but_not_where_they_go(
    lock: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "constraints").write_text("small==2.0\n")
    (tmp_path / "pip.conf").write_text("[install]\nuser = true\n")
    elsewhere = str(tmp_path / "elsewhere")
    for setting, value in {
        "ABI": "none",
        "CONFIG_FILE": str(tmp_path / "pip.conf"),
        "CONSTRAINT": str(tmp_path / "constraints"),
        "DRY_RUN": "1",
        "EDITABLE": elsewhere,
        "IMPLEMENTATION": "py",
        "PLATFORM": "any",
        "PREFIX": elsewhere,
        "PYTHON": elsewhere,
        "PYTHON_VERSION": "3.11",
        "REQUIREMENT": elsewhere,
        "REQUIRE_VIRTUALENV": "1",
        "ROOT": elsewhere,
        "TARGET": elsewhere,
        "USER": "1",
    }.items():
        monkeypatch.setenv(f"PIP_{setting}", value)
    ran(str(interpreter_of(lock)), "-I", "-c", "import small")
    assert not Path(elsewhere).exists()


def test_an_environment_whose_interpreter_is_gone_is_made_anew(lock: Path, tmp_path: Path) -> None:
    interpreter = interpreter_of(lock)
    interpreter.unlink()
    interpreter.symlink_to(tmp_path / "upgraded" / "away")
    ran(str(interpreter_of(lock)), "-I", "-c", "import small")
