"""Reads the published findings: confirmed defects by library, and the causes that libraries share."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path

from conformance.errors import UsageError
from conformance.results.page.site import Defect, SharedDefect

FILE = "findings.json"


def findings(folder: Path) -> tuple[dict[str, list[Defect]], list[SharedDefect]]:
    """The findings beside the published pages, the worst first; none without a file. Addresses are from ``folder``.

    Raises:
        UsageError: the file is not one of findings.
    """
    path = folder / FILE
    if not path.is_file():
        return {}, []
    try:
        listed = json.loads(path.read_text(encoding="utf-8"))
        found: dict[str, list[Defect]] = defaultdict(list)
        for one in listed["findings"]:
            defect = Defect(one["library"], one["title"], one["severity"], one["page"])
            found[defect.library].append(defect)
        shared = [SharedDefect(one["title"], tuple(one["libraries"]), "findings.md") for one in listed["shared"]]
    except (ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{path}: not the findings that `python -m tests.findings` writes ({error!r})") from None
    return dict(found), shared
