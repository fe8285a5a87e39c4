"""The reference, plugged in: ``--impl=reference``."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib.metadata import version
from typing import Any

from pydantic import BaseModel
from pydantic_core import to_json

from conformance.adapter.contract import Hello, Op
from conformance.reference import TYPES, construct, decode, encode
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


ADAPTER = ReferenceAdapter()
