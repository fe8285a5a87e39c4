"""A payload that is asked about again is read once, and a round trip always reads."""

from __future__ import annotations

import json
from typing import Any

from conformance.reference import lately
from conformance.reference.lately import Lately


class Counting:
    def __init__(self) -> None:
        self.read: list[str | bytes] = []
        self.lately = Lately(self._read, lambda type_name, members: (type_name, members))

    def _read(self, text: str | bytes) -> Any:
        self.read.append(text)
        return json.loads(text)


def test_what_a_round_trip_read_is_not_read_again() -> None:
    counting = Counting()
    value = counting.lately.value("T", "[1]")
    assert counting.lately.value_again("T", "[1]") is value
    assert counting.lately.members_again("T", "[1]") is value[1]
    assert counting.read == ["[1]"]


def test_a_round_trip_another_type_and_another_text_are_read() -> None:
    counting = Counting()
    for type_name, text in (("T", "[1]"), ("T", "[1]"), ("U", "[1]"), ("T", "[1.0]")):
        counting.lately.value(type_name, text)
    assert counting.lately.value_again("U", "[1.0]") == ("U", [1.0])
    assert len(counting.read) == 5


def test_the_oldest_and_what_is_long_are_not_kept() -> None:
    counting = Counting()
    for number in range(lately._KEPT + 1):
        counting.lately.value("T", f"[{number}]")
    long = json.dumps("A" * lately._LONGEST)
    counting.lately.value("T", long)
    counting.read.clear()
    counting.lately.value_again("T", f"[{lately._KEPT}]")
    assert counting.read == []
    counting.lately.value_again("T", "[0]")
    counting.lately.value_again("T", long)
    assert counting.read == ["[0]", long]
