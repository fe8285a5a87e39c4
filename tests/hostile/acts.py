"""A text that acts on whatever shows it raw, and how to see that it was shown raw."""

from __future__ import annotations

import re

ESCAPES = "\x1b[2J\x1b]0;owned\x07\u202e\u009b31m\r"
TEXT = f"::error title=x::owned{ESCAPES}##[error]y\n::stop-commands::z\n  ::warning::w ##vso[task.complete]v"
_COMMAND = re.compile(r"^\s*::|##\w*\[", re.MULTILINE)


def raw(shown: str) -> list[str]:
    """The lines of an output in which something acts on a terminal or on a CI runner."""
    return [line for line in shown.split("\n") if _COMMAND.search(line) or not line.replace("\t", "").isprintable()]
