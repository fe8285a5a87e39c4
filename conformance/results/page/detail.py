"""The view of one implementation: what breaks, why, whether it gets better, and how to see it here."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from conformance.results.page.evidence import cause_list, open_cases, type_list
from conformance.results.page.marks import mark
from conformance.results.page.markup import Child, Markup, element, joined, link, shell, table
from conformance.results.page.numbers import PLAYED, Numbers, Role, language
from conformance.results.page.payload import drawn, payload_lines, shows_losses
from conformance.results.page.site import Library, Site
from conformance.results.page.standing import class_of, percent_or_dash
from conformance.results.page.versions import groups_before, profiles_card, versions_card
from conformance.results.words import counted

_KINDS = {Role.SERVER: "server · ", Role.CLIENT: "client · ", Role.STATIC: "types alone · "}
_SIGNS = {"breaks": ("✕", "refused"), "loses data": ("≠", "changed"), "cosmetic": ("·", "cosmetic")}


def detail(site: Site, library: Library, *, reasons_first: bool = False) -> Markup:
    """The body of the view; with ``reasons_first`` the causes come before everything that is about versions."""
    one = library.newest
    charts = element("div.pair", _areas(site, library), versions_card(site, library))
    why = cause_list(one, library.causes, groups_before(library), site.place(library.id, "why"))
    return joined(
        [
            _title(site, library),
            element("p.lead", _sentence(site, one), _ways(site, library)),
            _blocks(one),
            (why, charts) if reasons_first else (charts, why),
            element("div.pair", _losses(one), _commands(library)),
            _findings(site, library),
            type_list(site, library),
            open_cases(one),
            profiles_card(library),
        ]
    )


def _title(site: Site, library: Library) -> Markup:
    one = library.newest
    header = one.header
    facts: list[Child] = [f"{_KINDS.get(one.role, '')}{language(header.language)}"]
    if header.homepage:
        facts.append(link(header.homepage, "Source"))
    if header.issues:
        facts.append(link(header.issues, "Its issues"))
    facts.append(f"judged {header.started[:10]} by {header.dialect}, suite {header.suite}")
    if library.speed:
        facts.append(f"{library.speed:,} answers a second, the adapter included")
    profile = f" ({header.profile})" if header.profile not in ("", "default", header.version) else ""
    return element(
        "div.title",
        {"id": site.place(library.id) if site.folder is None else None},
        element("h1", mark(one.standing, control=one.control), header.name, element("small", header.version, profile)),
        element("ul.facts", [element("li", fact) for fact in facts]),
        element("p.trouble", one.trouble) if one.trouble else None,
    )


def _sentence(site: Site, one: Numbers) -> Iterator[Markup | str]:
    if one.speaks:
        yield f"It speaks {one.speaks}, a dialect of its own, and is not judged by {site.dialect}."
        return
    if not one.shares.correct.whole and (wire := one.other_wire):
        yield f"{wire}. Nothing else was judged."
        return
    if not one.shares.correct.whole:
        yield "Nothing was judged. "
        how = f"--impl={shlex.quote(one.header.impl)} --dialect={site.dialect}"
        yield element("code", f"realtime-conformance run {how}")
        yield " judges it."
        return
    if one.role is Role.STATIC:
        yield "Types alone: a compiler or a check was asked; as it runs, the library checks nothing. "
    elif one.role in PLAYED:
        right, whole = one.shares.correct.part, one.shares.correct.whole
        if one.role is Role.RECORDING:
            yield f"Of {counted(whole, 'rule')}, {right} {'is' if right == 1 else 'are'} kept."
        else:
            keep = "keep" if right > 1 else "keeps"
            yield f"{right or 'None'} of {counted(whole, 'session')} {keep} every rule that must be kept."
        return
    yield element("b", f"{'The control' if one.control else one.standing.words}.")
    yield f" It has {one.events.part} of {one.events.whole} events." if one.events.whole else ""
    for name, share in (("reads", one.shares.read), ("sends", one.shares.sent)):
        if share.whole:
            payloads = "payload" if share.whole == 1 else "payloads"
            yield f" Of {share.whole:,} {payloads} it {name} {share.part:,} right ({share.percent})."
    if one.shares.correct.part == one.shares.correct.whole:
        yield f" Nothing breaks, of {one.shares.correct.whole:,} payloads."


def _ways(site: Site, library: Library) -> Iterator[Markup | str]:
    """The links to what breaks, further down."""
    defects = len(site.defects.get(library.name, ()))
    ways = [
        element("a", {"href": f"#{site.place(library.id, section)}"}, counted(count, noun))
        for section, count, noun in (("why", len(library.causes), "cause"), ("findings", defects, "finding"))
        if count
    ]
    if ways:
        yield " What breaks: "
        yield joined([ways[0], *([" and ", ways[1]] if len(ways) > 1 else [])])
        yield "."


def _blocks(one: Numbers) -> Markup | None:
    whole = one.shares.correct.whole
    if not whole or one.role in PLAYED:
        return None
    refused = min(one.refused, whole - one.shares.correct.part)
    blocks = (
        ("right", "", one.shares.correct.part, "come through right"),
        ("changed", "≠ ", whole - one.shares.correct.part - refused, "come back changed"),
        ("refused", "✕ ", refused, "are refused"),
        ("absent", "", one.absent, "not there"),
    )
    return element(
        "ul.blocks",
        {"aria-label": "What becomes of the payloads"},
        [
            element("li", {"class": name, "data-grow": count}, element("b", f"{count:,}"), element("span", sign, says))
            for name, sign, count, says in blocks
            if count
        ],
    )


def _areas(site: Site, library: Library) -> Markup | None:
    one = library.newest
    if not one.areas:
        return None
    rows = []
    for area in site.all_areas:
        if (found := one.areas.get(area.id)) is None:
            continue
        rows.append(
            element(
                "tr",
                element("th", {"scope": "row"}, area.title),
                [
                    element(
                        "td",
                        element(f"span.cell.{class_of(share)}", percent_or_dash(share)),
                        element("small", str(share) if share.whole else "not asked"),
                    )
                    for share in (found.read, found.sent)
                ],
                element("td", element("small", f"{found.there.part} of {found.there.whole}")),
            )
        )
    several = len(library.versions) > 1
    titled = site.place(library.id, "areas-title")
    return element(
        "section.card",
        {"aria-labelledby": titled},
        element("h2", {"id": titled}, "Where it is right", ", and how that moved" if several else None),
        element("div.chart", {"data-chart": "areas", "data-of": site.place(library.id)}) if several else None,
        table("areas", ("Area", "Read", "Sent", "Types it has"), rows),
    )


def _losses(one: Numbers) -> Markup | None:
    best = max(one.results.verdicts, key=shows_losses, default=None)
    if best is None or not shows_losses(best) or not (lines := payload_lines(best)):
        return None
    return element(
        "section.card",
        element("h2", "What gets lost"),
        element("p.quiet", "A payload as it was sent, and what becomes of it: ", element("code", best.case)),
        drawn(lines),
    )


def _commands(library: Library) -> Markup:
    header = library.newest.header
    how = f"--impl={shlex.quote(header.impl)} --dialect={header.dialect}"
    lines = [("Everything on this page", f"realtime-conformance run {how}")]
    if library.causes:
        example = library.causes[0].example
        if library.newest.role in PLAYED and (every := _of_all(example.reproduce or "")):
            lines = [("Everything on this page", f"{every} --dialect={header.dialect}")]
        lines.append(
            (
                "One session" if library.newest.role in PLAYED else "One payload, with what came back",
                example.reproduce or f"realtime-conformance show {example.case} {how}",
            )
        )
    lines.append(("Is an upgrade safe?", "realtime-conformance compare OLD.jsonl NEW.jsonl"))
    return element(
        "section.card",
        element("h2", "Reproduce"),
        [[element("p.quiet", title), command(line)] for title, line in lines],
    )


def _of_all(reproduce: str) -> str:
    """The line that plays all sessions, made of the one that plays one: it says how a server is started, and reached.

    Empty where it is another line, or none.
    """
    run, *_ = reproduce.partition("; realtime-conformance session show")
    try:
        words = shlex.split(run)
    except ValueError:
        return ""
    one = [word for word in words if word.startswith("--vectors=")]
    return shlex.join(word for word in words if word not in one) if one else ""


def command(line: str) -> Markup:
    """A line for a shell, with a button that copies it."""
    return element(
        "div.command",
        element("pre", {"tabindex": 0}, shell(line)),
        element("button", {"type": "button", "class": "copy scripted"}, "Copy"),
    )


def _findings(site: Site, library: Library) -> Markup | None:
    defects = site.defects.get(library.name, ())
    if not defects:
        return None
    rows = []
    for one in defects:
        sign, kind = _SIGNS.get(one.severity, ("·", "cosmetic"))
        said = element("span.out-of-sight", f" {one.severity}: ")
        rows.append(
            element(
                "li",
                element(f"span.sign.{kind}", {"title": one.severity}, sign, said),
                element("a", {"href": site.inner(one.address)}, one.title),
            )
        )
    return element(
        "section.card",
        {"id": site.place(library.id, "findings")},
        element("h2", counted(rows, "finding")),
        element("p.quiet", "Confirmed defects, each with a program that needs the library alone."),
        element("ul.defects", rows),
    )
