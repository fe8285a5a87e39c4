"""The ``openai`` package as an adapter: ``loose`` is its wire path, ``strict`` its types validated.

``loose`` does what ``RealtimeConnection.parse_event`` and ``.send`` do with a frame: ``json.loads``,
construction without validation, ``to_json``; what is not a model is written with ``json.dumps``. It
refuses what is not JSON, and hardly anything else. ``strict`` runs the same types through pydantic's
validation, as a careful caller can.

To build a client event, ``loose`` calls the connection's own method for it, ``strict`` the event's class.

Importing this module imports ``openai``.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import openai
from openai._models import construct_type_unchecked
from pydantic import BaseModel, TypeAdapter

from conformance.adapter.contract import Hello, Op
from conformance.adapter.outcome import Kind, Outcome
from conformance.adapters.openai_python import official, types
from conformance.adapters.openai_python.sent import sent
from conformance.adapters.openai_python.view import allowed_by, shown

_TABLES = {"async-openai": types.TABLE, "openai-ga": official.TABLE}
_validator = cache(TypeAdapter[Any])


def _construct(declared: Any, text: str | bytes) -> object:
    # A connection receives frames as bytes, where `json.loads` guesses the encoding.
    frame = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
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


def _validate(declared: Any, text: str | bytes) -> object:
    return _validator(declared).validate_json(text)


def _dump(declared: Any, value: Any) -> str:
    if isinstance(value, BaseModel):
        return value.model_dump_json(exclude_unset=True)
    return _validator(declared).dump_json(value, exclude_unset=True).decode()


@dataclass(frozen=True, slots=True)
class Profile:
    """How payloads become values, and values become text.

    With ``by_verbs`` a client event is built by the connection's method for it, not by its class.
    """

    decode: Callable[[Any, str | bytes], object]
    encode: Callable[[Any, Any], str]
    by_verbs: bool


PROFILES = {"loose": Profile(_construct, _send, True), "strict": Profile(_validate, _dump, False)}


class OpenaiPython:
    """One profile of the package, under the type names of one dialect.

    Every method raises what the package raises, to refuse a payload.
    """

    def __init__(self, profile: str, dialect: str) -> None:
        self._profile = PROFILES[profile]
        self._types = types.installed(_TABLES[dialect])
        self._allowed = {name: allowed_by(declared) for name, declared in self._types.items()}
        self.hello = Hello(
            name="openai-python",
            version=openai.__version__,
            language="python",
            profile=profile,
            dialect=dialect,
            types=frozenset(self._types),
            ops=frozenset({Op.ROUNDTRIP, Op.TYPED, Op.BUILD}),
            declares={"bytes": True, "preserves_unknown": True},
            homepage="https://github.com/openai/openai-python",
            issues="https://github.com/openai/openai-python/issues",
        )

    def roundtrip(self, name: str, text: str | bytes) -> str | Outcome:
        """Decode and encode. A value that ended up raw or in a wrong class is a fallback, not ``ok``."""
        if name not in self._types:
            return _no_type(name)
        value = self._profile.decode(self._types[name], text)
        seen = shown(self._allowed[name], value)
        return seen if isinstance(seen, Outcome) else self._written(name, value)

    def typed(self, name: str, text: str | bytes) -> str | Outcome:
        """Decode, and show only the declared members."""
        if name not in self._types:
            return _no_type(name)
        return shown(self._allowed[name], self._profile.decode(self._types[name], text))

    def build(self, name: str, text: str) -> str | Outcome:
        """Pass the members as keywords to the package's method or class; literals and most unions have neither."""
        if name not in self._types:
            return _no_type(name)
        members = json.loads(text)
        if self._profile.by_verbs and (built := sent(name, members)) is not None:
            return built
        declared = self._types[name]
        if not (isinstance(declared, type) and issubclass(declared, BaseModel)):
            return Outcome(Kind.UNSUPPORTED, message=f"{name} is no class in the openai package")
        return self._written(name, declared(**members))

    def _written(self, name: str, value: object) -> str:
        with warnings.catch_warnings():
            # Pydantic warns about every value that is not of its declared type, and writes it all the same.
            warnings.simplefilter("ignore")
            return self._profile.encode(self._types[name], value)


def _no_type(name: str) -> Outcome:
    return Outcome(Kind.UNSUPPORTED, message=f"the openai package has no {name}")
