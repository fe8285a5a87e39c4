"""The landing view: which is safe, the best by language, what works area by area, and what goes wrong everywhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from conformance.results.page.marks import mark
from conformance.results.page.markup import Markup, element, joined, shell
from conformance.results.page.numbers import Numbers, Role, language
from conformance.results.page.site import Library, Site
from conformance.results.page.standing import CLASSES, WORDS, Standing, percent_or_dash
from conformance.results.page.table import table
from conformance.results.words import counted

_PICKS = 8
_SHARED = 6
INSTALL = ("There is no release yet. In a checkout of the project:", "pip install .")
"""How the suite is installed today, and the words before it; a release changes both."""
_COMMANDS = (
    ("Another language than Python?", "realtime-conformance adapters new --lang go DIR"),
    ("A strange frame in a log?", "realtime-conformance judge FILE"),
    ("Is this upgrade safe?", "realtime-conformance compare OLD NEW"),
    ("A server to test an app against?", "realtime-conformance serve"),
)
_COUNTS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve")


def landing(site: Site) -> Markup:
    """The body of the view."""
    ranked = [one for one in site.libraries if one.newest.ranked]
    return joined(
        [
            element("h1", "Which Realtime SDK is safe?"),
            element("p.lead", _sentence(site, ranked)),
            _needs(site),
            element("div.first", _scatter() if len(ranked) > 1 else None, _picks(site)),
            _dialect(site),
            _matrix(site),
            element("div.foot-grid", _shared(site, ranked), _yours(site)),
            _words(),
        ]
    )


def landing_below(site: Site) -> Markup:
    """What is compared by one more dialect in the same file: the scripts work on the view of the first alone."""
    ranked = [one for one in site.libraries if one.newest.ranked]
    rows = element("div.card.matrix-card", _legend(), table(site, scripted=False))
    heading = element("h2", f"What works by {site.dialect}, area by area")
    return joined([element("p.lead", _sentence(site, ranked)), _dialect(site), heading, rows])


def _sentence(site: Site, ranked: Sequence[Library]) -> Iterator[Markup | str]:
    yield f"{_count(len(ranked))} {'library was' if len(ranked) == 1 else 'libraries were'} given "
    yield f"{site.payloads:,} payloads that the dialect {site.dialect} has a verdict on. "
    wide = [one for one in ranked if one.newest.standing is Standing.WIDE]
    wrong = [one for one in ranked if one.newest.standing is Standing.OFTEN_WRONG]
    if wide:
        yield element(
            "b", f"{_count(len(wide))} {'brings' if len(wide) == 1 else 'bring'} nearly all of them through: "
        )
        yield joined(_listed([element("a", {"href": site.address(one.id)}, one.name) for one in wide]))
        yield ". "
    elif ranked:
        yield element("b", "None has all events and brings nearly all payloads through. ")
    if wrong:
        yield f"{_count(len(wrong))} {'changes or refuses' if len(wrong) == 1 else 'change or refuse'} "
        yield element("b", "more than a quarter")
        yield " of what they read or send."


def _count(number: int) -> str:
    return _COUNTS[number] if number < len(_COUNTS) else str(number)


def _listed(parts: Sequence[Markup]) -> Iterator[Markup | str]:
    for number, part in enumerate(parts):
        if number:
            yield " and " if number == len(parts) - 1 else ", "
        yield part


def _scatter() -> Markup:
    words = [
        element("li", mark(one), one.words)
        for one in (Standing.WIDE, Standing.NARROW, Standing.PARTLY, Standing.OFTEN_WRONG)
    ]
    return element(
        "section.card.scatter.scripted",
        {"aria-labelledby": "scatter-title"},
        element("h2", {"id": "scatter-title"}, "How much is read right, and how much is sent right"),
        element("ul.legend", words),
        element("div", {"id": "scatter"}, ""),
        element("p.note", "The fill of a mark is the part of the events that the library has."),
    )


def _picks(site: Site) -> Markup:
    by_language: dict[str, list[Library]] = defaultdict(list)
    for one in site.libraries:
        if one.newest.role in (Role.SDK, Role.STATIC) and not one.newest.control and one.newest.shares.correct.whole:
            by_language[one.newest.header.language].append(one)
    picked = [
        (max(members, key=lambda one: one.newest.shares.correct.part), len(members)) for members in by_language.values()
    ]
    picked.sort(key=lambda pick: -pick[0].newest.shares.correct.part)
    shown = [_pick(site, one, among) for one, among in picked]
    more = element("details", element("summary", f"{len(shown) - _PICKS} more"), element("ul.picks", shown[_PICKS:]))
    return element(
        "section.card",
        {"aria-labelledby": "picks-title"},
        element("h2", {"id": "picks-title"}, "The best there is, by language", element("small", "read · sent")),
        element("ul.picks", shown[:_PICKS]),
        more if len(shown) > _PICKS else None,
    )


def _pick(site: Site, library: Library, among: int) -> Markup:
    one = library.newest
    defects = site.defects.get(library.name, ())
    hurts = defects[0].title if defects else (library.causes[0].sentence if library.causes else "Nothing breaks.")
    link = element("a", {"href": site.address(library.id, "findings")}, counted(len(defects), "finding"))
    return element(
        "li",
        element(
            "span.language",
            language(one.header.language),
            element("small", "the only one" if among == 1 else f"best of {among}"),
            element("small", "types alone") if one.role is Role.STATIC else None,
        ),
        element(
            "div",
            element(
                "p.who",
                mark(one.standing),
                element("span.out-of-sight", f"{one.standing.words}: "),
                element("a", {"href": site.address(library.id)}, library.name),
                element("small", one.header.version),
                element("span.percents", _percents(one)),
            ),
            element("p.hurts", hurts, " ", link if defects else None),
        ),
    )


def _percents(one: Numbers) -> str:
    return f"{percent_or_dash(one.shares.read)} · {percent_or_dash(one.shares.sent)} %"


def _dialect(site: Site) -> Markup:
    header = next((one.newest.header for one in site.libraries), None)
    when = f"Suite {header.suite} · {header.started[:10]}" if header else ""
    others = [["; ", element("a", {"href": address}, name)] for name, address in site.dialects.items()]
    return element(
        "section.card.strip",
        {"aria-label": "The dialect that judges"},
        element("b", f"Judged by {site.dialect}"),
        element(
            "p",
            "A ",
            element("b", "dialect"),
            f" is one description of the wire. This one is {site.says}.",
            [" The same libraries by another: ", *others[0][1:], others[1:], "."] if others else None,
        ),
        element("time.when", {"datetime": header.started[:10] if header else None}, when),
    )


def _matrix(site: Site) -> Markup:
    languages = dict.fromkeys(one.newest.header.language for one in site.libraries if not one.newest.control)
    chips = [element("button", {"type": "button", "data-language": "", "aria-pressed": "true"}, "All")]
    chips += [
        element("button", {"type": "button", "data-language": one.lower(), "aria-pressed": "false"}, language(one))
        for one in languages
    ]
    shares = [
        element("button", {"type": "button", "data-share": name, "aria-pressed": str(name == "read").lower()}, title)
        for name, title in (("read", "Read"), ("sent", "Sent"))
    ]
    return element(
        "section",
        {"aria-labelledby": "matrix-title", "id": "areas"},
        element(
            "div.heading",
            element(
                "div",
                element("h2", {"id": "matrix-title"}, "What works, area by area"),
                element(
                    "p.quiet",
                    {"id": "matrix-about"},
                    "Percent of the payloads that come through right, of those whose types the library has. "
                    "“The unknown” counts level should.",
                ),
            ),
            element(
                "div.controls.scripted",
                element("div.chips", {"role": "group", "aria-label": "What the cells show"}, shares),
                element("div.chips", {"role": "group", "aria-label": "Language", "id": "languages"}, chips),
            ),
        ),
        element(
            "div.card.matrix-card",
            _legend(),
            table(site),
            element("p", {"id": "nothing", "class": "nothing", "hidden": True}, ""),
        ),
        element("aside", {"id": "card", "class": "cell-card", "hidden": True}, ""),
    )


def _needs(site: Site) -> Markup:
    """What the reader's app does, by area: the rows go by the lowest share of those, and the best are named."""
    chips = [
        element("button", {"type": "button", "data-need": area.id, "aria-pressed": "false"}, area.title)
        for area in site.areas
    ]
    return element(
        "div.needs.scripted",
        element("b", {"id": "needs-title"}, "What does your app use?"),
        element("div.chips", {"role": "group", "aria-labelledby": "needs-title", "id": "needs"}, chips),
        element("p", {"id": "answer", "hidden": True}, ""),
    )


