"""Keeps the results of another implementation, which a run without ``--results`` would take the place of.

The default file is always that of the last run. What is kept beside it has the name of its implementation and dialect,
so that two implementations that are judged one after the other can be compared.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from conformance.files import followed, slugged

_HEADER = 1 << 20
"""No header is as long, in characters."""
_NAME = 100


def keep_another(path: Path, header: Mapping[str, Any]) -> Path | None:
    """Rename the results at ``path`` if they are not of the implementation and dialect that ``header`` has.

    Returns their new path; ``None`` where nothing was to be kept. Earlier results of that name are replaced.

    Raises:
        OSError: the file cannot be renamed.
    """
    there = _named(_header(path))
    if not there or there == _named(header):
        return None
    # Its name is a stranger's word: nothing but letters, digits and hyphens of it gets into a path.
    kept = followed(path).with_name(f"{there}.jsonl")
    followed(path).replace(kept)
    return path.with_name(kept.name)


def _header(path: Path) -> Mapping[str, Any]:
    with suppress(OSError, ValueError, RecursionError), path.open(encoding="utf-8") as file:
        read = json.loads(file.readline(_HEADER))
        return read if isinstance(read, dict) else {}
    return {}


def _named(header: Mapping[str, Any]) -> str:
    """What tells implementations apart, as the name of a file; empty for what is not a header."""
    about, dialect = header.get("implementation"), header.get("dialect")
    if not isinstance(about, dict) or not isinstance(dialect, dict):
        return ""
    profile = about.get("profile")
    words = (about.get("name"), *([] if profile == "default" else [profile]), dialect.get("name"))
    return slugged(" ".join(map(str, words)))[:_NAME]
