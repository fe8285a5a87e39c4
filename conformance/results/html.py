"""Writes results as HTML: one file for a project's own report, or a landing view and a page per implementation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from conformance.results.chart import HistoryPoint, chart
from conformance.results.page.detail import detail
from conformance.results.page.document import document
from conformance.results.page.landing import landing, landing_below
from conformance.results.page.markup import Markup, element, joined
from conformance.results.page.numbers import Role, numbers
from conformance.results.page.scripted import landing_data
from conformance.results.page.site import Site, libraries
from conformance.results.page.table import place_of
from conformance.results.page.versions import chart_data
from conformance.results.record import Results
from conformance.spec import dialects, manifest_of

_TITLE = "Realtime conformance"


def html(
    results: Sequence[Results],
    history: Sequence[HistoryPoint] = (),
    diagrams: Mapping[str, str] | None = None,
) -> str:
    """The report of ``results`` in one file, in their order.

    A single implementation is shown with its reasons first; several are compared first, then shown one by one. Where
    they are judged by several dialects, each has a part of its own. ``history`` adds a chart of correctness over
    versions; ``diagrams`` says where the diagrams of recordings are, by subject.
    """
    parts: list[Markup] = []
    compared: dict[str, object] = {}
    drawn: dict[str, object] = {}
    scattered = False
    judges = list(dict.fromkeys(one.header.dialect for one in results))
    for dialect in judges:
        judged = [numbers(one, diagrams=diagrams) for one in results if one.header.dialect == dialect]
        site = Site(dialect, says(dialect), libraries(judged), part=dialect if len(judges) > 1 else "")
        if len(results) > 1 and not compared:
            parts.append(landing(site))
            compared, scattered = landing_data(site), len(site.libraries) > 1
        elif len(results) > 1:
            parts.append(landing_below(site))
        for library in site.libraries:
            parts.append(element("article", detail(site, library, reasons_first=True)))
            drawn |= chart_data(site, library)
    if history:
        parts.append(element("section.card", element("h2", "History"), Markup(chart(history))))
    names = ", ".join(dict.fromkeys(one.header.name for one in results))
    data = {**compared, "charts": drawn}
    views = ("landing", "detail") if compared else ("detail",)
    return document(f"{names} – {_TITLE}", joined(parts), data, views=views, charts=scattered or bool(drawn))


def says(dialect: str) -> str:
    """What a dialect is, in a few words."""
    return str(manifest_of(dialect)["says"]) if dialect in dialects() else "not one that this release has"


def pages(site: Site, landing_path: str) -> Iterator[tuple[str, str]]:
    """The path and text of the landing view and of each implementation's page."""
    folder = f"{site.dialect}/"
    up = "../" * landing_path.count("/")
    yield (
        landing_path,
        document(
            _TITLE, landing(site), landing_data(site), places=_places(site, "", up), views=("landing",), charts=True
        ),
    )
    home = f"../{landing_path}" if "/" not in landing_path else landing_path.rpartition("/")[2]
    inner = _places(site, home, "../")
    for library in site.libraries:
        drawn = chart_data(site, library)
        crumbs = element("p.crumbs", element("a", {"href": home}, "Matrix"), f" / {library.name}")
        body = joined([crumbs, detail(site, library)])
        title = f"{library.name} – {_TITLE}"
        yield (
            f"{folder}{library.id}.html",
            document(title, body, {"charts": drawn}, home=home, places=inner, views=("detail",), charts=bool(drawn)),
        )


def _places(site: Site, home: str, up: str) -> list[tuple[str, str]]:
    """The links in the head of a page: the groups of the table, each where there are any, and the findings."""
    roles = [role for role in (Role.SDK, Role.SERVER, Role.CLIENT) if site.of(role)]
    groups = [(role.heading, f"{home}#{place_of(role)}") for role in roles]
    return groups + ([("Findings", f"{up}findings.md")] if site.shared or site.defects else [])
