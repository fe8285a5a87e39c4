"""The parts of README.md and docs/*.md that need real runs: two screens and a picture."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from io import StringIO
from pathlib import Path

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.text import Text

DOCS = Path(__file__).resolve().parent
ROOT = DOCS.parent
BIN = Path(sys.executable).parent
PICTURE = DOCS / "failing.svg"
_PICTURE_COLUMNS = 120


def block(text: str, language: str = "text") -> str:
    """A fenced block."""
    return f"```{language}\n{text.rstrip()}\n```\n"


def _run(*arguments: str, results: Path | None = None, folder: Path = ROOT, **environ: str) -> str:
    """The output of one command, as on a terminal of 100 columns without colours."""
    command = [str(BIN / arguments[0]), *arguments[1:], *([f"--results={results}"] if results else [])]
    environment = {**os.environ, "COLUMNS": "100", "NO_COLOR": "1", **environ}
    ran = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if ran.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(command)}: {ran.stderr}")
    return ran.stdout


def conforming_screen() -> str:
    """The last screen of `make conformance`."""
    output = _run("realtime-conformance", "run", "--impl=reference")
    screen = output[output.index("=" * 20 + " Realtime conformance") :].partition("\n")[2]
    # Without the line of pytest, whose seconds differ from run to run.
    return block(screen.rstrip().rpartition("\n")[0])


def failing_picture() -> str:
    """The last screen of a run that fails, as the picture of the README."""
    vectors = "RealtimeServerEvent/session-created*"
    command = ["pytest", "--impl=openai-python", "--dialect=openai-ga", f"--vectors={vectors}"]
    with tempfile.TemporaryDirectory() as folder:
        output = _run(
            *command,
            "--color=yes",
            results=Path("r.jsonl"),
            folder=Path(folder),
            NO_COLOR="",
            COLUMNS=str(_PICTURE_COLUMNS),
        )
    screen = output[output.index(" Realtime conformance ") :].partition("\n")[2]
    asked = f"[bold]$ {' '.join(command[:-1])} --vectors='{vectors}'[/bold]"
    return _picture(asked, screen[: screen.index("\x1b[31m\x1b[1mDOES NOT CONFORM (")].rstrip())


def _picture(asked: str, shown: str) -> str:
    """What a terminal shows, as SVG: rich draws it. It names no fonts of other hosts, and is the same each time."""
    console = Console(record=True, width=_PICTURE_COLUMNS, file=StringIO(), force_terminal=True, highlight=False)
    console.print(asked)
    console.print(Text.from_ansi(f"{shown}\n"))
    drawn = console.export_svg(title="realtime-conformance", unique_id="shown", code_format=_svg())
    return "\n".join(line.rstrip() for line in drawn.splitlines() if line.strip()) + "\n"


def _svg() -> str:
    return re.sub(r"@font-face \{\{.*?\}\}", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL).replace(
        "Fira Code, monospace", "ui-monospace, Menlo, Consolas, monospace"
    )


def property_screen() -> str:
    """What Hypothesis says about the failing test in docs/strategies.md."""
    text = (DOCS / "strategies.md").read_text(encoding="utf-8")
    found = re.search(r"```python file=test_usage.py\n(.*?)```", text, re.DOTALL)
    if found is None:
        raise SystemExit("docs/strategies.md: the test test_usage.py is missing")
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "test_usage.py").write_text(found[1], encoding="utf-8")
        output = _run("pytest", "--tb=short", "test_usage.py", folder=Path(folder))
    shown = output[output.index("____ test_") :].partition("\n")[2]
    return block(shown[: shown.index("\n====")])


FIGURES: dict[str, Callable[[], str]] = {
    "conforming": conforming_screen,
    "property": property_screen,
    "picture": failing_picture,
}
