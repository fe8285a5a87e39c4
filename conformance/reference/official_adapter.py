"""The reference of the official dialect, plugged in: ``--impl=reference --dialect=openai-ga``."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pydantic import BaseModel
from pydantic_core import to_json

from conformance.reference import official
from conformance.reference.adapter import ADAPTER as SEED
from conformance.reference.lately import Lately


class OfficialAdapter:
    """Answers in the calling process with the classes made from the official dialect's schema files."""

    def __init__(self) -> None:
        self.hello = replace(
            SEED.hello, dialect=official.DIALECT, types=frozenset(official.types()), declares={"bytes": True}
        )
        self._lately = Lately(official.members, official.value_of)

    def roundtrip(self, type: str, text: str | bytes) -> str:
        """Decode and encode again."""
        return official.encode(type, self._lately.value(type, text))

    def typed(self, type: str, text: str | bytes) -> str:
        """Decode, then write the attributes that were set."""
        return to_json(_attributes(self._lately.value_again(type, text))).decode()

    def build(self, type: str, text: str | bytes) -> str:
        """Make a value with the constructors and encode it."""
        return official.encode(type, official.construct(type, self._lately.members_again(type, text)))


def _attributes(value: Any) -> Any:
    if isinstance(value, BaseModel):
        # In declared order: a set has none that is the same from run to run.
        held = (name for name in type(value).model_fields if name in value.model_fields_set)
        return {name: _attributes(getattr(value, name)) for name in held}
    if isinstance(value, dict):
        return {name: _attributes(item) for name, item in value.items()}
    return [_attributes(item) for item in value] if isinstance(value, list) else value


ADAPTER = OfficialAdapter()
