"""Ids of items that are used again for other items, told as what they are.

All that comes about such an item seems to be wrong: it was done before, it belongs to another response, its parts come
again. So what follows from the id is told once, as its cause.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from conformance.jsontext import text_of
from conformance.session.event import Event
from conformance.session.finding import Finding
from conformance.session.rules.check import unexpected
from conformance.session.state import State

RULE = "item.id-unique"
_OPENED = "response.item-one-response"
_ADDED = "item.added-once"
EVENTS = frozenset({"response.output_item.added", "conversation.item.added"})
"""The events that give an id to an item."""
_MOST = 4096
"""How many ids are remembered."""


class Reused:
    """The ids that were used again in a session, with what tells so."""

    def __init__(self) -> None:
        self._again: dict[str, Finding] = {}
        self._told: set[str] = set()

    def note(self, found: Iterable[Finding], event: Event, state: State) -> None:
        """Note an id by which an event begins an item anew, in the state before it."""
        for one in found:
            again = (one.rule == _OPENED and _of_another_response(event, state)) or (
                one.rule == _ADDED and _is_another(event, state)
            )
            if again and len(self._again) < _MOST:
                although = f"frame {one.frames[0]} gave this id to another item"
                self._again.setdefault(one.about, unexpected(RULE, event, although, one.frames[0]))

    def traced(self, found: list[Finding]) -> list[Finding]:
        """The findings, with their cause in the place of those that follow from an id which was used again."""
        return list(self._traced(found)) if self._again else found

    def _traced(self, found: Iterable[Finding]) -> Iterator[Finding]:
        for one in found:
            item = next((item for item, again in self._again.items() if _follows(one, item, again)), None)
            if item is None:
                yield one
            elif item not in self._told:
                self._told.add(item)
                yield self._again[item]


def _of_another_response(event: Event, state: State) -> bool:
    known = state.responses.items.get(event.text("item", "id") or "")
    return (
        event.type == "response.output_item.added" and known is not None and known.response != event.text("response_id")
    )


def _is_another(event: Event, state: State) -> bool:
    """Whether an item that is added is not what is known by its id: it says something else, or others came between."""
    item_id = event.text("item", "id") or ""
    known, order = state.conversation.items.get(item_id), state.conversation.order
    if known is None or any(one.item.get("id") == item_id for one in state.conversation.creates):
        return False  # the client has asked for an id that is taken
    return order[-1] != item_id or any(known.data.get(name) != event.item.get(name) for name in ("type", "role"))


def _follows(one: Finding, item: str, again: Finding) -> bool:
    if one.frame and one.frame <= again.frame:
        return False
    named = text_of(item)
    return one.about == item or one.about.startswith(f"{item}, part ") or named in one.expected or named in one.got
