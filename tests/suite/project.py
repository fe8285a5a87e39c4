"""A project of somebody who has the suite installed, and runs of pytest in it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import conformance
from tests import forked

BIN = Path(sys.executable).parent
REPOSITORY = Path(conformance.__file__).parent.parent

PROJECT = {
    "pyproject.toml": """
        [tool.pytest.ini_options]
        testpaths = ["tests"]
        python_files = ["check_*.py"]
        python_functions = ["it_*"]
        addopts = "-W error --strict-markers --strict-config"
    """,
    "tests/strategies.py": """
        mine = "the project's own strategies"
    """,
    "tests/conftest.py": """
        import pytest
        from strategies import mine

        @pytest.fixture(autouse=True)
        def own_fixture():
            return mine
    """,
    "tests/check_own.py": """
        import sys
        from pathlib import Path

        def it_finds_its_own_strategies(own_fixture):
            import strategies
            assert own_fixture == strategies.mine
            assert Path(strategies.__file__).parent == Path(__file__).parent

        def it_is_not_collected():
            pass

        def it_sees_nothing_of_the_suite():
            if "--impl=reference" in sys.argv:
                return
            ours = {name for name in sys.modules if name.partition(".")[0] == "conformance"}
            assert ours == {"conformance", "conformance.options", "conformance.plugin"}
            heavy = {"hypothesis", "hypothesis_jsonschema", "jsonschema", "jsonschema_rs", "pydantic", "yaml"}
            assert not (heavy | {"deepdiff"}) & set(sys.modules)
    """,
    "lossy.py": """
        import json

        def roundtrip(type, text):
            if not type.startswith("RealtimeResponse"):
                raise NotImplementedError(type)
            value = json.loads(text)
            if isinstance(value, dict):
                value.pop("usage", None)
            return json.dumps(value)
    """,
    "reorders.py": """
        import json
        from conformance.reference.adapter import ADAPTER as reference

        hello = reference.hello

        def roundtrip(type, text):
            return json.dumps(json.loads(reference.roundtrip(type, text)), sort_keys=True)
    """,
    "slow.py": """
        import time
        from conformance.reference.adapter import ADAPTER as reference

        hello = reference.hello

        def roundtrip(type, text):
            time.sleep(0.02)
            return reference.roundtrip(type, text)
    """,
    "nothing_known.py": """
        def roundtrip(type, text):
            raise NotImplementedError(type)
    """,
    "does_not_import.py": """
        raise RuntimeError("the SDK wants a key")
    """,
    "spy.py": """
        import sys

        def pytest_unconfigure():
            loaders = {name: type(getattr(module, "__loader__", None)) for name, module in sys.modules.items()}
            print("rewritten:", *(name for name, one in loaders.items() if one.__name__ == "AssertionRewritingHook"))
            print("imported:", *sys.modules)
    """,
    "no_adapter.py": """
        ANSWER = 42
    """,
}


def made(folder: Path) -> Path:
    """Write the project into a folder."""
    root = folder / "project"
    for name, text in PROJECT.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        indent = " " * 8
        path.write_text("\n".join(line.removeprefix(indent) for line in text.strip("\n").splitlines()) + "\n")
    return root


def environment(**extra: str) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "PYTHON"))}
    return {**inherited, "COLUMNS": "100", **extra}


def run(project: Path, *arguments: str, program: str = "pytest", **extra: str) -> subprocess.CompletedProcess[str]:
    command = [str(BIN / program), *arguments]
    return forked.run(command, cwd=project, env=environment(**extra), timeout=120)


def imported_anew(project: Path, *arguments: str, **extra: str) -> subprocess.CompletedProcess[str]:
    """A run of pytest in which nothing was imported before, for tests of what it imports."""
    return subprocess.run(
        [str(BIN / "pytest"), *arguments],
        cwd=project, env=environment(**extra), capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def results(project: Path, name: str = ".conformance/results.jsonl") -> list[dict[str, Any]]:
    return [json.loads(line) for line in (project / name).read_text().splitlines()]


def verdicts(records: list[dict[str, Any]]) -> list[str]:
    return sorted(json.dumps(record, sort_keys=True) for record in records if record["kind"] == "verdict")


def last_line(output: str) -> str:
    return output.strip().splitlines()[-1].strip("= ")
