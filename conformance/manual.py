"""Where the pages of the documentation are, for messages that name one: in a checkout and in an installed suite."""

from __future__ import annotations

from pathlib import Path
from typing import Final

_PACKAGE = Path(__file__).parent
# A checkout has the pages beside the package, a wheel inside it.
INSTALLED: Final = "_docs"


def manual(page: str) -> Path:
    """The path of a page, such as ``protocol.md``."""
    installed = _PACKAGE / INSTALLED
    return (installed if installed.is_dir() else _PACKAGE.parent / "docs") / page
