"""The evidence for one implementation: causes with their cases, types, and what the dialect leaves open."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from conformance.checks.case import CaseId, CaseKind
from conformance.checks.verdict import Verdict
from conformance.requirements.level import Level
from conformance.results.behaviour import behaviours
from conformance.results.page.causes import Cause
from conformance.results.page.markup import Child, Markup, element, link, path, shell, worded
from conformance.results.page.numbers import PLAYED, AreaNumbers, Numbers
from conformance.results.page.site import Library, Site
from conformance.results.page.standing import class_of, percent_or_dash
from conformance.results.shares import Share
from conformance.spec.areas import OTHER, UNKNOWN, load_areas

_SHOWN = 12
_CASES = 60
_PLACES = 6
_WITH_PAYLOAD = 120
_PAYLOAD = 2_000
_HARMS = {
    "refused": ("✕", "A payload is an error, and what it said is gone"),
    "changed": ("≠", "A payload is read, and comes back different"),
}
_FRAME = re.compile(r"frame (\d+)")


def cause_list(one: Numbers, found: Sequence[Cause], before: frozenset[object] | None, place: str) -> Markup | None:
    """Why, by cause: refusals, then changes; ``before`` are the groups of the version before, to tell what is new.

    ``place`` is the id of the section.
    """
    if not found:
        return None
    must = [cause for cause in found if cause.level is Level.MUST]
    warned = [cause for cause in found if cause.level is not Level.MUST]
    if one.role in PLAYED:
        return element(
            "section.card",
            {"id": place},
            element("h2", "Rules that are broken"),
            element("p.quiet", "With the number of sessions that show it. A rule is told once."),
            _causes(one, must, before) if must else None,
            _folded(f"{len(warned)} at level should, which only warn", _causes(one, warned, before), shown=not must)
            if warned
            else None,
        )
    return element(
        "section.card",
        {"id": place},
        element("h2", "Why, by cause"),
        element(
            "p.quiet",
            "One cause is told once, whatever the number of checks and types that it fails. Paths start at the "
            "payload. A payload may meet several causes.",
        ),
        _harm(one, "refused", [cause for cause in must if cause.refused], before),
        _harm(one, "changed", [cause for cause in must if not cause.refused], before),
        _folded(f"{len(warned)} more at level should, which only warn", _causes(one, warned, before))
        if warned
        else None,
    )


def _harm(one: Numbers, kind: str, found: Sequence[Cause], before: frozenset[object] | None) -> Markup | None:
    if not found:
        return None
    sign, about = _HARMS[kind]
    rest = found[_SHOWN:]
    return element(
        f"div.harm.{kind}",
        element(
            "h3",
            element(f"span.sign.{kind}", {"aria-hidden": "true"}, sign),
            kind.capitalize(),
            element("small", about),
        ),
        _causes(one, found[:_SHOWN], before),
        _folded(f"{len(rest)} more, fewer payloads each", _causes(one, rest, before)) if rest else None,
    )


def _folded(title: str, content: Markup, *, shown: bool = False) -> Markup:
    return element("details.fold", {"open": shown}, element("summary", title), content)


def _causes(one: Numbers, found: Sequence[Cause], before: frozenset[object] | None) -> Markup:
    titles = {area.id: area.title for area in load_areas(one.header.dialect)}
    most = max((cause.count for cause in found), default=1)
    rows = [
        _cause(one, cause, titles, most, before, payload=number < _WITH_PAYLOAD) for number, cause in enumerate(found)
    ]
    return element("ul.causes", rows)


def _cause(
    one: Numbers, cause: Cause, titles: dict[str, str], most: int, before: frozenset[object] | None, *, payload: bool
) -> Markup:
    new = before is not None and not (cause.groups & before)
    places = [path(place) for place in cause.places[:_PLACES]]
    more = len(cause.places) - _PLACES
    width = max(1.0, cause.count * 100 / most)
    return element(
        "li",
        element("b.count", cause.count),
        element(
            "svg",
            {
                "class": f"bar {'refused' if cause.refused else 'changed'}",
                "viewBox": "0 0 100 10",
                "preserveAspectRatio": "none",
                "aria-hidden": "true",
            },
            element("rect", {"width": f"{width:.1f}", "height": 10}),
        ),
        element(
            "div",
            element("p.places", [[place, " "] for place in places], f"and {more} more places" if more > 0 else None)
            if places
            else None,
            element("p.says", _said(cause), element("span.tag", f"since {one.header.version}") if new else None),
            element(
                "details",
                element("summary", "Cases"),
                _example(one, cause) if payload else None,
                element("ul.cases", [element("li", element("code", case)) for case in cause.cases[:_CASES]]),
                element("p.quiet", f"and {len(cause.cases) - _CASES} more") if len(cause.cases) > _CASES else None,
            ),
        ),
        # What is played has groups of scenarios, not areas.
        None if one.role in PLAYED else element("span.area", titles.get(cause.area, "")),
    )


def _said(cause: Cause) -> Child:
    """What happens; of a broken rule its sentence, too."""
    if not cause.rule:
        return cause.says
    return [element("b", cause.rule), " ", worded(dict(cause.example.requirements).get(cause.rule, ""))]


def _example(one: Numbers, cause: Cause) -> Markup:
    verdict = cause.example
    facts = [
        (
            "Requirement",
            [element("p", element("code", row), " ", worded(says)) for row, says in verdict.requirements],
        ),
        ("What", element("p", verdict.reason)),
        *_exchanged(verdict),
        ("Diagram", _diagram(one, cause)),
        ("Known", link(verdict.known, verdict.known) if verdict.known else None),
        (
            "Reproduce",
            element("pre", {"tabindex": 0}, shell(verdict.reproduce[:_PAYLOAD])) if verdict.reproduce else None,
        ),
    ]
    return element(
        "dl.example", [[element("dt", title), element("dd", content)] for title, content in facts if content]
    )


def _exchanged(verdict: Verdict) -> Iterator[tuple[str, Child]]:
    """What was sent and what came back; of a scenario what is played, as what happened has been said."""
    if CaseId.parse(verdict.case).kind is CaseKind.SCENARIO:
        yield "Scenario", element("p", verdict.expected) if verdict.expected else None
        return
    yield from (
        ("Sent", _text(verdict.sent)),
        ("Expected", _text(verdict.expected)),
        ("Came back", _text(verdict.actual)),
    )


def _diagram(one: Numbers, cause: Cause) -> Markup | None:
    """The way to the diagram of the session, at the frame that breaks a rule."""
    verdict = cause.example
    address = one.diagrams.get(verdict.subject)
    if address is None:
        return None
    frame = _FRAME.search(verdict.reason)
    return element("a.diagram", {"href": f"{address}#f{frame[1]}" if frame else address}, "Open the session")


def _text(text: str | None) -> Markup | None:
    if text is None:
        return None
    more = f"… ({len(text) - _PAYLOAD:,} more characters)" if len(text) > _PAYLOAD else None
    return element("pre", {"tabindex": 0}, text[:_PAYLOAD], more)


def type_list(site: Site, library: Library) -> Markup | None:
    """Every type by area, judged ones first."""
    one = library.newest
    if not one.types:
        return None
    areas = []
    listed = {name for area in load_areas(one.header.dialect) for name in area.types}
    for area in load_areas(one.header.dialect):
        names = [name for name in area.types if name in one.types]
        if area.id == OTHER:
            names += [name for name in one.types if name not in listed]
        found = one.areas.get(area.id)
        if not names and found is None:
            continue
        judged = [name for name in names if one.types[name].there.part]
        absent = [name for name in names if not one.types[name].there.part]
        areas.append(
            element(
                "section.type-area",
                {"id": site.place(library.id, area.id)},
                element("h3", area.title, element("small", _told(found))),
                element("ul.types", [_type(name, one.types[name]) for name in judged]),
                element("p.quiet", "Not there: ", ", ".join(absent)) if absent else None,
                element(
                    "p.quiet",
                    "Every payload with an event, a value or a member that the dialect has never heard of, "
                    "whatever its type.",
                )
                if area.id == UNKNOWN
                else None,
            )
        )
    return element("section.card", element("h2", "Type by type"), areas)


def _type(name: str, found: AreaNumbers) -> Markup:
    def cell(share: Share) -> Markup:
        return element(f"span.cell.{class_of(share)}", percent_or_dash(share))

    refused = element("small", f"{found.refused} refused") if found.refused else None
    return element("li", cell(found.read), cell(found.sent), element("code", name), refused)


def _told(found: AreaNumbers | None) -> str:
    return f"read {found.read}, sent {found.sent}" if found and found.there.part else "not there"


def open_cases(one: Numbers) -> Markup | None:
    """What it does where the dialect leaves it open, without judgement."""
    counted = behaviours(one.results)
    if not counted:
        return None
    listed = [
        element(
            "tr",
            element("th", {"scope": "row"}, sentence or "no sentence"),
            element("td", does),
            element("td.number", count),
        )
        for (sentence, does), count in counted.most_common()
    ]
    return element(
        "section.card",
        element(
            "details.fold",
            element(
                "summary",
                element("h2", "What is left open"),
                element("span.quiet", f"{counted.total()} cases, shown without judgement"),
            ),
            element("table.open", element("tbody", listed)),
        ),
    )
