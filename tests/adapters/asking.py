"""Questions to an implementation, and its answers in few words."""

from __future__ import annotations

import json
import os
from typing import Any

import pytest

from conformance.adapter.contract import Connection, Op, Request
from conformance.adapter.outcome import Kind, Outcome
from conformance.adapters import RegistryEntry


def require(entry: RegistryEntry) -> None:
    """Skip the test where the implementation cannot run; where everything has to be installed, fail it."""
    if reason := entry.available():
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)


def asked(connection: Connection, op: Op, type_: str, payload: object) -> Outcome:
    """The answer about a payload: the text, or the bytes, or a value that is written as JSON."""
    text = payload if isinstance(payload, str | bytes) else json.dumps(payload)
    return connection.ask(Request(op, type_, text))


def decoded(connection: Connection, op: Op, type_: str, payload: object) -> Any:
    """The value that comes back for a payload that is accepted."""
    outcome = asked(connection, op, type_, payload)
    assert outcome.kind is Kind.OK, outcome
    return json.loads(outcome.text or "")


def said(outcome: Outcome) -> str:
    """The text of an ``ok``, the kind of anything else."""
    return (outcome.text or "") if outcome.kind is Kind.OK else outcome.kind.value
