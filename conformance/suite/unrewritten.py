"""Has the suite imported as it was installed, where pytest would rewrite its assertions like those of every plugin.

Rewriting shows the values of a failed ``assert`` in a test, and the suite has no tests. Every process of a run would
parse and compile the whole suite for it, wherever no earlier run could leave what it compiled, as on most CI machines.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import ModuleType

_HOME = Path(__file__).parent.parent.parent
_PACKAGES = tuple(f"{_HOME / name}{os.sep}" for name in ("conformance", "strategies"))


class _Finder:
    """Finds what lies in our packages, and nothing else: a user's own ``strategies`` may be tests."""

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Find a module inside a package, if that is one of ours."""
        ours = path is not None and any(f"{one}{os.sep}".startswith(_PACKAGES) for one in path)
        return PathFinder.find_spec(name, path, target) if ours else None


_FINDER = _Finder()


def import_unrewritten() -> None:
    """Import the modules of the suite from now on without pytest's rewriting."""
    if _FINDER not in sys.meta_path:
        sys.meta_path.insert(0, _FINDER)
