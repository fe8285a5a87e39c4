"""A server or a client of another wire is one item: it would fail everywhere for one reason."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.checks.case import THE_IMPLEMENTATION
from conformance.checks.finding import Finding, What
from conformance.checks.register import DIALECT
from conformance.checks.verdict import Status, Verdict
from conformance.spec.generation import Told
from conformance.suite.items import DialectItem
from conformance.suite.scenarios import ScenarioContext


def alone(session: pytest.Session, context: ScenarioContext[Any], told: Told, what: str) -> list[pytest.Item]:
    """The one item for ``what`` speaks another wire, which the first shard has."""
    about, shard = THE_IMPLEMENTATION, context.selection.shard
    item: DialectItem = DialectItem.from_parent(session, name=about.item, nodeid=about.item)
    item.verdict = Verdict(
        str(about),
        about.subject,
        DIALECT.name,
        DIALECT.ceiling,
        Status.FAIL,
        (Finding(What.OTHER_DIALECT, got=str(told)),),
        actual=f"a {what} of {told.id}; nothing else was judged",
    )
    item.case, item.context, item.index = about, context, 0
    return [item] if shard is None or shard.first else []
