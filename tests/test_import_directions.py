"""Imports point one way: a package imports only what is below it, and no modules import each other in a circle."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

BASE = frozenset(
    {"conformance", "errors", "files", "impl", "jsontext", "spelling"}
    | {"descendants", "difference", "display", "options", "interrupt", "manual", "packed", "schemas"}
)
"""What all others use; nothing of the suite is imported from above."""

_SPEC = BASE | {"spec"}
_ORACLE = _SPEC | {"oracle"}
_STRATEGIES = _SPEC | {"strategies"}
_REQUIREMENTS = _SPEC | {"requirements"}
_ADAPTER = BASE | {"adapter"}
_ADAPTERS = _ADAPTER | _SPEC | {"adapters", "reference"}
_CHECKS = _ORACLE | _REQUIREMENTS | _ADAPTER | {"checks"}
_VECTORS = _CHECKS | {"vectors"}
_SESSION = _VECTORS | {"session"}
_PEER = _SESSION | {"peer"}
_SERVERS = _PEER | _ADAPTERS | {"servers"}
_RESULTS = _VECTORS | {"results"}
_KNOWN = _RESULTS | {"known_failures"}
_CLIENTS = _PEER | _ADAPTERS | {"clients"}
_SUITE = _KNOWN | _SERVERS | _CLIENTS | _STRATEGIES | {"suite"}
_MATRIX = _KNOWN | _SERVERS | _CLIENTS | {"matrix"}
_COMMANDS = _SUITE | _MATRIX | {"commands", "kit"}

MAY_IMPORT: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(BASE, BASE),
    "spec": _SPEC,
    "oracle": _ORACLE,
    # Whole sessions are simulated where their rules are.
    "strategies": _STRATEGIES | _SESSION,
    "requirements": _REQUIREMENTS,
    # Adapters know no dialect.
    "adapter": _ADAPTER,
    # Independent of the oracle, which it is a witness for.
    "reference": _ADAPTER | _SPEC | {"reference"},
    "adapters": _ADAPTERS,
    "kit": _ADAPTER | {"kit"},
    "checks": _CHECKS,
    "session": _SESSION,
    "peer": _PEER,
    "servers": _SERVERS,
    "clients": _CLIENTS,
    "vectors": _VECTORS,
    "results": _RESULTS,
    "known_failures": _KNOWN,
    "suite": _SUITE,
    "matrix": _MATRIX,
    "commands": _COMMANDS,
    "cli": _COMMANDS | {"cli"},
    "plugin": BASE | {"suite", "peer", "plugin"},
    "__main__": BASE | {"cli", "__main__"},
}


def modules() -> Iterator[tuple[str, Path]]:
    for top in ("conformance", "strategies"):
        for path in sorted((ROOT / top).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            if "templates" not in parts:
                yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


MODULES = dict(modules())


def imported(name: str) -> set[str]:
    """The modules of ours that a module imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(MODULES[name].read_text(encoding="utf-8"))):
        match node:
            case ast.Import(names):
                found |= {alias.name for alias in names}
            case ast.ImportFrom(module=str(module), names=names, level=0):
                whole = [f"{module}.{alias.name}" for alias in names]
                found |= {one if one in MODULES else module for one in whole}
    return {one for one in found if one in MODULES}


def package(module: str) -> str:
    first, _, rest = module.partition(".")
    return rest.partition(".")[0] or first if first == "conformance" else first


@pytest.mark.parametrize("name", sorted(MODULES))
def test_a_module_imports_only_what_is_below_it(name: str) -> None:
    allowed = MAY_IMPORT[package(name)]
    assert sorted(one for one in imported(name) if package(one) not in allowed) == []


def test_no_modules_import_each_other_in_a_circle() -> None:
    # A package's own `__init__` is part of the package, not above it.
    graph = {name: {one for one in imported(name) if not name.startswith(f"{one}.")} for name in MODULES}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" imports ".join(error.args[1]))


def test_every_package_has_its_rule() -> None:
    assert {package(name) for name in MODULES} == MAY_IMPORT.keys()
