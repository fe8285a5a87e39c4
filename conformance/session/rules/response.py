"""Rules of a response: what it comes from, one at a time, its settings, its items."""

from __future__ import annotations

from collections.abc import Iterable

from conformance.jsontext import pointer
from conformance.session.event import MISSING, Event, apart, at, same
from conformance.session.finding import Finding, Words
from conformance.session.rules.check import Check, Findings, unexpected, wrong
from conformance.session.state import State
from conformance.session.state.responses import SHOWN, Cause

_OF_SESSION = ("response.session-defaults", "response.max-output-tokens-shown", *["response.audio-session"] * 2)
"""The rules for the settings that a response shows, where it has them from the session."""
_OF_REQUEST = "response.override"
_CORRECTIONS = frozenset({"phase"})
"""The members of items that only a correction knows: nobody must keep them."""


def caused(state: State, event: Event) -> Iterable[Finding]:
    """A response comes from response.create, from a turn that speech detection ended, or from an idle timeout."""
    if state.cause_of(event) is Cause.NOTHING:
        return [unexpected("response.caused", event, "no response.create and no turn of the user is the reason for it")]
    request, shown = state.request_of(event), event.object("response").get("conversation_id", MISSING)
    if request is None or shown is MISSING or request.outside is (shown is None):
        return ()
    wanted, of = ("null", "outside") if request.outside else ("the id of the conversation", "of")
    expected = Words(f"{wanted}, because frame {request.number} asks for a response {of} the conversation")
    return [wrong("response.caused", event, "/response/conversation_id", expected, shown, request.number)]


def begun(state: State, event: Event) -> Findings:
    """A response begins with no items, no usage and no details of how it ended."""
    for name, expected in (("output", []), ("usage", None), ("status_details", None)):
        got = event.at(("response", name))
        if got is not MISSING and got is not None and got != []:
            yield wrong("response.created-state", event, f"/response/{name}", expected, got)


def one_active(state: State, event: Event) -> Iterable[Finding]:
    """One response of the conversation is in progress at a time."""
    response, active = event.object("response"), state.responses.active_in_conversation()
    if active and not state.responses.is_outside(response, state.request_of(event)):
        although = f"{active.id} of frame {active.number} is still in progress"
        return [unexpected("response.one-active", event, although, active.number)]
    return ()


def client_waits(state: State, event: Event) -> Iterable[Finding]:
    """A client waits for the end of a response of the conversation before it asks for the next one."""
    if event.object("response").get("conversation") == "none":
        return ()
    active = state.responses.active_in_conversation()
    waiting = next((one for one in state.responses.requests if not (one.outside or one.unsure or one.passed)), None)
    rule = "response.client-cancel-then-create" if state.cancelled else "response.client-one-active"
    if active:
        although = f"{active.id} of frame {active.number} is still in progress"
        return [unexpected(rule, event, although, active.number)]
    if waiting:
        although = f"the response.create of frame {waiting.number} has no answer yet"
        return [unexpected(rule, event, although, waiting.number)]
    return ()


def settings(state: State, event: Event) -> Findings:
    """A response shows what response.create set, and the session's settings for the rest."""
    response, session = event.object("response"), state.settings
    request = state.request_of(event)
    turn = next(iter(state.turns.due), None)
    if (request and turn) or state.mixed or any(one.unsure for one in state.responses.requests):
        # Which of them it comes from is not known.
        return
    if session.shown_in > (request.number if request else turn.committed if turn else 0):
        # Whether it was made with the settings before or after is not known.
        return
    for path, of_session in zip(SHOWN, _OF_SESSION, strict=True):
        asked = at(request.params, path) if request else MISSING
        expected, rule = (session.at(*path), of_session) if asked in (MISSING, None) else (asked, _OF_REQUEST)
        earlier = request.number if request and rule == _OF_REQUEST else session.shown_in
        got = at(response, path)
        if MISSING in (expected, got) or expected is None or session.pending(*path):
            # A session that shows null does not say what is true for its responses.
            continue
        if path[-1] == "format" and isinstance(expected, dict) and isinstance(got, dict):
            # The rate may be left out where there is one alone.
            expected = {**got, **expected}
        if not same(expected, got):
            yield wrong(rule, event, pointer(("response", *path)), expected, got, earlier)
    if request and request.params.get("metadata") and not same(request.params["metadata"], response.get("metadata")):
        got = response.get("metadata", MISSING)
        yield wrong("response.metadata", event, "/response/metadata", request.params["metadata"], got, request.number)


