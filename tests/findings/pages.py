"""The published pages: an overview, one page per library, and a report on the official document."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from conformance.spec import manifest_of
from tests.findings import DIALECT, FOLDER, SEVERITIES, Finding, Library, Link, Noticed, Place, Root

REPORTS = FOLDER.parent.parent / "reports"
DOCUMENT = "openai-openapi"
_FENCES = {"javascript": "js", "typescript": "ts"}
_MEANS = {
    "breaks": "a session, an event or a setting cannot be used",
    "loses data": "something is dropped or changed without an error",
    "cosmetic": "types, accessors and names; nothing is lost at run time",
}


def pages(libraries: Iterable[Library], roots: Mapping[str, Root]) -> dict[Path, str]:
    """Every page by its path."""
    found = list(libraries)
    made = {REPORTS / "findings.md": _overview(found, roots)}
    made |= {_path(library.library): _library(library, roots) for library in found}
    made[_path(DOCUMENT)] = _document(found, roots)
    texts = {path: "\n".join(lines) + "\n" for path, lines in made.items()}
    return texts | {REPORTS / "findings.json": json.dumps(_index(found, roots), indent=1, ensure_ascii=False) + "\n"}


def _index(libraries: list[Library], roots: Mapping[str, Root]) -> dict[str, object]:
    """What the page of the matrix shows of findings: a line for each, the worst first, and the causes they share."""
    shared: dict[str, dict[str, None]] = defaultdict(dict)
    for library in libraries:
        for finding in library.findings:
            if finding.root:
                shared[finding.root][library.library] = None
    return {
        "findings": [
            {
                "library": library.library,
                "title": finding.title,
                "severity": finding.severity,
                "page": f"findings/{library.library}.md#{_anchor(finding)}",
            }
            for library in libraries
            for finding in sorted(library.findings, key=lambda finding: SEVERITIES.index(finding.severity))
        ],
        "shared": [
            {"title": root.title, "libraries": list(shared[root.id])} for root in roots.values() if root.id in shared
        ],
    }


def _path(name: str) -> Path:
    return REPORTS / "findings" / f"{name}.md"


def _overview(libraries: list[Library], roots: Mapping[str, Root]) -> Iterator[str]:
    findings = [finding for library in libraries for finding in library.findings]
    counts = _by_severity(findings)
    yield "# Findings"
    yield ""
    yield (
        f"{sum(counts.values())} root causes in {len(libraries)} published libraries, shown by {len(findings)} "
        "programs. Each uses the public interface of the library alone, in the newest release there was, and prints "
        "what is shown; the project's tests run them all."
    )
    yield ""
    yield "| library | release | " + " | ".join(SEVERITIES) + " | root causes |"
    yield "| --- | --- |" + " --: |" * (len(SEVERITIES) + 1)
    for library in libraries:
        yield _row(f"[{library.library}](findings/{library.library}.md)", library.release, library.findings)
    yield _row("all", "", findings)
    yield ""
    yield "A cause that several libraries share counts once in the last line, with the worst of its effects."
    yield ""
    yield from (f"- **{severity}**: {_MEANS[severity]}" for severity in SEVERITIES)
    yield ""
    yield "## What a finding rests on"
    yield ""
    yield (
        f"On OpenAI's own document ({_source()}), read as printed, unless the evidence says more: the *document's "
        "words* (a description) or its *example* where they say what the schema does not, and *recorded* where "
        "sessions with that service show it. No finding rests on a report, on another library, or on what the document "
        "leaves open: what can be argued about is listed apart, under *Also noticed*."
    )
    yield ""
    yield "## Causes that findings share"
    yield ""
    shared = defaultdict(list)
    for finding in findings:
        if finding.root:
            shared[finding.root].append(finding)
    for root in roots.values():
        if root.id in shared:
            places = ", ".join(_link(finding) for finding in shared[root.id])
            yield f"- {root.title} ({root.cause}): {places}."
    yield ""
    yield (
        f"What the official document leaves out or contradicts is [one report](findings/{DOCUMENT}.md), whichever "
        "library it was met in."
    )


def _source() -> str:
    """The document's name, version and commit."""
    name, _, version = manifest_of(DIALECT)["source"].partition(", with")[0].partition(" (commit ")
    return f"{name}, commit {version[:7]}" if version else name


def _row(name: str, release: str, findings: Iterable[Finding]) -> str:
    counts = _by_severity(findings)
    return f"| {name} | {release} | " + " | ".join(str(counts[s]) for s in SEVERITIES) + f" | {sum(counts.values())} |"


def _by_severity(findings: Iterable[Finding]) -> dict[str, int]:
    """How many root causes there are of each severity, a cause counted once, by the worst of its effects."""
    worst: dict[str, int] = {}
    for finding in findings:
        rank = SEVERITIES.index(finding.severity)
        worst[finding.root_id] = min(rank, worst.get(finding.root_id, rank))
    return {severity: list(worst.values()).count(rank) for rank, severity in enumerate(SEVERITIES)}


