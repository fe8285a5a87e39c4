"""An adapter that turns the suite green from within cannot with ``--isolate``, and a right one is judged alike."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from conformance.cli import main
from conformance.results.reader import read
from tests import forked

LONG = 300  # seconds
GOLDEN = ("--types=RealtimeResponseUsage", "--generated=0", "--results=r.jsonl", "-p", "no:cacheprovider")
BIN = Path(sys.executable).parent
# It loses everything, and would be red.
LIBRARY = '''
import gc, os, sys, threading, time
from pathlib import Path
from conformance.reference.adapter import ADAPTER as reference

TYPES = ["RealtimeResponseUsage"]

def replaces_the_judges():
    from conformance.suite import items
    judged = items.judged
    def all_well(*given):
        verdicts, case = judged(*given)
        return [items.Verdict(one.case, one.subject, one.check, one.level, items.Status.PASS) for one in verdicts], case
    items.judged = all_well

def replaces_the_end_of_the_run():
    from conformance.suite.main_process import MainProcess
    from _pytest.main import Session
    end = MainProcess.pytest_sessionfinish
    def all_well(self, session, exitstatus):
        end(self, session, 0)
        session.exitstatus = 0
    MainProcess.pytest_sessionfinish = all_well
    Session.testsfailed = property(lambda self: 0, lambda self, value: None)

def rewrites_the_results():
    def watch():
        file = Path("r.jsonl")
        while not file.exists() or '"kind":"footer"' not in file.read_text():
            time.sleep(0.001)
        file.write_text(file.read_text().replace('"fail"', '"pass"').replace('"exit":1', '"exit":0'))
    threading.Thread(target=watch, daemon=True).start()

def ends_the_run_as_a_success():
    if Path("ended").exists():  # once is enough: each time would be one start more
        return
    Path("ended").touch()
    from conformance.suite.guard import Guard
    for one in gc.get_objects():
        if isinstance(one, Guard):
            one._end(0)
    os._exit(0)

REWRITER = """
import time
from pathlib import Path
file = Path("r.jsonl")
while not file.exists() or '"kind":"footer"' not in file.read_text():
    time.sleep(0.001)
file.write_text(file.read_text().replace('"fail"', '"pass"').replace('"exit":1', '"exit":0'))
Path("rewritten").touch()
"""

def leaves_one_that_rewrites_the_results():
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.execve(sys.executable, [sys.executable, "-c", REWRITER], {{}})
        os._exit(0)
    os.wait()

WAYS = [{ways}]

def roundtrip(type, text):
    while WAYS:
        WAYS.pop()()
    reference.roundtrip(type, text)
    return "{{}}"
'''
ALL = "replaces_the_judges, replaces_the_end_of_the_run, rewrites_the_results"
RIGHT = """
import os
from conformance.reference.adapter import ADAPTER as reference

TYPES = ["RealtimeResponseUsage"]
roundtrip, typed, build = reference.roundtrip, reference.typed, reference.build
open("imported", "a").write(f"{os.getpid()} {os.getppid()}\\n")
"""
CONFTEST = "import os; open('suite', 'a').write(f'{os.getpid()}\\n')"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def ran(*options: str) -> subprocess.CompletedProcess[str]:
    command = [str(BIN / "realtime-conformance"), "run", "--impl=library", *GOLDEN, *options]
    return forked.run(command, timeout=LONG)


def gate() -> int:
    """What a gate says that knows nothing but the results."""
    return main(["report", "r.jsonl", "--gate"])


@pytest.mark.parametrize("options", [(), ("-n2",)], ids=["alone", "-n2"])
def test_an_isolated_adapter_makes_nothing_green(project: Path, options: tuple[str, ...]) -> None:
    (project / "library.py").write_text(LIBRARY.format(ways=ALL))
    done = ran("--isolate", *options)
    assert done.returncode == 1, done.stdout
    assert gate() == 1
    assert "DOES NOT CONFORM" in done.stdout
    assert read(project / "r.jsonl").complete


def test_the_same_adapter_makes_all_green_in_the_process_of_the_suite(project: Path) -> None:
    """What the option is for, and that what the adapter tries is worth a try."""
    (project / "library.py").write_text(LIBRARY.format(ways=ALL))
    assert ran().returncode == 0
    assert gate() == 0


@pytest.mark.skipif(sys.platform != "linux", reason="no other system shows what a daemon came from")
def test_what_an_isolated_adapter_leaves_behind_changes_no_results(project: Path) -> None:
    (project / "library.py").write_text(LIBRARY.format(ways="leaves_one_that_rewrites_the_results"))
    done = ran("--isolate")
    assert done.returncode == 1, done.stdout
    time.sleep(2)  # it would be at once
    assert not (project / "rewritten").exists()
    assert gate() == 1


def test_an_isolated_adapter_ends_its_own_process_alone(project: Path) -> None:
    (project / "library.py").write_text(LIBRARY.format(ways="ends_the_run_as_a_success"))
    done = ran("--isolate")
    assert done.returncode == 1, done.stdout
    assert (project / "ended").exists()
    assert read(project / "r.jsonl").complete


def test_a_right_adapter_has_the_same_verdicts_in_a_process_of_its_own(project: Path) -> None:
    (project / "library.py").write_text(RIGHT)
    (project / "conftest.py").write_text(CONFTEST)
    verdicts = []
    for options in ((), ("--isolate",), ("--isolate", "-n2")):
        for file in ("suite", "imported"):
            (project / file).unlink(missing_ok=True)
        done = ran(*options)
        assert done.returncode == 0, done.stdout + done.stderr
        verdicts.append(sorted(read(project / "r.jsonl").verdicts, key=lambda one: one.key))
        suite = (project / "suite").read_text().split()
        imported = [line.split() for line in (project / "imported").read_text().splitlines()]
        if options:
            # One for each process of the suite, and none in it.
            assert {parent for _, parent in imported} == set(suite)
            assert not {own for own, _ in imported} & set(suite)
            assert len(suite) == (3 if "-n2" in options else 1)
        else:
            assert {own for own, _ in imported} == set(suite)
    assert verdicts[0] == verdicts[1] == verdicts[2]
    assert len(verdicts[0]) > 100
