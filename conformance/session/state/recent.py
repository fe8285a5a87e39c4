"""What is remembered of the latest of many: a session may have millions of events."""

from __future__ import annotations

from typing import Generic, TypeVar

Value = TypeVar("Value")
REMEMBERED = 50_000
"""How many are remembered at least; at most it is twice as many."""


class Recent(Generic[Value]):
    """The latest names with the first value of each; those that came long before are forgotten."""

    __slots__ = ("_before", "_latest", "_remembered")

    def __init__(self, remembered: int | None = None) -> None:
        self._remembered = REMEMBERED if remembered is None else remembered
        self._latest: dict[str, Value] = {}
        self._before: dict[str, Value] = {}

    def add(self, name: str, value: Value) -> Value | None:
        """Remember a name with its value if it is new; otherwise the value that it has."""
        latest = self._latest
        if name in latest:
            return latest[name]
        if name in self._before:
            return self._before[name]
        if len(latest) >= self._remembered:
            self._before = latest
            latest = self._latest = {}
        latest[name] = value
        return None

    def get(self, name: str) -> Value | None:
        """The value of a name, ``None`` where it is not remembered."""
        found = self._latest.get(name)
        return self._before.get(name) if found is None else found

    def discard(self, name: str) -> None:
        """Forget a name."""
        self._latest.pop(name, None)
        self._before.pop(name, None)

    def __contains__(self, name: object) -> bool:
        return name in self._latest or name in self._before
