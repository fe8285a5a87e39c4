"""The report as one HTML file that needs nothing else: no network, no font, no second file.

What comes from results goes in as JSON and becomes text nodes there; the page's policy lets only its own
script and style run.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from conformance.results.chart import HistoryPoint, chart
from conformance.results.page_data import page_data
from conformance.results.record import Results

_PAGE = Path(__file__).with_name("page")


@dataclass(frozen=True, slots=True)
class Column:
    """One more column of the list of implementations: a title, what it means, and one text per results."""

    title: str
    explanation: str
    texts: Sequence[str]


def html(
    results: Sequence[Results],
    extra: Sequence[Column] = (),
    history: Sequence[HistoryPoint] = (),
    groups: Mapping[str, str] | None = None,
) -> str:
    """The page of ``results``, in their order.

    ``history`` adds a chart of correctness over versions; ``groups`` gives types the titles that they are listed under.
    """
    columns = [
        {"title": column.title, "explanation": column.explanation, "texts": list(column.texts)} for column in extra
    ]
    style = (_PAGE / "report.css").read_text(encoding="utf-8")
    script = _script()
    parts = {
        "policy": _policy(style, script),
        "style": style,
        "script": script,
        "history": chart(history),
        "data": _json({**page_data(results, groups or {}), "extra": columns}),
    }
    page = (_PAGE / "report.html").read_text(encoding="utf-8")
    # In one pass: what is put in may itself look like a place to put something in.
    return re.sub(r"\{\{(\w+)\}\}", lambda place: parts[place[1]], page)


def _script() -> str:
    parts = (part.read_text(encoding="utf-8") for part in sorted(_PAGE.glob("*.js")))
    return f'(() => {{\n"use strict";\n{"".join(parts)}}})();'


def _policy(style: str, script: str) -> str:
    return (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _json(data: object) -> str:
    # ASCII: lone surrogates and line separators stay escaped. Without "<" no text can end the element.
    return json.dumps(data, ensure_ascii=True, separators=(",", ":")).replace("<", "\\u003c")
