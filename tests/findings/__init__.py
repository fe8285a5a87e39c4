"""Confirmed defects of published libraries, as data.

`libraries/` has one YAML file per implementation, `roots.yaml` the causes that several findings share, and
`findings.schema.json` describes both. One module per language runs the programs. `python -m tests.findings` writes
`reports/findings.md` and the pages beside it; `pages.py` says what is on them, `lint.py` what a finding must keep to.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import jsonschema
import yaml

FOLDER = Path(__file__).parent
DIALECT = "openai-ga"
SEVERITIES = ("breaks", "loses data", "cosmetic")
"""From the worst to the least."""

# The C parser is some ten times faster; wheels of PyYAML have it, distributions may not.
Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
RUNNERS = {"javascript": "node", "typescript": "node"}


@dataclass(frozen=True, slots=True)
class Link:
    """A public thread, and what it has to do with a finding."""

    link: str
    says: str


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the official document, as a JSON Pointer, and the words there that matter."""

    at: str
    says: str | None = None

    @property
    def schema(self) -> str:
        return self.at.split("/")[3]


@dataclass(frozen=True, slots=True)
class Root:
    """A cause that several findings share, or a gap of the official document. `errata` are the suite's corrections."""

    id: str
    title: str
    cause: str
    says: str
    evidence: tuple[str, ...] = ()
    document: tuple[Place, ...] = ()
    errata: tuple[str, ...] = ()
    reported: tuple[Link, ...] = ()
    related: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One defect of one release.

    `payload` is what is sent, or what ought to be; `program` runs with the library alone and prints exactly `prints`
    instead of what `expected` says. `errata` are the corrections without which the payload is not legal; `unseen`
    says why the suite's own adapter does not show it.
    """

    id: str
    title: str
    severity: str
    hits: str
    says: str
    evidence: tuple[str, ...]
    document: tuple[Place, ...]
    type: str
    payload: str
    requirement: str
    vectors: tuple[str, ...]
    program: str
    expected: str
    prints: str
    workaround: str
    cause: str | None = None
    root: str | None = None
    errata: tuple[str, ...] = ()
    unseen: str = ""
    reported: tuple[Link, ...] = ()
    related: tuple[Link, ...] = ()

    @property
    def library(self) -> str:
        return self.id.partition("/")[0]

    @property
    def root_id(self) -> str:
        """What it is counted by: findings of one cause have it in common."""
        return self.root or self.id


@dataclass(frozen=True, slots=True)
class Noticed:
    """What can be argued about: one line, and the program that shows it, where there is one."""

    id: str
    says: str
    program: str | None = None
    prints: str | None = None
    related: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Library:
    """One release of one library, with its findings, the worst first.

    On the day `checked`, `newest` was the newest release, its programs were run, and public reports were looked for.
    """

    library: str
    package: str
    language: str
    profile: str
    release: str
    newest: str
    checked: str
    about: str
    findings: tuple[Finding, ...]
    noticed: tuple[Noticed, ...] = ()

    def programs(self) -> dict[str, tuple[str, str]]:
        """Every program and what it prints, by id."""
        shown = {finding.id: (finding.program, finding.prints) for finding in self.findings}
        return shown | {n.id: (n.program, n.prints) for n in self.noticed if n.program and n.prints}


@cache
def libraries() -> tuple[Library, ...]:
    """All of them, by name.

    Raises:
        jsonschema.ValidationError: a file is not what the schema says.
    """
    return tuple(_library(record(path, "library")) for path in sorted(FOLDER.glob("libraries/*.yaml")))


@cache
def roots() -> Mapping[str, Root]:
    """The shared causes by id, in the order of their file."""
    found = [_made(Root, one) for one in record(FOLDER / "roots.yaml", "roots")]
    return {root.id: root for root in found}


def record(path: Path, kind: str) -> Any:
    """The content of a file, checked against the schema of its kind."""
    content = yaml.load(path.read_bytes(), Loader)  # a safe loader either way
    _validator(kind).validate(content)
    return content


@cache
def _validator(kind: str) -> jsonschema.Draft202012Validator:
    schema = json.loads((FOLDER / "findings.schema.json").read_bytes())
    return jsonschema.Draft202012Validator({**schema, "$ref": f"#/$defs/{kind}"})


def printed(library: Library) -> dict[str, str]:
    """What the programs of a library print, by id."""
    runner = import_module(f"tests.findings.{RUNNERS.get(library.language, library.language)}")
    answers: dict[str, str] = runner.reproduce({id_: program for id_, (program, _) in library.programs().items()})
    return answers


def _library(content: dict[str, Any]) -> Library:
    made = {
        "findings": tuple(_made(Finding, one) for one in content["findings"]),
        "noticed": tuple(_made(Noticed, one) for one in content.get("noticed", ())),
    }
    return Library(**{**content, **made})


def _made(kind: type[Any], content: dict[str, Any]) -> Any:
    """A value of a dataclass: lists become tuples, and objects in them links or places."""
    assert content.keys() <= {field.name for field in fields(kind)}, "the schema and the dataclass differ"
    parts = {"document": Place, "reported": Link, "related": Link}
    return kind(**{name: _part(parts.get(name), value) for name, value in content.items()})


def _part(kind: type[Any] | None, value: Any) -> Any:
    if kind is not None:
        return tuple(kind(**one) for one in value)
    return tuple(value) if isinstance(value, list) else value
