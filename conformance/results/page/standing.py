"""The words for how an implementation stands, and the numbers that decide: here and nowhere else."""

from __future__ import annotations

from enum import Enum
from typing import Final

from conformance.results.shares import Share

RIGHT: Final = 90
"""From this percentage on, of what was asked, an implementation is right; of the events of the wire, it is wide."""
PARTLY: Final = 75
"""From this percentage on it is partly right."""


class Standing(Enum):
    """One of four verdicts, or none."""

    WIDE = "wide", "Right and wide"
    NARROW = "narrow", "Right but narrow"
    PARTLY = "partly", "Partly right"
    OFTEN_WRONG = "wrong", "Often wrong"
    NOT_JUDGED = "none", "Not judged"

    @property
    def id(self) -> str:
        """Its name in classes and data."""
        return str(self.value[0])

    @property
    def words(self) -> str:
        """Its name for people."""
        return str(self.value[1])


def standing(read: Share, sent: Share, events: Share) -> Standing:
    """The verdict by the lower of the two shares, where both were asked, and by the events, where they are counted."""
    ratios = [share.ratio for share in (read, sent) if share.ratio is not None]
    if not ratios:
        return Standing.NOT_JUDGED
    right = min(ratios) * 100
    if right >= RIGHT:
        return Standing.WIDE if events.ratio is None or events.ratio * 100 >= RIGHT else Standing.NARROW
    return Standing.PARTLY if right >= PARTLY else Standing.OFTEN_WRONG


WORDS: Final = (
    f"The lower of read and sent decides, of what was asked: from {RIGHT} % on right, from {PARTLY} % partly right, "
    f"below that often wrong. Wide is one that has {RIGHT} % of the events. Percentages are rounded down: 100 means "
    "all."
)
"""The rule, for the reader of a page."""

CLASSES: Final = ((100, "all"), (95, "most"), (75, "many"), (50, "half"), (0, "few"))
"""The lowest percentage of each class of cells, and its name in the style sheet."""


def class_of(share: Share) -> str:
    """The class of a cell; ``not-there`` where there is nothing to have a share of."""
    if not share.whole:
        return "not-there"
    percent = whole_percent(share)
    return next(name for least, name in CLASSES if percent >= least)


def whole_percent(share: Share) -> int:
    """The share in percent, rounded down; 0 of nothing."""
    return share.part * 100 // share.whole if share.whole else 0


def percent_or_dash(share: Share) -> str:
    """The share in percent without the sign, as it is shown; a dash where there is nothing to have a share of."""
    return str(whole_percent(share)) if share.whole else "–"