def voice_kept(state: State, event: Event) -> Iterable[Finding]:
    """Once a response has had audio, the voice stays."""
    got = event.at(("response", "audio", "output", "voice"))
    if state.responses.voice and got is not MISSING and not same(state.responses.voice[1], got):
        number, expected = state.responses.voice
        return [wrong("response.voice-kept", event, "/response/audio/output/voice", expected, got, number)]
    return ()


def counted(state: State, event: Event) -> Iterable[Finding]:
    """``output_index`` counts the items of a response from 0."""
    response, index = state.responses.by_id.get(event.text("response_id") or ""), event.integer("output_index")
    known = event.text("item", "id") in state.responses.items
    if response and index is not None and not known and index != len(response.items):
        return [wrong("response.output-index", event, "/output_index", len(response.items), index)]
    return ()


def item_content(state: State, event: Event) -> Findings:
    """response.output_item.done has the content of the item's parts."""
    item = state.responses.item_of(event)
    if item is None or item.data.get("type") != "message":
        return
    content = event.list("item", "content")
    if sorted(item.parts) != list(range(len(item.parts))):
        # Parts that were not opened, or not counted from 0, are another rule's.
        return
    if item.parts and len(content) != len(item.parts):
        expected, got = Words(f"{len(item.parts)} parts"), Words(f"{len(content)} parts")
        yield wrong("response.item-done-content", event, "/item/content", expected, got)
        return
    for index, part in item.parts.items():
        for member, (number, whole) in part.done.items():
            got = at(event.data, ("item", "content", str(index), member))
            if got != whole:
                place = f"/item/content/{index}/{member}"
                yield wrong("response.item-done-content", event, place, whole, got, number)


def output(state: State, event: Event) -> Findings:
    """response.done lists the items of the response in order, as they were when they were done."""
    response = state.responses.by_id.get(event.text("response", "id") or "")
    if response is None or response.done:
        return
    listed = [one if isinstance(one, dict) else {} for one in event.list("response", "output")]
    ids = [one.get("id") for one in listed]
    if ids != response.items:
        yield wrong("response.done-output", event, "/response/output", response.items, ids)
        return
    items = [state.responses.items[item] for item in response.items]
    for index, (item, got) in enumerate(zip(items, listed, strict=True)):
        if item.done is not None and not same(item.done, got):
            for name in sorted({*item.done, *got} - _CORRECTIONS):
                expected = item.done.get(name, MISSING)
                if not same(expected, got.get(name, MISSING)):
                    inner, expected, shown = apart(expected, got.get(name, MISSING))
                    place = pointer(("response", "output", str(index), name, *inner))
                    yield wrong("response.done-output", event, place, expected, shown, item.done_in)


def item_done(state: State, event: Event) -> Iterable[Finding]:
    """An item that is done is not in progress any more."""
    if event.text("item", "status") == "in_progress":
        return [wrong("item.done-status", event, "/item/status", Words("completed or incomplete"), "in_progress")]
    return ()


def outcome(state: State, event: Event) -> Findings:
    """The items of a completed response are completed, and a failed one says why it failed."""
    status = event.text("response", "status")
    if status == "failed" and type(event.at(("response", "status_details", "error", "type"))) is not str:
        got = event.at(("response", "status_details"))
        yield wrong("response.failed-error", event, "/response/status_details", Words("an error with a type"), got)
    for index, item in enumerate(event.list("response", "output") if status == "completed" else ()):
        if (got := at(item, ("status",))) not in ("completed", None, MISSING):
            yield wrong("response.items-completed", event, f"/response/output/{index}/status", "completed", got)


CHECKS = (
    Check(("response.caused",), ("response.created",), caused),
    Check(("response.created-state",), ("response.created",), begun),
    Check(("response.one-active",), ("response.created",), one_active),
    Check(
        (
            *("response.session-defaults", "response.max-output-tokens-shown", "response.audio-session"),
            *("response.override", "response.metadata"),
        ),
        ("response.created",),
        settings,
    ),
    Check(("response.voice-kept",), ("response.created",), voice_kept),
    Check(("response.client-one-active", "response.client-cancel-then-create"), ("response.create",), client_waits),
    Check(("response.output-index",), ("response.output_item.added",), counted),
    Check(("response.item-done-content",), ("response.output_item.done",), item_content),
    Check(("response.done-output",), ("response.done",), output),
    Check(("item.done-status",), ("conversation.item.done", "response.output_item.done"), item_done),
    Check(("response.items-completed", "response.failed-error"), ("response.done",), outcome),
)
