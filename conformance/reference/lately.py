"""What was read lately: the suite asks about a payload up to three times, and to read it takes longest."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Any

_KEPT = 1024
"""The payloads kept at most: the suite asks about 512 at a time, and then about what came back for them."""
_LONGEST = 2**16
"""The characters of a payload that is kept at most."""


class Lately:
    """Reads payloads, and keeps the members and the value of the latest ones for what is asked about them next.

    ``read`` makes members of a text, ``value_of`` a value of a type's name and members. A round trip always reads.
    """

    def __init__(self, read: Callable[[str | bytes], Any], value_of: Callable[[str, Any], Any]) -> None:
        self._read = read
        self._value_of = value_of
        self._kept: OrderedDict[tuple[str, str | bytes], tuple[Any, Any]] = OrderedDict()

    def value(self, type_name: str, text: str | bytes) -> Any:
        """The value, read anew."""
        members = self._read(text)
        value = self._value_of(type_name, members)
        if len(text) <= _LONGEST:
            self._kept[type_name, text] = members, value
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return value

    def value_again(self, type_name: str, text: str | bytes) -> Any:
        """The value that was read lately, or read anew."""
        kept = self._kept.get((type_name, text))
        return self._value_of(type_name, self._read(text)) if kept is None else kept[1]

    def members_again(self, type_name: str, text: str | bytes) -> Any:
        """The members that were read lately, or read anew."""
        kept = self._kept.get((type_name, text))
        return self._read(text) if kept is None else kept[0]
