"""Writes the files of ``reports/``: the page, the tables in Markdown, and the numbers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from conformance.adapters import REGISTRY
from conformance.matrix.findings import findings
from conformance.matrix.run import RowOutcome
from conformance.matrix.speed import UNION
from conformance.matrix.summary import Measured
from conformance.options import DEFAULT_RESULTS
from conformance.results.html import pages, says
from conformance.results.page.numbers import Numbers, Role, numbers
from conformance.results.page.site import Site, libraries
from conformance.results.record import with_profile
from conformance.results.shares import Share
from conformance.spec.generation import OFFICIAL

SUMMARY = "summary.json"
LANDING = "index.html"
# Results that are used again, or that another machine made, name the folder in which they were made.
_KEPT = re.compile(r"(?:/[^\s/'\"<>]+)+/(?=transcripts/)")
_ROLES = {"server": Role.SERVER, "client": Role.CLIENT}
_PLAYED = (
    "**Scenarios** are those that were played: what is not declared is not asked. **Right** are those in which nothing "
    "breaks at must, **warned** those with a break at a lower level alone, **broken** those with one at must. A rule "
    "counts once, however many scenarios show that it is broken."
)
_SERVERS = (
    "Servers are started by the suite, which plays [scenarios](../docs/servers.md) to them. A proxy is in front of the "
    "reference server, which is right in all of them. In place of models there are fixtures and stand-ins: what is "
    f"judged is the protocol, not the answers. {_PLAYED}"
)
_CLIENTS = (
    f"[Scenarios](../docs/clients.md) are played to clients, each driven the way a plain application uses it. {_PLAYED}"
)


def files(summary: Mapping[str, Any], measured: Sequence[Measured], folder: Path) -> Iterator[tuple[str, str]]:
    """The path and text of ``summary.json``, ``matrix.md`` and each page.

    ``index.html`` is about the official dialect, ``<dialect>/index.html`` about another one, and
    ``<dialect>/<implementation>.html`` about one implementation. Findings are read from ``folder``.

    Raises:
        UsageError: the findings there cannot be read.
    """
    for name, text in _files(summary, measured, folder):
        yield name, _anywhere(text, measured)


def _anywhere(text: str, measured: Sequence[Measured]) -> str:
    """The text without the folders of this machine, which transcripts and stack traces of libraries name.

    A transcript is where the line that reproduces it leaves it.
    """
    default = f"{Path(DEFAULT_RESULTS).parent}/"
    for place in {str(one.ran.results.path.resolve().parent) for one in measured if one.ran.results is not None}:
        text = text.replace(f"{place}/", default)
    text = _KEPT.sub(default, text)
    return text.replace(f"{Path.home()}/", "~/")


def _files(summary: Mapping[str, Any], measured: Sequence[Measured], folder: Path) -> Iterator[tuple[str, str]]:
    yield SUMMARY, json.dumps(summary, indent=1, ensure_ascii=False) + "\n"
    yield "matrix.md", markdown(summary)
    dialects = list(dict.fromkeys(one.ran.row.dialect for one in measured))
    for dialect in dialects:
        landing = _landing(dialect)
        up = "../" * landing.count("/")
        others = {other: f"{up}{_landing(other)}" for other in dialects if other != dialect}
        yield from pages(
            _site(dialect, [one for one in measured if one.ran.row.dialect == dialect], others, folder), landing
        )


def _landing(dialect: str) -> str:
    return LANDING if dialect == OFFICIAL else f"{dialect}/{LANDING}"


def _site(dialect: str, measured: Sequence[Measured], others: Mapping[str, str], folder: Path) -> Site:
    # Findings are confirmed by what the official document says, and shown where it judges.
    defects, shared = findings(folder) if dialect == OFFICIAL else ({}, [])
    speeds: dict[str, int | None] = {}
    for one in measured:
        if one.ran.row.role == "codec":
            speeds.setdefault(one.ran.row.entry.name, one.speed)
    judged = [found for one in measured if (found := _numbers(one.ran))]
    there = {one.ran.row.name for one in measured if one.ran.results is not None}
    missing = {one.ran.row.name: one.ran.trouble or "" for one in measured if one.ran.row.name not in there}
    below = f"{dialect}/" if dialect == OFFICIAL else ""
    return Site(dialect, says(dialect), libraries(judged, speeds), defects, shared, missing, others, below)


def _numbers(ran: RowOutcome) -> Numbers | None:
    if ran.results is None:
        return None
    about = ran.results.header
    role = Role.STATIC if _types_alone(about.name, about.profile) else _ROLES.get(ran.row.role)
    return numbers(ran.results, role, ran.trouble or "")


def _types_alone(name: str, profile: str) -> bool:
    return name in REGISTRY and profile in REGISTRY[name].static


def markdown(summary: Mapping[str, Any]) -> str:
    """The matrix in Markdown, with date, versions and machine."""
    machine = summary["machine"]
    lines = [
        "# The matrix",
        "",
        f"Made on {summary['date']} by release {summary['suite']} of the suite, with {summary['generated']} generated "
        f"payloads per type beside the golden vectors (profiles beside the default: the vectors alone), on Python "
        f"{machine['python']}, {machine['platform']}.",
        "Confirmed defects, each with a reproduction that needs the library alone, are in [findings](findings.md).",
        "",
        "**Events** are those of the wire that an implementation has, client and server apart. **Read** are the golden "
        "vectors that it accepts with all their values reachable, **sent** those that it builds or writes back, legal "
        "and complete. Both are shares of what was asked, because a small and faultless library is not a bad one and "
        "what users only receive need not be written. **New** are the golden vectors with an event, a kind of item, a "
        "status or another value that the dialect has never heard of, and the share that is not refused: each refusal "
        "may end a session. **Reasons** are the distinct ones for which it fails at level "
        "must, generated payloads included. **Speed** is "
        f"round trips of legal `{UNION}` vectors a second on that machine, the adapter included.",
    ]
    for dialect in dialects(summary):
        lines += ["", f"## {title(dialect)}", "", *table(summary, dialect)]
    for role, heading, about in (("server", "Servers", _SERVERS), ("client", "Clients", _CLIENTS)):
        if any(_role(row) == role for row in summary["rows"]):
            lines += ["", f"## {heading}", "", about, "", *played_table(summary, role)]
    return "\n".join(lines) + "\n"


def dialects(summary: Mapping[str, Any]) -> tuple[str, ...]:
    """The dialects by which payloads were judged."""
    return tuple(dict.fromkeys(row["dialect"] for row in summary["rows"] if _role(row) == "codec"))


def title(dialect: str) -> str:
    """What the table of a dialect is called: who differs from a crate's dialect differs from that crate."""
    return f"OpenAI's own document: {dialect}" if dialect == OFFICIAL else f"Compatibility with the crate {dialect}"


