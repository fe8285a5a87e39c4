"""Puts into the wheel, packed, what :mod:`conformance.packed` reads, and the pages that messages name, as ``_docs``.

Packed are the vectors, the lock files of libraries in Python, and the scripts of the page. The ledgers of the vectors
stay out: nothing but a change of the vectors needs to know what they meant before.
"""

from __future__ import annotations

import json
import lzma
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_PAGES = ("clients.md", "protocol.md")
_LEDGER = "ledger.txt"
_IN_PACKAGE = (("*/*/requirements.lock",), ("results/page/built/*.js", "results/page/vendor/plot.js"))
"""What is packed of the package, bundle by bundle; ``pyproject.toml`` leaves the same out of the wheel."""
_MUCH = 6_000_000
"""At how many bytes a bundle of vectors is full: smaller ones are unpacked sooner, and are more in all."""
_FILTERS = [{"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME, "pb": 0}]


class Beside(BuildHookInterface[Any]):
    """Runs when a wheel is built; an editable one finds everything in its place."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Name every file and its place in the wheel."""
        if version == "editable":
            return
        root = Path(self.root)
        self._made = TemporaryDirectory()
        for path in _pack(root, Path(self._made.name)):
            build_data["force_include"][str(path)] = f"conformance/_packed/{path.name}"
        for page in _PAGES:
            build_data["force_include"][str(root / "docs" / page)] = f"conformance/_docs/{page}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Throw away what was packed: the wheel has it."""
        if version != "editable":
            self._made.cleanup()


def _pack(root: Path, folder: Path) -> Iterator[Path]:
    """Write the bundles and their index into a folder."""
    index: dict[str, tuple[int, int, int]] = {}
    for number, files in enumerate((*_golden(root / "golden"), *_in_package(root / "conformance"))):
        content = bytearray()
        for name, path in files.items():
            start = len(content)
            content += path.read_bytes()
            index[name] = number, start, len(content)
        bundle = folder / f"{number}.xz"
        bundle.write_bytes(lzma.compress(content, filters=_FILTERS))
        yield bundle
    listed = folder / "index.json"
    listed.write_text(json.dumps(index, separators=(",", ":")), encoding="utf-8")
    yield listed


def _golden(golden: Path) -> Iterator[Mapping[str, Path]]:
    """The files of a bundle by their names in the package, dialect by dialect."""
    for dialect in sorted({path.parent for path in golden.glob(f"*/{_LEDGER}")}):
        files: dict[str, Path] = {}
        size = 0
        for path in sorted(path for path in dialect.rglob("*") if path.is_file() and path.name != _LEDGER):
            files[f"_golden/{path.relative_to(golden).as_posix()}"] = path
            size += path.stat().st_size
            if size > _MUCH:
                yield files
                files, size = {}, 0
        yield files


def _in_package(package: Path) -> Iterator[Mapping[str, Path]]:
    for patterns in _IN_PACKAGE:
        paths = (path for pattern in patterns for path in sorted(package.glob(pattern)))
        yield {path.relative_to(package).as_posix(): path for path in paths}
