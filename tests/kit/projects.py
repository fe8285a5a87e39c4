"""Projects as ``adapters new`` writes them, and the commands of their READMEs."""

from __future__ import annotations

import re
from pathlib import Path

import conformance
from conformance.cli import main

ROOT = Path(conformance.__file__).parent.parent
INSTALL = 'pip install "git+https://github.com/OWNER/realtime-conformance@COMMIT"'


def new(language: str, folder: Path) -> Path:
    """Write the project of a language into ``folder``."""
    assert main(["adapters", "new", "--lang", language, str(folder)]) == 0
    return folder


def commands(project: Path) -> list[str]:
    """The commands of its README, but for the installation of the suite."""
    (block,) = re.findall(r"^```sh\n(.*?)^```$", (project / "README.md").read_text(), re.DOTALL | re.MULTILINE)
    first, *rest = block.splitlines()
    assert first == INSTALL
    return rest