def _link(finding: Finding) -> str:
    return f"[{finding.library}](findings/{finding.library}.md#{_anchor(finding)})"


def _anchor(finding: Finding) -> str:
    return finding.id.partition("/")[2]


def _library(library: Library, roots: Mapping[str, Root]) -> Iterator[str]:
    yield f"# {library.library}"
    yield ""
    newest = "the newest release" if library.newest == library.release else f"the newest release is {library.newest}"
    yield f"`{library.package}` {library.release}, {newest} on {library.checked}. [All libraries](../findings.md)"
    yield ""
    yield library.about.strip()
    for finding in library.findings:
        yield ""
        yield from _finding(finding, library, roots)
    if library.noticed:
        yield ""
        yield "## Also noticed"
        yield ""
        yield from (f"- {_sentence(one)}" for one in library.noticed)
    yield ""
    yield "## In the suite"
    yield ""
    yield "| finding | judged as | requirement | vectors |"
    yield "| --- | --- | --- | --- |"
    for finding in library.findings:
        vectors = ", ".join(f"`{vector}`" for vector in finding.vectors) or finding.unseen
        cells = (f"[{_anchor(finding)}](#{_anchor(finding)})", f"`{finding.type}`", f"`{finding.requirement}`", vectors)
        yield f"| {' | '.join(cells)} |"


def _sentence(one: Noticed) -> str:
    links = "; ".join(f"[{link.says}]({link.link})" for link in one.related)
    return one.says.strip() + (f" ({links})" if links else "")


def _finding(finding: Finding, library: Library, roots: Mapping[str, Root]) -> Iterator[str]:
    yield f'## <a id="{_anchor(finding)}"></a>{finding.title}'
    yield ""
    yield f"**{finding.severity.capitalize()}.** {finding.hits.strip()}"
    yield ""
    yield finding.says.strip()
    yield ""
    yield from _fenced(_FENCES.get(library.language, library.language), finding.program)
    yield ""
    yield "Expected:"
    yield ""
    yield from _fenced("text", finding.expected)
    yield ""
    yield f"Printed by {library.release}:"
    yield ""
    yield from _fenced("text", finding.prints)
    yield ""
    yield from _facts(finding.document, finding.evidence)
    yield f"- Workaround: {finding.workaround.strip()}"
    if finding.root is None:
        yield f"- Cause: {finding.cause}"
    else:
        root = roots[finding.root]
        page = f" ([report]({DOCUMENT}.md#{root.id}))" if root.cause == "official document" else ""
        yield f"- Cause: {root.cause}{page}. {root.title}"
    yield from _reports(finding.reported, finding.related, library.checked)


def _facts(document: Iterable[Place], evidence: Iterable[str]) -> Iterator[str]:
    for place in document:
        quoted = f": “{place.says.strip()}”" if place.says else ""
        yield f"- Document: {place.schema}, `{place.at}`{quoted}"
    yield f"- Evidence: {', '.join(evidence)}"


def _reports(reported: tuple[Link, ...], related: tuple[Link, ...], checked: str) -> Iterator[str]:
    if reported:
        yield f"- Reported: {_links(reported)}"
    else:
        yield f"- Reported: looked for on {checked}, none found"
    if related:
        yield f"- Related: {_links(related)}"


def _links(links: Iterable[Link]) -> str:
    return "; ".join(f"[{link.link.removeprefix('https://github.com/')}]({link.link}) ({link.says})" for link in links)


def _document(libraries: list[Library], roots: Mapping[str, Root]) -> Iterator[str]:
    gaps = [root for root in roots.values() if root.cause == "official document"]
    checked = max(library.checked for library in libraries)
    yield "# The official document"
    yield ""
    yield (
        f"{len(gaps)} places where the document ({_source()}) leaves out or contradicts "
        "what its own words, its examples or the service say. What is generated from it inherits them. "
        "[All libraries](../findings.md)"
    )
    for root in gaps:
        yield ""
        yield f'## <a id="{root.id}"></a>{root.title}'
        yield ""
        yield root.says.strip()
        yield ""
        yield from _facts(root.document, root.evidence)
        met = [finding for library in libraries for finding in library.findings if finding.root == root.id]
        if met:
            yield "- Met in: " + ", ".join(f"[{one.library}]({one.library}.md#{_anchor(one)})" for one in met)
        yield from _reports(root.reported, root.related, checked)
        if root.errata:
            yield "- In the suite: errata " + ", ".join(f"`{id_}`" for id_ in root.errata)


def _fenced(language: str, text: str) -> Iterator[str]:
    yield f"```{language}"
    yield text.rstrip("\n")
    yield "```"
