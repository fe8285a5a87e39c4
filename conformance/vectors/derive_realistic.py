"""Derived vectors with what applications send and plain examples lack: whole schemas, addresses, marks in texts.

Libraries harm these where they know them: a model of JSON Schema drops the keywords that it does not have, a type for
addresses writes them in a form of its own, a filter takes invisible characters out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from conformance.spec.model import Dialect, Json, Map, Ref, Text
from conformance.vectors.derive_whole import Options, Reached, Recipe, applied, every_text, wholes_of
from conformance.vectors.example import ExampleEntry, bare_node
from conformance.vectors.sketch import Sketch
from conformance.vectors.whole import Spot

# Emoji of two characters, joined ones, marks of direction, escapes of addresses and of HTML, characters that NFC puts
# together or in another order, a soft hyphen, and blanks and line ends beyond ASCII.
MARKS = (
    "☂\ufe0f ☂\ufe0e 1\ufe0f\u20e3 ❤\ufe0f\u200d🔥 "
    "\u200e\u200f\u061c\u202a\u202b\u202d\u202e\u202c\u2066\u2067\u2068\u2069 "
    "%41%20%C3%A9%2541 a+b &lt;&#39;&eacute;&#x41; "
    "A\u030a q\u0307\u0323 co\u00adop\u200b\u2060 a\u00a0b\u202fc\u3000d\u2028\u2029e"
)
SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://example.com/schemas/booking",
    "$comment": "Kept as it is.",
    "title": "Booking",
    "description": "A table at a restaurant.",
    "type": "object",
    "properties": {
        # Names that are keywords elsewhere.
        "title": {"title": "Title", "type": "string", "default": "", "minLength": 0, "maxLength": 80},
        "type": {"const": "booking"},
        "properties": {"type": "object", "patternProperties": {"^x_": {"type": ["string", "null"]}}, "default": None},
        "required": {"type": "boolean", "default": False, "deprecated": True, "readOnly": True},
        "guests": {"$ref": "#/$defs/guests", "description": "How many people come."},
        "startsAt": {"type": "string", "format": "date-time", "examples": ["2026-03-01T19:00:00Z"]},
        "phone": {"type": "string", "pattern": r"^\+[1-9]\d{6,14}$", "writeOnly": True},
        "area": {"type": "string", "enum": ["terrace", "hall", ""], "default": "hall"},
        "seats": {
            "type": "array",
            "prefixItems": [{"type": "integer"}],
            "items": {"type": "number", "exclusiveMinimum": 0, "multipleOf": 0.5},
            "minItems": 0,
            "uniqueItems": True,
            "contains": {"const": 1},
        },
        "contact": {
            "anyOf": [{"type": "string", "format": "email"}, {"$ref": "#/$defs/person"}, {"type": "null"}],
            "default": None,
        },
        "payment": {
            "oneOf": [
                {"type": "object", "properties": {"card": {"type": "string"}}, "additionalProperties": False},
                {"enum": ["cash", None, 0, False]},
            ],
            "discriminator": {"propertyName": "card"},
        },
        "notes": {"allOf": [{"type": "string"}, {"not": {"const": "none"}}], "nullable": True},
        "anything": True,
        "nothing": {},
    },
    "required": ["title", "guests"],
    "dependentRequired": {"phone": ["contact"]},
    "if": {"properties": {"area": {"const": "terrace"}}},
    "then": {"required": ["startsAt"]},
    "else": False,
    "additionalProperties": False,
    "unevaluatedProperties": False,
    "minProperties": 1,
    "$defs": {
        "guests": {"type": "integer", "minimum": 1, "maximum": 12, "default": 2},
        "person": {"type": "object", "additionalProperties": {"type": "string"}, "required": []},
    },
    "definitions": {},
    "strict": True,
    "x-order": {"title": 1},
}
# What a library that parses addresses writes otherwise. The document wants a URI, which is ASCII: no raw IDN.
_URLS = {
    "bare-host": ("https://example.com", "is a host without a path, which gets none"),
    "query": ("https://example.com/mcp?team=acme&q=a+b%20c&empty=&x#tools", "has a query and a fragment"),
    "bare-query": ("https://example.com?team=acme#", "has a query after a bare host, and an empty fragment"),
    "port": ("https://example.com:443", "has the port that its scheme has anyway"),
    "other-port": ("http://localhost:8080//mcp/", "has a port, and slashes at odd places"),
    "capitals": ("https://MCP.Example.COM/Calendar", "has a host in upper case"),
    "percent": ("https://example.com/a%2Fb/%7Euser/caf%c3%a9/./x/../y", "has a path with escapes and steps"),
    "punycode": ("https://xn--bcher-kva.example/", "has a host of another script, in ASCII"),
    "address": ("https://[2001:DB8:0::1]/", "has a host that is an address, not written in its shortest form"),
}
_SIP = "sip:agent@Example.com;transport=tcp?subject=call%20back"


def realistic_sketches(dialect: Dialect, type_name: str, entry: ExampleEntry) -> Iterator[Sketch]:
    """Each recipe for every example of a type in which it reaches places that earlier ones lack."""
    reached = Reached()
    for whole in wholes_of(bare_node(dialect, type_name), entry):
        # A variant with a name has them in the vectors of its own type.
        if not isinstance(whole.node, Ref):
            yield from applied(dialect, type_name, whole, _RECIPES, reached)


def _schemas(spot: Spot) -> Sequence[Any]:
    match spot.node:
        case Json() | Map(Json()):
            return (SCHEMA,)
    return ()


def _addresses(end: str, address: str) -> Options:
    def options(spot: Spot) -> Sequence[Any]:
        return (address,) if isinstance(spot.node, Text) and spot.own and str(spot.path[-1]).endswith(end) else ()

    return options


def _root(spot: Spot) -> Sequence[Any]:
    return ("root",) if isinstance(spot.node, Text) and spot.path[-1] == "previous_item_id" else ()


_TEXT = "decode.texts"
_RECIPES = (
    Recipe(
        "texts-marks",
        "every text has invisible marks, blanks beyond ASCII, and escapes of addresses and HTML",
        _TEXT,
        every_text(MARKS),
    ),
    Recipe("texts-one-blank", "every text is one blank, as a delta between two words may be", _TEXT, every_text(" ")),
    Recipe("texts-root", "the item before is the root, which is a word and not an absence", _TEXT, _root),
    *(
        Recipe(f"texts-url-{slug}", f"every address {why}", _TEXT, _addresses("_url", url))
        for slug, (url, why) in _URLS.items()
    ),
    Recipe("texts-uri-sip", "every URI is of SIP, with parameters and a query", _TEXT, _addresses("_uri", _SIP)),
    Recipe("json-schema", "all open JSON is a schema with many keywords", "decode.open-json", _schemas),
)
