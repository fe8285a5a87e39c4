"""Deliberately wrong implementations, one defect each: what the suite must find.

Each is the reference with one thing wrong in it, an adapter like any other::

    pytest --impl=tests.mutants:loses_usage

``python -m tests.mutants`` writes the kill matrix, ``reports/kills.md``: which check fails for which mutant.
"""

from __future__ import annotations

from collections.abc import Mapping

from .amounts import AMOUNTS
from .answering import ANSWERING
from .cheats import CHEATS
from .containers import CONTAINERS
from .leniency import LENIENCY
from .members import MEMBERS
from .mutant import Mutant
from .reading import READING
from .realistic import REALISTIC
from .strictness import STRICTNESS
from .texts import TEXTS
from .views import VIEWS
from .writing import WRITING

__all__ = ["MUTANTS", "Mutant"]

_ALL = (
    *WRITING, *READING, *ANSWERING, *TEXTS, *AMOUNTS, *CONTAINERS, *MEMBERS, *LENIENCY, *STRICTNESS, *VIEWS,
    *CHEATS, *REALISTIC
)  # fmt: skip
MUTANTS: Mapping[str, Mutant] = {mutant.name: mutant for mutant in _ALL}


def __getattr__(name: str) -> Mutant:
    """Every mutant is an attribute of this package, so that ``--impl`` can name it."""
    try:
        return MUTANTS[name]
    except KeyError:
        raise AttributeError(f"there is no mutant {name}") from None
