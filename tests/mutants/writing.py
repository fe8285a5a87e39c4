"""Encoders with a defect: what was read right is written wrong."""

from __future__ import annotations

import json
from typing import Any

from conformance.requirements.level import Level
from conformance.spec import load_dialect
from conformance.spec.model import Struct

from .mutant import Mutant, builds, everywhere, in_integers, in_objects, in_texts, renamed, shows, without, writes

_USAGE = ("RealtimeResponseUsage", "InputTokenDetails")
_STATUS = {"in_progress": "InProgress", "completed": "Completed"}


def _null_for_omitted(type_name: str, value: Any) -> Any:
    node = load_dialect("async-openai").node(type_name)
    assert isinstance(node, Struct)
    return dict.fromkeys(member.name for member in node.members) | value


def _lower_metadata(type_name: str, value: Any) -> Any:
    metadata = value.get("metadata")
    return {**value, "metadata": {name.lower(): item for name, item in metadata.items()}} if metadata else value


def _without_dunder_metadata(type_name: str, value: Any) -> Any:
    metadata = value.get("metadata")
    kept = {name: item for name, item in (metadata or {}).items() if not name.startswith("__")}
    return {**value, "metadata": kept} if metadata else value


def _invented_metadata(type_name: str, value: Any) -> Any:
    return {**value, "metadata": value.get("metadata", {})}


def _without_astral(text: str) -> str:
    return "".join("?" if character > "\uffff" else character for character in text)


WRITING = (
    Mutant(
        "loses_usage",
        "the usage of a response is not written",
        "round-trip",
        "/usage is dropped",
        ("RealtimeResponse",),
        writes(without("usage")),
    ),
    Mutant(
        "renames_cached_token_details",
        "cached_token_details is written as cached_tokens_details, its name in the official document",
        "round-trip",
        "/cached_token_details",
        _USAGE,
        writes(renamed("cached_token_details", "cached_tokens_details")),
    ),
    Mutant(
        "writes_counts_as_texts",
        "a count of tokens is written as a string",
        "round-trip",
        "tokens changes its type (integer → string)",
        _USAGE,
        writes(in_integers(str)),
    ),
    Mutant(
        "writes_counts_with_fractions",
        "12 is written as 12.0",
        "round-trip",
        "tokens changes its type (integer → number)",
        _USAGE,
        writes(in_integers(float)),
    ),
    Mutant(
        "writes_enums_as_spelt_in_rust",
        "in_progress is written as InProgress",
        "round-trip",
        "/status is changed",
        ("RealtimeResponseStatus", "RealtimeResponse"),
        writes(in_texts(lambda text: _STATUS.get(text, text))),
    ),
    Mutant(
        "writes_null_for_omitted",
        "a member that must be left out is written as null",
        "canonical",
        "_tokens is invented as null",
        ("OutputTokenDetails", "CachedTokenDetails", "InputTokenDetails"),
        writes(_null_for_omitted),
    ),
    Mutant(
        "omits_null",
        "the null that must be written for a missing member is left out",
        "canonical",
        " loses its null",
        ("RealtimeResponseStatusDetail", "InputTokenDetails"),
        writes(in_objects(lambda members: {name: item for name, item in members.items() if item is not None})),
    ),
    Mutant(
        "omits_what_is_empty",
        "a required member is left out because it is 0, an empty string or an empty list",
        "round-trip",
        "/total_tokens is dropped",
        ("RealtimeResponse", "RealtimeResponseUsage"),
        # What `omitempty` does in Go.
        writes(
            in_objects(
                lambda members: {
                    name: item for name, item in members.items() if item is None or item not in (0, "", [])
                }
            )
        ),
    ),
    Mutant(
        "invents_metadata",
        "absent metadata is written as an empty object",
        "round-trip",
        "/metadata is invented",
        ("RealtimeResponse",),
        writes(_invented_metadata),
    ),
    Mutant(
        "lowers_metadata",
        "the keys of metadata are written in lower case",
        "round-trip",
        "/metadata/",
        ("RealtimeResponse",),
        writes(_lower_metadata),
    ),
    Mutant(
        "loses_hostile_names",
        "a key of metadata that starts with two underscores is taken for the language's own and lost",
        "round-trip",
        "/metadata/__proto__ is dropped",
        ("RealtimeResponse",),
        writes(_without_dunder_metadata),
    ),
    Mutant(
        "loses_astral_characters",
        "a character beyond U+FFFF becomes a question mark",
        "round-trip",
        "is changed",
        ("RealtimeVoice", "Error"),
        writes(in_texts(_without_astral)),
    ),
    Mutant(
        "rounds_large_integers",
        "an integer in open JSON goes through a double, as in JavaScript",
        "round-trip",
        "loses precision",
        ("RealtimeFunctionTool",),
        writes(in_integers(lambda number: int(float(number)))),
    ),
    Mutant(
        "writes_members_in_another_order",
        "members are written from z to a",
        "canonical-bytes",
        "not the canonical one: the order of members",
        ("RealtimeResponseUsage", "RealtimeResponseStatusDetail"),
        writes(in_objects(lambda members: dict(sorted(members.items(), reverse=True)))),
        level=Level.SHOULD,
    ),
    Mutant(
        "escapes_what_is_not_ascii",
        "every character beyond ASCII is written as an escape",
        "canonical-bytes",
        "not the canonical one: escapes in texts",
        ("Error", "RealtimeVoice"),
        lambda right, type_name, text: json.dumps(json.loads(right.roundtrip(type_name, text)), separators=(",", ":")),
        level=Level.SHOULD,
    ),
    Mutant(
        "shows_no_cached_tokens",
        "the typed API has no cached_tokens, although they are written back",
        "typed-read",
        "/cached_tokens is dropped",
        ("InputTokenDetails",),
        wrong_typed=shows(without("cached_tokens")),
    ),
    Mutant(
        "builds_with_nulls",
        "what was not set on a value made by hand is written as null",
        "build",
        "_tokens is invented as null",
        ("OutputTokenDetails", "RealtimeResponseUsage"),
        wrong_build=builds(_null_for_omitted),
    ),
    Mutant(
        "turns_listed_integers_into_fractions",
        "[1] in open JSON is written as [1.0]",
        "round-trip",
        "changes its type (integer → number)",
        ("RealtimeFunctionTool",),
        writes(everywhere(lambda value: [*map(_fraction, value)] if isinstance(value, list) else value)),
    ),
)


def _fraction(value: Any) -> Any:
    return float(value) if type(value) is int else value
