"""Writes a small project with a working adapter, in which users then call their own library."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from conformance.errors import UsageError, near
from conformance.manual import manual

LANGUAGES = ("python", "node", "rust", "go", "java")
"""The languages for which there is a project with an adapter."""
CLIENT_LANGUAGES = ("python", "node", "go")
"""The languages for which there is a project with a driver of a client."""

_EVERY = "every"
# Keeps tools from treating a template as a file of this repository: Python modules, lists of ignored files.
_SUFFIX = ".template"


def write_project(language: str, folder: Path, *, client: bool = False) -> list[Path]:
    """Write the project for a language into ``folder``, which need not exist yet, and return its files in order.

    With ``client`` it has a driver of a client in place of an adapter.

    Raises:
        UsageError: there is no such language, ``folder`` is not empty, or it cannot be written to. Nothing is written
            in the first two cases.
    """
    languages, page = (CLIENT_LANGUAGES, "clients") if client else (LANGUAGES, "protocol")
    if language not in languages:
        raise UsageError(
            f"there is no project for {language!r}{near(language, languages)} (there are {', '.join(languages)}; "
            f"for another language {manual(f'{page}.md')} is enough)"
        )
    if folder.is_dir() and any(folder.iterdir()):
        raise UsageError(f"{folder} is not empty: name an empty folder, or one that does not exist yet")
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file: name a folder")
    templates = files("conformance.kit") / "templates"
    own = templates / "clients" / language if client else templates / language
    contents = {**_contents(templates / _EVERY), **_contents(own)}
    try:
        for name, content in contents.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    except OSError as error:
        raise UsageError(f"cannot write to {folder}: {error.strerror}") from None
    return [folder / name for name in sorted(contents)]


def _contents(folder: Traversable, prefix: str = "") -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for entry in folder.iterdir():
        if entry.is_dir():
            found |= _contents(entry, f"{prefix}{entry.name}/")
        else:
            found[prefix + entry.name.removesuffix(_SUFFIX)] = entry.read_bytes()
    return found
