"""What a linter says of a program that breaks the protocol, of adapters or of clients."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ProtocolFinding:
    """One way in which a program breaks the protocol."""

    rule: str
    """The stable name of what was checked."""
    wrong: str
    """What was seen, in one line."""
    fix: str
    """What to do about it, in one line."""


class Stop(Exception):
    """The program cannot be asked any further; ``finding`` says why."""

    def __init__(self, rule: str, wrong: str, fix: str) -> None:
        super().__init__(wrong)
        self.finding = ProtocolFinding(rule, wrong, fix)
