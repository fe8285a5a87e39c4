"""Damages to right sessions: what goes wrong on the wire, done at random places.

Each kind takes the frames of a session and gives those of a damaged one, or ``None`` where there is nothing to damage
in its way. What it did may still be legal: see :func:`harmless`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from conformance.jsontext import text_of
from conformance.session.transcript import Frame
from conformance.spec.model import Side

_BETA = {
    "conversation.item.added": "conversation.item.created",
    "response.output_text.delta": "response.text.delta",
    "response.output_text.done": "response.text.done",
    "response.output_audio.delta": "response.audio.delta",
    "response.output_audio.done": "response.audio.done",
    "response.output_audio_transcript.delta": "response.audio_transcript.delta",
    "response.output_audio_transcript.done": "response.audio_transcript.done",
}
_IDS = ("item_id", "response_id", "previous_item_id", "call_id")
_INDEXES = ("output_index", "content_index")
_OPTIONAL = (
    "rate_limits.updated",
    "response.output_audio.delta",
    "conversation.item.input_audio_transcription.delta",
    "input_audio_buffer.timeout_triggered",
)
"""Events that a server may send or not; the audio of simulated sessions is replaced, so no length is known."""
_FREE = frozenset({"rate_limits.updated", "error"})
"""Events that may come at any time."""
_STREAMS = ("response.output_audio.", "response.output_audio_transcript.")
"""The streams of one part, which go on independently."""


@dataclass(frozen=True, slots=True)
class Damaged:
    """A damaged session: what was done, its frames, and the events that were touched."""

    kind: str
    frames: list[Frame]
    touched: tuple[Mapping[str, Any], ...]


_Damage = Callable[[Random, Sequence[Frame]], Damaged | None]


def damaged(kind: str, chance: Random, frames: Sequence[Frame]) -> Damaged | None:
    """A session with one damage of that kind, ``None`` where there is nothing to damage in this way."""
    return DAMAGES[kind](chance, frames)


def harmless(damage: Damaged) -> bool:
    """Whether what was done leaves a right session, because both orders, or both contents, are right.

    Events may change places where they have no id in common: what they belong to goes on independently. So may the
    audio of a part and its transcript. Some events may be left out, or come again.
    """
    first = damage.touched[0]
    match damage.kind:
        case "swap":
            second = damage.touched[1]
            types = [str(first["type"]), str(second["type"])]
            independent = all(any(one.startswith(stream) for one in types) for stream in _STREAMS)
            return independent or not _ids(first) & _ids(second) or not _FREE.isdisjoint(types)
        case "drop":
            return first["type"] in _OPTIONAL
        case "twice":
            return first["type"] in (*_OPTIONAL, *_FREE)
        case "other id":
            # Recorded sessions have null in the place of an item here.
            changed = {name for name, value in first.items() if damage.touched[1].get(name) != value}
            return first["type"] == "conversation.item.done" and changed == {"previous_item_id"}
        case "cut delta":
            # A transcription that fails in the end has no text that its deltas could add up to.
            failed = "conversation.item.input_audio_transcription.failed"
            same = [one for _, one in _events(damage.frames) if one.get("item_id") == first.get("item_id")]
            return "input_audio" in first["type"] and any(one["type"] == failed for one in same)
        case _:
            return False


def _ids(event: Mapping[str, Any]) -> set[str]:
    """All ids that an event names, at any depth, but for its own."""
    found: set[str] = set()

    def collect(value: Any) -> None:
        if isinstance(value, dict):
            for name, inner in value.items():
                if isinstance(inner, str) and (name == "id" or name.endswith("_id")) and name != "event_id":
                    found.add(inner)
                collect(inner)
        elif isinstance(value, list):
            for inner in value:
                collect(inner)

    collect(event)
    return found - {"conv_1", "sess_1"}


def _events(frames: Sequence[Frame], side: Side = Side.SERVER) -> list[tuple[int, dict[str, Any]]]:
    return [(place, json.loads(one.text)) for place, one in enumerate(frames) if one.side is side and one.text]


def _numbered(frames: Iterable[Frame]) -> list[Frame]:
    return [replace(frame, number=number) for number, frame in enumerate(frames, start=1)]


def _with(frames: Sequence[Frame], place: int, event: Mapping[str, Any]) -> list[Frame]:
    return [*frames[:place], replace(frames[place], text=text_of(event)), *frames[place + 1 :]]


def _changed(
    kind: str, chance: Random, frames: Sequence[Frame], change: Callable[[dict[str, Any]], bool]
) -> Damaged | None:
    """Change one event of the server that can be changed."""
    events = _events(frames)
    chance.shuffle(events)
    for place, event in events:
        before = json.loads(text_of(event))
        if change(event) and event != before:
            return Damaged(kind, _with(frames, place, event), (before, event))
    return None


def _drop(chance: Random, frames: Sequence[Frame]) -> Damaged | None:
    place, event = chance.choice(_events(frames))
    return Damaged("drop", _numbered([*frames[:place], *frames[place + 1 :]]), (event,))


def _twice(chance: Random, frames: Sequence[Frame]) -> Damaged | None:
    place, event = chance.choice(_events(frames))
    again = replace(frames[place], text=text_of({**event, "event_id": "event_again"}))
    return Damaged("twice", _numbered([*frames[: place + 1], again, *frames[place + 1 :]]), (event,))


def _swap(chance: Random, frames: Sequence[Frame]) -> Damaged | None:
    events = dict(_events(frames))
    pairs = [place for place in events if place + 1 in events]
    if not pairs:
        return None
    place = chance.choice(pairs)
    one, other = frames[place], frames[place + 1]
    moved = [replace(other, t=one.t), replace(one, t=other.t)]
    swapped = _numbered([*frames[:place], *moved, *frames[place + 2 :]])
    return Damaged("swap", swapped, (events[place], events[place + 1]))


def _other_id(chance: Random, frames: Sequence[Frame]) -> Damaged | None:
    def change(event: dict[str, Any]) -> bool:
        present = [name for name in _IDS if isinstance(event.get(name), str)]
        if present:
            event[chance.choice(present)] = "other_1"
        return bool(present)

    return _changed("other id", chance, frames, change)


def _beta_name(chance: Random, frames: Sequence[Frame]) -> Damaged | None:
    def change(event: dict[str, Any]) -> bool:
        event["type"] = _BETA.get(event["type"], event["type"])
        return True

    return _changed("beta name", chance, frames, change)


def _status(chance: Random, frames: Sequence[Frame]) -> Damaged | None:
    def change(event: dict[str, Any]) -> bool:
        if event["type"] not in ("response.created", "response.done", "response.output_item.done"):
            return False
        inner = event["item"] if "item" in event else event["response"]
        inner["status"] = "in_progress" if inner.get("status") != "in_progress" else "completed"
        return True

    return _changed("status", chance, frames, change)


def _index(chance: Random, frames: Sequence[Frame]) -> Damaged | None:
    def change(event: dict[str, Any]) -> bool:
        present = [name for name in _INDEXES if name in event]
        if present:
            event[chance.choice(present)] += 1
        return bool(present)

    return _changed("index", chance, frames, change)


def _cut_delta(chance: Random, frames: Sequence[Frame]) -> Damaged | None:
    def change(event: dict[str, Any]) -> bool:
        if "audio.delta" in event["type"] or not event.get("delta"):
            return False
        event["delta"] = event["delta"][:-1]
        return True

    return _changed("cut delta", chance, frames, change)


def _usage(chance: Random, frames: Sequence[Frame]) -> Damaged | None:
    def change(event: dict[str, Any]) -> bool:
        usage = event.get("response", {}).get("usage") if event["type"] == "response.done" else None
        if usage:
            usage[chance.choice(["total_tokens", "input_tokens", "output_tokens"])] += 1
        return bool(usage)

    return _changed("usage", chance, frames, change)


def _early_result(chance: Random, frames: Sequence[Frame]) -> Damaged | None:
    """The result of a call goes out before the call is known."""
    calls = {e["item"]["call_id"]: place for place, e in _events(frames) if e.get("item", {}).get("call_id")}
    first = {call: min(p for p, e in _events(frames) if call in _ids(e)) for call in calls}
    for place, event in _events(frames, Side.CLIENT):
        call = event.get("item", {}).get("call_id")
        if event["type"] == "conversation.item.create" and call in first:
            moved = replace(frames[place], t=frames[first[call]].t)
            rest = [frame for frame in frames if frame is not frames[place]]
            return Damaged("early result", _numbered([*rest[: first[call]], moved, *rest[first[call] :]]), (event,))
    return None


def _second_active(chance: Random, frames: Sequence[Frame]) -> Damaged | None:
    """Another response begins while one is in progress."""
    begun = [(p, e) for p, e in _events(frames) if e["type"] == "response.created" and e["response"]["conversation_id"]]
    if not begun:
        return None
    place, event = chance.choice(begun)
    second = {**event, "event_id": "event_second", "response": {**event["response"], "id": "resp_second"}}
    new = replace(frames[place], text=text_of(second))
    return Damaged("second active response", _numbered([*frames[: place + 1], new, *frames[place + 1 :]]), (event,))


DAMAGES: Mapping[str, _Damage] = {
    "drop": _drop,
    "twice": _twice,
    "swap": _swap,
    "other id": _other_id,
    "beta name": _beta_name,
    "status": _status,
    "index": _index,
    "cut delta": _cut_delta,
    "usage": _usage,
    "early result": _early_result,
    "second active response": _second_active,
}
"""All kinds of damage, by name."""
