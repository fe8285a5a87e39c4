"""What a response is said to have used: counted, not billed, so that a longer conversation counts more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

_PER_ITEM = 4
_CHARACTERS = 4
"""How many characters are one token."""
_MS = 100
"""How many milliseconds of audio are one token."""
_TEXTS = ("text", "transcript", "arguments", "output", "instructions")


def usage(
    items: Sequence[Mapping[str, Any]], audio: Mapping[str, int], text_tokens: int, audio_tokens: int
) -> dict[str, Any]:
    """The ``usage`` of a response: tokens of its context, and of what it says; ``audio`` is in ms, by item."""
    text = sum(_PER_ITEM + _characters(item) // _CHARACTERS for item in items)
    heard = sum(audio.get(item.get("id", ""), 0) // _MS for item in items)
    nothing = {"text_tokens": 0, "audio_tokens": 0, "image_tokens": 0}
    return {
        "total_tokens": text + heard + text_tokens + audio_tokens,
        "input_tokens": text + heard,
        "output_tokens": text_tokens + audio_tokens,
        "input_token_details": {
            **{"text_tokens": text, "audio_tokens": heard, "image_tokens": 0, "cached_tokens": 0},
            "cached_tokens_details": nothing,
        },
        "output_token_details": {"text_tokens": text_tokens, "audio_tokens": audio_tokens},
    }


def _characters(item: Mapping[str, Any]) -> int:
    parts = item.get("content") or ()
    return sum(len(one[name]) for one in (item, *parts) for name in _TEXTS if isinstance(one.get(name), str))
