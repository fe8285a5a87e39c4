"""The table of the landing view: one row per implementation, one cell per area."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.requirements.level import Level
from conformance.results.page.marks import bar, mark
from conformance.results.page.markup import Attributes, Markup, element
from conformance.results.page.numbers import PLAYED, AreaNumbers, Numbers, Role, language
from conformance.results.page.site import Library, Site
from conformance.results.page.standing import class_of, percent_or_dash, whole_percent
from conformance.results.shares import Share

_PARTLY_THERE = 90
_RULES = 3
_LEAST = 10
"""Percentages of fewer payloads than these have their number beside them."""


def table(site: Site, *, scripted: bool = True) -> Markup:
    """The whole table, in groups by role; a role that nobody has, has no group. Scripts work on one of a document."""
    head = element(
        "tr",
        _head("name", "Implementation"),
        _head("read", "Read %"),
        _head("sent", "Sent %"),
        _head("events", "Events %"),
        [_head(area.id, area.title, "area") for area in site.areas],
        _head("findings", "Findings"),
    )
    groups = [_group(site, role, members, scripted=scripted) for role in Role if (members := site.of(role))]
    missing = [
        element(
            "tr.missing",
            element("th", {"scope": "row"}, name),
            element("td", {"colspan": 4 + len(site.areas)}, f"no complete run yet: {why}"),
        )
        for name, why in site.missing.items()
    ]
    return element(
        "table",
        {"id": "matrix" if scripted else None, "class": "matrix"},
        element("caption.out-of-sight", "Implementations by area: the share of payloads that come through right"),
        element("thead", head),
        groups,
        element("tbody", missing) if missing else None,
    )


def _head(id_: str, title: str, kind: str = "") -> Markup:
    return element(
        "th",
        {"scope": "col", "class": f"{kind} col-{id_}".strip(), "data-sort": id_},
        element("button", {"type": "button"}, element("span", title)),
    )


def _group(site: Site, role: Role, members: list[Library], *, scripted: bool) -> Markup:
    whole = 5 + len(site.areas)
    title = element(
        "tr.group",
        element(
            "th",
            {"scope": "rowgroup", "colspan": whole},
            element("b", role.heading),
            element("span.count", len(members)),
            element("span.about", role.about),
        ),
    )
    most = (
        max(one.newest.shares.read.whole for one in members),
        max(one.newest.shares.sent.whole for one in members),
    )
    rows = [
        _row(site, library, one, most, scripted=scripted)
        for library in members
        for one in (library.newest, *library.others)
    ]
    return element("tbody", {"data-role": role, "id": place_of(role) if scripted else None}, title, rows)


def place_of(role: Role) -> str:
    """The ``id`` of the rows of a role."""
    return f"all-{role}"


def _row(site: Site, library: Library, one: Numbers, most: tuple[int, int], *, scripted: bool) -> Markup:
    first = one is library.newest
    header = one.header
    attributes: Attributes = {
        "class": "row" if first else "row other",
        "data-library": library.id,
        "data-language": header.language.lower(),
        "data-name": header.label,
        "data-control": one.control,
    }
    findings = element("td.number.findings", _findings(site, library) if first else None)
    if one.speaks:
        said = f"speaks {one.speaks}, a dialect of its own: not judged here"
        cells: list[Markup] = [element("td.speaks", {"colspan": 4 + len(site.areas)}, said)]
    elif one.role in PLAYED:
        cells = [*_played(site, library, one), findings]
    else:
        cells = [
            _share_cell("read", one, one.shares.read, most[0]),
            _share_cell("sent", one, one.shares.sent, most[1]),
            element("td.number.events", {"title": _of(one.events)}, percent_or_dash(one.events)),
            *(_area(site, library, one, area.id, scripted=scripted) for area in site.areas),
            findings,
        ]
    return element("tr", attributes, element("th", {"scope": "row"}, _name(site, library, one)), cells)


def _name(site: Site, library: Library, one: Numbers) -> Iterator[Markup]:
    header = one.header
    first = one is library.newest
    yield mark(one.standing, control=one.control, said=True)
    about: list[Markup | str] = [header.version]
    if header.profile not in ("", "default", header.version):
        about.append(f" ({header.profile})")
    about.append(" · control" if one.control else f" · {language(header.language)}")
    if first and library.others:
        about.append(element("span.more", f" · +{len(library.others)}"))
    name = element("a", {"href": site.address(library.id)}, header.name) if first else element("span", header.name)
    trouble = element("span.trouble", one.trouble) if one.trouble and one.role not in PLAYED else None
    yield element("span.who", name, element("small", about, trouble))


def _played(site: Site, library: Library, one: Numbers) -> Iterator[Markup]:
    """The sessions that break no rule, over the columns of shares, and what breaks, over those of areas."""
    share = one.shares.correct
    yield element(
        "td.share.played",
        {"colspan": 3},
        bar(one, share, share.whole, reading=False),
        element("span.percent", {"title": _of(share)}, f"{share.part} of {share.whole}" if share.whole else "–"),
    )
    yield element("td.told", {"colspan": len(site.areas)}, _told(library, one))


def _told(library: Library, one: Numbers) -> str:
    if one.trouble:
        return one.trouble.partition(": ")[0]
    if not one.shares.correct.whole:
        return one.other_wire or "nothing was judged"
    broken = [cause for cause in library.causes if cause.rule and cause.level is Level.MUST]
    warned = len(library.causes) - len(broken)
    if not broken:
        return f"breaks no rule at must, {warned} below" if warned else "breaks no rule"
    shown = ", ".join(f"{cause.rule} ({cause.count})" for cause in broken[:_RULES])
    more = len(broken) - _RULES
    return f"breaks {shown}" + (f" and {more} more {'rule' if more == 1 else 'rules'}" if more > 0 else "")


def _share_cell(name: str, one: Numbers, share: Share, whole: int) -> Markup:
    percent = element("span.percent", {"title": _of(share)}, percent_or_dash(share))
    return element(f"td.share.{name}", bar(one, share, whole, reading=name == "read"), percent)


def _of(share: Share) -> str | None:
    """Both numbers of a share, from which the scripts sort, too."""
    return f"{share.part} of {share.whole}" if share.whole else None


def _area(site: Site, library: Library, one: Numbers, id_: str, *, scripted: bool) -> Markup:
    """A cell. Scripts make the links of the first table: they would be a tenth of the page."""
    found = one.areas.get(id_)
    if found is None or not found.there.whole:
        return element("td", element("span.cell.not-there", "–"))
    partly = found.there.whole and found.there.part and whole_percent(found.there) < _PARTLY_THERE
    attributes: Attributes = {
        "class": f"cell {class_of(found.read)}{' partly' if partly else ''}{' refuses' if found.refused else ''}",
        "data-n": _counts(found),
    }
    if one is library.newest and not scripted:
        attributes["href"] = site.address(library.id, id_)
    few = element("small", f"/{found.read.whole}") if 0 < found.read.whole < _LEAST else None
    name = "a" if one is library.newest else "span"
    return element("td", element(name, attributes, percent_or_dash(found.read), few))


def _counts(found: AreaNumbers) -> str:
    """Of what is read, of what is sent and of what is there the part and the whole, and how many are refused.

    What is all there and never refused has no whole and no number of these two.
    """
    numbers = [n for one in (found.read, found.sent) for n in (one.part, one.whole)] + [found.there.part]
    if found.refused or found.there.part != found.there.whole:
        numbers += [found.there.whole, found.refused]
    return " ".join(map(str, numbers))


def _findings(site: Site, library: Library) -> Markup | str:
    count = len(site.defects.get(library.name, ()))
    return element("a", {"href": site.address(library.id, "findings")}, count) if count else "–"
