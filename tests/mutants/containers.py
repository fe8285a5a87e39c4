"""Implementations that change lists and objects."""

from __future__ import annotations

from typing import Any

from conformance import jsontext

from .mutant import CRATE, GA, both, in_lists, in_objects, reads, replaced, without, writes

_SESSION = {CRATE: ("RealtimeSession",), GA: ("RealtimeSessionCreateRequestGA",)}
_USER = ("RealtimeConversationItemMessageUser",)
_RESPONSE = ("RealtimeResponse",)
_PARAMETERS = ("RealtimeFunctionTool",)


def _distinct(items: list[Any]) -> list[Any]:
    return [item for place, item in enumerate(items) if item not in items[:place]]


def _sorted(items: list[Any]) -> list[Any]:
    return sorted(items) if all(isinstance(item, str) for item in items) else items


def _twins_in_one(members: dict[str, Any]) -> dict[str, Any]:
    """The last value of each name whatever its case, under the first of its spellings."""
    last = {name.lower(): item for name, item in members.items()}
    if len(last) == len(members):
        return members
    return {name: last.pop(name.lower()) for name in members if name.lower() in last}


def _within_pairs(keep: int) -> Any:
    return replaced("metadata", lambda pairs: dict([*pairs.items()][:keep]) if isinstance(pairs, dict) else pairs)


def _in_pairs(name: int | None = None, value: int | None = None) -> Any:
    def cut(pairs: Any) -> Any:
        return {key[:name]: text[:value] for key, text in pairs.items()} if isinstance(pairs, dict) else pairs

    return replaced("metadata", cut)


CONTAINERS = (
    *both("keeps_one_item", "of a list only the first item is written", "round-trip", "/content/1", _USER,
          writes(in_lists(lambda items: items[:1]))),
    *both("keeps_two_items", "of a list only the first two items are written", "round-trip", "/2 is dropped",
          {CRATE: ("RealtimeConversationItemMessageUser", "MCPToolFilter"),
           GA: ("RealtimeConversationItemMessageUser", "MCPToolFilter")},
          writes(in_lists(lambda items: items[:2]))),
    *both("keeps_100_items", "of a list a hundred items are written, as of a page of an API", "round-trip",
          "/content/100 is dropped", _USER, writes(in_lists(lambda items: items[:100]))),
    *both("keeps_eight_tools", "of the tools of a session eight are written", "round-trip", "/tools/8 is dropped",
          _SESSION, writes(replaced("tools", lambda items: items[:8] if isinstance(items, list) else items))),
    *both("reads_names_in_any_case", "the last member of a name counts, in whatever case it comes, as in Go",
          "canonical", "read from a name in another spelling",
          {CRATE: ("Error", "Prompt"), GA: ("LogProbProperties", "Prompt")},
          reads(in_objects(_twins_in_one))),
    *both("reverses_lists", "lists are written from the end", "round-trip", "in another order", _USER,
          writes(in_lists(lambda items: items[::-1]))),
    *both("sorts_lists", "lists of texts are written in alphabetical order", "round-trip",
          "/tool_names comes back in another order", ("MCPToolFilter",), writes(in_lists(_sorted))),
    *both("sorts_modalities", "the modalities are written as audio, then text", "round-trip",
          "/output_modalities comes back in another order",
          {CRATE: ("RealtimeSession", "RealtimeResponse"), GA: ("RealtimeResponse", "RealtimeSessionCreateRequestGA")},
          writes(replaced("output_modalities", lambda items: _sorted(items) if isinstance(items, list) else items))),
    *both("drops_doubles", "of two equal items one is written", "round-trip", "is dropped",
          {CRATE: ("LogProbProperties",), GA: ("LogProbProperties",)}, writes(in_lists(_distinct))),
    *both("unwraps_single_items", "a list of one item is written as that item", "round-trip", "/tools",
          _SESSION, writes(replaced("tools", lambda items: items[0] if isinstance(items, list) and len(items) == 1
          else items))),
    *both("omits_empty_lists", "a member that is an empty list is left out", "round-trip", "/tools is dropped",
          _SESSION, writes(without("tools", []))),
    *both("omits_empty_content", "the content of a message without parts is left out", "round-trip", "/content",
          _USER, writes(without("content", []))),
    *both("omits_empty_variables", "the variables of a prompt are left out where there are none", "round-trip",
          "/variables is dropped", ("Prompt",), writes(without("variables", {}))),
    *both("omits_empty_metadata", "metadata without pairs are left out", "round-trip", "/metadata is dropped",
          _RESPONSE, writes(without("metadata", {}))),
    *both("omits_empty_details", "details of tokens without any count are left out", "round-trip",
          "token_details is dropped", {CRATE: ("RealtimeResponseUsage",), GA: _RESPONSE},
          writes(without("output_token_details", {}))),
    *both("keeps_15_pairs", "of metadata fifteen pairs are written", "round-trip", "/metadata/", _RESPONSE,
          writes(_within_pairs(15))),
    *both("keeps_16_pairs", "of metadata sixteen pairs are written, though seventeen were accepted", "round-trip",
          "/metadata/", _RESPONSE, writes(_within_pairs(16))),
    *both("cuts_names_of_metadata", "a name in metadata is cut after 64 characters", "round-trip", "/metadata/",
          _RESPONSE, writes(_in_pairs(name=64))),
    *both("cuts_values_of_metadata", "a value in metadata is cut after 512 characters", "round-trip", "/metadata/",
          _RESPONSE, writes(_in_pairs(value=512))),
    *both("lowers_names_of_metadata", "names in metadata are written in lower case", "round-trip", "/metadata/",
          _RESPONSE,
          writes(replaced("metadata", lambda pairs: {name.lower(): text for name, text in pairs.items()} if pairs
          else pairs))),
    *both("drops_nulls_in_parameters", "null in open JSON is left out", "canonical", "/parameters", _PARAMETERS,
          writes(replaced("parameters", lambda value: _without_nulls(value)))),
    *both("drops_empty_names", "a member of open JSON whose name is empty is left out", "round-trip", "/parameters/",
          _PARAMETERS, writes(replaced("parameters", lambda value: _without_name("", value)))),
    *both("drops_dunder_names", "__proto__ in open JSON is left out, as in JavaScript", "round-trip",
          "/parameters/__proto__", _PARAMETERS,
          writes(replaced("parameters", lambda value: _without_name("__proto__", value)))),
    *both("writes_parameters_as_text", "the parameters of a function are written as a text of JSON", "round-trip",
          "/parameters changes its type", _PARAMETERS,
          writes(replaced("parameters", lambda value: jsontext.compact(value) if value is not None else None))),
    *both("sorts_open_json", "lists in open JSON are written in another order", "round-trip", "/parameters",
          _PARAMETERS, writes(replaced("parameters", lambda value: in_lists(lambda items: items[::-1])("", value)))),
    *both("lowers_open_json", "names in open JSON are written in lower case", "round-trip", "/parameters",
          _PARAMETERS, writes(replaced("parameters", lambda value: _renamed(str.lower, value)))),
)  # fmt: skip
"""Both dialects have all of them."""


def _without_nulls(value: Any) -> Any:
    return in_objects(
        lambda members: {name: item for name, item in members.items() if item is not None}
        if None in members.values() else members
    )("", value)  # fmt: skip


def _without_name(left_out: str, value: Any) -> Any:
    return without(left_out)("", value)


def _renamed(change: Any, value: Any) -> Any:
    return in_objects(
        lambda members: {change(name): item for name, item in members.items()}
        if any(change(name) != name for name in members) else members
    )("", value)  # fmt: skip
