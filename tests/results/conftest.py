"""A browser for the tests of the page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from browser import Page


@pytest.fixture(scope="session")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A page in a browser, which is started once."""
    # Selenium is imported where a page is looked at, and only there.
    from browser import browser

    with browser(tmp_path_factory.mktemp("profile")) as opened:
        yield opened
