"""What follows from a fault that was told already: it is not told again.

A value that was reported as wrong is not what later events are compared with, and within one event it is reported once.
An event with a wrong id, or in no legal form, explains why one is missing under the right id. A finding is never left
out because of one that binds less.
"""

from __future__ import annotations

import json
from collections import Counter, OrderedDict
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from conformance.jsontext import tokens
from conformance.requirements.sessions import SessionRequirement
from conformance.session.finding import Finding, What
from conformance.session.shapes import LIMITS, RULES

_Place: TypeAlias = tuple[str, ...]
_SHAPES = frozenset(RULES.values())
_ITEM: _Place = ("item",)
_COMPARED = frozenset({What.DIFFERENT, What.WRONG})
_OUTPUT, _RESPONSE = "/response/output", "/response_id"
_OF_ITEM = frozenset({"arguments", "name", "call_id"})
_OF_PART = frozenset({"text", "transcript"})
_WHOLE = {"conversation.item.input_audio_transcription.delta": "conversation.item.input_audio_transcription.completed"}
"""The event that has the whole of a stream, where its name does not follow from that of the delta."""
_BEGINS = {"response.output_item.added": "response.created"}
"""The event that was lost where one comes without it that follows it at once."""
_BY_NAME = frozenset({"event.no-beta-names", "event.known", "event.client-type"})
"""The rules about the name of an event: what the event refers to makes no difference to them."""
_CAUSELESS = frozenset({"buffer.committed-caused", "item.added-caused"})
"""The rules of an event without a cause: under another id, or as something else, it may have one."""
_RESTS_ON: Mapping[str, _Place] = {
    "response.part-modality": ("output_modalities",),
    "call.tool-known": ("tools",),
    "vad.off-silent": ("audio", "input", "turn_detection"),
    "vad.timeout-configured": ("audio", "input", "turn_detection"),
}
"""The rules that compare with a value at another place of an earlier frame."""
_AT_ONCE = 3
"""Within how many frames the next event of something comes that is not told to wait."""
_SETTLED = 300
"""How many findings of a session at most are compared with one another."""
_MOST = 4096
"""How many frames with wrong values, the latest, how many ids and how many kinds of stray events are remembered."""


