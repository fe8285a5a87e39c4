"""Which process of pytest-xdist judges what: all items of a type are judged by the same one.

The checks of a type share its generated payloads and what came back for them, so two processes would make and ask
everything twice. The types with the most items come first, so that the small ones fill the gaps at the end.
"""

from __future__ import annotations

from collections.abc import Sequence
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

            def add_node_collection(self, node: Any, collection: Sequence[str]) -> None:
                super().add_node_collection(node, collection)
                if node in self.registered_collections:
                    self.registered_collections[node] = _Collection(collection)

            def mark_test_complete(self, node: Any, item_index: int, duration: float = 0) -> None:
                super().mark_test_complete(node, item_index, duration)
                # What is done is counted anew for each item that follows, and is not needed for anything else.
                nodeid = self.registered_collections[node][item_index]
                del self.assigned_work[node][together(nodeid)][nodeid]

        return ByType(config, log)


class _Collection(list[str]):
    """The ids that a process collected, each of which is looked up once: a list takes the square of their number."""

    def __init__(self, nodeids: Sequence[str]) -> None:
        super().__init__(nodeids)
        self._places = {nodeid: place for place, nodeid in enumerate(nodeids)}

    def index(self, nodeid: str, *bounds: Any) -> int:
        """Its place."""
        return super().index(nodeid, *bounds) if bounds else self._places[nodeid]


def together(nodeid: str) -> str:
    """What the items have in common that one process judges: the type; tests of the user's own go one by one."""
    try:
        return CaseId.of_item(nodeid).subject
    except ValueError:
        return nodeid
