"""The progress of the matrix, in a terminal and elsewhere."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.terminal import LONG, Terminal

PROGRAM = """
import time
from conformance.commands.rows_shown import RowsShown
from conformance.matrix.rows import rows
from conformance.matrix.run import RowOutcome

chosen = rows(["reference", "openai-python"])
with RowsShown(len(chosen)) as shown:
    for row in chosen:
        shown.begin(row)
        time.sleep(0.3)
        shown.end(RowOutcome(row, None, 2.0, "not available: [bold]rust" if row is chosen[-1] else None))
"""


@pytest.mark.parametrize("columns", [80, 120])
def test_a_terminal_shows_what_runs_and_how_many_are_done(columns: int, tmp_path: Path) -> None:
    terminal = Terminal(columns, [sys.executable, "-c", PROGRAM], tmp_path)
    screens = list(terminal)
    assert terminal.exit_code == 0, terminal.lines
    assert any("0/6" in line and "reference:default by " in line for screen in screens for line in screen)
    # The bar is gone at the end, and every row has its line.
    left = [line for line in terminal.lines if line.strip()]
    assert [line.partition(" ")[0] for line in left] == [f"{number}/6" for number in range(1, 7)]
    assert left[-1].endswith("not available: [bold]rust")


def test_elsewhere_there_is_a_line_for_each_row_that_ends(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=tmp_path, capture_output=True, text=True, timeout=LONG, check=True
    )
    assert [line.partition(" ")[0] for line in ran.stderr.splitlines()] == [f"{number}/6" for number in range(1, 7)]
    assert "\x1b" not in ran.stderr
