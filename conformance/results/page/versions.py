"""Whether an implementation gets better: its versions and profiles side by side, and what the newest one changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conformance.requirements.level import Level
from conformance.results.page.causes import Cause, causes
from conformance.results.page.marks import bar
from conformance.results.page.markup import Markup, element, table
from conformance.results.page.site import Library, Site
from conformance.results.shares import Share


def chart_data(site: Site, library: Library) -> dict[str, Any]:
    """What the charts of the view need, by the place of the implementation; nothing where there is only one version."""
    versions = library.versions
    if len(versions) < 2:
        return {}
    data = {
        "versions": [
            {
                "version": one.header.version,
                "read": one.shares.read.ratio,
                "sent": one.shares.sent.ratio,
                "events": one.events.ratio,
                "areas": {id_: found.read.ratio for id_, found in one.areas.items()},
            }
            for one in versions
        ],
        "areas": [[area.id, area.title] for area in site.all_areas],
    }
    return {site.place(library.id): data}


def groups_before(library: Library) -> frozenset[object] | None:
    """The groups of the version before the newest; ``None`` where there is none."""
    versions = library.versions
    if len(versions) < 2:
        return None
    return frozenset(group for cause in causes(versions[-2]) for group in cause.groups)


def versions_card(site: Site, library: Library) -> Markup | None:
    """The versions in a chart and a table, with what the newest changed; nothing where there is only one."""
    versions = library.versions
    if len(versions) < 2:
        return None
    titled = site.place(library.id, "versions-title")
    rows = [
        element(
            "tr",
            element("th", {"scope": "row"}, one.header.version),
            [element("td.number", share.percent) for share in (one.shares.read, one.shares.sent, one.events)],
        )
        for one in versions
    ]
    return element(
        "section.card",
        {"aria-labelledby": titled},
        element("h2", {"id": titled}, f"{len(versions)} versions"),
        element("p", _step(library)),
        element("div.chart", {"data-chart": "versions", "data-of": site.place(library.id)}),
        table("versions", ("Version", "Read", "Sent", "Events"), rows),
    )


def _step(library: Library) -> Iterator[Markup | str]:
    """What the newest version changed."""
    before, after = library.versions[-2:]
    moves = [(name, getattr(before.shares, name), getattr(after.shares, name)) for name in ("read", "sent")]
    told = [f"{name} {_moved(old, new)}" for name, old, new in moves if old.whole and new.whole]
    yield element("b", f"{after.header.version} against {before.header.version}: ")
    yield "; ".join(told)
    gone, new = _apart(causes(before), library.causes), _apart(library.causes, causes(before))
    yield f"; {len(gone)} causes of failure are gone, {len(new)} are new."


def _moved(old: Share, new: Share) -> str:
    better = (new.ratio or 0) - (old.ratio or 0)
    how = "is better" if better > 0 else "is worse" if better < 0 else "is as before"
    return f"{how} ({old.percent} → {new.percent})" if better else f"{how} ({new.percent})"


def _apart(ours: list[Cause], theirs: list[Cause]) -> list[Cause]:
    """The causes at must that the others have not."""
    known = {group for cause in theirs for group in cause.groups}
    return [cause for cause in ours if cause.level is Level.MUST and not cause.groups & known]


def profiles_card(library: Library) -> Markup | None:
    """Every profile and version in a table; nothing where there is only one."""
    if not library.others:
        return None
    whole = [
        max(getattr(one.shares, name).whole for one in (library.newest, *library.others)) for name in ("read", "sent")
    ]
    rows = [
        element(
            "tr",
            element("th", {"scope": "row"}, one.header.label),
            element("td", bar(one, one.shares.read, whole[0], reading=True), " ", one.shares.read.percent),
            element("td", bar(one, one.shares.sent, whole[1], reading=False), " ", one.shares.sent.percent),
        )
        for one in (library.newest, *library.others)
    ]
    return element(
        "section.card",
        element("h2", "Profiles and versions"),
        table("profiles", ("Profile or version", "Read", "Sent"), rows),
    )
