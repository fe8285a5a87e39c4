"""What the scripts of the landing view need, written short: it is a part of every landing page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from conformance.results.page.causes import Cause
from conformance.results.page.numbers import PLAYED, Numbers, Role
from conformance.results.page.site import Library, Site
from conformance.results.page.standing import CLASSES
from conformance.spec.areas import OTHER

_SAYS = 64
_SIDES = {"RealtimeClientEvent": "+", "RealtimeServerEvent": "-"}
"""How the names of events begin, and the signs that they begin with in the data."""


def landing_data(site: Site) -> dict[str, Any]:
    """The marks of the scatter, the classes of cells, and what can be searched for.

    ``causes`` are the worst of each area, by library: area, path, number in ``says``, count, and 1 for a refusal. The
    rows of what is judged by sessions say theirs. ``defects`` are by library a page with the title and the place on it
    of each.
    """
    says: dict[str, int] = {}
    causes = {
        library.id: [
            [
                cause.area,
                cause.places[0] if cause.places else "",
                says.setdefault(_says(cause), len(says)),
                cause.count,
                int(cause.refused),
            ]
            for cause in _worst(library)
        ]
        for library in site.libraries
        if library.causes and library.newest.role not in PLAYED
    }
    return {
        "marks": [
            _mark(site, one) for one in site.libraries if one.newest.role is not Role.STATIC and _has_both(one.newest)
        ],
        "classes": CLASSES,
        "areas": [[area.id, area.title, " ".join(map(_short, area.types))] for area in site.areas],
        "says": list(says),
        "causes": causes,
        "defects": _defects(site),
    }


def _says(cause: Cause) -> str:
    """What happens; where no member is named, what the library said."""
    said = "" if cause.places else next(iter(cause.groups)).how
    return (said or cause.says)[:_SAYS]


def _worst(library: Library) -> Iterable[Cause]:
    """The cause that most payloads of an area show, a refusal before a change."""
    ranked = sorted((one for one in library.causes if one.area != OTHER), key=lambda cause: not cause.refused)
    return {cause.area: cause for cause in reversed(ranked)}.values()


def _short(type_: str) -> str:
    for name, sign in _SIDES.items():
        if type_.startswith(name):
            return sign + type_.removeprefix(name)
    return type_


def _defects(site: Site) -> list[list[Any]]:
    pages: dict[tuple[str, str], list[list[str]]] = defaultdict(list)
    for one in (defect for found in site.defects.values() for defect in found):
        page, _, place = one.address.partition("#")
        pages[one.library, page].append([one.title, place])
    return [[library, page, titles] for (library, page), titles in pages.items()]


def _has_both(one: Numbers) -> bool:
    return bool(one.shares.read.whole and one.shares.sent.whole)


def _mark(site: Site, library: Library) -> dict[str, Any]:
    one = library.newest
    return {
        "name": library.name,
        "href": site.address(library.id),
        "standing": "control" if one.control else one.standing.id,
        **_place(one),
        "events": [one.events.part, one.events.whole],
        "older": [*map(_place, filter(_has_both, library.versions[:-1]))],
    }


def _place(one: Numbers) -> dict[str, Any]:
    read, sent = one.shares.read, one.shares.sent
    return {"version": one.header.version, "read": [read.part, read.whole], "sent": [sent.part, sent.whole]}
