"""A command imports what it needs, and waits for nothing else."""

from __future__ import annotations

import subprocess
import sys

import pytest

from conformance.cli import parser


@pytest.mark.parametrize("command", [["--help"], ["types"], ["show", "RealtimeResponseUsage/input-tokens-max"]])
def test_what_only_reads_imports_no_machinery(command: list[str]) -> None:
    """Nobody waits for pytest, a generator or a validator to be told a name."""
    code = (
        "import sys\nfrom conformance.cli import main\n"
        "assert main(sys.argv[1:]) == 0\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", code, *command], capture_output=True, text=True, check=True)
    heavy = {"pytest", "_pytest", "hypothesis", "jsonschema", "jsonschema_rs", "pydantic", "deepdiff", "ruamel"}
    assert not heavy & set(ran.stderr.split())


@pytest.mark.parametrize(("command", "imported"), [("--version", set()), ("--help", None)])
def test_only_what_is_asked_for_is_imported(command: str, imported: set[str] | None) -> None:
    code = (
        "import sys\nfrom conformance.cli import main\n"
        "assert main(sys.argv[1:]) == 0\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", code, command], capture_output=True, text=True, check=True)
    commands = {"judge", "matrix", "serve", "session", "types"}
    found = {name for name in commands if f"conformance.commands.{name}" in ran.stderr.split()}
    assert found == (commands if imported is None else imported)
    assert "conformance.spec.model" not in ran.stderr.split()


def test_the_command_line_alone_reads_no_vectors_and_makes_no_oracle() -> None:
    code = "import sys, conformance.cli; print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"conformance.vectors", "conformance.oracle", "conformance.suite"} & set(ran.stdout.split())


@pytest.mark.parametrize("command", ["known-failures", "types"])
def test_a_command_waits_for_no_other(command: str) -> None:
    code = "import sys\nfrom conformance.cli import main\nmain(sys.argv[1:])\nprint(*sys.modules, file=sys.stderr)"
    ran = subprocess.run([sys.executable, "-c", code, command, "--help"], capture_output=True, text=True, check=True)
    loaded = {name.removeprefix("conformance.commands.") for name in ran.stderr.split() if ".commands." in name}
    assert loaded == {command.replace("-", "_"), "options"}


@pytest.mark.parametrize("command", ["adapters", "golden", "known-failures", "show", "types"])
def test_a_command_is_the_same_alone_and_among_all(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    for alone in ([command], []):
        with pytest.raises(SystemExit):
            parser(*alone).parse_args([command, "--help"])
    said = capsys.readouterr().out
    assert said == said[: len(said) // 2] * 2
    assert said.startswith(f"usage: realtime-conformance {command} ")
