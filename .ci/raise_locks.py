"""Raises the lock files of the built-in libraries in Python to their newest releases, and the versions in the registry.

Those in other languages need a person: their adapters are compiled against the release.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

from conformance import adapters
from conformance.adapters import REGISTRY
from conformance.adapters.venv import Venv

_NAME = re.compile(r"[-_.]+")


def resolved(requirement: str) -> dict[str, str]:
    """What pip would install for a requirement, by normalized name."""
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", "--ignore-installed", "--report", "-"]
    report = json.loads(subprocess.run([*command, requirement], capture_output=True, text=True, check=True).stdout)
    found = (entry["metadata"] for entry in report["install"])
    return {_NAME.sub("-", one["name"]).lower(): f"{one['name']}=={one['version']}" for one in found}


def raised(lock: str, package: str, found: dict[str, str]) -> str:
    """The lock with the versions found.

    A lock whose comment says what it "resolves to" gets every package; any other keeps to the names that it has.
    """
    comments = [line for line in lock.splitlines() if line.startswith("#")]
    names = {
        _NAME.sub("-", line.partition("==")[0]).lower() for line in lock.splitlines() if "==" in line and line[0] != "#"
    }
    chosen = found if "resolves to" in " ".join(comments) else {name: found[name] for name in names if name in found}
    version = found[_NAME.sub("-", package).lower()].partition("==")[2]
    pinned = re.compile(rf"({re.escape(package)}(?:\[\w+\])?==)[\w.]+")
    head = [pinned.sub(rf"\g<1>{version}", line) for line in comments]
    return "\n".join([*head, *sorted(chosen.values(), key=str.lower)]) + "\n"


def main() -> None:
    """Raise every one that is behind."""
    registry = Path(adapters.__file__)
    for entry in REGISTRY.values():
        if not isinstance(entry.runtime, Venv):
            continue
        lock = entry.runtime.folder / "requirements.lock"
        text = lock.read_text(encoding="utf-8")
        extras = re.search(rf"{re.escape(entry.package)}(\[\w+\])==", text)
        found = resolved(entry.package + (extras[1] if extras else ""))
        newest = found[_NAME.sub("-", entry.package).lower()].partition("==")[2]
        print(f"{entry.name}: {entry.version}" + ("" if newest == entry.version else f" -> {newest}"))
        if newest == entry.version:
            continue
        lock.write_text(raised(text, entry.package, found), encoding="utf-8")
        source = registry.read_text(encoding="utf-8")
        before = f'package="{entry.package}",\n        version="{entry.version}"'
        if source.count(before) != 1:
            raise SystemExit(f"{registry}: the version of {entry.name} is not where it was expected")
        registry.write_text(source.replace(before, before.replace(entry.version, newest)), encoding="utf-8")


if __name__ == "__main__":
    main()
