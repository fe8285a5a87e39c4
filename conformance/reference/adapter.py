"""The reference, plugged in: ``--impl=reference``."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib.metadata import version
from typing import Any

from pydantic import BaseModel
from pydantic_core import to_json

from conformance.adapter.contract import Hello, Op
from conformance.reference import TYPES, construct, encode, value_of
from conformance.reference.lately import Lately
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

    def __init__(self) -> None:
        self._lately = Lately(read, value_of)

    def roundtrip(self, type: str, text: str | bytes) -> str:
        """Decode and encode again."""
        return encode(type, self._lately.value(type, text))

    def typed(self, type: str, text: str | bytes) -> str:
        """Decode, then write what the attributes of the value hold; nothing comes from the text directly."""
        return to_json(_attributes(self._lately.value_again(type, text)), inf_nan_mode="null").decode()

    def build(self, type: str, text: str | bytes) -> str:
        """Make a value with the constructors and encode it."""
        return encode(type, construct(type, self._lately.members_again(type, text)))


@cache
def _members(struct: type[BaseModel]) -> tuple[tuple[str, Callable[[Any], bool] | None], ...]:
    return tuple((name, field.exclude_if) for name, field in struct.model_fields.items())


def _attributes(value: Any) -> Any:
    if isinstance(value, BaseModel):
        shown = {}
        for name, left_out in _members(type(value)):
            held = getattr(value, name)
            if left_out is None or not left_out(held):
                shown[name] = held if held.__class__ in _PLAIN else _attributes(held)
        return shown
    if isinstance(value, list):
        return [item if item.__class__ in _PLAIN else _attributes(item) for item in value]
    return value


_PLAIN = (str, int, float, bool, type(None))


ADAPTER = ReferenceAdapter()
