"""What is noticed about a value while its canonical text is written, beside the text itself."""

from __future__ import annotations

from dataclasses import dataclass

from conformance.oracle.expectation import FreeReason
from conformance.oracle.leaves import LeftOpen
from conformance.spec.model import LEVELS, LevelName, OtherForm, Side


@dataclass(slots=True)
class State:
    """What is noticed while one value is written; ``writers`` are the sides that write its type, and
    ``repeated`` says whether some object in it has a name more than once.
    """

    bytes_fixed: bool = True
    unknown_value: bool = False
    level: LevelName = "must"
    writers: frozenset[Side] = frozenset()
    repeated: bool = False

    def begin(self, *, bytes_fixed: bool, writers: frozenset[Side], repeated: bool) -> None:
        """Forget the value before."""
        self.bytes_fixed, self.unknown_value, self.level, self.writers = bytes_fixed, False, "must", writers
        self.repeated = repeated

    @property
    def noticed(self) -> tuple[bool, bool, LevelName]:
        """What is noticed so far; set it to forget what was noticed since."""
        return self.bytes_fixed, self.unknown_value, self.level

    @noticed.setter
    def noticed(self, before: tuple[bool, bool, LevelName]) -> None:
        self.bytes_fixed, self.unknown_value, self.level = before

    def rests_on(self, other: OtherForm) -> None:
        """Note that the value has a form that only a correction knows.

        Raises:
            LeftOpen: the correction leaves it open, or knows it of the other side alone.
        """
        if other.level == "free" or (other.side is not None and other.side not in self.writers):
            raise LeftOpen(FreeReason.UNPROVEN_FORM)
        here: LevelName = "must" if other.side is None or self.writers == {other.side} else "should"
        self.level = max(self.level, other.level, here, key=LEVELS.index)
