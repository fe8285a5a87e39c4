"""Writes JSON that plain Python values cannot express: other spellings, repeated names, odd white space."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from strategies.generator import render


@dataclass(frozen=True, slots=True)
class Raw:
    """Text that is written unchanged."""

    text: str


class Doubled(dict[str, Any]):
    """An object that has ``name`` a second time, with the value ``again``: after its members, or before them."""

    def __init__(self, members: Mapping[str, Any], name: str, again: Any, *, first: bool = False) -> None:
        super().__init__(members)
        self.name = name
        self.again = again
        self.first = first

    def pairs(self) -> list[tuple[str, Any]]:
        """All members in the order in which they are written."""
        extra = [(self.name, self.again)]
        return [*extra, *self.items()] if self.first else [*self.items(), *extra]


def _nothing() -> str:
    return ""


def written(value: Any, *, quote: Callable[[str], str] = render, gap: Callable[[], str] = _nothing) -> str:
    """``value`` as JSON text. ``quote`` writes strings and names, ``gap`` the white space between tokens."""

    def write(value: Any) -> str:
        match value:
            case Raw(text):
                return text
            case str():
                return quote(value)
            case list():
                return _enclosed("[", [f"{gap()}{write(item)}{gap()}" for item in value], "]", gap)
            case dict():
                pairs = value.pairs() if isinstance(value, Doubled) else value.items()
                members = [f"{gap()}{quote(name)}{gap()}:{gap()}{write(item)}{gap()}" for name, item in pairs]
                return _enclosed("{", members, "}", gap)
            case _:
                return render(value)

    return f"{gap()}{write(value)}{gap()}"


def _enclosed(start: str, parts: list[str], end: str, gap: Callable[[], str]) -> str:
    return f"{start}{','.join(parts) or gap()}{end}"
