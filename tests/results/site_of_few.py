"""A site of a few implementations with known numbers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from result_files import added, gone, refused, results, verdict

from conformance.checks.finding import Finding, What
from conformance.checks.verdict import Verdict
from conformance.results.html import pages
from conformance.results.page.numbers import Role, numbers
from conformance.results.page.site import Defect, SharedDefect, Site, libraries
from conformance.results.record import Results

SESSION, MCP, AUDIO = "RealtimeTruncation", "MCPTool", "RealtimeTurnDetection"
TYPES = [SESSION, MCP, AUDIO]


def run(folder: Path, name: str, language: str, *verdicts: Verdict, version: str = "1.0", **more: Any) -> Results:
    """The results of an implementation by the official dialect."""
    about = {"name": name, "version": version, "language": language, "homepage": f"https://example.test/{name}"}
    return results(
        folder,
        *verdicts,
        implementation=about,
        dialect={"name": "openai-ga", "version": 4},
        options={"types": TYPES},
        **more,
    )


def judged(right: Sequence[int], checks: tuple[str, ...] = ("round-trip", "canonical")) -> list[Verdict]:
    """Ten payloads of each type, of which so many are right; the others lose a member."""
    return [
        verdict(
            f"{name}/{number}",
            *(() if number < good else ("fail", gone("/session/id"))),
            check=check,
            **({} if number < good else {"sent": '{"session":{"id":1}}', "actual": '{"session":{}}'}),
        )
        for name, good in zip(TYPES, right, strict=True)
        for number in range(10)
        for check in checks
    ]


def site(folder: Path) -> Site:
    """The control, a good one, a bad one in two versions, types alone
    of one that is a library, too, a server, a client, and one that is missing."""
    bad = [
        *judged([0, 5, 10]),
        verdict(f"{MCP}/refused", "fail", refused(), check="accepts"),
        verdict(f"{AUDIO}/more", "fail", added("/item/extra"), sent="{}", actual='{"extra":1}'),
    ]
    played = [
        verdict("turns/scenario/one"),
        verdict("turns/scenario/two", "fail", Finding(What.BREAKS_RULE, got="it is null", requirement="event.shape")),
    ]
    rows = [
        numbers(run(folder, "reference", "python", *judged([10, 10, 10]))),
        numbers(run(folder, "good", "python", *judged([10, 10, 9]))),
        numbers(run(folder, "bad", "go", *bad, version="2.0")),
        numbers(run(folder, "bad", "go", *judged([0, 0, 0]), version="1.0")),
        numbers(run(folder, "typed", "typescript", *judged([8, 8, 8])), Role.STATIC),
        numbers(run(folder, "good", "python", *judged([7, 7, 7]), version="1.0 strict"), Role.STATIC),
        numbers(run(folder, "served", "unknown", *played, impl="ws://127.0.0.1:1/")),
        numbers(run(folder, "good", "python", verdict("turns/scenario/one"), impl="client:good")),
    ]
    defects = {"bad": [Defect("bad", "A session loses its id", "breaks", "findings/bad.md#id")]}
    shared = [SharedDefect("Both forget", ("bad", "good"), "findings.md")]
    return Site(
        "openai-ga", "the official one", libraries(rows), defects, shared, {"absent": "not built"}, {}, "openai-ga/"
    )


def write(folder: Path) -> Path:
    """The pages of the site in a folder; returns the landing view."""
    for name, text in pages(site(folder / "runs"), "index.html"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder / "index.html"
