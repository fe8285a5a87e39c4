"""What a listener of ``OpenAIRealtimeWebSocketModel`` has of a frame, under the names of the wire.

The package turns server events into events of its own, which carry some of their members. The rest is in the raw event,
a plain dict, that every listener gets beforehand.

Importing this module imports ``agents``.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from typing import Any

from agents.realtime.items import RealtimeToolCallItem
from agents.realtime.model_events import (
    RealtimeModelAudioDoneEvent,
    RealtimeModelAudioEvent,
    RealtimeModelErrorEvent,
    RealtimeModelEvent,
    RealtimeModelInputAudioTimeoutTriggeredEvent,
    RealtimeModelInputAudioTranscriptionCompletedEvent,
    RealtimeModelItemDeletedEvent,
    RealtimeModelItemUpdatedEvent,
    RealtimeModelOutputTextDeltaEvent,
    RealtimeModelToolCallEvent,
    RealtimeModelTranscriptDeltaEvent,
    RealtimeModelTurnEndedEvent,
    RealtimeModelTurnStartedEvent,
    RealtimeModelUsageEvent,
)

from conformance.jsontext import pointer

_HEARD = """
    ConversationItemAdded ConversationItemCreated ConversationItemDeleted
    ConversationItemInputAudioTranscriptionCompleted ConversationItemRetrieved Error InputAudioBufferTimeoutTriggered
    ResponseAudioDelta ResponseAudioDone ResponseAudioTranscriptDelta ResponseCreated ResponseDone
    ResponseOutputItemAdded ResponseOutputItemDone ResponseTextDelta
"""
HEARD = frozenset(f"RealtimeServerEvent{name}" for name in _HEARD.split())
"""The server events of which the package makes events of its own. Of the others it only validates, and acts upon some;
the start of speech is heard of where it interrupts audio, which one frame alone does not show."""

# Members that have the same name on the wire.
_SAME_NAMES = (
    RealtimeModelAudioDoneEvent,
    RealtimeModelInputAudioTimeoutTriggeredEvent,
    RealtimeModelInputAudioTranscriptionCompletedEvent,
    RealtimeModelItemDeletedEvent,
    RealtimeModelOutputTextDeltaEvent,
    RealtimeModelTranscriptDeltaEvent,
)
# What the package calls these parts of an assistant's message.
_PARTS = {"text": "output_text", "audio": "output_audio"}
_USAGE = {"input_tokens_details": "input_token_details", "output_tokens_details": "output_token_details"}


def carried(events: Iterable[RealtimeModelEvent]) -> dict[str, Any]:
    """The members that the package's events carry; those of an item or a response are in a dict of their own."""
    members: dict[str, Any] = {}
    for event in events:
        for name, value in _carried(event).items():
            members[name] = {**members.get(name, {}), **value} if isinstance(value, dict) else value
    return members


def _carried(event: RealtimeModelEvent) -> dict[str, Any]:
    if isinstance(event, _SAME_NAMES):
        return {field.name: getattr(event, field.name) for field in fields(event) if field.name != "type"}
    match event:
        case RealtimeModelAudioEvent(data, response_id, item_id, content_index):
            delta = b64encode(data).decode()
            return {"response_id": response_id, "item_id": item_id, "content_index": content_index, "delta": delta}
        case RealtimeModelErrorEvent(error):
            return {"error": error.model_dump(mode="json", exclude_unset=True)}
        case RealtimeModelTurnStartedEvent() | RealtimeModelTurnEndedEvent():
            return {"response": {"id": event.response_id}}
        case RealtimeModelUsageEvent():
            return {"response": {"usage": _usage(event)}}
        case RealtimeModelItemUpdatedEvent(RealtimeToolCallItem()):
            return {}  # the history's own; the call itself comes next
        case RealtimeModelItemUpdatedEvent(item):
            return _message(item.model_dump(mode="json", exclude_unset=True))
        case RealtimeModelToolCallEvent(name, call_id, arguments, id_):
            call = {"type": "function_call", "id": id_, "call_id": call_id, "name": name, "arguments": arguments}
            return {"item": {**call, "status": "completed"}}  # no other call is passed on
        case _:
            return {}


def _message(item: dict[str, Any]) -> dict[str, Any]:
    shown = {name: item[name] for name in ("type", "role", "status") if name in item}
    content = [_part(part) if item["role"] == "assistant" else part for part in item["content"]]
    members: dict[str, Any] = {"item": {"id": item["item_id"], **shown, "content": content}}
    return {**members, "previous_item_id": item["previous_item_id"]} if "previous_item_id" in item else members


def _part(part: dict[str, Any]) -> dict[str, Any]:
    return {**part, "type": _PARTS.get(part["type"], part["type"])}


def _usage(event: RealtimeModelUsageEvent) -> dict[str, Any]:
    totals = {name: getattr(event.usage, name) for name in ("total_tokens", "input_tokens", "output_tokens")}
    details = {wire: asdict(part) for name, wire in _USAGE.items() if (part := getattr(event, name)) is not None}
    return {**totals, **details}


def heard(raw: Mapping[str, Any], members: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The frame as a listener has it, and the JSON Pointers of what is in the ``raw`` event alone.

    ``members`` are what the events of the package carry. Of a response they carry the id and the usage, and the rest is
    raw as one; an item is an object of the package.
    """
    frame, places = dict(raw), []
    for name, value in raw.items():
        given = members.get(name)
        if name in ("item", "response") and isinstance(value, dict) and isinstance(given, dict):
            frame[name] = {**value, **given}
            inner = [pointer([name, one]) for one in value if one not in given and one not in _IMPLIED]
            places += inner if name == "item" else [pointer([name])] * bool(inner)
        elif name in members:
            frame[name] = given
        elif name not in _IMPLIED:
            places.append(pointer([name]))
    return frame, tuple(places)


# Constants, which say no more than the class of the package's event or item.
_IMPLIED = ("type", "object")
