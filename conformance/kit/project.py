"""Writes a small project with a working adapter, in which users then call their own library."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from conformance.errors import UsageError, near
from conformance.manual import manual

LANGUAGES = ("python", "node", "rust", "go", "java")
"""The languages for which there is a project with an adapter."""
CLIENT_LANGUAGES = ("python", "node", "go")
"""The languages for which there is a project with a driver of a client."""
_OTHER_NAMES = {"javascript": "node", "js": "node", "typescript": "node", "ts": "node", "golang": "go", "py": "python"}

_EVERY = "every"
# Keeps tools from treating a template as a file of this repository: Python modules, lists of ignored files.
_SUFFIX = ".template"


def write_project(language: str, folder: Path, *, client: bool = False) -> list[Path]:
    """Write the project for a language into ``folder``, which need not exist yet, and return its files in order.

    With ``client`` it has a driver of a client in place of an adapter.

    Raises:
        UsageError: there is no such language, or ``folder`` is not empty or cannot be written to. It is left as it was.
    """
    languages, page = (CLIENT_LANGUAGES, "clients") if client else (LANGUAGES, "protocol")
    language = _OTHER_NAMES.get(language.lower(), language)
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
    made: list[Path] = []
    try:
        for name, content in contents.items():
            path = folder / name
            made += _make_folder(path.parent)
            with path.open("xb") as file:
                made.append(path)
                file.write(content)
    except BaseException as error:
        _take_back(made)
        if isinstance(error, OSError):
            raise UsageError(f"cannot write to {folder}: {error.strerror}") from None
        raise
    return [folder / name for name in sorted(contents)]


def _make_folder(folder: Path) -> list[Path]:
    """Make a folder with those above it, and return the ones that were not there, from the top."""
    lacking = [one for one in (folder, *folder.parents) if not one.exists()][::-1]
    for one in lacking:
        one.mkdir()
    return lacking


def _take_back(made: Iterable[Path]) -> None:
    """Remove what was made, as far as nothing of others is in it."""
    for path in [*made][::-1]:
        with suppress(OSError):
            path.rmdir() if path.is_dir() else path.unlink()


def _contents(folder: Traversable, prefix: str = "") -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for entry in folder.iterdir():
        if entry.is_dir():
            found |= _contents(entry, f"{prefix}{entry.name}/")
        else:
            found[prefix + entry.name.removesuffix(_SUFFIX)] = entry.read_bytes()
    return found
