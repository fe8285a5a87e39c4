"""Moves in the conversation: items that are created, retrieved, deleted and truncated, and those that cannot be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from operator import attrgetter
from typing import Any

from conformance.peer.explore.model import Event, Move, Pick, Plays, Session, Turn, expect, refused, saved, send
from conformance.peer.scenario import Step

NEVER = "item_that_never_was"
_Ids = Callable[[Session], Sequence[str]]
_CONTENT = {"user": "input_text", "system": "input_text", "assistant": "output_text"}
"""The type of what a message holds, by its role."""


def _message(item_id: str) -> Event:
    """A message of the role that its id begins with."""
    role = item_id.partition("_")[0]
    content = [{"type": _CONTENT[role], "text": f"Say {item_id.replace('_', ' ')}."}]
    return {"id": item_id, "type": "message", "role": role, "content": content}


def _create(item: Event, **members: Any) -> Step:
    return send({"type": "conversation.item.create", **members, "item": item})


def _added(session: Session, role: str = "user") -> tuple[str, Session]:
    """The id of one more message, and the session with it."""
    item_id = f"{role}_{session.made + 1}"
    return item_id, replace(session, items=(*session.items, item_id), made=session.made + 1)


def _at_the_end(session: Session, pick: Pick[Any]) -> Turn:
    role = pick(tuple(_CONTENT))
    item_id, after = _added(session, role)
    added = expect({"type": "conversation.item.added", "item": {"id": item_id}}, "item.create-acked")
    return [_create(_message(item_id)), added], replace(after, long=after.long and role != "user")


def _at_the_root(session: Session, pick: Pick[Any]) -> Turn:
    item_id, after = _added(session)
    added = {"type": "conversation.item.added", "previous_item_id": {"$absent": True}, "item": {"id": item_id}}
    return [_create(_message(item_id), previous_item_id="root"), expect(added, "item.root")], after


def _after_another(session: Session, pick: Pick[Any]) -> Turn:
    (item_id, after), anchor = _added(session), pick(session.items)
    added = {"type": "conversation.item.added", "previous_item_id": anchor, "item": {"id": item_id}}
    return [_create(_message(item_id), previous_item_id=anchor), expect(added, "item.insert")], after


def _after(anchors: _Ids, shows: str) -> Plays:
    def plays(session: Session, pick: Pick[Any]) -> Turn:
        item = _message(f"user_{session.made + 1}")
        return [_create(item, previous_item_id=pick(anchors(session))), refused(shows)], session

    return plays


def _again(session: Session, pick: Pick[Any]) -> Turn:
    return [_create(_message(pick(session.items))), refused("item.duplicate-refused")], session


def _anew(session: Session, pick: Pick[Any]) -> Turn:
    item_id = pick(session.gone)
    gone = tuple(one for one in session.gone if one != item_id)
    added = expect({"type": "conversation.item.added", "item": {"id": item_id}}, "item.create-acked")
    return [_create(_message(item_id)), added], replace(session, items=(*session.items, item_id), gone=gone)


def _retrieve(session: Session, pick: Pick[Any]) -> Turn:
    item_id = pick(session.items)
    retrieved = {"type": "conversation.item.retrieved", "item": {"id": item_id}}
    asked = send({"type": "conversation.item.retrieve", "item_id": item_id})
    return [asked, expect(retrieved, "item.retrieve-acked")], session


def _delete(session: Session, pick: Pick[Any]) -> Turn:
    item_id = pick(session.items)
    items = tuple(one for one in session.items if one != item_id)
    deleted = expect({"type": "conversation.item.deleted", "item_id": item_id}, "item.delete-acked")
    steps = [send({"type": "conversation.item.delete", "item_id": item_id}), deleted]
    return steps, replace(session, items=items, gone=(*session.gone, item_id))


def _refused(event_type: str, ids: _Ids, shows: str, **members: Any) -> Plays:
    def plays(session: Session, pick: Pick[Any]) -> Turn:
        return [send({"type": event_type, "item_id": pick(ids(session)), **members}), refused(shows)], session

    return plays


def _truncate(session: Session, pick: Pick[Any]) -> Turn:
    name = pick(session.answers)
    place = {"item_id": saved(name), "content_index": 0, "audio_end_ms": pick((0, 20))}
    steps = [
        send({"type": "conversation.item.truncate", **place}),
        expect({"type": "conversation.item.truncated", **place}, "truncate.acked"),
    ]
    return steps, replace(session, answers=tuple(one for one in session.answers if one != name))


def _truncate_too_far(session: Session, pick: Pick[Any]) -> Turn:
    place = {"item_id": saved(pick(session.answers)), "content_index": 0, "audio_end_ms": 3_600_000}
    return [send({"type": "conversation.item.truncate", **place}), refused("truncate.too-long")], session


_there, _gone, _spoken = attrgetter("items"), attrgetter("gone"), attrgetter("answers")


def _not_spoken(session: Session) -> Sequence[str]:
    """The messages that were not said by the assistant."""
    return [one for one in session.items if not one.startswith("assistant")]


def _nowhere(session: Session) -> Sequence[str]:
    return (NEVER,)


_RETRIEVE, _DELETE, _TRUNCATE = (f"conversation.item.{what}" for what in ("retrieve", "delete", "truncate"))
_START = {"content_index": 0, "audio_end_ms": 0}
_AUDIO_OUT = frozenset({"audio-out"})

MOVES = (
    Move("create a message", _at_the_end),
    Move("create a message at the root", _at_the_root),
    Move("create a message after another", _after_another, _there),
    Move("create a message after a deleted one", _after(_gone, "item.deleted-gone"), _gone),
    Move("create a message after one that never was", _after(_nowhere, "item.anchor-unknown")),
    Move("create a message again", _again, _there),
    Move("create a message with the id of a deleted one", _anew, _gone),
    Move("retrieve a message", _retrieve, _there),
    Move("retrieve a deleted message", _refused(_RETRIEVE, _gone, "item.deleted-gone"), _gone),
    Move("retrieve what never was", _refused(_RETRIEVE, _nowhere, "item.retrieve-unknown")),
    Move("delete a message", _delete, _there),
    Move("delete a deleted message", _refused(_DELETE, _gone, "item.delete-unknown"), _gone),
    Move("delete what never was", _refused(_DELETE, _nowhere, "item.delete-unknown")),
    Move("truncate an answer", _truncate, _spoken, _AUDIO_OUT),
    Move("truncate an answer beyond its end", _truncate_too_far, _spoken, _AUDIO_OUT),
    Move("truncate a message", _refused(_TRUNCATE, _not_spoken, "truncate.not-assistant", **_START), _not_spoken),
    Move("truncate what never was", _refused(_TRUNCATE, _nowhere, "truncate.acked", **_START)),
)
