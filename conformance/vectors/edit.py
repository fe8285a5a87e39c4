"""Payloads with one place changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

ABSENT: Any = object()
"""What :func:`put` takes out, in place of a value that it puts in."""


def get(value: Any, path: Sequence[str | int]) -> Any:
    """The value at a place.

    Raises:
        LookupError, TypeError: there is none.
    """
    for token in path:
        value = value[token]
    return value


def put(value: Any, path: Sequence[str | int], made: Any) -> Any:
    """The value with ``made`` at a place, or with nothing there for :data:`ABSENT`; a member may be new."""
    if not path:
        return made
    token, *rest = path
    items = value if isinstance(value, dict) else dict(enumerate(value))
    if not rest and made is ABSENT:
        changed = {key: item for key, item in items.items() if key != token}
    else:
        changed = {**items, token: put(items.get(token), rest, made)}
    return changed if isinstance(value, dict) else list(changed.values())
