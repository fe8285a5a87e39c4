"""A run with an oracle that is wrong says that the suite is at fault, and still finds what the implementation does."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from tests import forked

BIN = Path(sys.executable).parent
CASE = "InputTokenDetails/generated/rejects"

# An oracle that demands a member that is optional; beside it, implementations.
WRONG = """
from conformance.oracle import Oracle, Reject, Rule

right = Oracle.expect


def expect(self, type_name, text, side=None):
    lacks = type_name == "InputTokenDetails" and "text_tokens" not in text
    return Reject(Rule.MISSING_MEMBER, "/text_tokens") if lacks else right(self, type_name, text, side)


Oracle.expect = expect
"""
SOUND = "import wrong_oracle\nfrom conformance.reference.adapter import ADAPTER\n"
# It takes what is illegal and long, so the smallest payload that fails is the suite's fault.
CARELESS = """
import json
import wrong_oracle
from conformance.reference.adapter import ADAPTER as reference

hello = reference.hello


def roundtrip(type, text):
    return json.dumps(json.loads(text)) if len(text) > 90 else reference.roundtrip(type, text)
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name, text in {"wrong_oracle": WRONG, "sound": SOUND, "careless": CARELESS}.items():
        (tmp_path / f"{name}.py").write_text(text)
    return tmp_path


def run(project: Path, impl: str) -> tuple[int, dict[str, Any], str]:
    command = [str(BIN / "pytest"), f"--impl={impl}", "--types=InputTokenDetails", "--checks=rejects"]
    ran = forked.run(
        [*command, "--generated=60"],
        cwd=project,
        env={**os.environ, "COLUMNS": "100"},
        timeout=120,
    )
    lines = (project / ".conformance/results.jsonl").read_text(encoding="utf-8").splitlines()
    (generated,) = (record for record in map(json.loads, lines) if record.get("case") == CASE)
    return ran.returncode, generated, ran.stdout


def test_the_suites_fault_does_not_fail_the_implementation_and_is_shown_with_the_line_to_report(project: Path) -> None:
    code, generated, screen = run(project, "sound")
    assert (code, generated["status"]) == (0, "suite-fault"), screen
    assert "text_tokens" not in generated["sent"]
    assert "please report it with these lines" in screen
    head = screen.index(f"{CASE}: rejects")
    assert "the oracle refuses the payload (missing-member at /text_tokens)" in screen[head:]
    assert f"    reproduce    {generated['reproduce']}\n" in screen[head:]
    assert generated["reproduce"].endswith("| realtime-conformance judge --impl=sound --dialect=async-openai")
    assert "CONFORMS: " in screen
    assert "DOES NOT CONFORM" not in screen


def test_the_suites_fault_hides_no_failure(project: Path) -> None:
    code, generated, screen = run(project, "careless")
    assert (code, generated["status"]) == (1, "fail")
    assert generated["findings"][0]["what"] == "accepted"
    assert "please report" not in screen
