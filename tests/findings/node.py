"""Runs the programs of findings in JavaScript and TypeScript, each with its library alone."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from conformance.adapters import REGISTRY
from conformance.adapters.environment import tool

_SECONDS = 120
_INSTALL = "install Node.js 20 or newer"
_TSC = ("--strict", "--noEmit", "--skipLibCheck", "--module", "nodenext", "--target", "es2022")


def reproduce(programs: Mapping[str, str]) -> dict[str, str]:
    """Run ``programs`` (id of the finding -> source) and return what each prints.

    Ids of ``openai-node`` are TypeScript and print what ``tsc`` says of a file ``finding.ts``; the others
    are JavaScript modules, run in a folder with their library in its ``node_modules``.

    Raises:
        subprocess.TimeoutExpired: a program does not end.
    """
    printed = {}
    for name in dict.fromkeys(id_.partition("/")[0] for id_ in programs):
        ours = {id_: code for id_, code in programs.items() if id_.partition("/")[0] == name}
        printed |= _compiled(ours) if name == "openai-node" else _ran(name, ours)
    return printed


def _home(implementation: str) -> Path:
    """The folder whose `node_modules` has the library, built unless that has been done."""
    entry = REGISTRY[implementation]
    return entry.runtime.build(entry.profiles[0])


def _ran(library: str, programs: Mapping[str, str]) -> dict[str, str]:
    with TemporaryDirectory() as folder:
        (Path(folder) / "node_modules").symlink_to(_home(library) / "node_modules")
        printed = {}
        for id_, code in programs.items():
            program = Path(folder) / "finding.mjs"
            program.write_text(code)
            printed[id_] = _stdout([tool("node", _INSTALL), program.name], folder)
    return printed


def _compiled(programs: Mapping[str, str]) -> dict[str, str]:
    home = _home("openai-node")
    with TemporaryDirectory() as folder:
        (Path(folder) / "node_modules").symlink_to(home / "node_modules")
        files = {f"{number}/finding.ts": id_ for number, id_ in enumerate(programs)}
        for file, id_ in files.items():
            path = Path(folder) / file
            path.parent.mkdir()
            path.write_text(programs[id_])
        tsc = str(home / "node_modules" / "typescript" / "bin" / "tsc")
        lines = _stdout([tool("node", _INSTALL), tsc, *_TSC, "--pretty", "false", *files], folder).splitlines()
    return {id_: _about(file, lines) for file, id_ in files.items()}


def _about(file: str, lines: Iterable[str]) -> str:
    """What was said of one file: a line that starts with its name, and the indented ones below it."""
    said, ours = "", False
    for line in lines:
        if not line.startswith(" "):
            ours = line.startswith(file)
        if ours:
            said += line.removeprefix(file.removesuffix("finding.ts")) + "\n"
    return said


def _stdout(command: list[str], folder: str) -> str:
    finished = subprocess.run(
        command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=_SECONDS, check=False
    )
    return finished.stdout
