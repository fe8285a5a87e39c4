"""The reference, plugged in: ``--impl=reference``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from importlib.metadata import version
from typing import Any

from pydantic import BaseModel
from pydantic_core import to_json

from conformance.adapter.contract import Hello, Op
from conformance.reference import TYPES, construct, decode, encode, official
from conformance.reference.reader import read


class ReferenceAdapter:
    """Answers in the calling process. A refusal is raised as :class:`~conformance.reference.DecodeError`."""

    hello = Hello(
        name="reference",
        version=version("realtime-conformance"),
        language="python",
        profile="default",
        dialect="async-openai",
        types=frozenset(TYPES),
        ops=frozenset({Op.ROUNDTRIP, Op.TYPED, Op.BUILD}),
        declares={"bytes": True, "byte_exact": True},
    )

    def roundtrip(self, type: str, text: str | bytes) -> str:
        """Decode and encode again."""
        return encode(type, decode(type, text))

    def typed(self, type: str, text: str | bytes) -> str:
        """Decode, then write what the attributes of the value hold; nothing comes from the text directly."""
        return to_json(_attributes(decode(type, text)), inf_nan_mode="null").decode()

    def build(self, type: str, text: str | bytes) -> str:
        """Make a value with the constructors and encode it."""
        return encode(type, construct(type, read(text)))


class OfficialAdapter:
    """The same for the official dialect, whose types are made from its schema files."""

    def __init__(self) -> None:
        self.hello = replace(
            ReferenceAdapter.hello,
            dialect=official.DIALECT,
            types=frozenset(official.types()),
            declares={"bytes": True},
        )

    def roundtrip(self, type: str, text: str | bytes) -> str:
        """Decode and encode again."""
        return official.encode(type, official.decode(type, text))

    def typed(self, type: str, text: str | bytes) -> str:
        """Decode, then write the attributes that were set."""
        return to_json(_set_attributes(official.decode(type, text))).decode()

    def build(self, type: str, text: str | bytes) -> str:
        """Make a value with the constructors and encode it."""
        return official.encode(type, official.construct(type, read(text)))


@cache
def _members(struct: type[BaseModel]) -> tuple[tuple[str, Callable[[Any], bool] | None], ...]:
    return tuple((name, field.exclude_if) for name, field in struct.model_fields.items())


def _attributes(value: Any) -> Any:
    if isinstance(value, BaseModel):
        members = ((name, getattr(value, name), left_out) for name, left_out in _members(type(value)))
        return {name: _attributes(held) for name, held, left_out in members if not (left_out and left_out(held))}
    if isinstance(value, list):
        return [_attributes(item) for item in value]
    return value


def _set_attributes(value: Any) -> Any:
    if isinstance(value, BaseModel):
        # In declared order: a set has none that is the same from run to run.
        held = (name for name in type(value).model_fields if name in value.model_fields_set)
        return {name: _set_attributes(getattr(value, name)) for name in held}
    if isinstance(value, dict):
        return {name: _set_attributes(item) for name, item in value.items()}
    return [_set_attributes(item) for item in value] if isinstance(value, list) else value


ADAPTER = ReferenceAdapter()
