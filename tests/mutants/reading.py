"""Decoders with a defect: something else is read than what was sent, or what is legal is refused."""

from __future__ import annotations

import json
from typing import Any

from conformance.jsontext import Repeated
from conformance.reference.reader import DecodeError
from conformance.spec import load_dialect
from conformance.spec.model import Enum, Struct

from .mutant import CRATE, RIGHT, Answer, Mutant, Right, anywhere, everywhere, reads, refuses, right_typed

_U32_MAX = 2**32 - 1


def _number(value: Any) -> Any:
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() else value


def _lenient_limit(right: Right, type_name: str, text: Any) -> Answer:
    return "65536" if text == "65536" else right.roundtrip(type_name, text)


def _any_status(right: Right, type_name: str, text: Any) -> Answer:
    try:
        return right.roundtrip(type_name, text)
    except DecodeError:
        if isinstance(value := json.loads(text), str):
            return json.dumps(value)
        raise


def _empty_for_broken(right: Right, type_name: str, text: Any) -> Answer:
    try:
        return right.roundtrip(type_name, text)
    except DecodeError:
        return "{}"


def _last_of_repeated(value: Any) -> Any:
    return dict(value) if isinstance(value, Repeated) else value


def _has_unknown(type_name: str, value: Any) -> bool:
    node = load_dialect("async-openai").node(type_name)
    assert isinstance(node, Struct)
    return isinstance(value, dict) and bool(value.keys() - {member.name for member in node.members})


def _tag_is_late(type_name: str, value: Any) -> bool:
    return isinstance(value, dict) and "type" in value and next(iter(value)) != "type"


def _any_enum_case(type_name: str, value: Any) -> Any:
    node = load_dialect("async-openai").node(type_name)
    assert isinstance(node, Enum)
    return (
        value.lower() if isinstance(value, str) and value.lower() in node.values and value != value.lower() else value
    )


def _readable_items(type_name: str, value: Any) -> Any:
    if not isinstance(value, dict) or not isinstance(items := value.get("output"), list):
        return value
    read = [item for item in items if _is_readable(item)]
    return value if len(read) == len(items) else {**value, "output": read}


def _is_readable(item: Any) -> bool:
    try:
        RIGHT[CRATE].roundtrip("RealtimeConversationItem", json.dumps(item))
    except DecodeError:
        return False
    return True


def _inf_is_largest(value: Any) -> Any:
    return 2**16 - 1 if value == "inf" else value


READING = (
    Mutant(
        "refuses_the_largest_count",
        "a count of 4294967295, the largest u32, is refused",
        "accepts",
        "not decoded (rejected",
        ("OutputTokenDetails", "RealtimeResponseUsage"),
        refuses(anywhere(lambda value: value == _U32_MAX)),
    ),
    Mutant(
        "refuses_null",
        "an optional member may be absent, but not null",
        "accepts",
        "not decoded (rejected",
        ("RealtimeResponseStatusDetail",),
        refuses(anywhere(lambda value: value is None)),
    ),
    Mutant(
        "wants_the_tag_first",
        "a union is refused unless its tag is the first member",
        "accepts",
        "not decoded (rejected",
        ("RealtimeAudioFormats", "UserMessageContent"),
        refuses(_tag_is_late),
    ),
    Mutant(
        "refuses_unknown_members",
        "a member that the type does not know is an error",
        "tolerates",
        "not tolerated (rejected",
        ("RealtimeResponseUsage", "OutputTokenDetails"),
        refuses(_has_unknown),
    ),
    Mutant(
        "takes_65536_for_a_u16",
        "max_output_tokens may be one more than a u16 holds",
        "rejects",
        "breaks no-variant",
        ("MaxOutputTokens",),
        _lenient_limit,
    ),
    Mutant(
        "takes_texts_for_counts",
        'the string "12" is read as 12',
        "rejects",
        "breaks wrong-type",
        ("OutputTokenDetails", "InputTokenDetails"),
        reads(everywhere(_number)),
    ),
    Mutant(
        "takes_any_status",
        "an unknown value of a closed enum is kept",
        "rejects",
        "breaks unknown-value",
        ("RealtimeResponseStatus",),
        _any_status,
    ),
    Mutant(
        "takes_enums_in_any_case",
        "COMPLETED is read as completed",
        "rejects",
        "breaks unknown-value",
        ("RealtimeResponseStatus", "Conversation"),
        reads(_any_enum_case),
    ),
    Mutant(
        "takes_repeated_members",
        "of a member that comes twice the last is read",
        "rejects",
        "breaks duplicate-member",
        ("Error", "OutputTokenDetails"),
        reads(everywhere(_last_of_repeated)),
    ),
    Mutant(
        "swallows_errors",
        "what cannot be read becomes an empty value",
        "rejects",
        "although it breaks",
        ("OutputTokenDetails", "RealtimeResponseUsage"),
        _empty_for_broken,
    ),
    Mutant(
        "skips_items_it_cannot_read",
        "an output item of an unknown type vanishes without a word",
        "rejects",
        "/output/",
        ("RealtimeResponse",),
        reads(_readable_items),
    ),
    Mutant(
        "takes_inf_for_a_number",
        'the limit "inf" is read as 65535',
        "round-trip",
        "changes its type (string → integer)",
        ("MaxOutputTokens",),
        reads(everywhere(_inf_is_largest)),
        reads(everywhere(_inf_is_largest), right_typed),
    ),
)
