"""The conversation: its items in order, and the creates of the client that have no answer yet."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache
from typing import Any

from conformance.session.event import MISSING, Event
from conformance.session.state.pending import Pending, refused
from conformance.session.state.recent import Recent

WHOLE = 4096
"""How many of the latest items are remembered whole."""

_OF_CALL = ("call_id", "name", "arguments", "output", "approval_request_id")


class Origin(Enum):
    """Where an item comes from."""

    CREATE = "create"
    TURN = "turn"
    RESPONSE = "response"
    MCP = "mcp"
    NOTHING = "nothing"


@dataclass(slots=True)
class Create(Pending):
    """A conversation.item.create that has no answer yet."""

    item: Mapping[str, Any]
    previous: Any
    """``previous_item_id``, ``MISSING`` where it is absent."""


@dataclass(slots=True)
class Item:
    """An item of the conversation, as conversation.item.added showed it, if it is ``whole``: else only its kinds.

    One that was not ``added`` was done all the same: that it must be added is a rule, and others come after it.
    """

    id: str
    number: int
    data: Mapping[str, Any]
    origin: Origin
    whole: bool = True
    added: bool = True
    done: bool = False


@dataclass(slots=True)
class Conversation:
    """What is known of the conversation."""

    order: list[str] = field(default_factory=list)
    items: dict[str, Item] = field(default_factory=dict)
    deleted: Recent[None] = field(default_factory=Recent)
    latest: deque[Item] = field(default_factory=deque)
    """The items that are whole, and those deleted since."""
    same: dict[str, str] = field(default_factory=dict)
    """The ids under which items were done that seem to have been added under others, which have the place."""
    creates: list[Create] = field(default_factory=list)

    def placed(self, item_id: Any) -> Any:
        """The id that has the place of an item."""
        return self.same.get(item_id, item_id) if self.same else item_id

    def create_of(self, item: Mapping[str, Any]) -> Create | None:
        """The create that an added item may come from: that with its id, else the first that fits."""
        by_id = [one for one in self.creates if one.item.get("id") is not None and one.item["id"] == item.get("id")]
        fitting = [] if by_id else [one for one in self.creates if _fits(one, item)]
        fitting = fitting or [one for one in self.creates if not by_id and _says(one.item, item)]
        candidates = by_id or [one for one in fitting if one.item.get("id") is None] or fitting

        def rank(one: Create) -> tuple[bool, bool]:
            # One that an error may have refused may have been served all the same, if the content is its own.
            return not _is_alike(one.item, item), one.unsure

        return min(candidates, key=rank) if len(candidates) > 1 else candidates[0] if candidates else None

    def sure_of(self, create: Create, item: Mapping[str, Any]) -> bool:
        """Whether an added item comes from this create and from no other."""
        return create.item.get("id") == item.get("id") or not any(one.unsure for one in self.creates)

    def add(self, event: Event, origin: Origin, create: Create | None) -> None:
        """Follow conversation.item.added: where the item comes from, and which create if it comes from one."""
        item, previous = event.item, self.placed(event.text("previous_item_id"))
        if create:
            for one in self.creates[: self.creates.index(create)]:
                one.passed = True
            self.creates.remove(create)
        item_id = item.get("id")
        if not isinstance(item_id, str) or item_id in self.items:
            return
        self.items[item_id] = added = Item(item_id, event.number, item, origin)
        self.latest.append(added)
        if len(self.latest) > WHOLE:
            old = self.latest.popleft()
            old.data, old.whole = kinds_of(old.data), False
        self.deleted.discard(item_id)
        if create and create.previous == "root":
            self.order.insert(0, item_id)
        elif create and isinstance(create.previous, str) and previous in self.items and previous != item_id:
            self.order.insert(self.order.index(previous) + 1, item_id)
        else:
            # It is appended, whatever item it says that it is after.
            self.order.append(item_id)

    def finish(self, event: Event, origin: Origin, create: Create | None) -> None:
        """Follow the end of an item, which may not have been added: that does not answer its create."""
        item_id = event.text("item", "id") or ""
        if known := self.items.get(item_id):
            known.done = True
        if known or item_id in self.deleted:
            return
        if create:
            create.passed = True
        last = self.items[self.order[-1]] if self.order else None
        self.add(event, origin, None)
        if item_id in self.items:
            self.items[item_id].added, self.items[item_id].done = False, True
            if last and not last.done and all(last.data.get(name) == event.item.get(name) for name in ("type", "role")):
                self.order.remove(item_id)
                self.same[item_id] = last.id

    def ask(self, event: Event) -> None:
        """Follow conversation.item.create."""
        previous = event.data.get("previous_item_id", MISSING)
        self.creates.append(Create(event.number, event.id, event.item, previous))

    def _remove(self, event: Event) -> None:
        item_id = event.item_id
        if self.items.pop(item_id, None):
            if self.same.pop(item_id, None) is None:
                self.order.remove(item_id)
            self.deleted.add(item_id, None)

    def refuse(self, event: Event) -> None:
        """Follow an error, which may be the answer to a create."""
        self.creates = refused(self.creates, event)


FOLLOWS: Mapping[str, Callable[[Conversation, Event], None]] = {
    "conversation.item.create": Conversation.ask,
    "conversation.item.deleted": Conversation._remove,
    "error": Conversation.refuse,
}
"""What an event changes in what is known of the conversation, by its type; an added item changes more than that."""


def kinds_of(item: Mapping[str, Any]) -> Mapping[str, Any]:
    """What an old item is, without what it says: a session may have thousands, of few kinds."""
    content = item.get("content")
    parts = [one.get("type") if isinstance(one, dict) else None for one in content] if type(content) is list else []
    kinds = [kind if isinstance(kind, str) else "" for kind in (item.get("type"), item.get("role"), *parts)]
    return _kinds(tuple(kinds))


@lru_cache(maxsize=256)
def _kinds(kinds: tuple[str, ...]) -> Mapping[str, Any]:
    type_, role, *parts = kinds
    return {"type": type_, **({"role": role} if role else {}), "content": [{"type": part} for part in parts]}


def _shown(item: Mapping[str, Any]) -> Any:
    """The content of an item as a server shows it, which is without audio."""
    content = item.get("content")
    if not isinstance(content, list):
        return content
    return [{**part, "audio": None} if isinstance(part, dict) else part for part in content]


def _says(asked: Mapping[str, Any], item: Mapping[str, Any]) -> bool:
    """Whether an item of the same type has the content that was asked for."""
    return bool(asked.get("content")) and asked.get("type") == item.get("type") and _shown(asked) == _shown(item)


def _is_alike(asked: Mapping[str, Any], item: Mapping[str, Any]) -> bool:
    """Whether an item has what tells it from others: its content, or the call that it is about."""
    return _shown(asked) == _shown(item) and all(asked.get(name) in (None, item.get(name)) for name in _OF_CALL)


def _fits(create: Create, item: Mapping[str, Any]) -> bool:
    """Whether an item may be the one that was to be created; a server may add a role."""
    return all(name not in create.item or create.item[name] == item.get(name) for name in ("type", "role"))
