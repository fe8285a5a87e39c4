"""``adapters lint`` finds each way to break the protocol, says how to fix it, and leaves no process behind."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from adapter_defects import DEFECTS, FOR, PAYLOAD, RIGHT, SAME, SAY, program
from fakes.leftovers import left_over

from conformance.adapters import REGISTRY
from conformance.cli import main
from conformance.errors import UsageError
from conformance.kit.lint import lint


def test_a_program_that_does_everything_right_gives_no_findings(tmp_path: Path) -> None:
    hello, findings = lint(program(tmp_path))
    assert findings == []
    assert hello is not None
    assert hello.name == "sdk"
    assert left_over(tmp_path / "pids") == []


def test_a_command_may_be_given_as_it_stands_in_impl(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As separate words, and as the one word that ``--impl="stdio:COMMAND"`` takes."""
    command = program(tmp_path)
    for given in (command, [shlex.join(command)]):
        assert main(["adapters", "lint", *given]) == 0
        assert "sdk" in capsys.readouterr().out


def test_a_program_of_the_first_version_keeps_the_protocol(tmp_path: Path) -> None:
    hello = '    if op == "hello":\n'
    asked_again = '    if op == "hello" and request["protocol"] != 1:\n        return {"outcome": "unsupported"}\n'
    assert lint(program(tmp_path, hello, asked_again + hello))[1] == []


def test_a_direction_that_nothing_shows_is_told(tmp_path: Path) -> None:
    types = '"types": ["Thing", "Other"], '
    _, (found,) = lint(program(tmp_path, types, types + '"sends": ["Other"], '))
    assert (found.rule, found.wrong) == ("hello", "hello has Other in sends alone, and no operation that shows it")


def test_a_library_that_only_writes_some_types_breaks_nothing(tmp_path: Path) -> None:
    some = 'if op not in HELLO["ops"] or type_ not in HELLO["types"] or (op == "roundtrip") is (type_ == "Other"):'
    changed = program(tmp_path, 'if op not in HELLO["ops"] or type_ not in HELLO["types"]:', some)
    assert lint(changed)[1] == []


def test_a_library_that_falls_over_is_no_fault_of_the_protocol(tmp_path: Path) -> None:
    assert lint(program(tmp_path, '{"outcome": "rejected", "message"', '{"outcome": "crashed", "message"'))[1] == []


def test_a_built_in_adapter_keeps_the_protocol() -> None:
    # Of those that a Python suite has at hand the one whose library reads some types and only writes others.
    command = REGISTRY["pipecat"].runtime.command("default", "openai-ga")
    assert lint(command, 60)[1] == []


@pytest.mark.parametrize("defect", DEFECTS)
def test_a_defect_gives_its_finding(defect: str, tmp_path: Path) -> None:
    old, new, rule, wrong = DEFECTS[defect]
    # Only who is waited for in vain is waited for shortly.
    timeout = 2 if rule == "silent" or " 2 s " in wrong else 30
    _, findings = lint(program(tmp_path, old, new, *SAME.get(defect, ())), timeout)
    assert findings, "no findings"
    assert (findings[0].rule, findings[0].wrong[: len(wrong)]) == (rule, wrong), findings
    assert {finding.rule for finding in findings} == {rule}, findings
    for finding in findings:
        assert finding.fix
        assert "\n" not in finding.wrong + finding.fix
    assert left_over(tmp_path / "pids") == []


def test_answers_out_of_order_are_allowed(tmp_path: Path) -> None:
    late = """
held = []
for line in iter(sys.stdin.readline, ""):
    request = json.loads(line)
    held.append({"seq": request["seq"], **answer(request)})
    import select
    if not select.select([0], [], [], 0.05)[0] or request["op"] == "bye":
        for one in reversed(held):
            say(one)
        held.clear()
    if request["op"] == "bye":
        break
"""
    source = RIGHT[: RIGHT.index(FOR)].replace("import base64", "import base64, io") + (
        "sys.stdin = io.TextIOWrapper(io.FileIO(0), write_through=True)\n" + late
    )
    (tmp_path / "late.py").write_text(source)
    assert lint([sys.executable, "-S", str(tmp_path / "late.py"), str(tmp_path / "pids")])[1] == []


def test_a_program_that_hangs_and_does_not_want_to_end_is_given_up(tmp_path: Path) -> None:
    stubborn = "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nos.fork()\nHELLO = {"
    _, findings = lint(program(tmp_path, "HELLO = {", stubborn, SAY, "    time.sleep(600)\n"), timeout=1)
    assert [finding.rule for finding in findings] == ["silent"]
    assert left_over(tmp_path / "pids") == []


def test_a_program_that_hangs_in_every_question_is_asked_twice_only(tmp_path: Path) -> None:
    _, findings = lint(program(tmp_path, SAY, "    " + PAYLOAD + ": time.sleep(600)\n" + SAY), timeout=1)
    assert [finding.wrong for finding in findings] == [
        "roundtrip of Other: no answer after 1 s",
        "the undeclared operation build: no answer after 1 s",
    ]
    assert len((tmp_path / "pids").read_text().split()) == 3
    assert left_over(tmp_path / "pids") == []


def test_a_program_that_cannot_be_started_is_a_mistake_in_one_line() -> None:
    with pytest.raises(UsageError, match=r"^cannot run \./nothing: No such file or directory$"):
        lint(["./nothing"])


def test_the_command_line_says_findings_and_exits_with_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["adapters", "lint", *program(tmp_path)]) == 0
    assert capsys.readouterr().out == "sdk 1 (default, python): no findings\n"
    assert (
        main(["adapters", "lint", "--timeout=20", *program(tmp_path, "        break\n", "        sys.exit(3)\n")]) == 1
    )
    assert capsys.readouterr().out == (
        "bye: the program exits with code 3 after bye\n"
        "    fix: exit with code 0: any other code means that the program failed\n"
        "sdk 1 (default, python): 1 finding\n"
    )
    assert main(["adapters", "lint", "./nothing"]) == 4
    assert main(["adapters", "lint"]) == 4


def test_an_interrupt_leaves_no_process_behind(tmp_path: Path) -> None:
    command = program(tmp_path, SAY, "    time.sleep(600)\n")
    run = f"import sys; from conformance.cli import main; sys.exit(main(['adapters', 'lint', *{command!r}]))"
    with subprocess.Popen([sys.executable, "-c", run]) as linting:
        while not (tmp_path / "pids").exists():
            assert linting.poll() is None
        os.kill(linting.pid, signal.SIGINT)
        assert linting.wait(30) == 2
    assert left_over(tmp_path / "pids") == []


def test_a_program_that_never_says_hello_is_told_with_its_error_and_not_with_the_last_words_of_its_runtime(
    tmp_path: Path,
) -> None:
    said = "throw err;\n\nError: Cannot find module 'nope.js'\n    at Module\n\nNode.js v20.20.2"
    (tmp_path / "dies.py").write_text(f"import sys\nsys.exit({said!r})\n")
    _, (found,) = lint([sys.executable, str(tmp_path / "dies.py")])
    assert found.wrong.endswith("without an answer; on stderr: Error: Cannot find module 'nope.js'")
    assert "hello" in found.fix
    assert "rejected" not in found.fix
