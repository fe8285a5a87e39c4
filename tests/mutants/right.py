"""Right implementations, which nothing may fail for: the reference, others, and those that use a dialect's freedoms."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from conformance import jsontext
from conformance.adapter import Hello, Kind, Outcome

from . import MUTANTS
from .codec import OF_THE_CRATE, OF_THE_DOCUMENT
from .mutant import (
    CRATE,
    GA,
    RIGHT,
    Operation,
    Right,
    Types,
    anywhere,
    refuses,
    replaced,
    right_build,
    right_roundtrip,
    right_typed,
    writes,
)

_TYPES: Mapping[str, Types] = {
    dialect: tuple(sorted({name for one in MUTANTS.values() if one.dialect == dialect for name in one.types}))
    for dialect in (CRATE, GA)
}
_FEW = ("RealtimeTurnDetection", "Prompt", "RealtimeFunctionTool", "RealtimeResponse")


@dataclass(frozen=True, slots=True)
class RightOne:
    """An implementation that does what its dialect asks for, in its own way."""

    name: str
    says: str
    dialect: str
    types: Types
    own: Operation = right_roundtrip

    @property
    def hello(self) -> Hello:
        """What the reference says, under its own name."""
        return replace(RIGHT[self.dialect].hello, name=self.name)

    def roundtrip(self, type: str, text: Any) -> object:
        """Decode and encode again."""
        return self.own(RIGHT[self.dialect], type, text)

    def typed(self, type: str, text: Any) -> object:
        """Show what the types hold."""
        return right_typed(RIGHT[self.dialect], type, text)

    def build(self, type: str, text: Any) -> object:
        """Use the constructors."""
        return right_build(RIGHT[self.dialect], type, text)


def _respelt(spell: Callable[[Any], str]) -> Operation:
    return lambda right, type_name, text: spell(json.loads(right.roundtrip(type_name, text)))


def _keeps_unknown(right: Right, type_name: str, text: Any) -> str:
    """Unknown members of the whole payload are written after the others."""
    written, sent = jsontext.load(right.roundtrip(type_name, text)), jsontext.load(text)
    if not isinstance(written, dict) or not isinstance(sent, dict):
        return jsontext.compact(written)
    return jsontext.compact({**written, **{name: item for name, item in sent.items() if name.startswith("x_")}})


def _passes_over(answer: Outcome | None) -> Operation:
    def operation(right: Right, type_name: str, text: Any) -> Any:
        return answer if "something_else" in str(text) else right.roundtrip(type_name, text)

    return operation


def _is_repeated(value: Any) -> bool:
    return isinstance(value, jsontext.Repeated)


def _variants() -> Iterable[RightOne]:
    for dialect in (CRATE, GA):
        yield RightOne("reference", "the embedded reference", dialect, _TYPES[dialect])
    yield RightOne("refuses_sequences", "an array is refused in place of an object", CRATE, _FEW,
                   refuses(lambda _, value: isinstance(value, list)))  # fmt: skip
    yield RightOne("sorts", "members from a to z, escapes beyond ASCII, indented", GA, _FEW,
                   _respelt(lambda value: json.dumps(value, sort_keys=True, indent=1)))  # fmt: skip
    yield RightOne("writes_1_0", "a number is written with a fraction, always", GA, ("RealtimeTurnDetection",),
                   writes(replaced("threshold", float)))  # fmt: skip
    yield RightOne("keeps_unknown_members", "members with unknown names come back", GA, _FEW, _keeps_unknown)
    yield RightOne("is_silent_about_the_unknown", "a payload with an unknown value is passed over in silence", GA,
                   ("RealtimeTurnDetection",), _passes_over(None))  # fmt: skip
    yield RightOne("keeps_the_unknown_raw", "a payload with an unknown value is kept as a raw value", GA,
                   ("RealtimeTurnDetection",), _passes_over(Outcome(Kind.FALLBACK, message="raw")))  # fmt: skip
    yield RightOne("refuses_repeated_names", "a name that comes twice is an error", GA, _FEW,
                   refuses(anywhere(_is_repeated)))  # fmt: skip


RIGHT_ONES = tuple(_variants())
CODECS = (OF_THE_CRATE, OF_THE_DOCUMENT)
