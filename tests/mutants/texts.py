"""Implementations that change texts: what a library, a language or a database does to strings on its way."""

from __future__ import annotations

import html
import re
import unicodedata
from datetime import datetime
from typing import Any

from .mutant import CRATE, GA, both, in_texts, writes

_MANY = {CRATE: ("RealtimeAPIError", "InputTextContent"), GA: ("RealtimeServerEventError", "InputFileContent")}
_TEXT = {CRATE: ("Error", "InputTextContent"), GA: ("InputTextContent", "RealtimeServerEventResponseTextDelta")}
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


def _number(text: str) -> Any:
    return int(text) if re.fullmatch(r"0|-?[1-9]\d{0,17}", text) else text


def _boolean(text: str) -> Any:
    return {"true": True, "false": False}.get(text, text)


def _without_zeros(text: str) -> str:
    return text.lstrip("0") or "0" if text.isascii() and text.isdigit() else text


def _time(text: str) -> str:
    return datetime.fromisoformat(text).isoformat() if _TIME.fullmatch(text) else text


def _unescaped(text: str) -> str:
    return text.replace("\\n", "\n").replace("\\t", "\t")


TEXTS = (
    *both("trims_texts", "blanks at both ends of a text are cut off", "round-trip", "loses its blanks", _TEXT,
          writes(in_texts(lambda text: text.strip()))),
    *both("cuts_the_last_line_feed", "a line feed at the end of a text is cut off", "round-trip", "/",
          _TEXT, writes(in_texts(lambda text: text.removesuffix("\n")))),
    *both("unites_line_ends", "CR LF is written as LF", "round-trip", "is changed", _TEXT,
          writes(in_texts(lambda text: text.replace("\r\n", "\n")))),
    *both("collapses_blanks", "two blanks are written as one", "round-trip", "is changed", _TEXT,
          writes(in_texts(lambda text: re.sub(" +", " ", text)))),
    *both("composes_characters", "texts are normalized to NFC", "round-trip", "is normalized", _TEXT,
          writes(in_texts(lambda text: unicodedata.normalize("NFC", text)))),
    *both("simplifies_characters", "texts are normalized to NFKC: the ligature ﬁ becomes fi", "round-trip",
          "is normalized", _TEXT, writes(in_texts(lambda text: unicodedata.normalize("NFKC", text)))),
    *both("escapes_for_html", "an ampersand is written as &amp;", "round-trip", "changes its escaping", _TEXT,
          writes(in_texts(lambda text: html.escape(text, quote=False)))),
    *both("drops_byte_order_marks", "U+FEFF vanishes from texts", "round-trip", "is changed", _TEXT,
          writes(in_texts(lambda text: text.replace("\ufeff", "")))),
    *both("replaces_noncharacters", "U+FFFF becomes U+FFFD", "round-trip", "is changed", _TEXT,
          writes(in_texts(lambda text: text.replace("\uffff", "\ufffd")))),
    *both("ends_texts_at_nul", "a text ends before U+0000, as in C", "round-trip", "", _TEXT,
          writes(in_texts(lambda text: text.partition("\x00")[0]))),
    *both("drops_control_characters", "control characters vanish from texts", "round-trip", "is changed",
          _TEXT, writes(in_texts(lambda text: _UNPRINTABLE.sub("", text)))),
    *both("drops_joiners", "the zero-width joiner of emoji vanishes", "round-trip", "is changed", _TEXT,
          writes(in_texts(lambda text: text.replace("\u200d", "")))),
    *both("has_no_astral_characters", "a character beyond U+FFFF is written as two question marks", "round-trip",
          "is changed", _TEXT,
          writes(in_texts(lambda text: "".join("??" if one > "\uffff" else one for one in text)))),
    *both("reads_escapes_twice", "a backslash and an n become a line feed", "round-trip", "/delta",
          {CRATE: ("RealtimeServerEventResponseFunctionCallArgumentsDelta",),
           GA: ("RealtimeServerEventResponseFunctionCallArgumentsDelta",)},
          writes(in_texts(_unescaped))),
    *both("lowers_texts", "texts are written in lower case", "round-trip", "changes its case", _TEXT,
          writes(in_texts(str.lower))),
    *both("cuts_texts_at_255", "a text is cut after 255 characters, as in a column of a table", "round-trip",
          "is cut",
          {CRATE: ("RealtimeSession",), GA: ("RealtimeSessionCreateRequestGA",)},
          writes(in_texts(lambda text: text[:255]))),
    *both("cuts_texts_at_4096", "a text is cut after 4096 characters", "round-trip", "is cut", _TEXT,
          writes(in_texts(lambda text: text[:4096]))),
    *both("cuts_texts_at_64_kib", "a text is cut after 65536 characters", "round-trip", "is cut", _TEXT,
          writes(in_texts(lambda text: text[:65536]))),
    *both("omits_empty_texts", "an empty text is written as null", "round-trip", "/text", ("InputTextContent",),
          writes(in_texts(lambda text: text or None))),
    *both("omits_blank_texts", "a text of blanks alone is written as null, though a delta may be one", "round-trip",
          "/text becomes null", ("InputTextContent",), writes(in_texts(lambda text: text if text.strip() else None))),
    *both("reads_numbers_in_texts", 'the text "12" is written as the number 12', "round-trip", "changes its type",
          _MANY, writes(in_texts(_number))),
    *both("reads_booleans_in_texts", 'the text "true" is written as true', "round-trip", "changes its type",
          _MANY, writes(in_texts(_boolean))),
    *both("drops_leading_zeros", 'the text "007" is written as "7"', "round-trip", "", _MANY,
          writes(in_texts(_without_zeros))),
    *both("respells_times", "a text that looks like a time of ISO 8601 is written with +00:00 for Z", "round-trip",
          "", _MANY, writes(in_texts(_time))),
)  # fmt: skip
"""Both dialects have all of them."""
