"""Finds the declared member that a finding is about."""

from __future__ import annotations

from conformance import jsontext
from conformance.checks.case import Case
from conformance.spec.locate import member_at
from conformance.spec.model import Dialect, Member


def member_of(case: Case, at: str, dialect: Dialect) -> tuple[str, Member] | None:
    """The member at a JSON Pointer into what was sent, and its name in the spec (``Type.member``), if there is one."""
    try:
        sent = jsontext.load(case.text)
    except jsontext.NotJson:
        return None
    path: list[str | int] = []
    inner = sent
    for token in at.split("/")[1:]:
        name = token.replace("~1", "/").replace("~0", "~")
        path.append(int(name) if isinstance(inner, list) and name.isdigit() else name)
        try:
            inner = inner[path[-1]]
        except (LookupError, TypeError):
            inner = None
    return member_at(dialect, case.type, sent, path)
