"""Rules of content parts: their place and kind, and the texts that their deltas add up to."""

from __future__ import annotations

from collections.abc import Iterable

from conformance.session.event import MISSING, Event
from conformance.session.finding import Finding
from conformance.session.rules.check import Check, Findings, unexpected, wrong
from conformance.session.state import State
from conformance.session.state.responses import STREAMS

_CONCATENATED = {"text": "response.concat-text", "transcript": "response.concat-transcript"}


def counted(state: State, event: Event) -> Iterable[Finding]:
    """``content_index`` counts the parts of an item from 0."""
    item, index = state.responses.item_of(event), event.integer("content_index")
    if item and index is not None and index not in item.parts and index != len(item.parts):
        return [wrong("response.part-added", event, "/content_index", len(item.parts), index)]
    return ()


def of_message(state: State, event: Event) -> Iterable[Finding]:
    """Only messages have content parts."""
    item = state.responses.item_of(event)
    if item and item.data.get("type") not in ("message", None):
        return [unexpected("response.part-message-only", event, f"the item is a {item.data['type']}", item.number)]
    return ()


def modality(state: State, event: Event) -> Iterable[Finding]:
    """A part is text in a response that is text, and audio in one that is audio."""
    response = state.responses.by_id.get(event.text("response_id") or "")
    modalities = response.data.get("output_modalities") if response else None
    got = event.text("part", "type")
    if response and got in ("text", "audio") and modalities in (["text"], ["audio"]) and [got] != modalities:
        return [wrong("response.part-modality", event, "/part/type", modalities[0], got, response.number)]
    return ()


def empty(state: State, event: Event) -> Findings:
    """A part has nothing in it when it is added: what it says comes in deltas."""
    for member in STREAMS.values():
        said = event.at(("part", member))
        if said and said is not MISSING:
            yield wrong("response.part-added-empty", event, f"/part/{member}", "", said)


def concatenated(state: State, event: Event) -> Iterable[Finding]:
    """The deltas of a stream add up to the text in its done event."""
    member = STREAMS[event.type.rpartition(".")[0]]
    part, got = state.responses.part_of(event), event.data.get(member, MISSING)
    if part is None or member in part.done:
        return ()
    expected = "".join(part.deltas.get(member, ()))
    if got != expected:
        return [wrong(_CONCATENATED[member], event, f"/{member}", expected, got)]
    return ()


def whole(state: State, event: Event) -> Iterable[Finding]:
    """response.content_part.done has the whole text of the part."""
    part = state.responses.part_of(event)
    if part is None:
        return ()
    return [
        wrong("response.part-done-content", event, f"/part/{member}", text, got, number)
        for member, (number, text) in part.done.items()
        if (got := event.at(("part", member))) != text
    ]


CHECKS = (
    Check(("response.part-added",), ("response.content_part.added",), counted),
    Check(("response.part-added-empty",), ("response.content_part.added",), empty),
    Check(("response.part-message-only",), ("response.content_part.added",), of_message),
    Check(("response.part-modality",), ("response.content_part.added",), modality),
    Check(tuple(_CONCATENATED.values()), tuple(f"{name}.done" for name in STREAMS), concatenated),
    Check(("response.part-done-content",), ("response.content_part.done",), whole),
)
