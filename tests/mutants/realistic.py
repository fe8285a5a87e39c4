"""Implementations that harm what applications send: schemas, addresses, marks in texts, second and sparse items."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from conformance import jsontext

from .mutant import (
    CRATE,
    GA,
    Answer,
    Change,
    Mutant,
    Right,
    both,
    everywhere,
    in_objects,
    in_texts,
    replaced,
    without,
    writes,
)

_TEXT = {CRATE: ("Error", "InputTextContent"), GA: ("InputTextContent", "RealtimeServerEventResponseTextDelta")}
_CALLS = ("RealtimeClientEventResponseCreate",)
_PARTS = ("RealtimeConversationItemMessageUser",)
_OUTPUTS = ("RealtimeConversationItemMessageAssistant",)
_ADDRESSED = ("MCPTool", "InputImageContent")
_SCHEMAS = ("RealtimeFunctionTool", "MCPListToolsTool")
_WORD_ORDER = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_KNOWN = frozenset({"type", "properties", "required", "description", "enum", "items"})


def _in_schemas(change: Change) -> Change:
    """Apply a change inside schemas alone."""

    def inside(name: str) -> Change:
        return replaced(name, lambda schema: change("", schema))

    return lambda type_name, value: inside("input_schema")(type_name, inside("parameters")(type_name, value))


def _known_alone(members: dict[str, Any]) -> dict[str, Any]:
    # Where a schema is told by its type, as a model of it does; the objects between schemas stay.
    if not isinstance(members.get("type"), str) or members.keys() <= _KNOWN:
        return members
    return {name: item for name, item in members.items() if name in _KNOWN}


def _in_addresses(change: Callable[[str], str]) -> Change:
    return in_texts(lambda text: change(text) if re.match(r"https?://\S+$", text) else text)


def _with_a_path(address: str) -> str:
    return f"{address}/" if re.fullmatch(r"https?://[^/?#]+", address) else address


def _host_in_lower_case(address: str) -> str:
    return re.sub(r"^https?://[^/?#]+", lambda found: found[0].lower(), address)


def _second(name: str, change: Callable[[dict[str, Any], dict[str, Any]], dict[str, Any]]) -> Change:
    """Change the second item of a list by that name, given the first one too."""

    def changed(items: Any) -> Any:
        if not isinstance(items, list) or len(items) < 2 or not all(isinstance(item, dict) for item in items):
            return items
        return [items[0], change(*items[:2]), *items[2:]]

    return replaced(name, changed)


def _loses(left_out: str) -> Callable[[dict[str, Any], dict[str, Any]], dict[str, Any]]:
    return lambda _, item: {name: value for name, value in item.items() if name != left_out}


def _of_the_first_type(first: dict[str, Any], item: dict[str, Any]) -> dict[str, Any]:
    return {**item, "type": first["type"]} if "type" in first and "type" in item else item


def _keeps_tools() -> Any:
    """What one call asked for is the default of the next one, as where the default is one object for all."""
    kept: dict[str, Any] = {}

    def operation(right: Right, type_name: str, text: Any) -> Answer:
        written = right.roundtrip(type_name, text)
        value = jsontext.load(written)
        response = value.get("response") if isinstance(value, dict) else None
        if not response:
            return written
        tools = kept[right.hello.dialect] = response.get("tools") or kept.get(right.hello.dialect)
        return jsontext.compact({**value, "response": {**response, "tools": tools}}) if tools else written

    return operation


_OF_SCHEMAS = (
    *both("drops_titles_in_schemas", "title in a schema is left out, as by those that tidy what pydantic makes",
          "round-trip", "/title is dropped", _SCHEMAS, writes(_in_schemas(without("title")))),
    *both("drops_keywords_of_schemas", "of a schema the keywords that a model of it has are written", "round-trip",
          "/anyOf", _SCHEMAS, writes(_in_schemas(in_objects(_known_alone)))),
    *both("drops_references_in_schemas", "$ref and $defs in a schema are left out", "round-trip", "/$defs is dropped",
          _SCHEMAS,
          writes(_in_schemas(lambda name, value: without("$defs")(name, without("$ref")(name, value))))),
)  # fmt: skip
_OF_ADDRESSES = (
    *both("adds_a_slash_to_hosts", "https://example.com is written with a slash at its end", "round-trip", "_url",
          _ADDRESSED, writes(_in_addresses(_with_a_path))),
    *both("loses_queries", "the query of an address is not written", "round-trip", "_url", _ADDRESSED,
          writes(_in_addresses(lambda address: address.partition("?")[0]))),
    *both("loses_fragments", "the fragment of an address is not written", "round-trip", "_url", _ADDRESSED,
          writes(_in_addresses(lambda address: address.partition("#")[0]))),
    *both("lowers_hosts", "the host of an address is written in lower case", "round-trip", "_url", _ADDRESSED,
          writes(_in_addresses(_host_in_lower_case))),
    *both("drops_usual_ports", "port 443 of https is not written", "round-trip", "_url", _ADDRESSED,
          writes(_in_addresses(lambda address: address.replace(":443", "")))),
)  # fmt: skip
_OF_PLACES = (
    *both("loses_the_transcript_of_second_parts", "the transcript is written for the first part of a message alone",
          "round-trip", "/content/1/transcript is dropped", (*_PARTS, *_OUTPUTS),
          writes(_second("content", _loses("transcript")))),
    *both("loses_the_detail_of_second_parts", "the detail of an image is written for the first part alone",
          "round-trip", "/content/1/detail is dropped", _PARTS, writes(_second("content", _loses("detail")))),
    *both("reads_second_parts_as_the_first", "the second part of a message gets the type of the first", "round-trip",
          "/content/1/type", (*_PARTS, *_OUTPUTS), writes(_second("content", _of_the_first_type))),
    *both("reads_second_inputs_as_the_first", "the second item of the input gets the type of the first", "round-trip",
          "/input/1/type", _CALLS, writes(_second("input", _of_the_first_type))),
    *both("loses_the_id_of_second_outputs", "the id is written for the first item of a response alone", "round-trip",
          "/output/1/id is dropped", ("RealtimeResponse",), writes(_second("output", _loses("id")))),
    *both("loses_the_root", "the item before is written as null where it is the root", "round-trip",
          "/previous_item_id", ("RealtimeClientEventConversationItemCreate",),
          writes(replaced("previous_item_id", lambda name: None if name == "root" else name))),
    *both("keeps_tools_of_the_call_before", "the tools of one call are the default of the next", "round-trip",
          "/response/tools", _CALLS, _keeps_tools()),
)  # fmt: skip
_OF_MARKS = (
    *both("drops_variation_selectors", "U+FE0F, which makes an emoji of a sign, vanishes", "round-trip", "is changed",
          _TEXT, writes(in_texts(lambda text: text.replace("\ufe0f", "")))),
    *both("drops_marks_of_direction", "the marks of a text's direction vanish", "round-trip", "is changed", _TEXT,
          writes(in_texts(lambda text: _WORD_ORDER.sub("", text)))),
    *both("drops_soft_hyphens", "U+00AD vanishes from texts", "round-trip", "is changed", _TEXT,
          writes(in_texts(lambda text: text.replace("\u00ad", "")))),
    *both("writes_blanks_of_ascii", "a blank that does not break becomes one that does", "round-trip", "is changed",
          _TEXT, writes(in_texts(lambda text: text.replace("\u00a0", " ")))),
    *both("reads_percent_escapes", "%41 in a text is written as A", "round-trip", "", _TEXT,
          writes(in_texts(unquote))),
    *both("reads_escapes_of_html", "&lt; in a text is written as <", "round-trip", "changes its escaping", _TEXT,
          writes(in_texts(html.unescape))),
    *both("reads_plus_as_a_blank", "a plus sign in a text is written as a blank", "round-trip", "is changed", _TEXT,
          writes(everywhere(lambda value: value.replace("+", " ") if isinstance(value, str) and "+" in value
          else value))),
)  # fmt: skip
# In the other dialect a transcription has too few members for one of them to be shown alone.
_OF_THE_DOCUMENT = (
    Mutant("ga_loses_languages_without_a_model", "the language of a transcription is written beside a model alone",
           "round-trip", "/language is dropped", ("AudioTranscription",),
           writes(in_objects(lambda members: members if "model" in members
           else {name: item for name, item in members.items() if name != "language"})), dialect=GA),
)  # fmt: skip
REALISTIC = (*_OF_SCHEMAS, *_OF_ADDRESSES, *_OF_PLACES, *_OF_MARKS, *_OF_THE_DOCUMENT)
"""Both dialects have all but the last."""
