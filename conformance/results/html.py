"""Writes the report as one HTML file that needs nothing else: no network, no font, no second file.

What comes from results is embedded as JSON and becomes text nodes; the page's policy lets only its own script and
style run.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

from conformance.results.chart import HistoryPoint, chart
from conformance.results.page_data import page_data
from conformance.results.record import Results

_PAGE = Path(__file__).with_name("page")


@dataclass(frozen=True, slots=True)
class Column:
    """An extra column of the list of implementations: a title, what it means, and one text per results file."""

    title: str
    explanation: str
    texts: Sequence[str]


def html(
    results: Sequence[Results],
    extra: Sequence[Column] = (),
    history: Sequence[HistoryPoint] = (),
    groups: Mapping[str, str] | None = None,
    diagrams: Mapping[str, str] | None = None,
) -> str:
    """The page of ``results``, in their order.

    ``history`` adds a chart of correctness over versions; ``groups`` gives the titles that types are listed under,
    ``diagrams`` where the diagrams of recordings are, by subject.
    """
    style = (_PAGE / "report.css").read_text(encoding="utf-8")
    modules = (module.read_text(encoding="utf-8") for module in sorted(_PAGE.glob("*.js")))
    script = f'(() => {{\n"use strict";\n{"".join(modules)}}})();'
    data = page_data(results, groups or {})
    shown = {place: at for place, name in enumerate(data["types"]) if (at := (diagrams or {}).get(name))}
    parts = {
        "policy": f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; img-src data:; "
        "base-uri 'none'; form-action 'none'",
        "style": style,
        "script": script,
        "history": chart(history),
        "data": _json({**data, "diagrams": shown, "extra": list(map(asdict, extra))}),
    }
    page = (_PAGE / "report.html").read_text(encoding="utf-8")
    # In one pass: an inserted text may itself look like a placeholder.
    return re.sub(r"\{\{(\w+)\}\}", lambda placeholder: parts[placeholder[1]], page)


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _json(data: object) -> str:
    # ASCII: lone surrogates and line separators stay escaped. Without "<" no text can end the element.
    return json.dumps(data, ensure_ascii=True, separators=(",", ":")).replace("<", "\\u003c")
