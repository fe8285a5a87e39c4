"""An item runs in one of pytest's three phases, unless somebody else looks at phases; what is judged is the same."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from conformance.results.reader import read
from tests import forked

ITEMS = ("--types=RealtimeResponseUsage", "--vectors=RealtimeResponseUsage/*")
SECONDS = 300
COUNTED = """
import _pytest.runner as runner

run = runner.call_and_report

def counted(item, when, *arguments, **more):
    with open("phases", "a") as file:
        file.write(when + "\\n")
    return run(item, when, *arguments, **more)

runner.call_and_report = counted
"""
"""Notes the phases that pytest itself runs. It is not a hook, which would be somebody who looks."""
LOSES = """
import json
from conformance.reference.adapter import ADAPTER as reference

hello = reference.hello

def roundtrip(type, text):
    print("on the screen")
    sent = reference.roundtrip(type, text)
    return sent if "4294967295" not in sent else json.dumps({**json.loads(sent), "new": 1})
"""


def run(folder: Path, *options: str, hook: str = "") -> subprocess.CompletedProcess[str]:
    """A run in a project whose ``conftest.py`` ends with ``hook``."""
    (folder / "conftest.py").write_text(COUNTED + hook)
    (folder / "loses.py").write_text(LOSES)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    return forked.run(
        [sys.executable, "-m", "pytest", "--impl=loses", "--results=r.jsonl", *ITEMS, *options],
        cwd=folder, env=environment, timeout=SECONDS,
    )  # fmt: skip


def ran(folder: Path, *options: str, hook: str = "") -> tuple[Counter[str], list[str], str]:
    """The phases that pytest ran, the verdicts, and how pytest counted them."""
    done = run(folder, *options, hook=hook)
    assert done.returncode == 1, done.stdout + done.stderr
    while_judged = done.stdout.partition("collected")[2].partition("Captured stdout")[0]
    assert "on the screen" not in while_judged
    results = read(folder / "r.jsonl")
    assert results.complete
    verdicts = [f"{one.case} {one.check} {one.status} {one.reason}" for one in results.verdicts]
    (counted,) = re.findall(r"(\d+ failed, \d+ passed)", done.stdout)
    return Counter((folder / "phases").read_text().split()), verdicts, counted


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> tuple[Counter[str], list[str], str]:
    return ran(tmp_path_factory.mktemp("plain"))


def test_only_the_last_item_has_three_phases(plain: tuple[Counter[str], list[str], str]) -> None:
    assert plain[0] == {"setup": 1, "call": 1, "teardown": 1}


def test_so_does_the_last_one_of_each_process(plain: tuple[Counter[str], list[str], str], tmp_path: Path) -> None:
    phases, *judged = ran(tmp_path, "-n2")
    assert judged == list(plain[1:])
    assert phases["setup"] == phases["call"] == phases["teardown"] <= 2


LOOKS = {
    "a hook of a conftest": ((), "def pytest_runtest_teardown(item): pass"),
    "a hook for reports": ((), "def pytest_runtest_logreport(report): pass"),
    "a hook that runs tests itself": ((), "def pytest_runtest_protocol(item, nextitem): pass"),
    "a report of all test cases": (("--junitxml=junit.xml",), ""),
    "such a report from several processes": (("--junitxml=junit.xml", "-n2"), ""),
    "tracebacks with what was logged": (("--tb=short",), ""),
    "what is set up is shown": (("--setup-show",), ""),
}


@pytest.mark.parametrize("looks", LOOKS)
def test_who_looks_at_phases_sees_three_of_every_item(
    looks: str, plain: tuple[Counter[str], list[str], str], tmp_path: Path
) -> None:
    options, hook = LOOKS[looks]
    phases, verdicts, counted = ran(tmp_path, *options, hook=hook)
    items = sum(map(int, re.findall(r"\d+", counted)))
    assert phases == {"setup": items, "call": items, "teardown": items}
    assert (verdicts, counted) == plain[1:]


def test_a_mark_to_skip_by_is_heeded(tmp_path: Path) -> None:
    hook = (
        "import pytest\n\ndef pytest_collection_modifyitems(items):\n"
        "    items[1].add_marker(pytest.mark.xfail(reason='mine', run=False))\n"
    )
    done = run(tmp_path, hook=hook)
    assert "1 xfailed" in done.stdout, done.stdout
