"""Every reason at must that the suite gives for a library, with what the library does alone.

`confirmed/` has one YAML file per library: rows of reasons that have one cause, with a program that needs only the
library and what it prints, or the finding that has one. `python -m tests.findings` writes `docs/adapters/confirmed.md`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path

import jsonschema
import yaml

from conformance.adapters import REGISTRY
from tests.findings import RUNNERS, Loader, libraries

FOLDER = Path(__file__).with_name("confirmed")
PAGE = Path(__file__).parents[2] / "docs" / "adapters" / "confirmed.md"
VERDICTS = {
    "library": "the library's fault",
    "limit": "a declared limit",
    "withdrawn": "not a must",
}
_INTRODUCTION = """\
What the suite calls a failure at level must is a claim about a library. Here is every such claim of the matrix about
these libraries, judged by `openai-ga`, with what the library does on its own: the programs need nothing of the suite,
and tests run them. `*` and `{name}` stand for what differs from payload to payload; a case shows the reason.

Written by `python -m tests.findings` from `tests/findings/confirmed/`. A new reason needs a row there.
"""
_TEXT = {"type": "string", "minLength": 1}
_ROW = {
    "type": "object",
    "required": ["reasons", "case", "verdict"],
    "dependentRequired": {"program": ["id", "prints", "shows"], "prints": ["program"], "id": ["program"]},
    "additionalProperties": False,
    "properties": {
        "id": _TEXT,
        # A reason as the suite words it; `*` stands for any characters, `{name}` for one name of a JSON Pointer.
        "reasons": {"type": "array", "minItems": 1, "items": {"type": "string", "pattern": "[a-z_]{3}"}},
        # A vector that shows it, or an empty text where only generated payloads do.
        "case": {"type": "string"},
        "shows": _TEXT,
        "shown_by": _TEXT,
        "program": _TEXT,
        "prints": _TEXT,
        "verdict": {"enum": [*VERDICTS]},
    },
}
_SCHEMA = {
    "type": "object",
    "required": ["library", "rows"],
    "additionalProperties": False,
    "properties": {"library": _TEXT, "rows": {"type": "array", "minItems": 1, "items": _ROW}},
}


@dataclass(frozen=True, slots=True)
class Confirmed:
    """Reasons of one cause. `shown_by` is the id of a finding whose program shows it in place of `program`.

    `verdict` says whose it is; one that is `withdrawn` was given once, and is not a must any more.
    """

    reasons: tuple[str, ...]
    case: str
    verdict: str
    id: str = ""
    shows: str = ""
    shown_by: str = ""
    program: str = ""
    prints: str = ""

    def names(self, reason: str) -> bool:
        """Whether a reason, as the suite words it, is one of these."""
        return any(_pattern(one).fullmatch(reason) for one in self.reasons)


@cache
def _pattern(reason: str) -> re.Pattern[str]:
    parts = re.split(r"(\*|\{name\})", reason)
    return re.compile("".join({"*": ".*", "{name}": "[^/]+"}.get(part) or re.escape(part) for part in parts))


@cache
def confirmed() -> dict[str, tuple[Confirmed, ...]]:
    """The rows of every library that has a file, by its name.

    Raises:
        jsonschema.ValidationError: a file does not have the form that is described above.
    """
    found, validator = {}, jsonschema.Draft202012Validator(_SCHEMA)
    for path in sorted(FOLDER.glob("*.yaml")):
        content = yaml.load(path.read_bytes(), Loader)  # a safe loader either way
        validator.validate(content)
        assert content["library"] == path.stem
        found[path.stem] = tuple(Confirmed(**{**row, "reasons": tuple(row["reasons"])}) for row in content["rows"])
    return found


def printed(library: str) -> dict[str, str]:
    """What the programs of a library print, by id."""
    language = REGISTRY[library].language
    runner = import_module(f"tests.findings.{RUNNERS.get(language, language)}")
    programs = {row.id: row.program for row in confirmed()[library] if row.program}
    answers: dict[str, str] = runner.reproduce(programs) if programs else {}
    return answers


def page() -> str:
    """The page of all tables."""
    return "\n".join(_lines()).rstrip() + "\n"


def _lines() -> Iterator[str]:
    yield "# Confirmed reasons"
    yield ""
    yield _INTRODUCTION
    yield "| verdict | means |"
    yield "| --- | --- |"
    yield f"| {VERDICTS['library']} | The document, or a recorded session, says otherwise. |"
    yield f"| {VERDICTS['limit']} | So the library is documented, or typed; the typed interface alone cannot do more. |"
    yield f"| {VERDICTS['withdrawn']} | The suite said so once. A test holds that it is a warning now, or only shown. |"
    for name, rows in confirmed().items():
        entry = REGISTRY[name]
        yield ""
        yield f"## {name}"
        yield ""
        yield f"`{entry.package}` {entry.version}"
        yield ""
        yield "| reason | case | what the library does | verdict |"
        yield "| --- | --- | --- | --- |"
        yield from (_row(row) for row in rows)
        for row in rows:
            if row.program:
                yield from _program(row, entry.language)


def _row(row: Confirmed) -> str:
    reasons = "<br>".join(_code(_cell(reason)) for reason in row.reasons)
    case = f"`{row.case}`" if row.case else "generated payloads"
    return f"| {reasons} | {case} | {_cell(_shown(row))} | {VERDICTS[row.verdict]} |"


def _shown(row: Confirmed) -> str:
    if not row.shown_by:
        shown = " ".join(row.shows.split())
        return f"{shown} [Program](#{row.id.replace('/', '-')})" if row.program else shown
    library, _, slug = row.shown_by.partition("/")
    page = f"../../reports/findings/{library}.md"
    titles = {finding.id: finding.title for one in libraries() for finding in one.findings}
    # What can be argued about has no title of its own.
    return f"[{titles[row.shown_by]}]({page}#{slug})" if row.shown_by in titles else f"[{slug}]({page}#also-noticed)"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _code(text: str) -> str:
    # Backticks inside want two around, and blanks between.
    return f"`` {text} ``" if "`" in text else f"`{text}`"


def _program(row: Confirmed, language: str) -> Iterator[str]:
    yield ""
    # Two libraries may have a program of one name: the anchor of this heading is `library-name` everywhere.
    yield f"### {row.id.replace('/', ': ')}"
    yield ""
    yield f"```{language}"
    yield row.program.rstrip()
    yield "```"
    yield ""
    yield "prints"
    yield ""
    yield "```text"
    yield row.prints.rstrip()
    yield "```"
