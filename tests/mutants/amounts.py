"""Implementations that change numbers."""

from __future__ import annotations

import math
import struct
from typing import Any

from .mutant import CRATE, GA, Mutant, both, in_floats, in_integers, reads, replaced, writes

_RATE = {CRATE: ("RealtimeRateLimit",), GA: ("RealtimeServerEventRateLimitsUpdated",)}
_LOGPROB = ("LogProbProperties",)
_TURNS = ("RealtimeTurnDetection",)
_PARAMETERS = ("RealtimeFunctionTool",)
_USAGE = {CRATE: ("RealtimeResponseUsage",), GA: ("RealtimeResponse",)}


def _single(number: float) -> float:
    return float(struct.unpack("f", struct.pack("f", number))[0]) if abs(number) < 3e38 else number


def _whole_as_integer(number: float) -> Any:
    return int(number) if number.is_integer() and abs(number) < 2**53 else number


def _without_exponent(number: float) -> float:
    return float(f"{number:.6f}") if abs(number) < 1e15 else number


AMOUNTS = (
    *both("keeps_six_digits", "a number is written with six significant digits", "round-trip", "loses precision",
          {CRATE: ("LogProbProperties", "RealtimeRateLimit"), GA: ("LogProbProperties",)},
          writes(in_floats(lambda number: float(f"{number:.6g}")))),
    *both("keeps_doubles_as_singles", "a double is kept in 32 bits", "round-trip", "/logprob", _LOGPROB,
          writes(in_floats(_single))),
    Mutant("writes_singles_as_doubles", "a number of 32 bits is written with the digits of the double next to it",
           "canonical", "", ("RealtimeRateLimit", "RealtimeTurnDetection"), writes(in_floats(_single))),
    *both("cuts_fractions", "a number loses its fraction", "round-trip", "/threshold", _TURNS,
          writes(in_floats(lambda number: float(math.trunc(number))))),
    *both("counts_to_thousandths", "a number keeps three digits after the point", "round-trip", "/reset_seconds", _RATE,
          writes(replaced("reset_seconds", lambda number: round(number, 3)))),
    *both("loses_the_sign", "a negative number becomes positive", "round-trip", "/logprob", _LOGPROB,
          writes(in_floats(abs))),
    *both("knows_no_small_numbers", "a number below 0.000001 is written as 0", "round-trip", "/logprob", _LOGPROB,
          writes(in_floats(_without_exponent))),
    *both("clamps_counts_to_31_bits", "a count beyond 2147483647 is written as 2147483647", "round-trip", "tokens",
          _USAGE, writes(in_integers(lambda number: min(number, 2**31 - 1)))),
    *both("wraps_counts", "a count beyond 2147483647 is written as a negative number", "round-trip", "tokens",
          _USAGE, writes(in_integers(lambda number: number - 2**32 if 2**31 <= number < 2**32 else number))),
    Mutant("writes_whole_numbers_without_a_point", "1.0 is written as 1", "canonical", "changes its type",
           ("RealtimeFunctionTool", "RealtimeTurnDetection"), writes(in_floats(_whole_as_integer))),
    *both("doubles_milliseconds", "a duration in milliseconds is written in twice its length", "round-trip",
          "/audio_end_ms", ("RealtimeClientEventConversationItemTruncate",),
          writes(replaced("audio_end_ms", lambda number: 2 * number))),
    *both("counts_from_one", "an index is written one too high", "round-trip", "/content_index",
          ("RealtimeClientEventConversationItemTruncate",), writes(replaced("content_index",
          lambda number: number + 1))),
    *both("swaps_the_tokens", "the tokens of input and output change places", "round-trip", "/input_tokens", _USAGE,
          writes(lambda _, value: _swapped(value))),
    *both("clamps_the_limit", "a limit of more than 4096 output tokens is written as 4096", "round-trip",
          "/max_output_tokens", {CRATE: ("RealtimeResponse",), GA: ("RealtimeResponseCreateParams",)},
          writes(replaced("max_output_tokens", lambda limit: min(limit, 4096) if isinstance(limit, int) else limit))),
    *both("clamps_thresholds", "a threshold above 1 is written as 1", "round-trip", "/threshold", _TURNS,
          writes(replaced("threshold", lambda number: min(number, 1.0)))),
    *both("wants_a_rate", "the rate of a format is written as 16000, whatever it was", "round-trip", "/rate",
          ("RealtimeAudioFormats",), writes(replaced("rate", lambda _: 16000))),
    *both("reads_inf_as_a_number", 'the limit "inf" is read as 4096', "round-trip", "/max_output_tokens",
          {CRATE: ("RealtimeResponse",), GA: ("RealtimeResponseCreateParams",)},
          reads(replaced("max_output_tokens", lambda limit: 4096 if limit == "inf" else limit))),
    *both("writes_inf_as_infinity", 'the limit "inf" is written as "Infinity"', "round-trip", "/max_output_tokens",
          {CRATE: ("RealtimeResponse",), GA: ("RealtimeResponseCreateParams",)},
          writes(replaced("max_output_tokens", lambda limit: "Infinity" if limit == "inf" else limit))),
)  # fmt: skip


def _swapped(value: Any) -> Any:
    usage = value.get("usage", value) if isinstance(value, dict) else None
    if not isinstance(usage, dict) or not {"input_tokens", "output_tokens"} <= usage.keys():
        return value
    new = {**usage, "input_tokens": usage["output_tokens"], "output_tokens": usage["input_tokens"]}
    return {**value, "usage": new} if usage is not value else new
