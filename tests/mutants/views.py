"""Typed APIs that show less than was decoded, and constructors that write something else than was set."""

from __future__ import annotations

import json
from typing import Any

from conformance.adapter import Kind, Outcome

from .mutant import (
    CRATE,
    GA,
    Answer,
    Mutant,
    Right,
    both,
    builds,
    in_floats,
    in_integers,
    in_lists,
    in_objects,
    in_texts,
    renamed,
    shows,
    without,
)

_RESPONSE = ("RealtimeResponse",)
_USAGE = {CRATE: ("RealtimeResponseUsage",), GA: _RESPONSE}
_USER = ("RealtimeConversationItemMessageUser",)
_SESSION = {CRATE: ("RealtimeSession",), GA: ("RealtimeSessionCreateRequestGA",)}
_CANCEL = ("RealtimeClientEventResponseCancel",)


def _raw(right: Right, type_name: str, text: Any) -> Answer:
    """Check the type, and show the text all the same."""
    right.typed(type_name, text)
    return text if isinstance(text, str) else None


def _raw_members(right: Right, type_name: str, text: Any) -> Answer:
    """The members that the type has are shown as they were sent, with all that is inside them."""
    shown = json.loads(right.typed(type_name, text))
    sent = json.loads(text)
    if not isinstance(shown, dict) or not isinstance(sent, dict):
        return json.dumps(shown)
    return json.dumps({name: sent.get(name, item) for name, item in shown.items()})


def _written(right: Right, type_name: str, text: Any) -> Answer:
    """What is written back, with unknown members beside it."""
    written, sent = json.loads(right.roundtrip(type_name, text)), json.loads(text)
    return json.dumps({**sent, **written} if isinstance(written, dict) and isinstance(sent, dict) else written)


def _falls_back(right: Right, type_name: str, text: Any) -> Answer:
    shown = right.typed(type_name, text)
    return Outcome(Kind.FALLBACK, message="shown as a dict") if "null" in shown or '"inf"' in shown else shown


def _refuses_optional(right: Right, type_name: str, text: Any) -> Answer:
    if len(json.loads(text)) > 2:
        raise TypeError("the constructor takes two arguments")
    return right.build(type_name, text)


VIEWS = (
    *both("shows_the_text", "the typed API returns the payload as it was sent", "typed-read", "", ("Prompt",
          "RealtimeFunctionTool"),
          wrong_typed=_raw),
    *both("shows_members_as_sent", "what lies inside the members of the typed API is raw", "typed-read", "",
          _RESPONSE, wrong_typed=_raw_members),
    *both("shows_what_is_written", "the typed API returns what is written back, and what it passed over", "typed-read",
          "", ("Prompt",), wrong_typed=_written),
    *both("shows_no_usage", "the typed API has no usage", "typed-read", "/usage is dropped", _RESPONSE,
          wrong_typed=shows(without("usage"))),
    *both("shows_nothing_inside", "the typed API has no details of tokens", "typed-read",
          "/input_token_details is dropped",
          _USAGE, wrong_typed=shows(without("input_token_details"))),
    *both("shows_no_zero", "the typed API has no counts of 0", "typed-read", "is dropped", _USAGE,
          wrong_typed=shows(in_objects(lambda members: {
              name: item for name, item in members.items() if type(item) is not int or item != 0}))),
    *both("shows_counts_as_texts", "the typed API has texts for counts", "typed-read", "changes its type", _USAGE,
          wrong_typed=shows(in_integers(str))),
    Mutant("shows_counts_as_fractions", "the typed API has 12.0 for 12", "typed-read", "changes its type",
           _USAGE[CRATE], wrong_typed=shows(in_integers(float))),
    *both("shows_one_part", "the typed API has the first part of a message only", "typed-read", "/content/1 is dropped",
          _USER, wrong_typed=shows(in_lists(lambda items: items[:1]))),
    *both("shows_other_names", "the typed API has outputModalities", "typed-read", "/output_modalities",
          _RESPONSE, wrong_typed=shows(renamed("output_modalities", "outputModalities"))),
    *both("shows_texts_in_capitals", "the typed API has enums as they are spelt in code", "typed-read", "/status",
          _RESPONSE, wrong_typed=shows(in_texts(lambda text: text.upper() if text in ("completed", "failed")
          else text))),
    *both("shows_an_empty_list_as_null", "the typed API has null for an empty list", "typed-read", "/output",
          _RESPONSE, wrong_typed=shows(in_lists(lambda items: items or None))),
    *both("shows_a_dict", "the typed API has a generic value where something is null or inf", "typed-read", "fallback",
          {CRATE: ("RealtimeResponseCreateParams",), GA: ("RealtimeResponseCreateParams",)}, wrong_typed=_falls_back),
    *both("builds_with_a_type_twice", "a constructor writes kind beside type", "build", "/kind is invented",
          _CANCEL, wrong_build=builds(lambda _, value: {**value, "kind": "response.cancel"})),
    *both("builds_with_a_default", "a constructor sets defer_loading to false", "build", "/defer_loading is invented",
          ("MCPTool",), wrong_build=builds(lambda _, value: {"defer_loading": False, **value})),
    *both("builds_without_false", "a constructor leaves false out", "build", "is dropped",
          {CRATE: ("MCPToolFilter", "RealtimeMCPApprovalResponse"), GA: ("MCPToolFilter",
          "RealtimeMCPApprovalResponse")},
          wrong_build=builds(in_objects(lambda members: {
              name: item for name, item in members.items() if item is not False}))),
    *both("builds_without_empty_lists", "a constructor leaves empty lists out", "build", "is dropped", _SESSION,
          wrong_build=builds(in_objects(lambda members: {name: item for name, item in members.items() if item != []}))),
    *both("builds_without_zero", "a constructor leaves 0 out", "build", "is dropped",
          ("RealtimeClientEventConversationItemTruncate",),
          wrong_build=builds(in_objects(lambda members: {
              name: item for name, item in members.items() if type(item) is not int or item}))),
    *both("builds_the_first_item", "a constructor keeps one item of a list", "build", "/content/1", _USER,
          wrong_build=builds(in_lists(lambda items: items[:1]))),
    *both("builds_in_camel_case", "a constructor writes the names of its own attributes", "build",
          "comes back as itemId", ("RealtimeClientEventConversationItemDelete",),
          wrong_build=builds(renamed("item_id", "itemId"))),
    *both("builds_whole_numbers", "a constructor takes a threshold for an integer", "build", "/threshold",
          ("RealtimeTurnDetection",), wrong_build=builds(in_floats(lambda number: round(number)))),
    *both("builds_with_two_arguments", "a constructor refuses more than two members", "build",
          "the constructors refuse valid members", ("Prompt",), wrong_build=_refuses_optional),
    *both("builds_without_null", "a constructor takes null for absence", "build", "loses its null",
          {CRATE: ("RealtimeResponseStatusDetail",), GA: ("Prompt",)},
          wrong_build=builds(in_objects(lambda members: {
              name: item for name, item in members.items() if item is not None}))),
)  # fmt: skip
