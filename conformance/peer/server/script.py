"""Scripts: what the server does at given places instead of what is right, as data.

A script is a list of hooks. Each has a place, ``at``, and what is done there, ``do``, in place of what would happen:

==========================  ==================================================================================
``at``                      the place
==========================  ==================================================================================
``connect``                 the handshake
a type of a server event    such an event is about to be sent
``client TYPE``             such an event of the client has come, legal or not, and is about to be served
==========================  ==================================================================================

``nth`` counts the times that a connection comes to the place, from 1 (the default); 0 is every time. Responses outside
the conversation pass by all places: they are the client's own affair. ``connection``
counts the connections of the server, from 1; without it a hook is for all. The steps are described in ``STEPS``. In an
event that a script sends, ``$response_id``, ``$item_id`` and ``$call_id`` are the last such ids that were sent,
``$spoken_id`` is that of the last item that the user has spoken, and ``$event_id`` that of the client's last event:
null where it has none.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conformance.errors import UsageError, near
from conformance.jsontext import tokens
from conformance.schemas import problem
from conformance.session.senders import events_of
from conformance.spec.model import Side

STEPS: Mapping[str, str] = {
    "pass": "what would have happened: the event is sent, or served",
    "change": "the event with other members, by JSON Pointer; `null` is a value",
    "remove": "the event without members, by JSON Pointer",
    "pad": "the event with a member `padding` of so many characters",
    "event": "an event of the server; it gets an `event_id` if it has none",
    "text": "a text frame, whatever is in it; ids are filled in where their names stand in quotes",
    "bytes": "a binary frame, in base64",
    "ping": "a ping frame; its pong is not waited for",
    "pong": "a ping frame whose pong is waited for, for so many seconds; without it the connection is closed with 1011",
    "fragments": "the event in so many fragments of one message",
    "wait": "so many seconds pass",
    "silence": "nothing more is sent, and nothing is served",
    "close": "the connection is closed: `code`, `reason`",
    "abort": "the connection is dropped without a close frame",
    "refuse": "the handshake is answered by this HTTP status",
}
_SCHEMA = Path(__file__).with_name("script.schema.json")
_OF_EVENT = ("change", "remove", "pad", "fragments")
_IDS = ("response_id", "item_id", "call_id")
_SPOKEN = "input_audio_buffer.committed"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that is done: the name of a step, and what it is given."""

    name: str
    value: Any = None


@dataclass(frozen=True, slots=True)
class Hook:
    """What is done at a place."""

    at: str
    do: tuple[Step, ...] = ()
    nth: int = 1
    connection: int | None = None


@dataclass(frozen=True, slots=True)
class Script:
    """All hooks; the first that fits a place is taken."""

    hooks: tuple[Hook, ...] = ()

    @classmethod
    def of(cls, hooks: Sequence[Mapping[str, Any]], where: str = "the script") -> Script:
        """A script from plain data, as it is written in a file.

        Raises:
            UsageError: it does not fit ``script.schema.json``; the message begins with ``where``.
        """
        if (error := problem(_SCHEMA, list(hooks))) is not None:
            place = "".join(f"[{one}]" if isinstance(one, int) else f".{one}" for one in error.absolute_path)
            raise UsageError(f"{where}: {place or 'the whole'}: {error.message}")
        return cls(tuple(_hook(one, f"{where}: [{number}]") for number, one in enumerate(hooks)))


def _hook(data: Mapping[str, Any], where: str) -> Hook:
    steps = tuple(Step(one) if isinstance(one, str) else Step(*next(iter(one.items()))) for one in data.get("do", ()))
    handshake = data["at"] == "connect"
    if not handshake and not data["at"].startswith("client ") and data["at"] not in events_of(Side.SERVER):
        did_you_mean = near(data["at"], [*events_of(Side.SERVER), "connect"])
        raise UsageError(f"{where}: {data['at']!r} is not an event that the server sends{did_you_mean}")
    for step in steps:
        if step.name == "bytes":
            try:
                base64.b64decode(step.value, validate=True)
            except ValueError:
                raise UsageError(f"{where}: {step.value!r} is not base64") from None
        if (step.name == "refuse") is not handshake and not (handshake and step.name in ("wait", "pass")):
            also = "takes `refuse`, `wait` and `pass` alone" if handshake else "has no `refuse`: that is for `connect`"
            raise UsageError(f"{where}: a hook at {data['at']} {also}")
        if data["at"].startswith("client ") and step.name in _OF_EVENT:
            raise UsageError(f"{where}: `{step.name}` changes events of the server, and {data['at']} is the client's")
    return Hook(data["at"], steps, data.get("nth", 1), data.get("connection"))