class Consequences:
    """The faults that were told in a session."""

    def __init__(self, register: Mapping[str, SessionRequirement]) -> None:
        self._register = register
        self._values: OrderedDict[int, list[tuple[_Place, int]]] = OrderedDict()
        """The values that were told as wrong, or follow from one, by frame: their places, and how they bind."""
        self._ids: dict[str, int] = {}
        """The ids that something was told about, and how it binds."""
        self._astray: Counter[tuple[str, int]] = Counter()
        """The types of events that are not counted where they belong, and how that binds."""
        self._begun: dict[int, int] = {}
        """The frames that begin something under a wrong id or index, and how that binds."""
        self._waiting: dict[tuple[int, str], int] = {}
        """What has not followed, by the frame that waits for it, and how that binds."""

    def left_out(self, found: list[Finding]) -> list[Finding]:
        """The findings about one event, or about the end, without those that follow from others."""
        told = []
        for one in self._told_once(found):
            if not self._follows(one):
                told.append(one)
                self._note(one)
        for one in found:
            self._note_value(one)
        return told

    def _rank(self, one: Finding) -> int:
        return self._register[one.rule].level.rank

    def _told_once(self, found: list[Finding]) -> list[Finding]:
        """Without what says the same of a value as something that says it better."""
        return [one for one in found if not any(self._says_better(other, one) for other in found if other is not one)]

    def _says_better(self, other: Finding, one: Finding) -> bool:
        if other.frames != one.frames and other.frame != one.frame:
            return False
        rank, than = self._rank(other), self._rank(one)
        if other.rule == one.rule and other.about == one.about and one.at and not other.at:
            return True
        if one.what is other.what is What.LATE:
            return other.frames[0] > one.frames[0] and rank <= than
        strange = other.what is What.UNANNOUNCED and _goes_astray(other)
        if one.what is What.UNEXPECTED and one.about == other.about and rank <= than:
            return (strange or other.what is What.REPEATED) and one.rule not in _BY_NAME
        if strange and rank <= than:
            if one.what is What.UNANNOUNCED:
                return one.about.startswith(f"{other.about}, part ")
            if one.what is What.DIFFERENT and other.about:
                return one.got == json.dumps(other.about)
        if not one.at or not other.at:
            return False
        mine, others = _place(one), _place(other)
        if not mine or not _overlap(mine, others) or LIMITS in (one.rule, other.rule):
            return False
        if not others:  # of the settings as a whole it is said which are absent
            return one.rule in _SHAPES and not one.got and rank <= than
        if (other.rule in _SHAPES) is not (one.rule in _SHAPES):
            if others == _ITEM:  # that an item differs does not say where it is illegal
                return False
            return rank < than or (rank == than and one.rule in _SHAPES)
        earlier = other.what is What.WRONG or other.frames[0] < one.frames[0]
        closer = len(mine) < len(others) or (mine == others and one.what is What.DIFFERENT and earlier)
        return one.rule not in _SHAPES and closer and rank <= than

    def _follows(self, one: Finding) -> bool:
        """Whether it follows from something that was told of an earlier event."""
        rank = self._rank(one)
        if one.what is What.UNFINISHED:
            told = self._begun.get(one.frames[0], rank + 1), self._waiting.get((one.frames[0], one.expected), rank + 1)
            return min(told) <= rank or self._is_astray(_alternatives(one.expected), rank)
        if one.what is What.UNANNOUNCED:
            return self._is_astray(_alternatives(one.expected), rank)
        if one.what not in _COMPARED and one.rule not in _RESTS_ON:
            return False
        if one.at == _RESPONSE and self._ids.get(one.expected.strip('"'), rank + 1) <= rank:
            return True
        if one.at == _OUTPUT and (ids := _others(one)) and all(self._ids.get(name, rank + 1) <= rank for name in ids):
            return True
        if len(one.frames) == 1 and _is_whole(one):
            return self._is_astray([_delta(one.event)], rank)
        mine = _RESTS_ON.get(one.rule) or _place(one)
        return any(
            binds <= rank and _overlap(mine, place)
            for frame in one.frames[:-1]
            for place, binds in self._values.get(frame, ())
        )

    def _is_astray(self, types: list[str], rank: int) -> bool:
        """Whether an event of such a type went astray, which explains one that is missing."""
        for name, binds in self._astray:
            if name in types and binds <= rank and self._astray[name, binds] > 0:
                self._astray[name, binds] -= 1
                return True
        return False

    def _note_value(self, one: Finding) -> None:
        # What a session starts with is in effect, the default or not, and what it lacks is compared with nothing.
        place = _place(one)
        if place and one.frame and not one.rule.startswith("session.default-"):
            self._values.setdefault(one.frame, []).append((place, self._rank(one)))
            if len(self._values) > _MOST:
                self._values.popitem(last=False)

    def _note(self, one: Finding) -> None:
        rank = self._rank(one)
        if _goes_astray(one) and len(self._astray) < _MOST:
            self._astray[one.event, rank] += 1
            if one.expected == _BEGINS.get(one.event):
                self._astray[one.expected, rank] += 1
        if _is_misplaced(one) and len(self._begun) < _MOST:
            self._begun[one.frame] = rank
        if one.what is What.UNFINISHED and len(self._waiting) < _MOST:
            self._waiting[one.frames[0], one.expected] = rank
        if one.about and one.what not in _COMPARED and len(self._ids) < _MOST:
            item = one.about.partition(", part ")[0]
            self._ids[item] = min(rank, self._ids.get(item, rank))


def settled(found: list[Finding], register: Mapping[str, SessionRequirement]) -> list[Finding]:
    """The findings of a whole session without those that follow from one that was told after them.

    Each explains one of a kind, and none that binds more. Where there are very many they are left as they are.
    """
    left = list(found)
    for cause in found if len(found) <= _SETTLED else ():
        rank = register[cause.rule].level.rank
        for follows in (_came_late, _blames_the_client, _is_missing_as_well, _begins_under_another_id):
            such = (one for one in left if one is not cause and rank <= register[one.rule].level.rank)
            if cause in left and (one := next((one for one in such if follows(one, cause)), None)):
                left.remove(one)
    return left


