"""The pages in ``reports/``: small enough to be opened anywhere, and no link on them leads nowhere."""

from __future__ import annotations

from pathlib import Path

from links import broken, links

ROOT = Path(__file__).parents[2]
REPORTS = ROOT / "reports"
PLOT = ROOT / "conformance" / "results" / "page" / "vendor" / "plot.js"
MOST = 100_000  # bytes beside Plot


def test_the_landing_views_are_small_beside_plot() -> None:
    for path in (REPORTS / "index.html", REPORTS / "async-openai" / "index.html"):
        assert path.stat().st_size - PLOT.stat().st_size < MOST, path


def test_every_link_leads_to_a_page_and_to_a_place_that_is_there() -> None:
    followed = {address for page in REPORTS.rglob("*.html") for address in links(page)}
    assert len(followed) > 200
    assert broken(REPORTS) == []
