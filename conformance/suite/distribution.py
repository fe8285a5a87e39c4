"""Which process of pytest-xdist judges what: all items of a type are judged by the same one.

The checks of a type share its generated payloads and what came back for them, so two processes would make and ask
everything twice. The types with the most items come first, so that the small ones fill the gaps at the end.
"""

from __future__ import annotations

from typing import Any

import pytest

from conformance.checks.case import CaseId


class Distribution:
    """The plugin that distributes the items where pytest-xdist would by itself, with ``-n`` and no ``--dist``."""

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_make_scheduler(self, config: pytest.Config, log: Any) -> object | None:
        """The scheduler; ``None`` where the user chose one."""
        if config.getoption("dist") != "load":
            return None
        # Imported here: pytest-xdist need not be installed.
        from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

        class ByType(LoadScopeScheduling):  # type: ignore[misc]
            def _split_scope(self, nodeid: str) -> str:
                return together(nodeid)

        return ByType(config, log)


def together(nodeid: str) -> str:
    """What the items have in common that one process judges: the type; tests of the user's own go one by one."""
    try:
        return CaseId.of_item(nodeid).subject
    except ValueError:
        return nodeid
