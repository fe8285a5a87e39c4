"""Rules of the conversation: where its items come from, their order, and what stays the same in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from conformance.session.event import MISSING, Event, same
from conformance.session.finding import Finding, Words
from conformance.session.rules.check import Check, EndCheck, Findings, open_at_end, unannounced, unexpected, wrong
from conformance.session.state import State
from conformance.session.state.conversation import Create, Origin

_KEPT = ("type", "role", "call_id", "name", "arguments", "output", "approval_request_id", "approve")
_UNKNOWN = {
    "conversation.item.deleted": "item.delete-unknown",
    "conversation.item.retrieved": "item.retrieve-unknown",
}
_OF_CLIENT = (Origin.CREATE, Origin.TURN)
_OUTSIDE = "its response is outside the conversation"


def caused(state: State, event: Event) -> Iterable[Finding]:
    """An item comes from the client, from committed audio, from a response or from an MCP listing."""
    if state.origin_of(event) is Origin.NOTHING and _id(event) not in state.conversation.items:
        although = "no create, no committed audio and no response is the reason for it"
        return [unexpected("item.added-caused", event, although)]
    return ()


def ordered(state: State, event: Event) -> Iterable[Finding]:
    """``previous_item_id`` is the item after which this one was put: by default the last one."""
    conversation, previous = state.conversation, event.data.get("previous_item_id", MISSING)
    if (previous is not None and type(previous) is not str) or _id(event) in conversation.items:
        return ()
    if previous is not None and previous not in conversation.items:
        return [unannounced("item.previous-known", event, f"the item {previous}, which its previous_item_id names")]
    create = state.create_of(event)
    if create and not conversation.sure_of(create, event.item):
        return ()
    wanted = create.previous if create else None
    last = conversation.order[-1] if conversation.order else None
    if wanted == "root":
        rule, expected = "item.root", None
    elif isinstance(wanted, str):
        if wanted not in conversation.items:
            return ()
        rule, expected = "item.insert", wanted
    else:
        rule, expected = "item.previous-last", last
    if conversation.placed(previous) != conversation.placed(expected):
        earlier = (create.number,) if create else ()
        return [wrong(rule, event, "/previous_item_id", expected, previous, *earlier)]
    return ()


def placed(state: State, event: Event) -> Iterable[Finding]:
    """An item says where it is in the conversation."""
    if "previous_item_id" not in event.data:
        expected = Words("the item before it, or null")
        return [wrong("item.previous-present", event, "/previous_item_id", expected, MISSING)]
    return ()


def anchor_known(state: State, event: Event) -> Iterable[Finding]:
    """An item is not created after one that is not in the conversation."""
    create = state.create_of(event)
    wanted = create.previous if create else None
    if create and isinstance(wanted, str) and wanted != "root" and wanted not in state.conversation.items:
        although = f"{wanted}, after which it was to be put, is not in the conversation"
        return [unexpected("item.anchor-unknown", event, although, create.number)]
    return ()


def answers(state: State, event: Event) -> Findings:
    """Only an item that is in the conversation is deleted, retrieved or truncated."""
    item, conversation = _id(event) or event.item_id, state.conversation
    if item in conversation.items or (item in state.responses.items and item not in conversation.deleted):
        return
    if item in conversation.deleted and event.type != "conversation.item.deleted":
        yield unexpected("item.deleted-gone", event, "the item was deleted")
    elif event.type in _UNKNOWN:
        yield unexpected(_UNKNOWN[event.type], event, "the item is not in the conversation")


def created(state: State, event: Event) -> Findings:
    """An item that the client creates comes back as it was sent, in the order in which it was sent."""
    item, create = event.item, state.create_of(event)
    if create is None or not state.conversation.sure_of(create, item):
        return
    if not state.started and create.item.get("id") != item.get("id"):
        return  # it may be that of a create before the recording, or of another connection
    if (sent := create.item.get("id")) is not None and sent != item.get("id"):
        yield wrong("item.id-kept", event, "/item/id", sent, item.get("id", MISSING), create.number)
    for name in _KEPT:
        if create.item.get(name) is not None and not same(create.item[name], item.get(name, MISSING)):
            got = item.get(name, MISSING)
            yield wrong("item.content-kept", event, f"/item/{name}", create.item[name], got, create.number)
    yield from _content(create, event)
    if item.get("type") == "message" and item.get("status", "completed") != "completed":
        yield wrong("item.client-status", event, "/item/status", "completed", item["status"], create.number)
    earlier = next((one for one in state.conversation.creates if not one.passed), create)
    if earlier is not create and not earlier.unsure:
        although = f"the item of frame {earlier.number} was sent before it"
        yield unexpected("item.create-order", event, although, earlier.number)


def _content(create: Create, event: Event) -> Findings:
    sent, got = create.item.get("content"), event.item.get("content")
    if not isinstance(sent, list) or not isinstance(got, list):
        return
    if len(sent) != len(got):
        yield wrong("item.content-kept", event, "/item/content", sent, got, create.number)
        return
    for index, (part, back) in enumerate(zip(sent, got, strict=True)):
        if not isinstance(part, dict) or not isinstance(back, dict):
            continue
        for name in ("type", "text"):
            if part.get(name) is not None and part[name] != back.get(name):
                place = f"/item/content/{index}/{name}"
                yield wrong("item.content-kept", event, place, part[name], back.get(name, MISSING), create.number)
        said = part.get("transcript")
        if part.get("type") == "input_audio" and isinstance(said, str) and back.get("transcript") != said:
            got = back.get("transcript", MISSING)
            yield wrong("item.transcript-kept", event, f"/item/content/{index}/transcript", said, got, create.number)


def unchanged(state: State, event: Event) -> Findings:
    """An item of the client or of committed audio is the same when it is done; a transcript may have come since."""
    added = state.conversation.items.get(_id(event))
    if added is None or not added.whole or added.origin not in _OF_CLIENT or same(added.data, event.item):
        return
    before, now = _without_transcripts_of(added.data, added.data), _without_transcripts_of(event.item, added.data)
    for name in sorted({*before, *now}):
        if not same(before.get(name), now.get(name)):
            expected, got = added.data.get(name, MISSING), event.item.get(name, MISSING)
            yield wrong("item.done-content", event, f"/item/{name}", expected, got, added.number)


def in_conversation(state: State, event: Event) -> Iterable[Finding]:
    """An item of a response is added to the conversation, unless the response is outside it."""
    item = state.responses.item_of(event)
    response = state.responses.by_id.get(item.response) if item else None
    if item is None or response is None or response.outside:
        return ()
    known = state.conversation.items.get(item.id)
    if (known and known.added) or item.id in state.conversation.deleted:
        return ()
    return [unannounced("response.item-in-conversation", event, "conversation.item.added")]


def outside(state: State, event: Event) -> Iterable[Finding]:
    """An item of a response outside the conversation is not added to it."""
    item = state.responses.items.get(_id(event))
    response = state.responses.by_id.get(item.response) if item else None
    if item and response and response.outside:
        return [unexpected("response.oob-not-in-conversation", event, _OUTSIDE, response.number)]
    return ()


def anchored(state: State, event: Event) -> Iterable[Finding]:
    """A client puts an item only after one that is in the conversation, or that it is about to create."""
    previous = event.text("previous_item_id")
    if previous in (None, "root") or previous in state.conversation.items:
        return ()
    if any(create.item.get("id") == previous for create in state.conversation.creates):
        return ()
    return [unannounced("item.client-anchor", event, f"the item {previous}, which its previous_item_id names")]


def unanswered(state: State) -> Findings:
    """Each create is answered by an item or an error."""
    for create in state.conversation.creates:
        if not create.unsure:
            asked, expected = "conversation.item.create", "conversation.item.added or an error"
            yield open_at_end("item.create-acked", create.number, asked, expected, str(create.item.get("id") or ""))


def _id(event: Event) -> str:
    found = event.item.get("id")
    return found if type(found) is str else ""


def _without_transcripts_of(item: Mapping[str, Any], added: Mapping[str, Any]) -> dict[str, Any]:
    """The item without the transcripts that are null in the one that was added."""
    content, first = item.get("content"), added.get("content")
    if not isinstance(content, list) or not isinstance(first, list) or len(content) != len(first):
        return dict(item)
    return {
        **item,
        "content": [
            {name: value for name, value in part.items() if name != "transcript"}
            if isinstance(part, dict) and isinstance(old, dict) and old.get("transcript") is None
            else part
            for part, old in zip(content, first, strict=True)
        ],
    }


CHECKS = (
    Check(("item.previous-present",), ("conversation.item.added",), placed),
    Check(("item.added-caused",), ("conversation.item.added",), caused),
    Check(
        ("item.previous-known", "item.previous-last", "item.root", "item.insert"), ("conversation.item.added",), ordered
    ),
    Check(
        ("item.id-kept", "item.content-kept", "item.transcript-kept", "item.client-status", "item.create-order"),
        ("conversation.item.added",),
        created,
    ),
    Check(("item.anchor-unknown",), ("conversation.item.added",), anchor_known),
    Check((*_UNKNOWN.values(), "item.deleted-gone"), (*_UNKNOWN, "conversation.item.truncated"), answers),
    Check(("item.done-content",), ("conversation.item.done",), unchanged),
    Check(("response.item-in-conversation",), ("response.output_item.done",), in_conversation),
    Check(("response.oob-not-in-conversation",), ("conversation.item.added",), outside),
    Check(("item.client-anchor",), ("conversation.item.create",), anchored),
)
AT_END = (EndCheck(("item.create-acked",), unanswered),)
