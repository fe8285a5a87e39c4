"""Text of others on one line of a terminal: it is shown, and acts on nothing."""

from __future__ import annotations


def visible(text: str, width: int | None = None) -> str:
    """One line of printable characters, others by their JSON escape; of ``width`` characters at most."""
    if not text.isprintable():
        text = "".join(map(_escaped, text))
    return text if width is None or len(text) <= width else f"{text[: max(width - 1, 0)]}…"


def _escaped(character: str) -> str:
    if character.isprintable():
        return character
    code_point = ord(character)
    if code_point <= 0xFFFF:
        return f"\\u{code_point:04x}"
    high, low = divmod(code_point - 0x10000, 0x400)
    return f"\\u{0xD800 + high:04x}\\u{0xDC00 + low:04x}"
