"""Results files made for tests: small, whole and as a run writes them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from conformance.results.reader import read
from conformance.results.record import Results
from conformance.results.writer import ResultsWriter

CHECKS = ["accepts", "canonical", "rejects", "robust", "round-trip"]
TYPES = ["RealtimeResponse", "RealtimeResponseUsage"]


def header(**changed: Any) -> dict[str, Any]:
    """A header; ``implementation`` and ``options`` are changed member by member."""
    made: dict[str, Any] = {
        "suite": "0.1.0",
        "dialect": {"name": "async-openai", "version": 1},
        "requirements": 1,
        "implementation": {"name": "sdk", "version": "1.0.0", "language": "python", "profile": "default"},
        "impl": "sdk.adapter",
        "environment": {"python": "3.11.7", "platform": "Linux x86_64"},
        "options": {
            "types": TYPES, "checks": CHECKS, "vectors": None, "generated": 100, "strict": False, "shard": None,
        },
        "seed": 0,
        "started": "2026-11-22T15:57:53+00:00",
    }  # fmt: skip
    for name, value in changed.items():
        made[name] = {**made[name], **value} if isinstance(made[name], dict) else value
    return made


def verdict(
    case: str, status: str = "pass", reason: str = "", *, check: str = "accepts", level: str = "must", **more: Any
) -> dict[str, Any]:
    """A verdict of the type that ``case`` names."""
    made = {"case": case, "type": case.partition("/")[0], "check": check, "level": level, "status": status}
    return made | ({"reason": reason} if reason else {}) | more


def write(
    path: Path,
    verdicts: Sequence[Mapping[str, Any]],
    *,
    complete: bool = True,
    exit_: int | None = None,
    places: Sequence[int] | None = None,
    **changed: Any,
) -> Path:
    """A file of ``verdicts`` under ``header(**changed)``."""
    with ResultsWriter(path, header(**changed)) as writer:
        for place, record in enumerate(verdicts):
            writer.add(record, places[place] if places else place)
        if complete:
            failed = any(one["status"] == "fail" and one["level"] == "must" for one in verdicts)
            writer.finish({"exit": int(failed) if exit_ is None else exit_, "seconds": 1.5})
    return path


def results(path: Path, verdicts: Sequence[Mapping[str, Any]], **changed: Any) -> Results:
    """The same, read."""
    return read(write(path, verdicts, **changed))


def outside_of_code(markdown: str) -> list[str]:
    """The lines of Markdown that are read as Markdown, without character references; its fences are all closed."""
    lines, fence = [], ""
    for line in markdown.splitlines():
        if fence:
            fence = "" if line == fence else fence
        elif line.startswith("```"):
            fence = line.removesuffix("text")
        else:
            lines.append(re.sub(r"&#\d+;", "", line))
    assert fence == ""
    return lines


MARKUP = ("<script", "**bold", "[link]", "@user", "#1", "`", "<!--", "www.", "http:", "]]>", "&amp;")
"""What of ``HOSTILE`` would act on Markdown."""

HOSTILE = (
    "```\n</details><script>alert(1)</script> | **bold** [link](http://a.example) @user #1 `tick` "
    "\x00\x07\x1b[31m\u202e\ud800\U000e0001 ]]> &amp; www.a.example <!-- "
)
"""What a payload may hold to break out of where it is shown."""
