"""Keeps our package ``strategies`` apart from a module of that name in the user's own tests.

Users keep helpers in ``tests/strategies.py``, and pytest puts their folder first in the import path.
So our package is in ``sys.modules`` only while it is used; otherwise the name is theirs.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

_NAME = "strategies"
_INSIDE = f"{_NAME}."
_HOME = Path(__file__).parent.parent.parent / _NAME
_ours: dict[str, ModuleType] = {}


@contextmanager
def our_strategies() -> Iterator[None]:
    """Make the name ``strategies`` mean our package. May be nested."""
    theirs = _taken_out()
    if _ours:
        sys.modules.update(_ours)
    else:
        _load()
    try:
        yield
    finally:
        _ours.update(_taken_out())
        sys.modules.update(theirs)


def _load() -> None:
    # By its file: another module of that name may come first in the import path.
    spec = spec_from_file_location(_NAME, _HOME / "__init__.py", submodule_search_locations=[str(_HOME)])
    if spec is None or spec.loader is None:
        raise ImportError(f"no package {_NAME} beside the package conformance", name=_NAME)
    module = module_from_spec(spec)
    sys.modules[_NAME] = module
    spec.loader.exec_module(module)


def _taken_out() -> dict[str, ModuleType]:
    if _NAME not in sys.modules:  # then nothing inside it is there either
        return {}
    # By the thousand, of thousands: nearly all are told by the first test.
    names = [name for name in sys.modules if name.startswith(_NAME) and (name == _NAME or name.startswith(_INSIDE))]
    return {name: sys.modules.pop(name) for name in names}
