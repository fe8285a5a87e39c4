"""What goes wrong around a run is said, and never taken for a verdict, for a pass or for the whole."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from conformance.cli import main
from conformance.results.reader import read
from tests import forked

USAGE = "--types=RealtimeResponseUsage"
GOLDEN = (USAGE, "--vectors=RealtimeResponseUsage/*")
ADAPTERS = {
    "sound": "from conformance.reference.adapter import ADAPTER",
    "falls": """
import os
from conformance.reference.adapter import ADAPTER as reference

hello = reference.hello

def roundtrip(type, text):
    if '"input_tokens":4294967295' in text:
        os._exit(3)
    return reference.roundtrip(type, text)
""",
    "hangs": """
import time
from conformance.reference.adapter import ADAPTER as reference

hello = reference.hello

def roundtrip(type, text):
    if text.startswith("{"):
        open("hanging", "w").close()
        time.sleep(600)
    return reference.roundtrip(type, text)
""",
    "interrupts": """
import os
from conformance.reference.adapter import ADAPTER as reference

hello = reference.hello

def roundtrip(type, text):
    if "generated[" in os.environ.get("PYTEST_CURRENT_TEST", ""):
        raise KeyboardInterrupt
    return reference.roundtrip(type, text)
""",
    "odd": """
from conformance.reference.adapter import ADAPTER as reference

TYPES = ["RealtimeResponseUsage"]
ODD = {1: '{"total_tokens":1e400}', 2: "[" * 900 + "]" * 900, 3: '{"a":' * 400 + "1" + "}" * 400, 4: "9" * 4300}
asked = 0

def roundtrip(type, text):
    global asked
    asked += 1
    written = reference.roundtrip(type, text)
    return ODD.get(asked % 9, written) if asked > 9 else written
""",
    "mistyped": """
from conformance.reference.adapter import ADAPTER as reference

TYPES = ["RealtimeResponseUsage", "RealtimeResponseUsge"]

def roundtrip(type, text):
    return reference.roundtrip(type, text)
