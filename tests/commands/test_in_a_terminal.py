"""What commands print in a terminal: colours that are colours, and lines that fit."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from conformance.spec import load_dialect
from tests.terminal import Terminal


def shown(columns: int, folder: Path, *arguments: str) -> list[str]:
    terminal = Terminal(columns, [sys.executable, "-m", "conformance", *arguments], folder)
    list(terminal)
    assert terminal.exit_code == 0, terminal.lines
    return terminal.lines


def test_show_is_coloured_and_no_style_is_printed_as_text(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "conformance", "show", "RealtimeResponse/out-of-band", "--impl=reference"]
    terminal = Terminal(80, [*command, "--dialect=openai-ga"], tmp_path)
    list(terminal)
    assert terminal.exit_code == 0, terminal.lines
    assert "\\u001b" not in "\n".join(terminal.lines)
    (row,) = (number for number, line in enumerate(terminal.lines) if line.split() == ["accepts", "must", "pass"])
    assert terminal.colour(row, 0) == "green"
    assert terminal.colour(0, 0) == "default"


@pytest.mark.parametrize("columns", [80, 120])
def test_tables_fit_and_names_are_whole(columns: int, tmp_path: Path) -> None:
    adapters = shown(columns, tmp_path, "adapters")
    assert [
        name for name in ("openai-agents-python", "client:go-openai-realtime") if name not in " ".join(adapters)
    ] == []
    types = shown(columns, tmp_path, "types", "--shapes", "--dialect=openai-ga")
    assert "RealtimeServerEventConversationItemInputAudioTranscriptionSegment" in types
    # Nothing was broken by the terminal: what goes on is indented.
    assert {line.split()[0] for line in types if not line.startswith(" ")} == load_dialect("openai-ga").types.keys()
    rules = shown(columns, tmp_path, "session", "rules")
    assert {line.split()[0] for line in rules if not line.startswith(" ")} <= {"must", "should", "free"}


def test_a_report_of_one_run_is_a_list_where_the_table_does_not_fit(tmp_path: Path) -> None:
    options = ["--impl=reference", "--types=RealtimeResponseStatus", "--generated=0", "--results=r.jsonl"]
    subprocess.run(
        [sys.executable, "-m", "conformance", "run", *options], cwd=tmp_path, check=True, capture_output=True
    )
    assert len(shown(160, tmp_path, "report", "r.jsonl")) == 2
    lines = shown(60, tmp_path, "report", "r.jsonl")
    assert lines[0] == "reference 0.1.0"
    assert [line.split()[0] for line in lines[1:4]] == ["dialect", "types", "vectors"]
