"""The ``openai`` package as adapters: :data:`LOOSE` is its wire path, :data:`STRICT` its types validated.

``LOOSE`` does what ``RealtimeConnection.parse_event`` and ``.send`` do with a frame: ``json.loads``,
construction without validation, ``to_json``; what is not a model goes out through ``json.dumps``. It
refuses what is not JSON, and hardly anything else. ``STRICT`` runs the same types through pydantic's
validation, as a careful caller can.

Importing this module imports ``openai``.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import openai
from openai._models import construct_type_unchecked
from pydantic import BaseModel, TypeAdapter

from conformance.adapter.contract import Hello, Op
from conformance.adapters.openai_python.types import installed
from conformance.adapters.openai_python.view import FallbackError, declared_view, place
from conformance.outcome import Kind, Outcome

_TYPES = installed()
_validator = cache(TypeAdapter[Any])


def _construct(declared: Any, text: str | bytes) -> object:
    # A connection receives frames as bytes, where `json.loads` guesses the encoding.
    frame = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    return construct_type_unchecked(value=json.loads(frame), type_=declared)


def _send(_: Any, value: Any) -> str:
    if isinstance(value, openai.BaseModel):
        return value.to_json(indent=None)
    return json.dumps(value)


def _validate(declared: Any, text: str | bytes) -> object:
    return _validator(declared).validate_json(text)


def _dump(declared: Any, value: Any) -> str:
    if isinstance(value, BaseModel):
        return value.model_dump_json(exclude_unset=True)
    return _validator(declared).dump_json(value, exclude_unset=True).decode()


@dataclass(frozen=True, slots=True)
class OpenaiPython:
    """One profile of the package. Every method raises what the package raises, to refuse a payload."""

    profile: str
    decode: Callable[[Any, str | bytes], object]
    encode: Callable[[Any, Any], str]
    hello: Hello = field(init=False)

    def __post_init__(self) -> None:
        hello = Hello(
            name="openai-python",
            version=openai.__version__,
            language="python",
            profile=self.profile,
            dialect="async-openai",
            types=frozenset(_TYPES),
            ops=frozenset({Op.ROUNDTRIP, Op.TYPED, Op.BUILD}),
            declares={"bytes": True, "preserves_unknown": True},
            homepage="https://github.com/openai/openai-python",
            issues="https://github.com/openai/openai-python/issues",
        )
        object.__setattr__(self, "hello", hello)

    def roundtrip(self, name: str, text: str | bytes) -> str | Outcome:
        """Decode and encode. A value that ended up raw or in a wrong class is a fallback, not ``ok``."""
        if name not in _TYPES:
            return _no_type(name)
        value = self.decode(_TYPES[name], text)
        seen = _view(name, value)
        return seen if isinstance(seen, Outcome) else self._written(name, value)

    def typed(self, name: str, text: str | bytes) -> str | Outcome:
        """Decode and show the declared members alone."""
        if name not in _TYPES:
            return _no_type(name)
        return _view(name, self.decode(_TYPES[name], text))

    def build(self, name: str, text: str) -> str | Outcome:
        """Call the class called ``name`` with the members as keywords; a union or a literal has no constructor."""
        if name not in _TYPES:
            return _no_type(name)
        declared = _TYPES[name]
        if not (isinstance(declared, type) and issubclass(declared, BaseModel)):
            return Outcome(Kind.UNSUPPORTED, message=f"{name} is no class in the openai package")
        return self._written(name, declared(**json.loads(text)))

    def _written(self, name: str, value: object) -> str:
        with warnings.catch_warnings():
            # Pydantic warns of every value that is not of its declared type, and writes it all the same.
            warnings.simplefilter("ignore")
            return self.encode(_TYPES[name], value)


def _no_type(name: str) -> Outcome:
    return Outcome(Kind.UNSUPPORTED, message=f"the openai package has no {name}")


def _view(name: str, value: object) -> str | Outcome:
    """``value`` through declared members, as text. A fault in here is ours and no refusal."""
    try:
        return json.dumps(declared_view(value, place(_TYPES[name])))
    except FallbackError as fallback:
        return Outcome(Kind.FALLBACK, message=str(fallback))
    except Exception as fault:
        return Outcome(Kind.ADAPTER_ERROR, message=repr(fault))


LOOSE = OpenaiPython("loose", _construct, _send)
STRICT = OpenaiPython("strict", _validate, _dump)
