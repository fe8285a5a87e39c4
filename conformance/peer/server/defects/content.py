"""Defects of what a response consists of: its items, their parts, and the streams of these."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.peer.server.defects.defect import Defect, Event, Memory
from conformance.peer.server.defects.ways import changes, drops, edits, first, has, holds, lingers, repeats

_ADDED, _DONE = "response.output_item.added", "response.output_item.done"
_PART, _PART_DONE = "response.content_part.added", "response.content_part.done"
_TEXT, _TEXT_DONE = "response.output_text.delta", "response.output_text.done"
_SPOKEN = "response.output_audio_transcript.delta"
_ARGUMENTS, _ARGUMENTS_DONE = "response.function_call_arguments.delta", "response.function_call_arguments.done"
_OF_ASSISTANT = has(item__role="assistant")
_CONVERSATION = ("conversation.item.added", "conversation.item.done")


def _count_from_one(event: Event, memory: Memory) -> Iterator[Event]:
    if "output_index" in event:
        event["output_index"] += 1
    yield event


def _items(event: Event) -> list[Event]:
    """The items that are shown in the end of an item, or of a response."""
    return event["response"]["output"] if "response" in event else [event["item"]]


def _without_texts(event: Event, memory: Memory) -> None:
    for item in _items(event):
        for part in item.get("content", ()) if item.get("role") == "assistant" else ():
            part |= {name: "" for name in ("text", "transcript") if name in part}


def _other_arguments(event: Event, memory: Memory) -> None:
    for item in _items(event):
        if item["type"] == "function_call":
            item["arguments"] = "{}"


def _without_output(event: Event, memory: Memory) -> None:
    for item in _items(event):
        item.pop("output", None)


def _call_another(event: Event, memory: Memory) -> Iterator[Event]:
    """Another function is called than the session has."""
    items = event["response"]["output"] if event["type"] == "response.done" else [event.get("item", {}), event]
    for one in items:
        if one.get("name") and one.get("type") in ("function_call", _ARGUMENTS_DONE):
            one["name"] = "get_news"
    yield event


_ITEM_DONE = (_CONVERSATION[1], _DONE, "response.done")

DEFECTS = (
    Defect(
        "opens-late",
        "response.item-events",
        "the item is opened after its first part",
        holds(_ADDED, until=_PART),
        besides=("response.item-added-order",),
        why="the item is in the conversation before it is opened",
    ),
    Defect("counts-items-from-one", "response.output-index", "`output_index` counts from 1", _count_from_one),
    Defect(
        "counts-parts-of-another",
        "response.output-index-kept",
        "the end of a part has another `output_index`",
        changes(_PART_DONE, output_index=lambda old: old + 1),
    ),
    Defect(
        "keeps-answers-out",
        "response.item-in-conversation",
        "the items of a response are not added to the conversation",
        drops(*_CONVERSATION, when=_OF_ASSISTANT),
    ),
    Defect(
        "adds-before-opening",
        "response.item-added-order",
        "the item of a response is added to the conversation before it is opened",
        holds(_ADDED, until=_CONVERSATION[0]),
    ),
    Defect(
        "forgets-what-it-said",
        "response.item-done-content",
        "the item has no texts when it is done",
        edits(*_ITEM_DONE, edit=_without_texts),
    ),
    Defect(
        "closes-the-conversation-late",
        "response.conversation-item-done",
        "conversation.item.done comes after response.output_item.done",
        holds(_CONVERSATION[1], until=_DONE, when=_OF_ASSISTANT),
    ),
    Defect("opens-no-part", "response.part-added", "content parts are not opened", drops(_PART)),
    Defect("opens-parts-twice", "response.part-once", "content parts are opened twice", repeats(_PART)),
    Defect(
        "opens-text-for-audio",
        "response.part-modality",
        "a part in audio is opened as text",
        changes(_PART, part={"type": "text", "text": ""}),
    ),
    Defect(
        "adds-to-the-end",
        "response.delta-before-done",
        "a delta follows the end of its text",
        lingers(_TEXT, after=_TEXT_DONE),
    ),
    Defect(
        "ends-no-stream",
        "response.stream-done",
        "the end of a text does not come",
        drops(_TEXT_DONE),
    ),
    Defect("swallows-text", "response.concat-text", "the first delta of a text is lost", drops(_TEXT, when=first)),
    Defect(
        "swallows-words",
        "response.concat-transcript",
        "the first delta of a transcript is lost",
        drops(_SPOKEN, when=first),
    ),
    Defect(
        "ends-parts-empty",
        "response.part-done-content",
        "the end of a part has no text",
        changes(_PART_DONE, part__text=""),
    ),
    Defect("leaves-parts-open", "response.part-closed-first", "the end of a part does not come", drops(_PART_DONE)),
    Defect(
        "calls-without-an-end",
        "call.arguments-done-once",
        "the end of the arguments does not come",
        drops(_ARGUMENTS_DONE),
    ),
    Defect(
        "changes-call-ids",
        "call.id",
        "the end of the arguments has another `call_id`",
        changes(_ARGUMENTS_DONE, call_id="call_another"),
    ),
    Defect(
        "changes-names",
        "call.name",
        "the end of the arguments names another function",
        changes(_ARGUMENTS_DONE, name="another"),
    ),
    Defect(
        "changes-arguments",
        "call.arguments",
        "the item of a call has other arguments",
        edits(*_ITEM_DONE, edit=_other_arguments),
    ),
    Defect(
        "swallows-arguments",
        "response.concat-arguments",
        "the first delta of the arguments is lost",
        drops(_ARGUMENTS, when=first),
    ),
    Defect(
        "calls-what-is-not-there",
        "call.tool-known",
        "a function is called that is not among the tools",
        _call_another,
    ),
    Defect(
        "calls-against-the-choice",
        "call.tool-choice-none",
        "a function is called although `tool_choice` is none",
        reads=changes("response.create", when=has(response__tool_choice="none"), response__tool_choice="auto"),
    ),
    Defect(
        "lists-without-beginning",
        "mcp.list-order",
        "the tools of an MCP server are listed without mcp_list_tools.in_progress",
        drops("mcp_list_tools.in_progress"),
    ),
    Defect(
        "ends-calls-that-did-not-begin",
        "mcp.call-order",
        "a call to an MCP server is completed without being in progress",
        drops("response.mcp_call.in_progress"),
    ),
    Defect(
        "swallows-arguments-for-servers",
        "mcp.call-arguments",
        "the first delta of the arguments for an MCP server is lost",
        drops("response.mcp_call_arguments.delta", when=first),
    ),
    Defect(
        "brings-no-result",
        "mcp.call-result",
        "a call to an MCP server is completed without an output",
        edits(*_ITEM_DONE, edit=_without_output),
    ),
)
