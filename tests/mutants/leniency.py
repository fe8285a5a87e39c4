"""Decoders of the strict dialect that take what is not of the type, or not JSON."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from .mutant import SAME, Mutant, Operation, Types, coerces, mends

_TURNS = ("RealtimeTurnDetection",)
_FILTER = ("MCPToolFilter",)
_TEXT = ("Error", "InputTextContent")
_COUNTS = ("OutputTokenDetails", "InputTokenDetails")
_RATE = ("RealtimeRateLimit",)
_SECONDS = ("TranscriptTextUsageDuration",)
_BLANKS = re.compile("[\u00a0\u2028\u2029\u2003\u3000\x0b\x0c]+")
_TEXT_OF_JSON = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)


def _takes(name: str, says: str, reason: str, types: Types, wrong: Operation) -> Mutant:
    return Mutant(f"takes_{name}", says, "rejects", f"breaks {reason}", types, wrong)


def _if(kind: type, convert: Callable[[Any], Any]) -> Operation:
    return coerces(lambda value: convert(value) if type(value) is kind else SAME)


def _one_of(found: dict[Any, Any]) -> Callable[[Any], Any]:
    # Keyed by type too: 1 and True are the same key of a dict.
    keyed = {(type(key), key): item for key, item in found.items()}
    return lambda value: keyed.get((type(value), value), SAME) if isinstance(value, str | int | None) else SAME


def _outside_texts(change: Callable[[str], str]) -> Callable[[Any], Any]:
    """Mend a text of JSON everywhere but inside its strings."""

    def mended(text: Any) -> Any:
        if not isinstance(text, str):
            return text
        kept = [*_TEXT_OF_JSON.findall(text), ""]
        parts = map(change, _TEXT_OF_JSON.split(text))
        return "".join(f"{part}{quoted}" for part, quoted in zip(parts, kept, strict=True))

    return mended


def _mended(change: Callable[[str], str]) -> Operation:
    return mends(lambda text: change(text) if isinstance(text, str) else text)


def _as_utf8(text: Any) -> Any:
    return text.decode(errors="replace") if isinstance(text, bytes) else text


def _with(name: str, value: Any) -> Operation:
    return coerces(
        lambda members: {**members, name: value} if isinstance(members, dict) and name not in members else SAME
    )


def _renamed(change: Callable[[str], str]) -> Operation:
    def convert(members: Any) -> Any:
        if not isinstance(members, dict):
            return SAME
        new = {change(name): item for name, item in members.items()}
        return new if new.keys() != members.keys() else SAME

    return coerces(convert)


LENIENCY = (
    _takes("numbers_for_booleans", "0 is read as false and 1 as true", "wrong-type", _FILTER,
           coerces(_one_of({0: False, 1: True}))),
    _takes("texts_for_booleans", 'the text "true" is read as true', "wrong-type", _FILTER,
           coerces(_one_of({"true": True, "false": False}))),
    _takes("empty_texts_for_booleans", "an empty text is read as false", "wrong-type", _FILTER,
           coerces(_one_of({"": False}))),
    _takes("any_text_for_a_boolean", "any text is read as true", "wrong-type", _FILTER, _if(str, lambda _: True)),
    _takes("null_for_false", "null is read as false", "", ("RealtimeMCPApprovalResponse",),
           coerces(_one_of({None: False}))),
    _takes("null_for_zero", "null is read as 0", "", _COUNTS, coerces(_one_of({None: 0}))),
    _takes("null_for_an_empty_text", "null is read as an empty text", "", _TEXT, coerces(_one_of({None: ""}))),
    _takes("null_for_an_empty_list", "null is read as an empty list", "", ("RealtimeSession",
           "RealtimeConversationItemMessageUser"),
           coerces(lambda value: [] if value is None else SAME)),
    _takes("booleans_for_counts", "true is read as 1", "wrong-type", _COUNTS, coerces(_one_of({True: 1, False: 0}))),
    _takes("booleans_for_numbers", "true is read as 1.0", "wrong-type", _RATE, coerces(_one_of({True: 1.0,
           False: 0.0}))),
    _takes("texts_for_numbers", 'the text "1.5" is read as 1.5', "wrong-type", _RATE,
           _if(str, lambda text: float(text) if re.fullmatch(r"\d+(\.\d+)?", text) else SAME)),
    _takes("whole_fractions_for_counts", "12.0 is read as 12", "", _COUNTS,
           _if(float, lambda number: int(number) if number.is_integer() else SAME)),
    _takes("fractions_for_counts", "1.5 is read as 1", "", _COUNTS, _if(float, lambda number: int(number))),
    _takes("negative_counts", "-1 is read as 0", "", _COUNTS, _if(int, lambda number: 0 if number < 0 else SAME)),
    _takes("counts_beyond_32_bits", "a count beyond u32 is cut to its lowest bits", "", _COUNTS,
           _if(int, lambda number: number % 2**32 if number >= 2**32 else SAME)),
    _takes("numbers_for_texts", "12 is read as the text 12", "wrong-type", _TEXT, _if(int, str)),
    _takes("booleans_for_texts", "true is read as the text true", "wrong-type", _TEXT, _if(bool,
           lambda flag: str(flag).lower())),
    _takes("lists_for_texts", "the items of a list are read as one text", "wrong-type", _TEXT, _if(list,
           lambda items: "".join(map(str, items)))),
    _takes("objects_for_texts", "an object is read as its own text", "wrong-type", _TEXT, _if(dict, str)),
    _takes("items_for_lists", "a single item is read as a list of it", "wrong-type", _FILTER, _if(str,
           lambda text: [text])),
    _takes("an_absent_code", "a required member that is absent is read as an empty text", "missing-member", ("Error",),
           _with("code", "")),
    _takes("an_absent_count", "a required count that is absent is read as 0", "missing-member",
           ("RealtimeResponseUsage",), _with("total_tokens", 0)),
    _takes("an_absent_tag", "a union without its tag is read as its first variant", "missing-",
           ("RealtimeAudioFormats",), _with("type", "audio/pcmu")),
    _takes("tags_in_any_case", "a tag in capitals is read as in small letters", "",
           ("RealtimeAudioFormats", "RealtimeTurnDetection"),
           coerces(lambda value: value.lower() if isinstance(value, str) and value.lower() != value else SAME)),
    _takes("tags_with_blanks", "a value of an enum with blanks at its ends is read without them", "",
           ("RealtimeResponseStatus", "ToolChoiceOptions"),
           coerces(lambda value: value.strip() if isinstance(value, str) and value.strip() != value else SAME)),
    _takes("unknown_values", "an unknown value of an enum is read as its first", "unknown-value",
           ("ToolChoiceOptions", "Conversation"), coerces(lambda value: "auto" if isinstance(value, str) else SAME)),
    _takes("names_in_capitals", "members are read in any case", "", ("Error", "OutputTokenDetails",
           "RealtimeResponseUsage"),
           _renamed(str.lower)),
    _takes("names_in_camel_case", "members are read as in JavaScript, too", "", ("RealtimeResponseUsage",),
           _renamed(lambda name: re.sub("[A-Z]", lambda found: "_" + found[0].lower(), name))),
    _takes("trailing_commas", "a comma after the last member or item is passed over", "invalid-json", _TEXT,
           mends(_outside_texts(lambda part: re.sub(r",(\s*[}\]])", r"\1", part)))),
    _takes("comments", "comments are passed over", "invalid-json", _TEXT,
           mends(_outside_texts(lambda part: re.sub(r"/\*.*?\*/|//[^\n]*", "", part)))),
    _takes("single_quotes", "texts may be in single quotes", "invalid-json", _TEXT,
           _mended(lambda text: text.replace("'", '"'))),
    _takes("bare_names", "names of members need no quotes", "invalid-json", _TEXT,
           mends(_outside_texts(lambda part: re.sub(r"([{,]\s*)([A-Za-z_]\w*)(\s*:)", r'\1"\2"\3', part)))),
    _takes("nan", "NaN is read as 0", "invalid-json", _SECONDS, mends(_outside_texts(lambda part: part.replace("NaN",
           "0.0")))),
    _takes("infinity", "Infinity is read as the largest number", "invalid-json", _SECONDS,
           mends(_outside_texts(lambda part: re.sub("-?Infinity", "3e38", part)))),
    _takes("plus_signs", "+1 is read as 1", "invalid-json", _COUNTS,
           mends(_outside_texts(lambda part: re.sub(r":\s*\+", ":", part)))),
    _takes("leading_zeros", "012 is read as 12", "invalid-json", _COUNTS,
           mends(_outside_texts(lambda part: re.sub(r"(:\s*)0+(\d)", r"\1\2", part)))),
    _takes("hexadecimal_numbers", "0x10 is read as 16", "invalid-json", _COUNTS,
           mends(_outside_texts(lambda part: re.sub("0x([0-9a-fA-F]+)", lambda found: str(int(found[1], 16)), part)))),
    _takes("bare_fractions", ".5 is read as 0.5", "invalid-json", _SECONDS,
           mends(_outside_texts(lambda part: re.sub(r":\s*\.(\d)", r":0.\1", part)))),
    _takes("capital_literals", "True and None are read as true and null", "invalid-json", _FILTER,
           mends(_outside_texts(lambda part: part.replace("True", "true").replace("False", "false").replace("None",
           "null")))),
    _takes("a_byte_order_mark", "U+FEFF before the text is passed over", "invalid-json", _TEXT,
           _mended(lambda text: text.removeprefix("\ufeff"))),
    _takes("trailing_garbage", "what follows the value is passed over", "invalid-json", _TEXT,
           _mended(lambda text: text[: text.rfind("}", 0, text.rfind("}")) + 1] if text.count("}") > 1
           else text.rpartition("}")[0] + "}")),
    _takes("unclosed_objects", "an object that is not closed is closed", "invalid-json", _TEXT,
           _mended(lambda text: text.rstrip().rstrip(",") + "}")),
    _takes("any_escape", r"an escape that JSON does not have, such as \x41 or \', is read", "invalid-json", _TEXT,
           _mended(lambda text: re.sub(r"\\x([0-9a-fA-F]{2})", r"\\u00\1", text).replace("\\'", "'"))),
    _takes("raw_control_characters", "a line feed inside a text is read", "invalid-json", _TEXT,
           _mended(lambda text: text.replace("\n", "\\n").replace("\t", "\\t"))),
    _takes("blanks_of_unicode", "any blank of Unicode may separate members", "invalid-json", _TEXT,
           mends(_outside_texts(lambda part: _BLANKS.sub(" ", part)))),
    _takes("nul_after_the_value", "U+0000 after the value is passed over", "invalid-json", _TEXT,
           _mended(lambda text: text.rstrip("\x00"))),
)  # fmt: skip
