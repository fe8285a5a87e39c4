"""Writes the JSON Schema of a package's types: ``python -I reader.py FOLDER NAME=MODULE:ATTRIBUTE…``.

Runs in the interpreter that has the package, with the standard library and what the package itself needs: importing
a package executes it, so this is a process of its own. ``FOLDER`` is put on its path if it is not empty.
"""

from __future__ import annotations

import json
import sys
from contextlib import redirect_stdout
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import Any


def main(folder: str, *types: str) -> None:
    """Write one JSON object: the package's name and version, the schemas by name, and the names it does not have."""
    if folder:
        sys.path.insert(0, folder)
    schemas: dict[str, Any] = {}
    missing: dict[str, str] = {}
    package = ""
    # Some libraries print at import.
    with redirect_stdout(sys.stderr):
        for item in types:
            name, _, where = item.partition("=")
            module, _, attribute = where.partition(":")
            package = package or module.partition(".")[0]
            try:
                declared = getattr(import_module(module), attribute)
            except (ImportError, AttributeError) as error:
                missing[name] = str(error)
                continue
            schemas[name] = _schema(declared)
    json.dump({"package": package, "version": _version(package), "schemas": schemas, "missing": missing}, sys.stdout)


def _schema(declared: Any) -> Any:
    from pydantic import TypeAdapter

    return TypeAdapter(declared).json_schema()


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


if __name__ == "__main__":
    main(*sys.argv[1:])
