"""Deliberately wrong implementations, one defect each: what the suite must find.

Each is the reference with one thing wrong in it, an adapter like any other::

    pytest --impl=tests.mutants:loses_usage

``python -m tests.mutants`` prints the kill matrix: which check fails for which mutant.
"""

from __future__ import annotations

from collections.abc import Mapping

from .answering import ANSWERING
from .mutant import Mutant
from .reading import READING
from .writing import WRITING

__all__ = ["MUTANTS", "Mutant"]

MUTANTS: Mapping[str, Mutant] = {mutant.name: mutant for mutant in (*WRITING, *READING, *ANSWERING)}


def __getattr__(name: str) -> Mutant:
    """Every mutant is an attribute of this package, so that ``--impl`` can name it."""
    try:
        return MUTANTS[name]
    except KeyError:
        raise AttributeError(f"there is no mutant {name}") from None