def _came_late(one: Finding, cause: Finding) -> bool:
    """Whether it misses, in a frame, what came after that frame."""
    if cause.what is not What.LATE or one.frame != cause.frames[0]:
        return False
    if one.what is What.UNFINISHED:
        return cause.event in _alternatives(one.expected)
    return _is_whole(one) and _delta(one.event) == cause.event


def _blames_the_client(one: Finding, cause: Finding) -> bool:
    """Whether it says that the client has not waited for the end of a response, which the server has not sent."""
    lost = cause.what is What.UNFINISHED and cause.event == "response.created"
    return lost and one.event == "response.create" and one.frames[0] == cause.frames[0]


def _is_missing_as_well(one: Finding, cause: Finding) -> bool:
    """Whether it misses the same event of the same thing."""
    missing = {What.UNANNOUNCED, What.UNFINISHED}
    if one.what is not What.UNANNOUNCED or cause.what not in missing or not _goes_astray(one):
        return False
    # The item of a create without an id may be the one that is done after it.
    its = cause.about == one.about or (not cause.about and one.event == "conversation.item.done")
    return its and one.expected in _alternatives(cause.expected) and one.rule != cause.rule


def _begins_under_another_id(one: Finding, cause: Finding) -> bool:
    """Whether of two things, one is begun and goes on no more, and the other goes on at once and was not begun."""
    begun, other = (one, cause) if one.what is What.UNFINISHED else (cause, one)
    if (begun.what, other.what) != (What.UNFINISHED, What.UNANNOUNCED) or begun.event != other.expected:
        return False
    return 0 < other.frame - begun.frames[0] <= _AT_ONCE


def _goes_astray(one: Finding) -> bool:
    """Whether an event is not counted where it belongs: it names what is not there, or is in no legal form."""
    if one.what is What.UNANNOUNCED:
        return all("." in name and " " not in name for name in _alternatives(one.expected))
    indexed = one.what is What.WRONG and one.at == "/content_index"
    return indexed or one.what is What.ILLEGAL or one.rule in _CAUSELESS


def _is_misplaced(one: Finding) -> bool:
    """Whether what an event begins is not there under its right id or index, so that nothing of it can follow."""
    return one.what is not What.ILLEGAL and _goes_astray(one)


def _alternatives(expected: str) -> list[str]:
    return expected.replace(" or ", ", ").split(", ")


def _place(one: Finding) -> _Place:
    """The place of a value, the same wherever an event has the item, the part or the settings that it is in."""
    match tokens(one.at):
        case ("response", "output", _, *rest) | ("item", *rest):
            place = ("item", *rest)
        case ("part", *rest):
            place = ("item", "content", "0", *rest)
        case ("response" | "session", *rest):
            place = tuple(rest)
        case (str(name),) if name in _OF_PART:
            place = ("item", "content", "0", name)
        case (str(name),) if name in _OF_ITEM:
            place = ("item", name)
        case other:
            place = tuple(other)
    return tuple("0" if step.isdecimal() else step for step in place)


def _overlap(one: _Place, other: _Place) -> bool:
    """Whether one place is the other, or in it."""
    return all(mine == others for mine, others in zip(one, other, strict=False))


def _is_whole(one: Finding) -> bool:
    """Whether it is about the whole of a stream, which is not what its deltas were."""
    return one.what is What.WRONG and one.at.removeprefix("/") in (*_OF_PART, "arguments")


def _delta(event_type: str) -> str:
    """The deltas of the stream that an event has the whole of."""
    return next(
        (delta for delta, whole in _WHOLE.items() if whole == event_type), event_type.removesuffix("done") + "delta"
    )


def _others(one: Finding) -> set[str]:
    """The ids that are in one of the lists that a finding compares, and not in the other."""
    try:
        expected, got = (_names(json.loads(text)) for text in (one.expected, one.got))
    except ValueError:
        return set()
    return {*expected} ^ {*got}


def _names(value: Any) -> Iterator[str]:
    yield from (name for name in value if isinstance(name, str)) if isinstance(value, list) else ()