def load_script(path: Path) -> Script:
    """Read a script from a YAML file.

    Raises:
        UsageError: it cannot be read, or does not fit.
    """
    import yaml

    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: not YAML: {str(error).splitlines()[0]}") from None
    if not isinstance(data, list):
        raise UsageError(f"{path}: expected a list of hooks, each with `at` and `do`")
    return Script.of(data, str(path))


class Cues:
    """Where one connection is in a script."""

    def __init__(self, script: Script, connection: int) -> None:
        self._hooks = [hook for hook in script.hooks if hook.connection in (None, connection)]
        self._counts: dict[str, int] = {}
        self._ids: dict[str, str | None] = {}
        self._aside: set[str] = set()
        """The responses outside the conversation, by their ids."""

    def at(self, place: str, event: Mapping[str, Any]) -> tuple[Step, ...] | None:
        """What is to be done at a place to which the connection has come with an event; ``None`` for what is right."""
        if not self._hooks or self._outside(event):
            return None
        count = self._counts[place] = self._counts.get(place, 0) + 1
        return next((hook.do for hook in self._hooks if hook.at == place and hook.nth in (0, count)), None)

    def _outside(self, event: Mapping[str, Any]) -> bool:
        response = event.get("response")
        response = response if isinstance(response, dict) else {}
        found = str(event.get("response_id", response.get("id")))
        if event.get("type") == "response.created" and response.get("conversation_id") is None:
            self._aside.add(found)
        return found in self._aside or response.get("conversation") == "none"

    def note(self, event: Mapping[str, Any]) -> None:
        """Remember the ids in an event that the server sends."""
        if self._hooks:
            self._ids.update(_ids_in(event))

    def asked(self, event: Mapping[str, Any]) -> None:
        """Remember the id of an event of the client, legal or not."""
        given = event.get("event_id")
        self._ids["event_id"] = given if isinstance(given, str) else None

    def written(self, text: str) -> str:
        """A text with ids in the place of their names in quotes."""
        for name, found in self._ids.items():
            text = text.replace(f'"${name}"', json.dumps(found))
        return text

    def filled(self, value: Any) -> Any:
        """A value with ids in the place of their names."""
        match value:
            case str() if value.startswith("$") and value[1:] in (*_IDS, "spoken_id", "event_id"):
                return self._ids.get(value[1:], value)
            case dict():
                return {name: self.filled(one) for name, one in value.items()}
            case list():
                return [self.filled(one) for one in value]
            case _:
                return value


def _ids_in(event: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if event["type"] == _SPOKEN:
        yield "spoken_id", event["item_id"]
    for name in _IDS:
        for holder, member in ((event, name), (event.get(name[:-3]), "id"), (event.get("item"), name)):
            if isinstance(holder, dict) and isinstance(holder.get(member), str):
                yield name, holder[member]


def changed(event: Mapping[str, Any], step: Step) -> dict[str, Any]:
    """An event as a step changes it. A place that the event does not have is made, as far as it is in an object.

    Raises:
        UsageError: the event cannot have such a place.
    """
    result: dict[str, Any] = json.loads(json.dumps(event))
    place = ""
    try:
        match step.name:
            case "change":
                for place, value in step.value.items():
                    _put(result, tokens(place), value)
            case "remove":
                for place in step.value:
                    _take(result, tokens(place))
            case "pad":
                result["padding"] = "x" * step.value
    except (ValueError, LookupError, TypeError, AttributeError):
        raise UsageError(f"the script: {event['type']} has no place {place} for its `{step.name}`") from None
    return result


def _put(value: Any, parts: Sequence[str], new: Any) -> None:
    *before, last = parts
    for part in before:
        value = value[int(part)] if isinstance(value, list) else value.setdefault(part, {})
    if isinstance(value, list) and last == "-":
        value.append(new)
    elif isinstance(value, list):
        value[int(last)] = new
    else:
        value[last] = new


def _take(value: Any, parts: Iterable[str]) -> None:
    *before, last = parts
    for part in before:
        value = value[int(part)] if isinstance(value, list) else value.get(part, {})
    if isinstance(value, list):
        del value[int(last)]
    else:
        value.pop(last, None)
