"""Decoders that refuse what is legal, or do not tolerate what is unknown, in both dialects."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from conformance import jsontext
from conformance.requirements.level import Level
from conformance.spec import load_dialect
from conformance.spec.model import Struct

from .mutant import CRATE, GA, Answer, Mutant, Operation, Right, anywhere, both, refuses

_USAGE = {CRATE: ("RealtimeResponseUsage",), GA: ("RealtimeResponse",)}
_TEXT = {CRATE: ("Error", "InputTextContent"), GA: ("InputTextContent", "RealtimeServerEventResponseTextDelta")}
_OPTIONAL = {CRATE: ("Prompt", "RealtimeAPIError"), GA: ("Prompt", "RealtimeServerEventError")}


def _refuses_any(holds: Callable[[Any], bool]) -> Operation:
    return refuses(anywhere(holds))


def _refuses_text(holds: Callable[[str], bool]) -> Operation:
    def operation(right: Right, type_name: str, text: Any) -> Answer:
        if isinstance(text, str) and holds(text):
            raise ValueError("not a text that this parser reads")
        return right.roundtrip(type_name, text)

    return operation


def _is_text(holds: Callable[[str], bool]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and holds(value)


def _has_unknown(dialect: str) -> Callable[[str, Any], bool]:
    def unknown(type_name: str, value: Any) -> bool:
        node = load_dialect(dialect).node(type_name)
        assert isinstance(node, Struct)
        return isinstance(value, dict) and bool(value.keys() - {member.name for member in node.members})

    return unknown


def _tag_is_late(type_name: str, value: Any) -> bool:
    return isinstance(value, dict) and "type" in value and next(iter(value)) != "type"


def _lacks(*names: str) -> Callable[[str, Any], bool]:
    return lambda _, value: isinstance(value, dict) and not value.keys() >= set(names)


def _loses_beside_unknown(right: Right, type_name: str, text: Any) -> Answer:
    """An unknown member ends the object: what comes after it is not read."""
    written = jsontext.load(right.roundtrip(type_name, text))
    value = json.loads(text)
    if not isinstance(value, dict) or not isinstance(written, dict):
        return jsontext.compact(written)
    names = list(value)
    first = next((place for place, name in enumerate(names) if name not in written), len(names))
    return jsontext.compact({name: item for name, item in written.items() if name not in names[first:]})


def _crashes_on_unknown(right: Right, type_name: str, text: Any) -> Answer:
    if isinstance(text, str) and "something_else" in text:
        raise MemoryError
    return right.roundtrip(type_name, text)


def _grows(right: Right, type_name: str, text: Any) -> Answer:
    """Every round adds a counter to an unknown member."""
    written = jsontext.load(right.roundtrip(type_name, text))
    value = jsontext.load(text)
    if isinstance(value, dict) and isinstance(written, dict) and (kept := value.keys() - written.keys()):
        return jsontext.compact(written | {name: [value[name]] for name in kept})
    return jsontext.compact(written)


STRICTNESS = (
    *both("refuses_an_absent_optional", "every member has to be there, optional ones too", "accepts", "rejected",
          {CRATE: ("Prompt",), GA: ("Prompt",)}, refuses(_lacks("version", "variables"))),
    *both("refuses_null_of_optionals", "an optional member may be absent, but not null", "accepts", "rejected",
          _OPTIONAL, _refuses_any(lambda value: value is None)),
    *both("refuses_a_count_of_zero", "a count of 0 is refused", "accepts", "rejected", _USAGE,
          _refuses_any(lambda value: type(value) is int and value == 0)),
    # Nobody sends such a count, and OpenAI's document does not say how wide one is.
    *(Mutant(f"{prefix}refuses_counts_beyond_31_bits", "a count of 2147483648 is refused", "accepts", "rejected", types,
             _refuses_any(lambda value: type(value) is int and value >= 2**31), dialect=dialect, level=level)
      for dialect, prefix, types, level in (
          (CRATE, "", ("OutputTokenDetails",), Level.MUST),
          (GA, "ga_", ("RealtimeServerEventConversationItemTruncated",), Level.SHOULD))),
    *both("refuses_empty_texts", "an empty text is refused", "accepts", "rejected", _TEXT,
          _refuses_any(lambda value: value == "")),
    *both("refuses_long_texts", "a text of more than 4000 characters is refused", "accepts", "rejected", _TEXT,
          _refuses_any(_is_text(lambda text: len(text) > 4000))),
    *both("refuses_control_characters", "an escaped control character is refused", "accepts", "rejected", _TEXT,
          _refuses_any(_is_text(lambda text: "\x1f" in text or "\x00" in text))),
    *both("refuses_astral_characters", "a character beyond U+FFFF is refused", "accepts", "rejected", _TEXT,
          _refuses_any(_is_text(lambda text: any(one > "\uffff" for one in text)))),
    *both("refuses_empty_lists", "an empty list is refused", "accepts", "rejected",
          {CRATE: ("RealtimeResponse",), GA: ("RealtimeResponse",)}, _refuses_any(lambda value: value == [])),
    *both("refuses_two_items", "a list of two items is refused", "accepts", "rejected",
          {CRATE: ("RealtimeConversationItemMessageUser",), GA: ("RealtimeConversationItemMessageUser",)},
          _refuses_any(lambda value: isinstance(value, list) and len(value) > 1)),
    *both("refuses_inf", 'the limit "inf" is refused', "accepts", "rejected", ("RealtimeResponseCreateParams",),
          _refuses_any(lambda value: value == "inf")),
    *both("refuses_numbers_for_the_limit", "a limit of output tokens other than inf is refused", "accepts", "rejected",
          ("RealtimeResponseCreateParams",),
          _refuses_any(lambda value: isinstance(value, dict) and isinstance(value.get("max_output_tokens"), int))),
    *both("refuses_late_tags", "a union is refused unless its tag is the first member", "accepts", "rejected",
          ("RealtimeAudioFormats", "RealtimeTurnDetection"), refuses(_tag_is_late)),
    *both("refuses_blanks_between_members", "blanks between members are refused", "accepts", "rejected",
          {CRATE: ("RealtimeResponse",), GA: ("RealtimeServerEventResponseTextDelta",)},
          _refuses_text(lambda text: text.startswith(("\t", "\n", " ", "\r")))),
    *both("refuses_slash_escapes", r"the escape \/ is refused", "accepts", "rejected", _TEXT,
          _refuses_text(lambda text: "\\/" in text)),
    *both("refuses_exponents", "a number with an exponent is refused", "accepts", "rejected", ("LogProbProperties",),
          _refuses_text(lambda text: any(sign in text.lower() for sign in ("e-", "e+", "0e", "5e", "1e")))),
    *both("refuses_custom_voices", "a voice that is not listed is refused", "accepts", "rejected",
          {CRATE: ("ResponseAudioOutput",), GA: ("RealtimeSessionCreateRequestGA",)},
          _refuses_any(lambda value: isinstance(value, dict) and "voice" in value and value["voice"] not in
                       ("alloy", "ash", "ballad", "cedar", "coral", "echo", "marin", "sage", "shimmer", "verse"))),
    *both("refuses_nested_parameters", "parameters may not nest deeper than ten levels", "accepts", "rejected",
          ("RealtimeFunctionTool",), _refuses_text(lambda text: "[[[[[[[[[[[" in text)),
    *both("does_not_know_turn_detected", "turn_detected is refused as the reason of a cancelled response", "accepts",
          "rejected", ("RealtimeResponse",),
          _refuses_any(lambda value: isinstance(value, dict) and value.get("reason") == "turn_detected")),
    *both("does_not_know_in_progress", "in_progress is refused as a status", "accepts", "rejected",
          ("RealtimeResponse",), _refuses_any(lambda value: isinstance(value, dict)
          and value.get("status") == "in_progress")),
    *both("refuses_mcp_tools", "a tool of type mcp is refused", "accepts", "rejected",
          {CRATE: ("RealtimeTool",), GA: ("RealtimeSessionCreateRequestGA",)},
          _refuses_any(lambda value: isinstance(value, dict) and value.get("type") == "mcp")),
    *(Mutant(f"{prefix}refuses_unknown_names", "a member that the type does not know is an error", "tolerates",
             "rejected", types, refuses(_has_unknown(dialect)), dialect=dialect, level=level)
      for dialect, prefix, types, level in (
          (CRATE, "", ("Prompt", "Error"), Level.MUST), (GA, "ga_", ("Prompt", "RealtimeFunctionTool"), Level.SHOULD))),
    *(Mutant(f"{prefix}loses_what_follows_the_unknown", "what comes after an unknown member is not read", "tolerates",
             "is dropped", types, _loses_beside_unknown, dialect=dialect, level=level)
      for dialect, prefix, types, level in (
          (CRATE, "", ("Error",), Level.MUST), (GA, "ga_", ("Prompt",), Level.SHOULD))),
    *(Mutant(f"{prefix}wraps_unknown_members_again", "an unknown member is kept in one more list in every round",
             "idempotent", "changes in a second round", types, _grows, dialect=dialect, level=level)
      for dialect, prefix, types, level in (
          (CRATE, "", ("Error",), Level.MUST), (GA, "ga_", ("Prompt",), Level.SHOULD))),
    Mutant("ga_refuses_unknown_values", "an enum is closed: a value that is not listed is an error", "tolerates",
           "rejected", ("RealtimeResponse", "RealtimeTurnDetection"),
           _refuses_any(lambda value: value == "something_else"), dialect=GA, level=Level.SHOULD),
    Mutant("ga_crashes_on_unknown_values", "a value that is not listed ends the process", "tolerates", "crashed",
           ("RealtimeTurnDetection",), _crashes_on_unknown, dialect=GA),
    Mutant("ga_refuses_unknown_events", "an event of an unknown type is an error", "tolerates", "rejected",
           ("RealtimeServerEvent",),
           _refuses_any(lambda value: isinstance(value, dict) and value.get("type") == "something_else"), dialect=GA,
           level=Level.SHOULD),
    Mutant("ga_refuses_unknown_parts", "a part of an unknown type is an error", "tolerates", "rejected",
           ("RealtimeResponse",),
           _refuses_any(lambda value: isinstance(value, dict) and value.get("type") == "output_image"), dialect=GA,
           level=Level.SHOULD),
)  # fmt: skip
