"""The conversation: its items in order, and the creates of the client that have no answer yet."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache
from typing import Any

from conformance.session.event import MISSING, Event
from conformance.session.state.recent import Recent

WHOLE = 4096
"""How many of the latest items are remembered whole."""

EVENTS = frozenset({"conversation.item.create", "conversation.item.added", "conversation.item.deleted", "error"})
"""The events that change what is known of the conversation."""


class Origin(Enum):
    """Where an item comes from."""

    CREATE = "create"
    TURN = "turn"
    RESPONSE = "response"
    MCP = "mcp"
    NOTHING = "nothing"


@dataclass(slots=True)
class Create:
    """A conversation.item.create that has no answer yet."""

    number: int
    event_id: str | None
    item: Mapping[str, Any]
    previous: Any
    """``previous_item_id``, ``MISSING`` where it is absent."""
    unsure: bool = False


@dataclass(slots=True)
class Item:
    """An item of the conversation, as conversation.item.added showed it, if it is ``whole``: else only its kinds."""

    id: str
    number: int
    data: Mapping[str, Any]
    origin: Origin
    whole: bool = True


@dataclass(slots=True)
class Conversation:
    """What is known of the conversation."""

    order: list[str] = field(default_factory=list)
    items: dict[str, Item] = field(default_factory=dict)
    deleted: Recent[None] = field(default_factory=Recent)
    latest: deque[Item] = field(default_factory=deque)
    """The items that are whole, and those deleted since."""
    creates: list[Create] = field(default_factory=list)

    def create_of(self, item: Mapping[str, Any]) -> Create | None:
        """The create that an added item may come from: that with its id, else the first that fits."""
        by_id = [one for one in self.creates if one.item.get("id") is not None and one.item["id"] == item.get("id")]
        fitting = [one for one in self.creates if _fits(one, item)]
        without_id = [one for one in fitting if one.item.get("id") is None]

        def rank(one: Create) -> tuple[bool, bool]:
            # One that an error may have refused may have been served all the same, if the content is its own.
            return _shown(one.item) != _shown(item), one.unsure

        return next(iter(sorted(by_id or without_id or fitting, key=rank)), None)

    def sure_of(self, create: Create, item: Mapping[str, Any]) -> bool:
        """Whether an added item comes from this create and from no other."""
        return create.item.get("id") == item.get("id") or not any(one.unsure for one in self.creates)

    def apply(self, event: Event, origin: Origin = Origin.NOTHING, create: Create | None = None) -> None:
        """Follow one event; ``origin`` is that of an added item, ``create`` what it comes from."""
        match event.type:
            case "conversation.item.create":
                previous = event.data.get("previous_item_id", MISSING)
                self.creates.append(Create(event.number, event.text("event_id"), event.object("item"), previous))
            case "conversation.item.added":
                self._add(event, origin, create)
            case "conversation.item.deleted":
                self._remove(event.text("item_id") or "")
            case "error":
                self._refuse(event.text("error", "event_id"))

    def _add(self, event: Event, origin: Origin, create: Create | None) -> None:
        item, previous = event.object("item"), event.text("previous_item_id")
        if create:
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
        if previous in self.items and previous != item_id:
            # Nearly always the last one.
            place = len(self.order) if self.order[-1:] == [previous] else self.order.index(previous) + 1
        else:
            place = 0 if create and create.previous == "root" else len(self.order)
        self.order.insert(place, item_id)

    def _remove(self, item_id: str) -> None:
        if self.items.pop(item_id, None):
            self.order.remove(item_id)
            self.deleted.add(item_id, None)

    def _refuse(self, event_id: str | None) -> None:
        if event_id is None:
            for create in self.creates:
                create.unsure = True
        else:
            self.creates = [create for create in self.creates if create.event_id != event_id]


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


def _fits(create: Create, item: Mapping[str, Any]) -> bool:
    """Whether an item may be the one that was to be created; a server may add a role."""
    return all(name not in create.item or create.item[name] == item.get(name) for name in ("type", "role"))