def _legend() -> Markup:
    titles = {"all": "all right", "most": "95–99", "many": "75–94", "half": "50–74", "few": "under 50"}
    classes = [element("li", element(f"span.cell.{name}", least or 12), titles[name]) for least, name in CLASSES]
    classes.append(element("li", element("span.cell.not-there", "–"), "not there"))
    classes.append(element("li", element("b", "✕"), " some refused"))
    classes.append(element("li", element("span.part-line", ""), "has only a part"))
    bars = [element("li", element(f"span.swatch.{name}", ""), name) for name in ("right", "changed", "refused")]
    return element("ul.legend", classes, bars)


def _shared(site: Site, ranked: Sequence[Library]) -> Markup | None:
    entries = [(one.title, one.libraries, one.address) for one in site.shared if len(one.libraries) > 1]
    met: dict[tuple[bool, str, str], list[str]] = defaultdict(list)
    for library in ranked:
        for key in dict.fromkeys(
            (one.refused, one.places[0].rpartition("/")[2], one.says) for one in library.causes if one.places
        ):
            met[key].append(library.name)
    common = sorted(met.items(), key=lambda entry: -len(entry[1]))
    entries += [(f"/{name} {says}", tuple(names), "") for (_, name, says), names in common if len(names) > 2][
        : max(0, _SHARED - len(entries))
    ]
    if not entries:
        return None
    total = sum(map(len, site.defects.values()))
    confirmed = element("b", counted(total, "confirmed defect"))
    rows = [
        element(
            "li",
            _dots(len(names), len(ranked)),
            element(
                "div",
                element("p.title", element("a", {"href": address}, title) if address else title),
                element("p.quiet", f"{len(names)} libraries: {', '.join(names)}"),
            ),
        )
        for title, names, address in sorted(entries, key=lambda entry: -len(entry[1]))
    ]
    return element(
        "section",
        {"aria-labelledby": "shared-title"},
        element("h2", {"id": "shared-title"}, "The same mistakes, again and again"),
        element("p.quiet", confirmed, " in all, each with a program of a few lines that shows it.") if total else None,
        element("ul.shared", rows),
    )


def _dots(count: int, whole: int) -> Markup:
    return element(
        "span.dots",
        {"aria-hidden": "true"},
        [element("i", {"class": "on" if number < count else ""}, "") for number in range(max(count, whole))],
    )


def _yours(site: Site) -> Markup:
    return element(
        "section.card.yours",
        {"aria-labelledby": "yours-title"},
        element("h2", {"id": "yours-title"}, "Judge yours"),
        element("p.quiet", INSTALL[0]),
        element("pre", shell(f"{INSTALL[1]}\npytest --impl=my_sdk_adapter --dialect={site.dialect}")),
        element(
            "dl",
            [[element("dt", asked), element("dd", element("code", shell(command)))] for asked, command in _COMMANDS],
        ),
    )


def _words() -> Markup:
    return element(
        "section.words",
        {"id": "words", "aria-label": "Words"},
        element("p", element("b", "Words. "), WORDS),
        element(
            "p",
            element("b", "Read"),
            ": accepted, with all values reachable. ",
            element("b", "Sent"),
            ": what is built or written back is legal and complete. Types that users only receive are not asked to be "
            "sent. ",
            element("b", "Refused"),
            ": the event is lost. ",
            element("b", "Changed"),
            ": it is read, and something is lost or invented.",
        ),
    )
