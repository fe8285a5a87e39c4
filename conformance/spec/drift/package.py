"""The types of a package: pydantic models, read by its own interpreter, TypeScript declarations or JSON Schemas."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conformance.errors import UsageError
from conformance.spec.drift.shape import Forms, SchemaSource
from conformance.spec.drift.typescript import Declarations

OPENAI = (
    "RealtimeServerEvent=openai.types.realtime:RealtimeServerEvent",
    "RealtimeClientEvent=openai.types.realtime:RealtimeClientEvent",
    "RealtimeCreateClientSecretRequest=openai.types.realtime:ClientSecretCreateParams",
    "RealtimeCreateClientSecretResponse=openai.types.realtime:ClientSecretCreateResponse",
)
"""The types of openai-python that travel as whole payloads, under the dialect's names."""
_READER = Path(__file__).with_name("reader.py")
_SECONDS = 120
_DECLARATIONS = (".d.ts", ".d.mts")


@dataclass(frozen=True, slots=True)
class PackageTypes:
    """What a package declares: its forms by the dialect's names, and the names that it lacks, with the reason."""

    title: str
    source: SchemaSource
    types: Mapping[str, Forms]
    missing: Mapping[str, str]


def read_package(where: Path, types: Sequence[str] | None = None) -> PackageTypes:
    """Read the types of a package: ``where`` is an interpreter, a folder of packages, a JSON Schema file, or
    TypeScript declarations.

    Each of ``types`` is ``NAME=MODULE:ATTRIBUTE``, by default those of openai-python. A file has its types by name.
    The interpreter imports the package, which executes it.

    Raises:
        UsageError: there is nothing to read, or not what was asked for.
    """
    read_file = _from_declarations if where.name.endswith(_DECLARATIONS) else _from_file
    if where.name.endswith((".json", ".yaml", ".yml", *_DECLARATIONS)):
        if types:
            raise UsageError(f"--types: {where} has its types by name; only a package's are found by module")
        return read_file(where)
    types = types or OPENAI
    for one in types:
        if not all(one.partition("=")) or not all(one.partition("=")[2].partition(":")):
            raise UsageError(f"--types: {one!r} is not NAME=MODULE:ATTRIBUTE")
    interpreter, folder = _interpreter(where)
    answer = _ask([str(interpreter), "-I", str(_READER), folder, *types])
    if not answer["schemas"]:
        reasons = "; ".join(dict.fromkeys(answer["missing"].values()))
        raise UsageError(f"{where}: has none of the types: {reasons}. Name them with --types=NAME=MODULE:ATTRIBUTE")
    definitions: dict[str, Any] = {}
    forms: dict[str, Forms] = {}
    for name, schema in answer["schemas"].items():
        # Two types may have definitions of the same name that differ: reader and writer of a model do.
        root = f"#/{name}"
        definitions[root] = _moved(schema, root)
        definitions.update({f"{root}/$defs/{key}": value for key, value in definitions[root].get("$defs", {}).items()})
        forms[name] = ((definitions[root].get("title", name), definitions[root]),)
    title = f"{answer['package']} {answer['version']}".strip()
    return PackageTypes(title, SchemaSource(definitions), forms, answer["missing"])


def _moved(schema: Any, root: str) -> Any:
    """The schema with references into its own definitions led to ``root``."""
    if isinstance(schema, dict):
        return {
            key: root + value[1:] if key == "$ref" and isinstance(value, str) else _moved(value, root)
            for key, value in schema.items()
        }
    return [_moved(item, root) for item in schema] if isinstance(schema, list) else schema


def _interpreter(where: Path) -> tuple[Path, str]:
    """The interpreter to ask, and the folder to put on its path, if any."""
    if where.is_dir():
        # The own interpreter of an environment, or of the one that these are the packages of.
        for home in (where, *where.absolute().parents[2:3]):
            if (home / "bin" / "python").is_file() and (home == where or where.name == "site-packages"):
                return (home / "bin" / "python").absolute(), ""
        return Path(sys.executable), str(where.absolute())
    if where.is_file() and os.access(where, os.X_OK):
        return where.absolute(), ""
    raise UsageError(
        f"{where}: is not a Python interpreter, a folder of packages or a file of types (.json, .yaml, .d.ts)"
    )


def _ask(command: list[str]) -> Any:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=False)
        answer = json.loads(done.stdout) if done.returncode == 0 else None
    except subprocess.TimeoutExpired:
        raise UsageError(f"{command[0]}: the package was not read within {_SECONDS} seconds") from None
    except (OSError, ValueError) as error:
        raise UsageError(f"{command[0]}: is not a Python interpreter that can read the package: {error}") from None
    if answer is None:
        last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise UsageError(f"{command[0]}: cannot read the package's types: {last}")
    return answer


def _from_file(where: Path) -> PackageTypes:
    from conformance.spec.importer.document import read

    document = read(where)
    prefix = "#/components/schemas/"
    definitions = {f"{prefix}{name}": schema for name, schema in document.schemas.items()}
    forms: dict[str, Forms] = {name: ((name, schema),) for name, schema in document.schemas.items()}
    return PackageTypes(where.name, SchemaSource(definitions), forms, {})


def _from_declarations(where: Path) -> PackageTypes:
    declarations = Declarations(where.resolve())
    forms: dict[str, Forms] = {name: ((name, {"$ref": declarations.reference(name)}),) for name in declarations.names()}
    return PackageTypes(_npm_title(where.resolve()), SchemaSource(declarations), forms, {})


def _npm_title(where: Path) -> str:
    """The name and version of the npm package that the file belongs to; without one, the file's name."""
    manifest = next((file for folder in where.parents if (file := folder / "package.json").is_file()), None)
    try:
        content = {} if manifest is None else json.loads(manifest.read_bytes())
        return f"{content['name']} {content['version']}"
    except (OSError, ValueError, KeyError, TypeError):
        return where.name
