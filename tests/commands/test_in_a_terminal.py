"""What commands print in a terminal: colours that are colours, and lines that fit."""

from __future__ import annotations

import json
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from conformance.spec import load_dialect
from tests import forked
from tests.terminal import LONG, Terminal


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
    forked.run([sys.executable, "-m", "conformance", "run", *options], cwd=tmp_path, check=True)
    assert len(shown(160, tmp_path, "report", "r.jsonl")) == 2
    lines = shown(60, tmp_path, "report", "r.jsonl")
    assert lines[0] == "reference 0.1.0"
    assert [line.split()[0] for line in lines[1:4]] == ["dialect", "types", "vectors"]


@pytest.mark.parametrize(
    "command",
    [
        ["conformance", "run", "--impl=nobodys", "--results=r.jsonl"],
        ["conformance", "golden", "rekord"],
        ["conformance", "show", "RealtimeResponse/nothing-of-this-name"],
        ["pytest", "--impl=node adapter.js", "--results=r.jsonl"],
        ["pytest", "--impl=reference", "--types=Realtime", "--results=r.jsonl"],
    ],
)
def test_a_mistake_is_told_in_lines_that_end_between_words(command: list[str], tmp_path: Path) -> None:
    given = [sys.executable, "-m", *command]
    piped = forked.run(given, cwd=tmp_path, timeout=LONG)
    (line,) = piped.stderr.strip().splitlines()
    assert piped.returncode == 4
    assert len(line) > 80
    terminal = Terminal(80, given, tmp_path)
    list(terminal)
    assert terminal.exit_code == 4
    shown = "\n".join(terminal.lines).strip()
    assert len(shown.splitlines()) > 1
    assert " ".join(shown.split()) == " ".join(line.split())


def test_the_report_of_a_session_is_broken_once(tmp_path: Path) -> None:
    said = {"type": "response.output_text.delta", "event_id": "event_" + "1" * 30, "response_id": "resp_" + "1" * 30}
    said |= {"item_id": "item_" + "1" * 30, "output_index": 0, "content_index": 0, "delta": "a"}
    (tmp_path / "log.jsonl").write_text(f"{json.dumps(said)}\n" * 2, encoding="utf-8")
    terminal = Terminal(80, [sys.executable, "-m", "conformance", "session", "lint", "log.jsonl"], tmp_path)
    list(terminal)
    assert terminal.exit_code == 1
    told = [line for line in terminal.lines if line.startswith(" ")]
    assert any(line.startswith(" " * 10) for line in told)
    # What goes on in the next line has no room for the first word of that.
    for line, after in pairwise(terminal.lines):
        if after.startswith(" " * 10):
            assert len(f"{line} {after.split()[0]}") > 80
