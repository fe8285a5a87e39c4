"""The table of the landing view: one row per implementation, one cell per area."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.results.page.marks import bar, mark
from conformance.results.page.markup import Markup, element
from conformance.results.page.numbers import AreaNumbers, Numbers, Role, language
from conformance.results.page.site import Library, Site
from conformance.results.page.standing import class_of, percent_or_dash, whole_percent
from conformance.results.shares import Share

_PARTLY_THERE = 90
_LEAST = 10
"""Percentages of fewer payloads than these have their number beside them."""


def table(site: Site, *, scripted: bool = True) -> Markup:
    """The whole table, in groups by role; a role that nobody has, has no group. Scripts work on one of a document."""
    head = element(
        "tr",
        None,
        _head("name", "Implementation"),
        _head("read", "Read %"),
        _head("sent", "Sent %"),
        _head("events", "Events %"),
        [_head(area.id, area.title, "area") for area in site.areas],
        _head("findings", "Findings"),
    )
    groups = [_group(site, role, members) for role in Role if (members := site.of(role))]
    missing = [
        element(
            "tr",
            "missing",
            element("th", {"scope": "row"}, name),
            element("td", {"colspan": 4 + len(site.areas)}, f"no complete run yet: {why}"),
        )
        for name, why in site.missing.items()
    ]
    return element(
        "table",
        {"id": "matrix" if scripted else None, "class": "matrix"},
        element("caption", "out-of-sight", "Implementations by area: the share of payloads that come through right"),
        element("thead", None, head),
        groups,
        element("tbody", None, missing) if missing else None,
    )


def _head(id_: str, title: str, kind: str = "") -> Markup:
    return element(
        "th",
        {"scope": "col", "class": f"{kind} col-{id_}".strip(), "data-sort": id_},
        element("button", {"type": "button"}, element("span", None, title)),
    )


def _group(site: Site, role: Role, members: list[Library]) -> Markup:
    whole = 5 + len(site.areas)
    title = element(
        "tr",
        "group",
        element(
            "th",
            {"scope": "rowgroup", "colspan": whole},
            element("b", None, role.heading),
            element("span", "count", len(members)),
            element("span", "about", role.about),
        ),
    )
    read = max(one.newest.shares.read.whole for one in members)
    sent = max(one.newest.shares.sent.whole for one in members)
    rows = [row for library in members for row in _rows(site, library, read, sent)]
    return element("tbody", {"data-role": role}, title, rows)


def _rows(site: Site, library: Library, read: int, sent: int) -> Iterator[Markup]:
    yield _row(site, library, library.newest, read, sent)
    for other in library.others:
        yield _row(site, library, other, read, sent)


def _row(site: Site, library: Library, one: Numbers, read: int, sent: int) -> Markup:
    first = one is library.newest
    header = one.header
    attributes: dict[str, str | int | bool | None] = {
        "class": "row" if first else "row other",
        "data-library": library.id,
        "data-language": header.language.lower(),
        "data-name": header.label,
        "data-read": _sortable(one.shares.read),
        "data-sent": _sortable(one.shares.sent),
        "data-events": _sortable(one.events),
        "data-findings": len(site.defects.get(library.name, ())) if first else 0,
        "data-control": one.control,
    }
    if one.speaks:
        said = f"speaks {one.speaks}, a dialect of its own: not judged here"
        cells: list[Markup] = [element("td", {"class": "speaks", "colspan": 4 + len(site.areas)}, said)]
    else:
        cells = [
            _share_cell("read", one, one.shares.read, read),
            _share_cell("sent", one, one.shares.sent, sent),
            element("td", "number events", percent_or_dash(one.events)),
            *(_area(site, library, one, area.id) for area in site.areas),
            element("td", "number findings", _findings(site, library) if first else None),
        ]
    return element("tr", attributes, element("th", {"scope": "row"}, _name(site, library, one)), cells)


def _name(site: Site, library: Library, one: Numbers) -> Iterator[Markup]:
    header = one.header
    first = one is library.newest
    yield mark(one.standing, control=one.control)
    about: list[Markup | str] = [header.version]
    if header.profile not in ("", "default", header.version):
        about.append(f" ({header.profile})")
    about.append(" · control" if one.control else f" · {language(header.language)}")
    if first and library.others:
        about.append(element("span", "more", f" · +{len(library.others)}"))
    word = element("span", "out-of-sight", f"{'Control' if one.control else one.standing.words}: ")
    name = (
        element("a", {"href": site.address(library.id)}, header.name) if first else element("span", None, header.name)
    )
    trouble = element("span", "trouble", one.trouble) if one.trouble else None
    yield element("span", "who", word, name, element("small", None, about, trouble))


def _share_cell(name: str, one: Numbers, share: Share, whole: int) -> Markup:
    return element(
        "td",
        f"share {name}",
        bar(one, share, whole, reading=name == "read"),
        element("span", {"class": "percent", "title": f"{share.part} of {share.whole}"}, percent_or_dash(share)),
    )


def _area(site: Site, library: Library, one: Numbers, id_: str) -> Markup:
    found = one.areas.get(id_)
    if found is None or not found.there.whole:
        return element("td", None, element("span", "cell not-there", "–"))
    partly = found.there.whole and found.there.part and whole_percent(found.there) < _PARTLY_THERE
    attributes: dict[str, str | int | bool | None] = {
        "class": f"cell {class_of(found.read)}{' partly' if partly else ''}{' refuses' if found.refused else ''}",
        "data-counts": _counts(found),
    }
    if one is library.newest:
        attributes["href"] = site.address(library.id, id_)
    few = element("small", None, f"/{found.read.whole}") if 0 < found.read.whole < _LEAST else None
    name = "a" if one is library.newest else "span"
    return element("td", None, element(name, attributes, element("b", None, percent_or_dash(found.read)), few))


def _counts(found: AreaNumbers) -> str:
    """Of what is read, of what is sent and of what is there the part and the whole, and how many are refused."""
    shares = (found.read, found.sent, found.there)
    return " ".join(str(count) for count in (*(n for one in shares for n in (one.part, one.whole)), found.refused))


def _findings(site: Site, library: Library) -> Markup | str:
    count = len(site.defects.get(library.name, ()))
    return element("a", {"href": site.address(library.id, "findings")}, count) if count else "–"


def _sortable(share: Share) -> str:
    return f"{share.ratio:.4f}" if share.ratio is not None else "-1"
