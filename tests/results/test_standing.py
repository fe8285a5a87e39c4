"""The words for how an implementation stands, at their thresholds."""

from __future__ import annotations

import pytest

from conformance.results.page.standing import Standing, class_of, standing
from conformance.results.shares import Share

NOTHING = Share(0, 0)


@pytest.mark.parametrize(
    ("read", "sent", "events", "word"),
    [
        (Share(90, 100), Share(100, 100), Share(9, 10), Standing.WIDE),
        (Share(90, 100), Share(100, 100), Share(89, 100), Standing.NARROW),
        (Share(100, 100), Share(899, 1000), Share(1, 1), Standing.PARTLY),
        (Share(75, 100), Share(75, 100), Share(1, 1), Standing.PARTLY),
        (Share(100, 100), Share(749, 1000), Share(1, 1), Standing.OFTEN_WRONG),
        (Share(95, 100), NOTHING, Share(1, 1), Standing.WIDE),
        (NOTHING, Share(9, 9), NOTHING, Standing.WIDE),
        (NOTHING, NOTHING, NOTHING, Standing.NOT_JUDGED),
    ],
)
def test_the_lower_of_both_shares_decides(read: Share, sent: Share, events: Share, word: Standing) -> None:
    assert standing(read, sent, events) is word


@pytest.mark.parametrize(
    ("part", "name"),
    [
        (1000, "all"),
        (999, "most"),
        (950, "most"),
        (949, "many"),
        (750, "many"),
        (749, "half"),
        (499, "few"),
        (0, "few"),
    ],
)
def test_a_cell_is_coloured_by_its_share(part: int, name: str) -> None:
    assert class_of(Share(part, 1000)) == name


def test_a_cell_without_payloads_has_no_colour() -> None:
    assert class_of(NOTHING) == "not-there"
