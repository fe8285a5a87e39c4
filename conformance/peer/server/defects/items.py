"""Defects of the conversation: its items, their order, and what is done to them."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.peer.server.defects.defect import Defect, Event, Memory
from conformance.peer.server.defects.ways import (
    adds,
    asked,
    becomes,
    both,
    changes,
    drops,
    edits,
    first,
    has,
    holds,
    notes_items,
    nth,
    refuses,
    remembers,
    renames,
    repeats,
)

_ADDED, _DONE, _CREATE = "conversation.item.added", "conversation.item.done", "conversation.item.create"
_OF_USER = has(item__role="user")


def _shout(event: Event, memory: Memory) -> None:
    for part in event["item"].get("content", ()):
        if "text" in part:
            part["text"] = part["text"].upper()


def _message(item_id: str, role: str, text: str) -> Event:
    content = [{"type": "input_text", "text": text}]
    return {"id": item_id, "type": "message", "role": role, "status": "completed", "content": content}


def _item_of_nobody(event: Event, memory: Memory) -> list[Event]:
    item = _message("item_of_nobody", "system", "From nowhere.")
    members = {"previous_item_id": memory["item"]["id"], "item": item}
    return [{"type": _ADDED, **members}, {"type": _DONE, **members}]


def _first_id(event: Event, memory: Memory) -> Iterator[Event]:
    """The items of responses have the id of the first of them."""
    if event["type"] == "response.output_item.added":
        memory.setdefault("names", {})[event["item"]["id"]] = memory.setdefault("first", event["item"]["id"])
    yield from renames(memory.get("names", {}))(event, memory)


def _ignore_root(event: Event, memory: Memory) -> None:
    if event.get("previous_item_id") == "root":
        del event["previous_item_id"]


def _append(event: Event, memory: Memory) -> None:
    if event.get("previous_item_id") != "root":
        event.pop("previous_item_id", None)


def _append_unknown(event: Event, memory: Memory) -> None:
    if event.get("previous_item_id") not in ("root", *memory.get("items", ())):
        event.pop("previous_item_id", None)


def _deleted(event: Event, memory: Memory) -> list[Event]:
    return [{"type": "conversation.item.deleted", "item_id": asked(event, memory)["item_id"]}]


def _retrieved(event: Event, memory: Memory) -> list[Event]:
    item_id = asked(event, memory)["item_id"]
    item = memory.get("items", {}).get(item_id) or _message(item_id, "user", "Made up.")
    return [{"type": "conversation.item.retrieved", "item": item}]


def _was_there(event: Event, memory: Memory) -> bool:
    request = asked(event, memory)
    return request["type"] == "conversation.item.retrieve" and request["item_id"] in memory.get("items", {})


def _never_was(event: Event, memory: Memory) -> bool:
    request = asked(event, memory)
    return request["type"] == "conversation.item.retrieve" and request["item_id"] not in memory.get("items", {})


def _truncated(event: Event, memory: Memory) -> list[Event]:
    request = asked(event, memory)
    places = {name: request[name] for name in ("item_id", "content_index", "audio_end_ms")}
    return [{"type": "conversation.item.truncated", **places}]


def _of_assistant(event: Event, memory: Memory) -> bool:
    item = memory.get("items", {}).get(asked(event, memory).get("item_id"), {})
    return refuses("conversation.item.truncate")(event, memory) and item.get("role") == "assistant"


def _of_others(event: Event, memory: Memory) -> bool:
    return refuses("conversation.item.truncate")(event, memory) and not _of_assistant(event, memory)


def _delete_last(event: Event, memory: Memory) -> list[Event]:
    return [{"type": "conversation.item.deleted", "item_id": memory["item"]["id"]}]


DEFECTS = (
    Defect(
        "ignores-a-create", "item.create-acked", "the second item is not created", reads=drops(_CREATE, when=nth(2))
    ),
    Defect(
        "adds-an-item",
        "item.added-caused",
        "an item that nobody has created is added after a response",
        both(notes_items, adds("rate_limits.updated", make=_item_of_nobody)),
    ),
    Defect("adds-twice", "item.added-once", "items are added twice", repeats(_ADDED)),
    Defect(
        "uses-ids-again",
        "item.id-unique",
        "the items of all responses have one id",
        _first_id,
        besides=("response.item-one-response", "response.item-added-order"),
        why="they tell that the id is used again before more comes about the item",
    ),
    Defect("done-twice", "item.added-before-done", "items are done twice", repeats(_DONE)),
    Defect(
        "takes-another-id",
        "item.id-kept",
        "an item does not keep the id that the client gave it",
        renames({"mine": "not_mine"}),
    ),
    Defect(
        "shouts",
        "item.content-kept",
        "the texts of the user come back in capitals",
        edits(_ADDED, _DONE, edit=_shout, when=_OF_USER),
    ),
    Defect(
        "users-are-incomplete",
        "item.client-status",
        "messages of the user come back incomplete",
        changes(_ADDED, _DONE, when=_OF_USER, item__status="incomplete"),
    ),
    Defect(
        "swaps-items",
        "item.create-order",
        "the first item is added after the second",
        reads=holds(_CREATE, until=_CREATE, when=first),
    ),
    Defect(
        "follows-an-unknown-item",
        "item.previous-known",
        "items come after one that is not in the conversation",
        changes(_ADDED, when=nth(2), previous_item_id="item_unknown"),
    ),
    Defect(
        "follows-nothing",
        "item.previous-last",
        "every item says that it is the first",
        changes(_ADDED, previous_item_id=None),
    ),
    Defect(
        "root-is-last",
        "item.root",
        "an item for the beginning is put at the end",
        reads=edits(_CREATE, edit=_ignore_root),
    ),
    Defect(
        "appends-always",
        "item.insert",
        "an item that is to be put after another one is appended",
        reads=edits(_CREATE, edit=_append),
    ),
    Defect(
        "appends-to-the-unknown",
        "item.anchor-unknown",
        "an item that is to be put after an unknown one is appended",
        notes_items,
        edits(_CREATE, edit=_append_unknown),
    ),
    Defect(
        "done-is-another",
        "item.done-content",
        "an item has another text when it is done",
        edits(_DONE, edit=_shout, when=_OF_USER),
    ),
    Defect(
        "deletes-silently",
        "item.delete-acked",
        "an item is deleted without a word",
        drops("conversation.item.deleted"),
    ),
    Defect(
        "deletes-the-unknown",
        "item.delete-unknown",
        "an item that is not there is deleted",
        becomes("error", make=_deleted, when=refuses("conversation.item.delete")),
        remembers,
    ),
    Defect(
        "deletes-unasked",
        "item.deleted-solicited",
        "the last item is deleted after a response",
        both(notes_items, adds("rate_limits.updated", make=_delete_last)),
    ),
    Defect(
        "keeps-items-to-itself",
        "item.retrieve-acked",
        "an item that is to be retrieved does not come",
        drops("conversation.item.retrieved", when=first),
    ),
    Defect(
        "makes-items-up",
        "item.retrieve-unknown",
        "an item that is not there is retrieved",
        both(notes_items, becomes("error", make=_retrieved, when=_never_was)),
        remembers,
    ),
    Defect(
        "remembers-deleted-items",
        "item.deleted-gone",
        "an item that was deleted is retrieved",
        both(notes_items, becomes("error", make=_retrieved, when=_was_there)),
        remembers,
    ),
    Defect(
        "cuts-elsewhere",
        "truncate.acked",
        "audio is cut at another place than was asked for",
        changes("conversation.item.truncated", audio_end_ms=lambda old: old - 1),
    ),
    Defect(
        "cuts-the-unspoken",
        "truncate.too-long",
        "audio is cut beyond its end",
        both(notes_items, becomes("error", make=_truncated, when=_of_assistant)),
        remembers,
    ),
    Defect(
        "cuts-the-user",
        "truncate.not-assistant",
        "a message of the user is truncated",
        both(notes_items, becomes("error", make=_truncated, when=_of_others)),
        remembers,
    ),
)
