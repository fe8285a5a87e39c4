"""Makes a page of a body: one file with its own style and scripts, whose policy lets nothing else run or load."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from conformance import packed
from conformance.results.page.markup import Markup, element

_HERE = Path(__file__).parent
_ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Crect width='16' height='16' "
    "rx='3' fill='%230b5d7d'/%3E%3Cpath d='M4 8.5l2.6 2.6L12 5.2' fill='none' stroke='white' stroke-width='2'/%3E"
    "%3C/svg%3E"
)
# A style sheet needs no space beside these signs, and none of its texts in quotes has one before a space.
_SPACE = re.compile(r"(?<=[:,;{}])[ \n]+|[ ]+(?=\{)")
# What Plot adds to each chart, of the class that the scripts give it.
_CHART_STYLE = (
    ":where(.drawn) {\n  --plot-background: white;\n  display: block;\n  height: auto;\n  height: intrinsic;\n"
    "  max-width: 100%;\n}\n:where(.drawn text),\n:where(.drawn tspan) {\n  white-space: pre;\n}"
)


def document(
    title: str,
    body: Markup,
    data: Mapping[str, Any],
    *,
    home: str = "#",
    places: Sequence[tuple[str, str]] = (),
    views: tuple[str, ...] = ("landing", "detail"),
    charts: bool = False,
) -> str:
    """The whole page. ``places`` are links in its head, ``views`` what is on it; ``charts`` says if it draws any."""
    compares = "landing" in views
    style, script = _style(views), _script(views)
    plot = packed.read_text(_HERE / "vendor" / "plot.js").strip() if charts else ""
    scripts = [text for text in (plot, script) if text]
    styles = [_hash(style), *([_hash(_CHART_STYLE)] if charts else [])]
    policy = (
        f"default-src 'none'; style-src {' '.join(styles)}; script-src {' '.join(map(_hash, scripts))}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    head = [
        element("meta", {"charset": "utf-8"}),
        element("meta", {"http-equiv": "Content-Security-Policy", "content": policy}),
        element("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"}),
        element("meta", {"name": "color-scheme", "content": "light dark"}),
        element("meta", {"name": "referrer", "content": "no-referrer"}),
        element("title", title),
        element("link", {"rel": "icon", "href": _ICON}),
        element("style", Markup(style)),
    ]
    return (
        "<!doctype html>\n"
        + element(
            "html",
            {"lang": "en"},
            element("head", head),
            element(
                "body",
                element("a.skip", {"href": "#main"}, "Skip to the content"),
                _masthead(home, places, _search() if compares else None),
                element("main", {"id": "main", "tabindex": -1}, body),
                element("dialog", {"id": "keys", "aria-label": "Keys"}, _keys(compares)),
                element("p", {"id": "said", "class": "out-of-sight", "role": "status", "aria-live": "polite"}, ""),
                element("script", {"type": "application/json", "id": "data"}, Markup(_json(data))),
                [element("script", Markup(text)) for text in scripts],
            ),
        )
        + "\n"
    )


def _search() -> Markup:
    return element(
        "div.search.scripted",
        {"role": "search"},
        element("label.out-of-sight", {"for": "search"}, "Search types, paths, libraries and findings"),
        element(
            "input", {"id": "search", "type": "search", "placeholder": "Type, path or library", "autocomplete": "off"}
        ),
        element("kbd", {"aria-hidden": "true"}, "/"),
        element("div", {"id": "found", "class": "found", "hidden": True}, ""),
    )


def _masthead(home: str, places: Sequence[tuple[str, str]], search: Markup | None) -> Markup:
    return element(
        "header.masthead",
        element(
            "a.brand",
            {"href": home},
            element("span.logo", {"aria-hidden": "true"}, "✓"),
            "Realtime conformance",
        ),
        element("nav", {"aria-label": "Pages"}, [element("a", {"href": address}, name) for name, address in places]),
        search,
        element("button", {"type": "button", "id": "theme", "class": "scripted"}, "Theme: auto"),
    )


_COMPARING = (
    ("/", "search"),
    ("arrows, Home, End", "move in the table"),
    ("Enter", "open the cell"),
    ("c", "copy the link of the cell"),
    ("Escape", "leave the search"),
)


def _keys(compares: bool) -> Markup:
    keys = (*(_COMPARING if compares else ()), ("?", "this list"))
    return element(
        "div",
        element("h2", "Keys"),
        element("dl", [[element("dt", element("kbd", key)), element("dd", says)] for key, says in keys]),
        element("button", {"type": "button", "class": "close"}, "Close"),
    )


@cache
def _style(views: tuple[str, ...]) -> str:
    """What every page has, then what the views have, in the order of the files' names."""
    files = [file for view in ("all", *views) for file in sorted((_HERE / "style").glob(f"{view}-*.css"))]
    return _SPACE.sub("", "".join(map(_smaller, files)))


@cache
def _script(views: tuple[str, ...]) -> str:
    """The scripts of these views, which ``vendor/build.mjs`` makes of those in ``script/``."""
    return packed.read_text(_HERE / "built" / f"{'-'.join(views)}.js").strip()


def _smaller(file: Path) -> str:
    """The text of a file without indentation and without the lines that are comments."""
    lines = (line.strip() for line in file.read_text(encoding="utf-8").splitlines())
    return "".join(f"{line}\n" for line in lines if line and not line.startswith(("//", "/*")))


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _json(data: object) -> str:
    # ASCII: lone surrogates and line separators stay escaped. Without "<" no text can end the element.
    return json.dumps(data, ensure_ascii=True, separators=(",", ":")).replace("<", "\\u003c")
