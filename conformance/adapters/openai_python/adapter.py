"""The ``openai`` package as an adapter: ``loose`` is its wire path, ``strict`` its types validated.

``loose`` does what a connection does with a frame (:mod:`.wire`): ``parse_event`` is ``json.loads`` and construction
without validation. What comes inside an event, or in answer to a request, is constructed in the same way. It refuses
what is not JSON, and hardly anything else. A client event is made by the connection's verb for it, the body of a
request by the client's method, and anything inside them by its class, where it has one.

``strict`` validates with pydantic what ``recv_bytes`` returns, and makes everything by its class, or by the declared
dict where only that may refer to items. The package itself never does so: this profile says whether the published types
are those of the wire, and nothing about a program.

A server event is never written by a connection. Its round trip is written as ``send`` writes a model, for those who
store events; the values are judged by what ``typed`` shows.

Importing this module imports ``openai``.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import openai
from openai._models import construct_type_unchecked
from openai.types.realtime import (
    RealtimeResponseCreateParamsWithReferencesParam,
    ResponseCreateEventWithReferencesParam,
)
from pydantic import BaseModel, TypeAdapter, ValidationError

from conformance.adapter.contract import Hello, Op
from conformance.adapter.outcome import Kind, Outcome
from conformance.adapters.openai_python import official, types
from conformance.adapters.openai_python.methods import REQUESTS, VERBS
from conformance.adapters.openai_python.view import allowed_by, class_for, shown, variants
from conformance.adapters.openai_python.wire import reader, sent

_validator = cache(TypeAdapter[Any])


def _receive(name: str, declared: Any, text: str | bytes) -> object:
    # A connection receives frames as bytes, where `json.loads` guesses the encoding.
    frame = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    if parse := reader(name):
        return parse(frame)
    return construct_type_unchecked(value=json.loads(frame), type_=declared)


def _send(_: Any, value: Any) -> str:
    if isinstance(value, openai.BaseModel):
        written: str = value.to_json(indent=None)
        return written
    return json.dumps(value, default=_sent_inside)


def _sent_inside(value: Any) -> Any:
    # There are models inside plain data, as in a dict of prompt variables.
    if isinstance(value, openai.BaseModel):
        return value.to_dict(mode="json")
    raise TypeError(f"no JSON for {type(value).__name__}")


def _validate(_: str, declared: Any, text: str | bytes) -> object:
    return _validator(declared).validate_json(text)


def _dump(declared: Any, value: Any) -> str:
    if isinstance(value, BaseModel):
        return value.model_dump_json(exclude_unset=True)
    return _validator(declared).dump_json(value, exclude_unset=True).decode()


def _with_references(name: str, members: dict[str, Any]) -> Any:
    """The type for what may refer to items, which the classes cannot; it is a dict with declared members."""
    if name == "RealtimeResponseCreateParams":
        return RealtimeResponseCreateParamsWithReferencesParam
    is_create = name.startswith("RealtimeClientEvent") and members.get("type") == "response.create"
    return ResponseCreateEventWithReferencesParam if is_create else None


@dataclass(frozen=True, slots=True)
class Profile:
    """How payloads become values, and values become text.

    With ``by_methods`` client events and requests are made by the package's methods for them, not by their classes.
    """

    decode: Callable[[str, Any, str | bytes], object]
    encode: Callable[[Any, Any], str]
    by_methods: bool


PROFILES = {"loose": Profile(_receive, _send, True), "strict": Profile(_validate, _dump, False)}


@dataclass(frozen=True, slots=True)
class Names:
    """The types that have a name in one dialect: what the package reads, and what callers make."""

    read: dict[str, str]
    made: dict[str, str]


DIALECTS = {
    # It has one name for what both sides write.
    "async-openai": Names(types.TABLE, types.TABLE),
    "openai-ga": Names(official.RECEIVED | official.SHARED, official.SENT | official.SHARED),
}


class OpenaiPython:
    """One profile of the package, under the type names of one dialect."""

    def __init__(self, profile: str, dialect: str) -> None:
        self._profile, names = PROFILES[profile], DIALECTS[dialect]
        self._types = types.installed(names.read | names.made)
        self._allowed = {name: allowed_by(declared) for name, declared in self._types.items()}
        if official.MESSAGE in self._allowed:
            self._allowed[official.MESSAGE] = variants(self._allowed[official.MESSAGE], type="message")
        self._decodes = frozenset(names.read.keys() & self._types.keys())
        classes = {name for name in names.made.keys() & self._types.keys() if self._allowed[name].models}
        methods = REQUESTS.keys() | VERBS.keys() if self._profile.by_methods and dialect == "openai-ga" else set()
        self._sends = frozenset(classes | methods)
        self.hello = Hello(
            name="openai-python",
            version=openai.__version__,
            language="python",
            profile=profile,
            dialect=dialect,
            types=self._decodes | self._sends,
            ops=frozenset(Op),
            declares={"bytes": True, "preserves_unknown": True},
            homepage="https://github.com/openai/openai-python",
            issues="https://github.com/openai/openai-python/issues",
            decodes=self._decodes,
            sends=self._sends,
        )

    def roundtrip(self, name: str, text: str | bytes) -> Outcome:
        """Decode and encode. A value that ended up raw or in a wrong class is a fallback, not ``ok``."""
        return self._read(name, text, written=True)

    def typed(self, name: str, text: str | bytes) -> Outcome:
        """Decode, and show only the declared members."""
        return self._read(name, text, written=False)

    def build(self, name: str, text: str) -> str | Outcome:
        """Pass the members as keywords to the package's method or class."""
        if name not in self._sends:
            return Outcome(Kind.UNSUPPORTED, message=f"callers of the openai package make no {name}")
        members = json.loads(text)
        if self._profile.by_methods and (made := sent(name, members)) is not None:
            return made
        class_ = class_for(self._allowed[name], members)
        if class_ is None:
            return Outcome(Kind.REJECTED, message=f"no class of {name} is for these members")
        try:
            return self._written(name, class_(**members))
        except ValidationError:
            if (declared := _with_references(name, members)) is None:
                raise
        # Lists in it are checked as they are read. What a connection sends of such a dict is the dict.
        _validator(declared).dump_json(_validator(declared).validate_python(members))
        return json.dumps(members)

    def _read(self, name: str, text: str | bytes, *, written: bool) -> Outcome:
        if name not in self._decodes:
            return Outcome(Kind.UNSUPPORTED, message=f"the openai package reads no {name}")
        try:
            value = self._profile.decode(name, self._types[name], text)
        except RecursionError as error:
            # `recv` raises it like any other exception, and receives the next frame as if nothing had happened.
            return Outcome(Kind.REJECTED, message=f"RecursionError: {error}")
        seen = shown(self._allowed[name], value)
        if seen.kind is not Kind.OK or not written:
            return seen
        back = self._written(name, value)
        return back if isinstance(back, Outcome) else replace(seen, text=back)

    def _written(self, name: str, value: object) -> str | Outcome:
        with warnings.catch_warnings():
            # Pydantic warns about every value that is not of its declared type, and writes it all the same.
            warnings.simplefilter("ignore")
            try:
                return self._profile.encode(self._types[name], value)
            except Exception as error:
                return Outcome(Kind.NOT_WRITTEN, message=f"{type(error).__name__}: {error}")
