"""Puts into the wheel the vectors, as ``conformance/_golden``, and the pages that messages name, in ``_docs``.

The ledgers of the vectors stay out: nothing but a change of the vectors needs to know what they meant before, and they
would be a tenth of the wheel.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_PAGES = ("clients.md", "protocol.md")
_LEFT_OUT = {"ledger.txt", Path(__file__).name}


class Beside(BuildHookInterface[Any]):
    """Runs when a wheel is built; an editable one finds the vectors beside the package."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Name every file and its place in the wheel."""
        if version == "editable":
            return
        golden = Path(self.root, "golden")
        for path in sorted(golden.rglob("*")):
            if path.is_file() and path.name not in _LEFT_OUT and "__pycache__" not in path.parts:
                build_data["force_include"][str(path)] = f"conformance/_golden/{path.relative_to(golden)}"
        for page in _PAGES:
            build_data["force_include"][str(Path(self.root, "docs", page))] = f"conformance/_docs/{page}"
