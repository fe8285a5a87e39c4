"""Imports a document as a whole dialect: writes all files of its folder."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conformance.errors import UsageError, near
from conformance.spec.importer.document import SCHEMAS, Document, read
from conformance.spec.importer.errata import Erratum, corrected, read_errata
from conformance.spec.importer.forms import translate
from conformance.spec.importer.layout import documents, modules, text
from conformance.spec.importer.prose import Rule, read_rules, with_rules
from conformance.spec.importer.write import replace_files

_SPEC = Path(__file__).parent.parent
# The hand-written files of an imported dialect; everything else in its folder is generated.
_PLAN, _ERRATA, _PROSE = "import.json", "errata.json", "prose.json"

IMPORTED = "openai-ga"


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What is imported and how it is laid out: the hand-written ``import.json`` of a dialect.

    ``roots`` are the types that travel as whole payloads, ``events`` those that are events or unions of events, whose
    tags are wire names, ``closed`` the unions without unknown variants, ``modules`` the rules of
    :func:`layout.modules`, and ``manifest`` the other members of ``dialect.json``.
    """

    dialect: str
    roots: tuple[str, ...]
    events: tuple[str, ...]
    closed: tuple[str, ...]
    modules: tuple[Mapping[str, str], ...]
    manifest: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Imported:
    """The result of an import: the numbers of types, modules and errata, and the files that changed."""

    types: int
    modules: int
    errata: int
    changed: tuple[str, ...]


def import_plan(dialect: str) -> ImportPlan:
    """How a dialect is imported.

    Raises:
        UsageError: there is no such dialect, or it is not an imported one.
    """
    path = _SPEC / dialect / _PLAN
    known = [file.parent.name for file in sorted(_SPEC.glob(f"*/{_PLAN}"))]
    if dialect not in known:
        raise UsageError(f"no imported dialect {dialect!r}{near(dialect, known)} (known: {', '.join(known)})")
    content = json.loads(path.read_bytes())
    lists = {word: tuple(content[word]) for word in ("roots", "events", "closed", "modules")}
    return ImportPlan(dialect=dialect, **lists, manifest=content["manifest"])


def errata(dialect: str) -> tuple[Erratum, ...]:
    """The corrections of an imported dialect.

    Raises:
        UsageError: the dialect's errata are not what their schema allows.
    """
    return read_errata(_SPEC / dialect / _ERRATA)


def prose_rules(dialect: str) -> tuple[Rule, ...]:
    """The rules of an imported dialect that its document states in words alone.

    Raises:
        UsageError: the rules are not what their schema allows.
    """
    return read_rules(_SPEC / dialect / _PROSE)


def import_document(path: Path, dialect: str = IMPORTED, into: Path | None = None) -> Imported:
    """Read an OpenAPI document and write the dialect's files, all or none.

    They go to the folder ``into``, by default the dialect's own.

    Raises:
        UsageError: the document is not one that can be imported, or the files cannot be written.
    """
    how = import_plan(dialect)
    corrections, rules = errata(dialect), prose_rules(dialect)
    document = read(path)
    try:
        # The rules come first: an erratum that wraps a schema moves the pointers into it.
        document = with_rules(document, rules)
        types = translate(corrected(document, corrections, shared(document, how)), how.roots, how.closed)
    except RecursionError:
        raise UsageError(f"{path}: schemas are nested too deeply") from None
    by_module = modules(types, how.modules)
    files = {f"{module}.json": text(content) for module, content in documents(dialect, by_module).items()}
    files["dialect.json"] = text(_manifest(how, document, types, list(by_module)))
    home = into or _SPEC / dialect
    changed = replace_files(home, files, stale=_generated(home))
    return Imported(len(types), len(by_module), len(corrections), tuple(changed))


def shared(document: Document, how: ImportPlan) -> frozenset[str]:
    """The names of the schemas that both sides write."""
    sides = how.manifest["sides"]
    client, server = (_reached(document, sides[side]) for side in ("client", "server"))
    return frozenset(client & server)


def _reached(document: Document, roots: Iterable[str]) -> set[str]:
    names: set[str] = set()
    pending: list[Any] = [{"$ref": f"#{SCHEMAS}{name}"} for name in roots]
    while pending:
        value = pending.pop()
        if isinstance(value, list):
            pending += value
        elif isinstance(value, dict):
            pending += value.values()
            name = str(value.get("$ref", "")).removeprefix(f"#{SCHEMAS}")
            if name in document.schemas and name not in names:
                names.add(name)
                pending.append(document.schemas[name])
    return names


def _generated(home: Path) -> list[str]:
    """The files of the modules that an earlier import wrote."""
    try:
        modules = json.loads((home / "dialect.json").read_bytes())["modules"]
        return [f"{module}.json" for module in modules if re.fullmatch(r"[a-z_]+", module)]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def _manifest(how: ImportPlan, document: Document, types: Mapping[str, Any], modules: list[str]) -> dict[str, Any]:
    version = document.content.get("info", {}).get("version", "of no stated version")
    commit = document.content.get("x-source", {}).get("commit")
    return {
        "dialect": how.dialect,
        **{word: how.manifest[word] for word in ("version", "title", "says")},
        "source": f"openai/openai-openapi, document {version}{f' (commit {commit})' if commit else ''}, with errata",
        "modules": modules,
        "roots": list(how.roots),
        **{word: value for word, value in how.manifest.items() if word not in ("version", "title", "says")},
        "events": _events(how, types),
    }


def _events(how: ImportPlan, types: Mapping[str, Any]) -> dict[str, str | list[str]]:
    """The type of each wire name; a list where unions use the name for different types."""
    named: dict[str, list[str]] = {}
    for event in how.events:
        form = types[event]
        if "x-tag" in form:
            property_ = form["x-tag"]["property"]
            arms = [(arm["properties"][property_]["const"], arm["$ref"]) for arm in form["oneOf"]]
        else:
            arms = [(form["properties"]["type"]["enum"][0], event)]
        for name, type_ in arms:
            if type_ not in named.setdefault(name, []):
                named[name].append(type_)
    return {name: types[0] if len(types) == 1 else types for name, types in sorted(named.items())}
