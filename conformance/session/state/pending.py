"""What a client has asked for and the server has not answered yet."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar

from conformance.session.event import Event


@dataclass(slots=True)
class Pending:
    """A request; ``unsure`` where an error without ``event_id`` may be its answer.

    ``passed`` says that it was made too early, or another one before it was answered: that is told once.
    """

    number: int
    event_id: str | None
    unsure: bool = field(default=False, kw_only=True)
    passed: bool = field(default=False, kw_only=True)


Asked = TypeVar("Asked", bound=Pending)


def refused(pending: list[Asked], event: Event) -> list[Asked]:
    """What is still to be answered after an error, which may be the answer to one."""
    event_id = event.text("error", "event_id")
    if event_id is not None:
        return [one for one in pending if one.event_id != event_id]
    for one in pending:
        one.unsure = True
    return pending
