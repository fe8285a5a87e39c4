"""Raises the lock files of the built-in libraries in Python to the newest releases, with the versions in the registry.

With them that of what the project itself is developed, tested and released with; with ``--own``, only that one.

Those in other languages are raised by ``raise_releases.py``. Locks hold for every supported Python and system, and have
the hashes of all files of a release.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from conformance import adapters
from conformance.adapters import REGISTRY
from conformance.adapters.venv import Venv

_HERE = Path(__file__).resolve().parent
_OWN = _HERE / "requirements.lock"
_NAME = re.compile(r"[-_.]+")
_UV = [sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--no-header", "--no-annotate"]
_WHOLE = ["--generate-hashes", "--universal", "--python-version", "3.11"]


def normalized(name: str) -> str:
    """The name of a package as an index spells it."""
    return _NAME.sub("-", name).lower()


def resolved(requirement: str, *options: str) -> dict[str, str]:
    """What a requirement needs, by name: the lines of a lock, with hashes. ``-`` is a requirement, any other a file."""
    source = [requirement] if Path(requirement).is_file() else ["-"]
    done = subprocess.run(
        [*_UV, *_WHOLE, *options, *source], input=requirement, capture_output=True, text=True, check=True
    )
    found: dict[str, str] = {}
    name = ""
    for line in done.stdout.splitlines(keepends=True):
        if not line.startswith(" "):
            name = line.partition("==")[0]
        found[name] = found.get(name, "") + line
    return found


def raised(lock: str, package: str, found: Mapping[str, str]) -> str:
    """The lock with the releases found.

    A lock whose comment says what it "resolves to" gets every package; any other keeps to the names that it has.
    """
    comments = [line for line in lock.splitlines(keepends=True) if line.startswith("#")]
    names = {normalized(name) for name in re.findall(r"^([\w.-]+)==", lock, re.MULTILINE)}
    chosen = found.keys() if "resolves to" in " ".join(comments) else names & found.keys()
    pinned = re.compile(rf"({re.escape(package)}(?:\[[\w,-]+\])?==)[\w.]+")
    head = [pinned.sub(rf"\g<1>{version(found, package)}", line) for line in comments]
    return "".join([*head, *(found[name] for name in sorted(chosen))])


def version(found: Mapping[str, str], package: str) -> str:
    """The release of a package among what was found."""
    return found[normalized(package)].partition("==")[2].split()[0]


def raise_libraries() -> None:
    """Raise the lock file of every library that is behind."""
    registry = Path(adapters.__file__)
    for entry in REGISTRY.values():
        if not isinstance(entry.runtime, Venv):
            continue
        lock = entry.runtime.folder / "requirements.lock"
        text = lock.read_text(encoding="utf-8")
        extras = re.search(rf"{re.escape(entry.package)}(\[[\w,-]+\])==", text)
        found = resolved(entry.package + (extras[1] if extras else ""))
        newest = version(found, entry.package)
        print(f"{entry.name}: {entry.version}" + ("" if newest == entry.version else f" -> {newest}"))
        if newest == entry.version:
            continue
        lock.write_text(raised(text, entry.package, found), encoding="utf-8")
        source = registry.read_text(encoding="utf-8")
        before = f'package="{entry.package}",\n        version="{entry.version}"'
        if source.count(before) != 1:
            raise SystemExit(f"{registry}: the version of {entry.name} is not where it was expected")
        registry.write_text(source.replace(before, before.replace(entry.version, newest)), encoding="utf-8")


def raise_own() -> None:
    """Raise the lock file of the project itself."""
    found = resolved(str(_HERE.parent / "pyproject.toml"), "--extra=dev")
    _OWN.write_text("".join(found.values()), encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1:] != ["--own"]:
        raise_libraries()
    raise_own()