def table(summary: Mapping[str, Any], dialect: str) -> Iterator[str]:
    """The rows of one dialect as a Markdown table; those of types alone are a table of their own."""
    rows = [row for row in summary["rows"] if row["dialect"] == dialect and _role(row) == "codec"]
    alone = [row for row in rows if _types_alone(row["name"], row["profile"])]
    yield from _table([row for row in rows if row not in alone])
    if alone:
        yield from ("", f"{Role.STATIC.heading}: {Role.STATIC.about}.", "", *_table(alone))


def _table(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    yield "| implementation | language | client events | server events | read | sent | new | reasons | speed |"
    yield "| --- | --- | --: | --: | --: | --: | --: | --: | --: |"
    yield from map(_line, rows)


def played_table(summary: Mapping[str, Any], role: str) -> Iterator[str]:
    """The servers, or the clients, as a Markdown table."""
    yield f"| {role} | language | scenarios | right | warned | broken | rules broken at must | at should |"
    yield "| --- | --- | --: | --: | --: | --: | --- | --: |"
    for row in summary["rows"]:
        if _role(row) == role:
            yield _played(row)


def _played(row: Mapping[str, Any]) -> str:
    name = f"{_cell(row['name'])} {_cell(row['version'])}"
    if "scenarios" not in row or "told" in row:
        # The sentence about another wire goes on with what tells it.
        told = str(row.get("told", row.get("trouble", ""))).partition(": ")[0]
        return f"| {name} | {row['language']} | {_cell(told)} | – | – | – | – | – |"
    note = f" ({_cell(row['trouble'])})" if "trouble" in row else ""
    count, rules = row["scenarios"], row["rules"]
    cells = [f"{count['played']} of {count['of']}", str(count["right"])]
    cells += [str(len(count["warned"])), str(len(count["broken"]))]
    cells += [", ".join(f"`{rule}`" for rule in rules["must"]) or "–", str(len(rules["should"]))]
    return f"| {name}{note} | {row['language']} | {' | '.join(cells)} |"


def _role(row: Mapping[str, Any]) -> str:
    return str(row.get("role", "codec"))


def _line(row: Mapping[str, Any]) -> str:
    name = _cell(with_profile(f"{row['name']} {row['version']}", row["profile"], row["version"]))
    if "speaks" in row:
        other = f"{_cell(row['speaks'])}: a vendor's own dialect"
        return f"| {name} | {row['language']} | {other} | – | – | – | – | – | – |"
    if "coverage" not in row:
        return f"| {name} | {row['language']} | {_cell(row['trouble'])} | – | – | – | – | – | – |"
    events = row["coverage"].get("events", {})
    cells = [_had(events.get("client")), _had(events.get("server")), _share(row.get("read")), _share(row.get("sent"))]
    cells += [_share(row.get("tolerated")), str(row["failing"]), _speed(row["speed"])]
    note = f" ({_cell(row['trouble'])})" if "trouble" in row else ""
    return f"| {name}{note} | {row['language']} | {' | '.join(cells)} |"


def _had(number: Mapping[str, int] | None) -> str:
    return f"{number['have']} of {number['of']}" if number else "–"


def _share(number: Mapping[str, int] | None) -> str:
    share = Share(number["right"], number["of"]) if number else Share(0, 0)
    return f"{share.percent} of {share.whole}" if share.whole else "–"


def _cell(text: str) -> str:
    return text[:80].replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")


def _speed(speed: int | None) -> str:
    return "–" if speed is None else f"{speed:,}"
