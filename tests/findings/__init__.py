"""Confirmed defects of published libraries: the data, and the page that is made of it.

One YAML file per implementation; one module per language runs the programs of its findings. `python -m tests.findings`
writes `reports/findings.md`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from importlib import import_module
from itertools import groupby
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent
PAGE = FOLDER.parent.parent / "reports" / "findings.md"
DIALECT = "openai-ga"
# The C parser is some ten times faster; wheels of PyYAML have it, distributions may not.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_RUNNERS = {"javascript": "node", "typescript": "node"}
_FENCES = {"javascript": "js", "typescript": "ts"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One defect of one release: what is sent, what ought to happen, and a program that shows what does.

    `program` runs with the library alone and prints exactly `prints`.
    """

    id: str
    title: str
    profile: str
    package: str
    version: str
    language: str
    type: str
    level: str
    requirement: str
    vectors: tuple[str, ...]
    sent: str
    should: str
    code: str
    prints: str
    reported: str

    @property
    def implementation(self) -> str:
        return self.id.partition("/")[0]


def findings() -> list[Finding]:
    """All of them, by implementation, the most useful first."""
    return [_finding(record, path) for path in sorted(FOLDER.glob("*.yaml")) for record in _records(path)]


def _records(path: Path) -> list[dict[str, Any]]:
    return list(yaml.load(path.read_bytes(), _Loader) or ())  # a safe loader either way


def _finding(record: dict[str, Any], path: Path) -> Finding:
    wanted = {field.name for field in fields(Finding)}
    assert record.keys() == wanted, f"{path.name}: {record.get('id')}: {sorted(record.keys() ^ wanted)}"
    return Finding(**{**record, "version": str(record["version"]), "vectors": tuple(record["vectors"])})


def printed(language: str, programs: Mapping[str, str]) -> dict[str, str]:
    """What the programs of a language print, by id of the finding."""
    runner = import_module(f"tests.findings.{_RUNNERS.get(language, language)}")
    answers: dict[str, str] = runner.reproduce(programs)
    return answers


def page() -> str:
    """The published page."""
    return "\n".join(_page(findings())) + "\n"


def _page(found: list[Finding]) -> Iterator[str]:
    libraries = {finding.implementation for finding in found}
    yield "# Findings"
    yield ""
    yield (
        f"{len(found)} defects of {len(libraries)} published libraries, judged by `{DIALECT}`: the official document, "
        "corrected where recorded sessions show otherwise. Each program below runs with the library alone, at the "
        "version named, and prints what stands under it; the project's tests run them all. Where a dialect leaves "
        "something open, what a library does with it is no defect and does not stand here."
    )
    yield ""
    yield "| library | version | findings |"
    yield "| --- | --- | --: |"
    for (name, version), group in groupby(found, key=lambda finding: (finding.implementation, finding.version)):
        yield f"| {name} | {version} | {len(list(group))} |"
    for name, of_library in groupby(found, key=lambda finding: finding.implementation):
        yield ""
        yield f"## {name}"
        for finding in of_library:
            yield ""
            yield from _section(finding)


def _section(finding: Finding) -> Iterator[str]:
    yield f'### <a id="{finding.id.replace("/", "-")}"></a>{finding.title}'
    yield ""
    profile = "" if finding.profile in ("default", finding.version) else f", profile {finding.profile}"
    yield f"`{finding.package}` {finding.version}{profile}; requirement `{finding.requirement}` ({finding.level})."
    yield ""
    yield f"Sent, as `{finding.type}`:"
    yield ""
    yield from _fenced("json", finding.sent)
    yield ""
    yield finding.should
    yield ""
    yield from _fenced(_FENCES.get(finding.language, finding.language), finding.code)
    yield ""
    yield "It prints:"
    yield ""
    yield from _fenced("text", finding.prints)
    yield ""
    vectors = ", ".join(f"`{vector}`" for vector in finding.vectors) or "generated payloads alone"
    yield f"Shown by {vectors}. Reported publicly: {finding.reported}."


def _fenced(language: str, text: str) -> Iterator[str]:
    yield f"```{language}"
    yield text.rstrip("\n")
    yield "```"
