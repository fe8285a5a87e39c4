"""Files of known failures are checked without a run."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import yaml

from conformance.cli import main
from tests import forked
from tests.known_failures.files import AMISS, BIN, KNOWN, ROOT, file


def test_lint_tells_what_is_wrong_whatever_a_run_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    file(tmp_path, KNOWN)
    assert main(["known-failures", "lint", "known-failures.yaml"]) == 0
    assert capsys.readouterr().out == "known-failures.yaml: 2 entries, no problem\n"
    (tmp_path / "amiss.yaml").write_text(AMISS)
    assert main(["known-failures", "lint", "known-failures.yaml", "amiss.yaml"]) == 1
    kinds = [line.split(": ")[:2] for line in capsys.readouterr().out.splitlines()]
    assert kinds == [
        ["known-failures.yaml", "2 entries, no problem"],
        ["amiss.yaml:14", "matches nothing"],
        ["amiss.yaml:16", "listed twice"],
        ["amiss.yaml:19", "expired"],
    ]
    (tmp_path / "never.yaml").write_text(
        "failures:\n  - cases: [RealtimeResponse/generated/rejects]\n    checks: [accepts]\n    why: x\n"
    )
    assert main(["known-failures", "lint", "never.yaml"]) == 1
    assert capsys.readouterr().out == (
        "never.yaml:2: matches nothing: accepts never judges RealtimeResponse/generated/rejects\n"
    )


def test_lint_of_what_cannot_be_read_ends_with_4(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = file(tmp_path, "failures: {}\n")
    assert main(["known-failures", "lint", str(path)]) == 4
    assert main(["known-failures", "lint", str(tmp_path / "nowhere.yaml")]) == 4
    assert main(["known-failures", "lint", "--dialect=nowhere", str(file(tmp_path, "failures: []\n"))]) == 4
    captured = capsys.readouterr()
    assert captured.out == ""
    assert len(captured.err.splitlines()) == 3


def test_the_pre_commit_hook_runs_what_it_says_on_the_files_that_it_means(tmp_path: Path) -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    assert (hook["id"], hook["language"]) == ("realtime-conformance-known-failures", "python")
    names = ("known-failures.yaml", "ci/known-failures.yml", "known-failures.json", "unknown.yaml")
    assert [name for name in names if re.search(hook["files"], name)] == [
        "known-failures.yaml",
        "ci/known-failures.yml",
    ]
    program, *arguments = shlex.split(hook["entry"])
    for text, code in ((KNOWN, 0), (AMISS, 1), ("failures", 4)):
        command = [str(BIN / program), *arguments, str(file(tmp_path, text))]
        ran = forked.run(command)
        assert ran.returncode == code, ran.stdout + ran.stderr
