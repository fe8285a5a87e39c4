"""The conversation: its items in their order, and what a client does to them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conformance.session.model.line import Line, Refusal

Item = dict[str, Any]

MOST_ITEMS = 4096
"""How many items a conversation has at most."""
MOST_CHARACTERS = 32 * 1024 * 1024
"""How many characters its items have at most, all together."""
_CONTENT = {"user": {"input_text", "input_audio", "input_image"}, "system": {"input_text"}}
_OF_ASSISTANT = {"output_text", "output_audio"}


class Conversation:
    """The items of a session. ``audio`` is how many milliseconds of audio each has been spoken for."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self.order: list[str] = []
        self.items: dict[str, Item] = {}
        self.audio: dict[str, int] = {}
        self._sizes: dict[str, int] = {}
        self._cut: set[str] = set()
        """The items that were truncated: what is left of their audio has no transcript."""

    def create(self, event: Mapping[str, Any]) -> None:
        """Put an item where a client wants it.

        Raises:
            Refusal: its id is taken, its place does not exist, its content is not its role's, or there is no room.
        """
        sent, place = event["item"], event.get("previous_item_id")
        if sent.get("id") == "":
            raise Refusal("invalid_value", "The id of an item is not empty.", "item.id")
        if sent.get("id") in self.items:
            message = f"An item with the id {sent['id']} exists already."
            raise Refusal("item_create_duplicate_item_id", message, "item.id")
        if place is not None and place != "root" and place not in self.items:
            message = f"The item {place} is not in the conversation."
            raise Refusal("item_create_invalid_previous_item_id", message, "previous_item_id")
        if sent["type"] == "message":
            self._check_content(sent)
        size = len(repr(sent))
        if len(self.items) >= MOST_ITEMS or sum(self._sizes.values()) + size > MOST_CHARACTERS:
            raise Refusal("conversation_full", "The conversation is full: delete items first.", "item")
        item = {"id": sent.get("id") or self._line.new("item"), **_kept(sent)}
        if sent["type"] in ("message", "function_call", "function_call_output"):
            item["status"] = "completed"
        self._sizes[item["id"]] = size
        self.add(item, None if place is None else 0 if place == "root" else self.order.index(place) + 1)
        self.done(item)

    def _check_content(self, sent: Mapping[str, Any]) -> None:
        legal = _CONTENT.get(sent["role"], _OF_ASSISTANT)
        for index, part in enumerate(sent["content"]):
            if part.get("type", next(iter(legal))) not in legal:
                message = f"A message of the {sent['role']} has {' or '.join(sorted(legal))}, not {part['type']}."
                raise Refusal("invalid_value", message, f"item.content[{index}].type")

    def add(self, item: Item, place: int | None = None) -> None:
        """Announce an item, at the end unless a place is given."""
        self.order.insert(len(self.order) if place is None else place, item["id"])
        self.items[item["id"]] = item
        self._line.send("conversation.item.added", previous_item_id=self.before(item["id"]), item=item)

    def done(self, item: Item) -> None:
        """Say that an item is done, unless it was deleted in the meantime."""
        if item["id"] in self.items:
            self.items[item["id"]] = _without_transcript(item) if item["id"] in self._cut else item
            self._line.send("conversation.item.done", previous_item_id=self.before(item["id"]), item=item)

    def before(self, item_id: str) -> str | None:
        """The item after which another one is."""
        place = self.order.index(item_id)
        return self.order[place - 1] if place else None

    @property
    def last(self) -> str | None:
        """The id of the last item."""
        return self.order[-1] if self.order else None

    def context(self) -> list[Item]:
        """The items in their order."""
        return [self.items[item_id] for item_id in self.order]

    def delete(self, event: Mapping[str, Any]) -> None:
        """Take out an item.

        Raises:
            Refusal: it is not in the conversation, or still being made.
        """
        item_id = self._named(event, "item_delete_invalid_item_id")
        if self.items[item_id].get("status") == "in_progress":
            raise Refusal("item_delete_in_progress", f"The item {item_id} is in progress.", "item_id")
        self.order.remove(item_id)
        del self.items[item_id]
        self.audio.pop(item_id, None)
        self._sizes.pop(item_id, None)
        self._cut.discard(item_id)
        self._line.send("conversation.item.deleted", item_id=item_id)

    def retrieve(self, event: Mapping[str, Any]) -> None:
        """Show an item.

        Raises:
            Refusal: it is not in the conversation.
        """
        item_id = self._named(event, "item_retrieve_invalid_item_id")
        self._line.send("conversation.item.retrieved", item=self.items[item_id])

    def truncate(self, event: Mapping[str, Any]) -> None:
        """Cut the audio of an item, and with it the transcript.

        Raises:
            Refusal: it is not in the conversation or not the assistant's, or it has no such part or less audio.
        """
        item_id, code = self._named(event, "item_truncate_invalid_item_id"), "invalid_value"
        item, index, end = self.items[item_id], event["content_index"], event["audio_end_ms"]
        if item.get("role") != "assistant":
            raise Refusal("item_truncate_invalid_item_id", "Only messages of the assistant are truncated.", "item_id")
        audible = item_id in self.audio and index == 0
        if not audible:
            raise Refusal(code, f"Part {index} of the item {item_id} has no audio.", "content_index")
        if not 0 <= end <= self.audio[item_id]:
            message = f"The audio of the item {item_id} is {self.audio[item_id]} ms long, not {end} ms."
            raise Refusal(code, message, "audio_end_ms")
        self.audio[item_id] = end
        self._cut.add(item_id)
        self.items[item_id] = _without_transcript(item)
        self._line.send("conversation.item.truncated", item_id=item_id, content_index=index, audio_end_ms=end)

    def _named(self, event: Mapping[str, Any], code: str) -> str:
        item_id = str(event["item_id"])
        if item_id not in self.items:
            raise Refusal(code, f"The item {item_id} is not in the conversation.", "item_id")
        return item_id


def _without_transcript(item: Item) -> Item:
    parts = [{**part, "transcript": ""} if "transcript" in part else part for part in item["content"]]
    return {**item, "content": parts}


def _kept(item: Mapping[str, Any]) -> Item:
    """What is kept of an item of a client: no ``null``, and no audio, which items are shown without."""
    kept = {name: value for name, value in item.items() if value is not None}
    if isinstance(item.get("content"), list):
        kept["content"] = [{name: value for name, value in part.items() if name != "audio"} for part in item["content"]]
    return kept