""",
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name, source in ADAPTERS.items():
        (tmp_path / f"{name}.py").write_text(source)
    return tmp_path


def ran(project: Path, *options: str, impl: str = "sound") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", f"--impl={impl}", "--results=r.jsonl", *options]
    return forked.run(command, cwd=project, timeout=300)


def test_an_output_that_no_judge_expects_is_a_failure_like_any_other(project: Path) -> None:
    done = ran(project, *GOLDEN, impl="odd")
    assert "DOES NOT CONFORM" in done.stdout
    assert "could not be judged" not in done.stdout
    results = read(project / "r.jsonl")
    assert results.complete
    assert any("nests too deep" in verdict.reason for verdict in results.verdicts)


def test_an_error_of_the_suite_is_no_pass(project: Path) -> None:
    (project / "conftest.py").write_text(
        "import conformance.suite.items as items\n\ndef judged(*_):\n    raise ArithmeticError('half')\n\n"
        "items.judged = judged\n"
    )
    done = ran(project, *GOLDEN)
    assert done.returncode == 1
    assert "could not be judged: ArithmeticError: half" in done.stdout
    assert "CONFORMS" not in done.stdout
    assert not read(project / "r.jsonl").complete


def test_a_process_that_dies_with_its_items_is_told(project: Path) -> None:
    # At one payload: where two processes die at once, pytest-xdist itself may fail to go on.
    done = ran(project, *GOLDEN, "-n2", impl="falls")
    assert done.returncode == 1
    assert "could not be judged" in done.stdout
    assert "crashed" in done.stdout
    assert "CONFORMS:" not in done.stdout
    assert not read(project / "r.jsonl").complete


@pytest.mark.parametrize("option", ["nosuch.py", "--collect-only"])
def test_where_nothing_is_run_the_results_of_before_are_left(project: Path, option: str) -> None:
    ran(project, *GOLDEN)
    before = (project / "r.jsonl").read_bytes()
    done = ran(project, *GOLDEN, option)
    assert (project / "r.jsonl").read_bytes() == before
    assert "NOTHING WAS JUDGED" not in done.stdout


@pytest.mark.parametrize("workers", [(), ("-n2",)])
def test_a_run_of_which_items_were_deselected_is_not_complete(project: Path, workers: tuple[str, ...]) -> None:
    done = ran(project, *GOLDEN, "-k", "absent", *workers)
    assert "INCOMPLETE" in done.stdout
    assert "narrow a run with --types and --vectors instead" in done.stdout
    assert not read(project / "r.jsonl").complete


@pytest.mark.parametrize("second", ["", "os.kill(os.getpid(), signal.SIGINT); time.sleep(30)"], ids=["one", "two"])
def test_a_run_that_is_interrupted_in_a_generated_item_is_not_complete(project: Path, second: str) -> None:
    # The second interrupt comes while pytest looks after the first, as Ctrl-C does to what runs under `timeout`.
    hook = f"def pytest_keyboard_interrupt():\n    {second or 'pass'}\n"
    (project / "conftest.py").write_text(f"import os, signal, time\n\n{hook}")
    done = ran(project, USAGE, "--generated=8", impl="interrupts")
    assert done.returncode == 2, done.stderr
    assert "INCOMPLETE: no failure in the" in done.stdout
    results = read(project / "r.jsonl")
    assert not results.complete
    assert len(results.verdicts) > 50
    assert not any("generated" in record.case for record in results.verdicts)


def test_a_run_of_which_an_item_was_skipped_is_not_complete(project: Path) -> None:
    (project / "conftest.py").write_text(
        "import pytest\n\ndef pytest_runtest_setup(item):\n    if 'absent' in item.name:\n        pytest.skip('no')\n"
    )
    done = ran(project, *GOLDEN)
    assert "INCOMPLETE" in done.stdout
    assert not read(project / "r.jsonl").complete


def test_verdicts_stand_in_their_order_whatever_the_order_of_the_items(project: Path) -> None:
    ran(project, *GOLDEN)
    before = [verdict.case for verdict in read(project / "r.jsonl").verdicts]
    (project / "conftest.py").write_text(
        "import pytest\n\n@pytest.hookimpl(trylast=True)\n"
        "def pytest_collection_modifyitems(items):\n    items.reverse()\n"
    )
    ran(project, *GOLDEN)
    assert [verdict.case for verdict in read(project / "r.jsonl").verdicts] == before


def test_a_type_that_does_not_exist_is_told(project: Path) -> None:
    done = ran(project, USAGE, "--generated=0", impl="mistyped")
    assert (
        "Declared, and not a type of any dialect: RealtimeResponseUsge; did you mean RealtimeResponseUsage"
        in " ".join(done.stdout.split())
    )


def test_what_was_not_asked_is_not_counted_as_conforming(project: Path) -> None:
    done = ran(project, "--generated=0", "--types=RealtimeResponse*", impl="mistyped")
    (line,) = [line for line in done.stdout.splitlines() if line.startswith("CONFORMS: ")]
    assert " on 1 type and " in line


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--results=pipe",), "--results=pipe: Not a regular file"),
        (("--case-cache=sound.py/x",), "--case-cache=sound.py/x: Not a directory"),
        (("--types=",), "--types= is empty: leave it out, or say what to run"),
        (("--checks=,",), "--checks= is empty: leave it out, or say what to run"),
        ((USAGE, "--vectors=RealtimeResponse/usage-absent"), "matches no vector of the selected types"),
        (("--impl=tcp:127.0.0.1:9", "-n2"), "such a program takes one connection at a time, so run without -n"),
    ],
)
def test_what_cannot_be_is_said_before_anything_is_run(project: Path, options: tuple[str, ...], message: str) -> None:
    os.mkfifo(project / "pipe")
    done = ran(project, *options)
    assert done.returncode == 4
    (line,) = [line for line in done.stderr.splitlines() if line.startswith("ERROR: ")]
    assert message in line


def test_a_file_in_the_way_of_a_command_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").touch()
    assert main(["adapters", "new", "--lang", "python", str(tmp_path / "file" / "folder")]) == 4
    (line,) = capsys.readouterr().err.splitlines()
    assert "Not a directory" in line


@pytest.mark.parametrize("arguments", [["golden", "export"], ["show", "RealtimeResponse/usage-absent"]])
def test_a_dialect_that_does_not_exist_is_told(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*arguments, "--dialect=openai-gaa"]) == 4
    assert "no dialect 'openai-gaa'; did you mean openai-ga" in capsys.readouterr().err


def test_a_word_of_the_name_of_a_dialect_is_enough_to_propose_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["types", "--dialect=ga"]) == 4
    assert "no dialect 'ga'; did you mean openai-ga? (known: " in capsys.readouterr().err


def test_a_project_s_own_options_are_not_meant_for_the_run_command(project: Path) -> None:
    (project / "pytest.ini").write_text("[pytest]\naddopts = --lf\n")
    done = forked.run(
        [sys.executable, "-m", "conformance", "run", "--impl=sound", "--results=r.jsonl", *GOLDEN],
        cwd=project, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_the_signal_that_ends_a_job_ends_a_program_that_hangs(project: Path) -> None:
    adapter = f"stdio:{sys.executable} -m conformance.adapter.serve hangs"
    command = [sys.executable, "-m", "pytest", f"--impl={adapter}", "--impl-timeout=300", "--results=r.jsonl", *GOLDEN]
    with subprocess.Popen(command, cwd=project, stdout=subprocess.DEVNULL) as running:
        deadline = time.monotonic() + 60
        while not (project / "hanging").exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        (child,) = children(running.pid)
        running.send_signal(signal.SIGTERM)
        assert running.wait(60) == pytest.ExitCode.INTERRUPTED
    assert not Path(f"/proc/{child}").exists()


def children(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
