"""Items by their node ids and markers: what pytest prints can be given back, and ``-m`` picks kinds and levels."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from conformance.checks.case import CaseKind
from conformance.checks.register import CHECKS
from conformance.display import complaint
from conformance.errors import near
from conformance.requirements.level import Level
from conformance.suite.items import ConformanceItem, PropertyItem, VectorItem

_NODE_ID = re.compile(r"\w+::[^/:]+")
_KINDS = {
    CaseKind.VECTOR: "golden vectors",
    CaseKind.GENERATED: "generated payloads, an item per check",
    CaseKind.HOSTILE: "hostile payloads",
    CaseKind.EXPLORED: "what --explore looks at",
    CaseKind.SCENARIO: "scenarios that are played to a server or a client",
    CaseKind.SESSION: "rules over recorded sessions",
}


def declare_markers(config: pytest.Config) -> None:
    """Register the markers of the items, so that ``--markers`` lists them and ``--strict-markers`` allows them."""
    for kind, says in _KINDS.items():
        config.addinivalue_line("markers", f"{kind}: conformance: {says}")
    for level in Level:
        config.addinivalue_line("markers", f"{level}: conformance: golden vectors at this level")
    for name in CHECKS.keys() - set(_KINDS):
        config.addinivalue_line("markers", f"{name}: conformance: generated payloads under this check")


def mark(items: Iterable[ConformanceItem]) -> None:
    """Mark each item with its kind, a vector with its level and generated payloads with their check."""
    markers = {name: getattr(pytest.mark, name) for name in map(str, (*_KINDS, *Level, *CHECKS))}
    for item in items:
        names = [str(item.case.kind)] if item.case.kind in _KINDS else []
        if isinstance(item, VectorItem):
            names.append(str(item.vector.level))
        elif isinstance(item, PropertyItem):
            names.append(item.case.name)
        for name in names:
            item.add_marker(markers[name])


def take_node_ids(config: pytest.Config) -> tuple[str, ...]:
    """Take the node ids of our items out of the arguments, where pytest would look for files of those names."""
    taken = tuple(one for one in config.args if _NODE_ID.fullmatch(one) and not Path(one.partition("::")[0]).exists())
    config.args = [one for one in config.args if one not in taken]
    return taken


def pick(items: Sequence[pytest.Item], node_ids: Sequence[str]) -> tuple[list[pytest.Item], list[pytest.Item]]:
    """The items with those node ids in their order, and all others.

    Raises:
        pytest.UsageError: there is no such item.
    """
    if not node_ids:
        return list(items), []
    known = {item.nodeid for item in items}
    for one in node_ids:
        if one not in known:
            wrong = f"no item {one}{near(one, known)} (--types, --vectors and --dialect narrow them)"
            raise pytest.UsageError(complaint(wrong, "ERROR: "))
    chosen = set(node_ids)
    return [one for one in items if one.nodeid in chosen], [one for one in items if one.nodeid not in chosen]
