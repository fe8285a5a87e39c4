"""Realistic values by the name of a member; the simplest of each pool comes first.

Pools are finite and made once, so a random source only has to index them; identifiers and free Unicode text are
put together from parts.
"""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from typing import Any, Final

_RANDOM = random.Random("pools")
_BASE62 = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_BASE64 = _BASE62 + "+/"


def _characters(alphabet: str, count: int) -> str:
    return "".join(alphabet[int(_RANDOM.random() * len(alphabet))] for _ in range(count))


# How often a random source takes a variant; everything else counts 2.
VARIANT_WEIGHTS: Final[Mapping[str, int]] = {"message": 8, "function_call": 5, "assistant": 4}

_ID_PREFIXES: Final[Mapping[str, str]] = {
    "id": "item_",
    "call_id": "call_",
    "approval_request_id": "mcpr_",
    "file_id": "file-",
    "conversation_id": "conv_",
}
_TEXT_POOLS: Final[Mapping[str, str]] = {
    "text": "sentence",
    "transcript": "sentence",
    "instructions": "sentence",
    "description": "sentence",
    "message": "sentence",
    "reason": "sentence",
    "server_description": "sentence",
    "audio": "base64",
    "file_data": "base64",
    "image_url": "url",
    "file_url": "url",
    "server_url": "url",
    "target_uri": "sip",
    "arguments": "arguments",
    "output": "arguments",
}
_JSON_POOLS: Final[Mapping[str, str]] = {
    "parameters": "schema",
    "input_schema": "schema",
    "headers": "headers",
    "annotations": "annotations",
}


def text_pool(member: str) -> tuple[str, str]:
    """The pool, and the prefix, for a text member of that name."""
    if member in _ID_PREFIXES:
        return "id", _ID_PREFIXES[member]
    return _TEXT_POOLS.get(member, "name"), ""


def json_pool(member: str) -> str:
    """The pool for an open JSON member of that name."""
    return _JSON_POOLS.get(member, "json")


def _object(properties: dict[str, Any], *required: str) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(required)}


SCHEMAS: Final[tuple[dict[str, Any], ...]] = (
    {"type": "object", "properties": {}},
    _object({"city": {"type": "string"}}, "city"),
    _object({"city": {"type": "string"}, "unit": {"type": "string", "enum": ["celsius", "fahrenheit"]}}, "city"),
    {**_object({"query": {"type": "string", "minLength": 1}}, "query"), "additionalProperties": False},
    _object({"limit": {"type": "integer", "minimum": 1, "maximum": 100}, "strict": {"type": "boolean"}}),
    _object(
        {
            "items": {
                "type": "array",
                "items": _object({"sku": {"type": "string"}, "count": {"type": "integer", "minimum": 0}}, "sku"),
                "maxItems": 5,
            }
        },
        "items",
    ),
    _object({"when": {"type": "string", "format": "date"}, "note": {"type": ["string", "null"]}}, "when"),
    _object({"place": {"anyOf": [{"type": "string"}, _object({"id": {"type": "integer"}}, "id")]}}, "place"),
)

_ARGUMENTS: tuple[Any, ...] = (
    {},
    {"city": "Paris"},
    {"city": "Zürich", "unit": "celsius"},
    {"query": "opening hours"},
    {"limit": 10, "strict": True},
    {"items": [{"sku": "A-1", "count": 2}, {"sku": "B-7"}]},
    {"when": "2025-08-28", "note": None},
    {"place": {"id": 7}},
)

POOLS: Final[Mapping[str, tuple[Any, ...]]] = {
    "name": (
        "a",
        "get_weather",
        "lookup_order",
        "calendar",
        "support-desk",
        "gpt-realtime",
        "session.v2",
        "rate_limit_exceeded",
        "invalid_request_error",
        "user 42",
        "Crème brûlée",
    ),
    "sentence": (
        "Hello.",
        "Sure - what time suits you?",
        "The order was shipped this morning and should be with you tomorrow before noon.",
        "I could not find that booking.\nCan you spell the name for me?",
        'She said "call me back" and hung up.',
        "Grüße aus Köln, 21 °C und Sonne.",
        "予約は午後三時です。",
        "👍 That works, see you then 👋🏽",
        "Speak slowly and kindly; answer in the language of the caller, and never read out card numbers.",
        "C:\\temp\\call.log",
    ),
    # What is easily taken for something else, trimmed or united.
    "lookalike": (
        "true",
        "12",
        "007",
        "2026-03-01T09:30:00Z",
        "null",
        "false",
        "1.50",
        "2026-03-01",
        "NaN",
        "  two  blanks  ",
        "a line\n",
        "one\r\ntwo\r\n",
    ),
    "base64": ("AAAA", *(_characters(_BASE64, length) for length in range(16, 144, 4))),
    "id": ("0", *(_characters(_BASE62, 21) for _ in range(127))),
    "url": (
        "https://example.com/",
        "https://example.com/mcp",
        "https://example.com/a/b.png?size=2&v=1#top",
        "data:image/png;base64,iVBORw0KGgo=",
    ),
    "sip": (
        "tel:+14155550123",
        "sip:agent@example.com",
        "sips:desk-7@example.com:5061",
        "tel:7042;phone-context=example.com",
        "sip:+14155550123@example.com;user=phone",
        "sip:agent@192.0.2.7;transport=tcp",
    ),
    "arguments": tuple(
        json.dumps(value, ensure_ascii=False, separators=separators)
        for separators in ((",", ":"), (", ", ": "))
        for value in _ARGUMENTS
    ),
    "schema": SCHEMAS,
    "headers": (
        {"Authorization": "Bearer token"},
        {"X-Request-Id": "0", "Accept": "application/json"},
    ),
    "annotations": ({"readOnlyHint": True}, {"title": "Weather", "openWorldHint": False, "idempotentHint": True}),
    "json": (
        {"a": 1},
        {"b": {"c": [1, 2.5, "x"]}, "a": None},
        [0, -1, 18446744073709551615, -9223372036854775808],
        [{}, [], "", False, None],
        "Anna",
        0.25,
        1e21,
        {"é": "è", "z": [], "A": {}},
    ),
}


# Characters that decoders, encoders and string handling get wrong, whole and in runs.
UNICODE_PARTS: Final = (
    "a",
    '"',
    "\\",
    "/",
    "\b\f\n\r\t",
    "\x00",
    "\x1f",
    "\x7f",
    "\x80",
    "\xa0",
    "é",
    "e\u0301",
    "ß",
    "\u2028\u2029",
    "\ufeff",
    "\ufffd",
    "\uffff",
    "\U0001f600",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "\U0010ffff",
    "</script>",
    "\\u0041",
    "\u202e",
    "漢字",
    "עברית",
    "{}",
    "null",
    " ",
    "  ",
    "\r\n",
    "\n",
    "\u200d",
    "ﬁ½\u212b",
    "&amp;<b>",
)

ENTRY_NAMES: Final = ("a", "order_id", "tier", "locale", "caller", "Größe", "x y", "a/b", "m~n", "z.1")


def entry_name(number: int, length: int | None) -> str:
    """The ``number``-th of a family of distinct names, padded to ``length`` characters if given."""
    rounds, index = divmod(number, len(ENTRY_NAMES))
    name = ENTRY_NAMES[index] + (f"_{rounds}" if rounds else "")
    return name if length is None else name.ljust(length, "-")[:length]
