"""Defects of responses: when they come, what they show, how they end, and what they have used."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conformance.peer.server.defects.defect import Defect, Event, Memory
from conformance.peer.server.defects.ways import (
    adds,
    changes,
    drops,
    edits,
    first,
    holds,
    lingers,
    nth,
    repeats,
)

_CREATED, _DONE, _CREATE = "response.created", "response.done", "response.create"
_BOTH = (_CREATED, _DONE)
_ITEM = ("response.output_item.added", "response.output_item.done")
_SECOND = "conv_another"


def _from_second(name: str, value: Any, path: tuple[str, ...] = ()) -> Any:
    def edit(event: Event, memory: Memory) -> None:
        response = event["response"]
        memory.setdefault("first", response["id"])
        if response["id"] != memory["first"]:
            target = response
            for part in path:
                target = target[part]
            target[name] = value

    return edit


def _usage(event: Event, counts: str, tokens: str, number: int) -> None:
    """Another count, with the sums that follow."""
    usage = event["response"]["usage"]
    usage[counts][tokens] = number
    read, said = usage["input_token_details"], usage["output_token_details"]
    usage["input_tokens"] = read["text_tokens"] + read["audio_tokens"]
    usage["output_tokens"] = said["text_tokens"] + said["audio_tokens"]
    usage["total_tokens"] = usage["input_tokens"] + usage["output_tokens"]


def _add_outside(event: Event, memory: Memory) -> Iterator[Event]:
    """The items of a response outside the conversation are added to it."""
    if event["type"] == _CREATED and event["response"]["conversation_id"] is None:
        memory.setdefault("outside", set()).add(event["response"]["id"])
    if event["type"] == "conversation.item.added":
        memory["before"] = event["item"]["id"]
    named = {"event_id": f"{event['event_id']}_outside", "previous_item_id": memory.get("before")}
    outside = event["type"] in _ITEM and event["response_id"] in memory.get("outside", ())
    if outside and event["type"] == _ITEM[1]:
        yield {"type": "conversation.item.done", **named, "item": event["item"]}
    yield event
    if outside and event["type"] == _ITEM[0]:
        yield {"type": "conversation.item.added", **named, "item": event["item"]}


def _same_id(event: Event, memory: Memory) -> Iterator[Event]:
    if "response" in event:
        event["response"]["id"] = "resp_same"
    if "response_id" in event:
        event["response_id"] = "resp_same"
    yield event


DEFECTS = (
    Defect(
        "answers-unasked",
        "response.caused",
        "a message of the user is answered before a response is asked for",
        reads=adds("conversation.item.create", make={"type": _CREATE}),
    ),
    Defect(
        "created-late",
        "response.created-first",
        "response.created comes after the first item",
        holds(_CREATED, until=_ITEM[0]),
    ),
    Defect(
        "repeats-response-ids",
        "response.id-unique",
        "a response has an id that another one has had",
        _same_id,
        besides=("response.done-once", "response.nothing-after-done", "response.output-index"),
        why="the response that has ended under this id goes on, with an item more, and ends again",
    ),
    Defect(
        "ignores-a-request",
        "response.create-acked",
        "response.create gets no answer",
        reads=drops(_CREATE, when=nth(2)),
    ),
    Defect(
        "overlaps",
        "response.one-active",
        "a response begins before the last one has ended",
        holds(_DONE, until=_CREATED, when=first),
    ),
    Defect(
        "ignores-cancelling",
        "response.cancel-acked",
        "response.cancel gets no answer",
        reads=drops("response.cancel"),
    ),
    Defect("ends-twice", "response.done-once", "response.done comes twice", repeats(_DONE)),
    Defect(
        "speaks-after-the-end",
        "response.nothing-after-done",
        "a delta comes after response.done",
        lingers("response.output_text.delta", after=_DONE),
    ),
    Defect(
        "changes-conversation",
        "response.conversation-id",
        "the second response names another conversation",
        edits(*_BOTH, edit=_from_second("conversation_id", _SECOND)),
    ),
    Defect(
        "answers-in-another-modality",
        "response.session-defaults",
        "a response says that it answers in text where the session answers in audio",
        changes(*_BOTH, response__output_modalities=["text"]),
    ),
    Defect(
        "shows-its-own-limit",
        "response.max-output-tokens-shown",
        "a response shows another `max_output_tokens` than the session has",
        changes(*_BOTH, response__max_output_tokens=4000),
    ),
    Defect(
        "shows-its-own-voice",
        "response.audio-session",
        "a response shows another voice than the session has",
        changes(*_BOTH, response__audio__output__voice="verse"),
    ),
    Defect(
        "shows-no-wishes",
        "response.override",
        "a response does not show the `max_output_tokens` that it was asked for",
        changes(*_BOTH, response__max_output_tokens="inf"),
    ),
    Defect(
        "loses-metadata",
        "response.metadata",
        "`metadata` does not come back",
        changes(*_BOTH, response__metadata=None),
    ),
    Defect(
        "changes-its-settings",
        "response.settings-kept",
        "response.done shows another `max_output_tokens` than response.created",
        changes(_DONE, response__max_output_tokens=4000),
    ),
    Defect(
        "changes-its-voice",
        "response.voice-kept",
        "the second response has another voice",
        edits(*_BOTH, edit=_from_second("voice", "verse", ("audio", "output"))),
        besides=("response.audio-session",),
        why="the session has not changed its voice",
    ),
    Defect(
        "shows-no-output",
        "response.done-output",
        "`output` of response.done is empty",
        changes(_DONE, response__output=[]),
    ),
    Defect(
        "adds-what-is-outside",
        "response.oob-not-in-conversation",
        "the items of a response outside the conversation are added to it",
        _add_outside,
    ),
    Defect(
        "ends-without-the-item",
        "response.item-closed-first",
        "response.output_item.done does not come",
        drops(_ITEM[1]),
    ),
    Defect(
        "counts-nothing",
        "usage.present",
        "`usage` of response.done is null",
        changes(_DONE, response__usage=None),
    ),
    Defect(
        "counts-audio-in-text",
        "usage.text-no-audio",
        "a response in text counts tokens of audio",
        edits(_DONE, edit=lambda event, _: _usage(event, "output_token_details", "audio_tokens", 5)),
    ),
    Defect(
        "counts-beyond-the-limit",
        "usage.within-limit",
        "a response counts more tokens than it may have",
        edits(_DONE, edit=lambda event, _: _usage(event, "output_token_details", "text_tokens", 5000)),
    ),
    Defect(
        "forgets-the-context",
        "usage.context-grows",
        "the second response counts less input than the first",
        edits(_DONE, edit=lambda event, _: _usage(event, "input_token_details", "text_tokens", 1), when=nth(2)),
    ),
)
