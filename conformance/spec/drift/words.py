"""Differences between a dialect and a package in words, and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from conformance.spec.drift.compare import DIALECT, Drift


def sentence(drift: Drift, dialect: str, package: str) -> str:
    """One difference in one line: where, what, and the types that declare the place."""
    places = len(drift.at) - 1
    more = f" (and {places} more place{'s' * (places > 1)})" if places else ""
    types = ", ".join(dict.fromkeys((drift.dialect_type, drift.package_type)))
    return f"{drift.at[0]}{more}: {_said(drift, dialect if drift.only == DIALECT else package)} [{types}]"


def _said(drift: Drift, who: str) -> str:
    match drift.what:
        case "event":
            return f"only {who} has this event"
        case "variant":
            return f"only {who} has the variant {drift.name}"
        case "member":
            return f"only {who} has this member" + (f", {drift.detail}" if drift.detail else "")
        case "required":
            return f"required by {who} alone"
        case "null":
            return f"only {who} allows null" + (f", {drift.detail}" if drift.detail else "")
        case "value":
            return f"only {who} lists {drift.name}" if drift.name else f"only {who} {drift.detail}"
        case _:
            return drift.detail


def summary(found: Sequence[Drift], dialect: str, package: str) -> str:
    """How many differences there are, by what differs."""
    if not found:
        return f"no drift between {dialect} and {package}"
    by_what = ", ".join(f"{what} {count}" for what, count in Counter(one.what for one in found).most_common())
    return f"{len(found)} difference{'s' * (len(found) > 1)} between {dialect} and {package}: {by_what}"


def record(drift: Drift, dialect: str, package: str) -> dict[str, Any]:
    """One difference as JSON, with its sentence."""
    return {**asdict(drift), "says": sentence(drift, dialect, package)}
