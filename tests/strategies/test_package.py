"""The package is light to import, independent of the oracle, and its names are what they seem."""

from __future__ import annotations

import ast
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import strategies

HOME = Path(strategies.__file__).parent


def loaded_after(code: str) -> set[str]:
    answer = subprocess.run(
        [sys.executable, "-c", f"import sys; {code}; print(*sys.modules)"], capture_output=True, text=True, check=True
    )
    return set(answer.stdout.split())


def test_importing_the_package_imports_nothing_of_weight() -> None:
    loaded = loaded_after("import strategies")
    assert not loaded & {"hypothesis", "conformance", "jsonschema", "json"}


@pytest.mark.parametrize(
    "code",
    [
        "import strategies; list(strategies.covering('Error'))",
        *(
            f"import strategies; list(strategies.seeded('Error', '{kind}', count=3))"
            for kind in ("valid", "edge", "invalid")
        ),
    ],
)
def test_bulk_payloads_need_no_hypothesis(code: str) -> None:
    loaded = loaded_after(code)
    assert "conformance.spec" in loaded
    assert not loaded & {"hypothesis", "conformance.oracle"}


def test_the_strategies_know_nothing_of_the_oracle() -> None:
    spec = {"conformance.spec", *(f"conformance.spec.{name}" for name in ("bounds", "mending", "model", "prose"))}
    session = {"conformance.session", "conformance.session.simulate", "conformance.session.transcript"}
    allowed = {"conformance.jsontext", *session, *spec}
    for module in HOME.glob("*.py"):
        for statement in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            names: list[str] = []
            if isinstance(statement, ast.ImportFrom):
                names = [statement.module or ""]
            elif isinstance(statement, ast.Import):
                names = [alias.name for alias in statement.names]
            for name in names:
                assert not name.startswith("conformance") or name in allowed, f"{module.name} imports {name}"


def test_no_module_hides_a_function_of_the_package() -> None:
    modules = {module.name for module in pkgutil.iter_modules([str(HOME)])}
    assert not modules & set(strategies.__all__)
