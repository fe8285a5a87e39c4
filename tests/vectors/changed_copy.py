"""A copy of the suite in which a dialect is changed as a contributor would, and what is recorded in it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import conformance
from conformance.spec import load_dialect

REPOSITORY = Path(conformance.__file__).parent.parent
PROGRAM = str(Path(sys.executable).parent / "realtime-conformance")
DIALECTS = ["async-openai", "openai-ga"]
SECONDS = 300


@dataclass(frozen=True)
class Copy:
    """A copy of the suite in which one dialect is changed."""

    place: Path
    dialect: str

    @property
    def golden(self) -> Path:
        return self.place / "golden" / self.dialect

    def spec(self, module: str, change: Callable[[dict[str, Any]], None]) -> None:
        """Change the types of one schema file."""
        path = self.place / "conformance/spec" / self.dialect / f"{module}.json"
        document = json.loads(path.read_text())
        change(document["$defs"])
        path.write_text(json.dumps(document))

    def reference(self, module: str, before: str, after: str) -> None:
        """Change the hand-written reference of ``async-openai``; the other dialect's follows from its schema files."""
        if self.dialect == "async-openai":
            path = self.place / "conformance/reference" / f"{module}.py"
            assert path.read_text().count(before) == 1
            path.write_text(path.read_text().replace(before, after))

    @property
    def later(self) -> int:
        """The version after the one that the checkout has."""
        return load_dialect(self.dialect).version + 1

    def raise_version(self) -> None:
        path = self.place / "conformance/spec" / self.dialect / "dialect.json"
        path.write_text(json.dumps(json.loads(path.read_text()) | {"version": self.later}))

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a verb of ``golden`` for the dialect."""
        return self.command("golden", *arguments, f"--dialect={self.dialect}")

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        # Without a PATH there is no cargo, and so no arbiter: the released crate knows nothing of what is added here.
        environment = kept | {"PYTHONPATH": str(self.place), "PATH": "/nowhere"}
        return subprocess.run(
            [PROGRAM, *arguments], env=environment, capture_output=True, text=True, timeout=SECONDS, check=False
        )

    def record(self, *options: str) -> str:
        ran = self.run("record", *options)
        assert ran.returncode == 0, ran.stderr
        linted = self.run("lint")
        assert linted.returncode == 0, linted.stdout
        return ran.stdout

    def record_required(self) -> str:
        """Record the later version, in which ``latency_ms`` is required."""
        ran = self.run("record", f"--dialect-version={self.later}")
        assert ran.returncode == 0, ran.stderr
        # A payload that was wrong in a way of its own lacks the member too now, and somebody has to mend it.
        *told, _ = self.run("lint").stdout.splitlines()
        assert told
        assert all(": it breaks more than " in line and line.startswith("Realtime") for line in told)
        return ran.stdout

    def refused(self, *options: str) -> str:
        before = self.files()
        ran = self.run("record", *options)
        assert ran.returncode == 4, ran.stdout
        assert self.files() == before
        return ran.stderr.splitlines()[-1].removeprefix("realtime-conformance: ")

    def files(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in self.golden.iterdir() if path.is_file()}

    def vectors(self) -> dict[str, str]:
        """Every vector with the bytes that its file has for it."""
        found = {}
        for path in self.golden.glob("[A-Z]*.json"):
            for block in path.read_text().removeprefix("[\n").removesuffix("\n]\n").split(",\n  {\n"):
                text = "  {\n" + block.removeprefix("  {\n")
                found[json.loads(text)["id"]] = text
        return found

    def ledger(self) -> dict[str, str]:
        lines = (self.golden / "ledger.txt").read_text().splitlines()
        return {line.partition(" ")[0]: line for line in lines}

    def examples(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.golden / "examples.json").read_text())
        return found

    def next_example(self, type_name: str) -> str:
        """The slug of the example that a type gets when it gains something."""
        return f"all-members-{len(self.examples()[type_name]['all-members']) + 1}"


def with_member(copy: Copy, how: dict[str, Any], python: str, *, required: bool = False) -> None:
    """Give RealtimeResponse a first member ``latency_ms``."""

    def change(types: dict[str, Any]) -> None:
        response = types["RealtimeResponse"]
        response["properties"] = {"latency_ms": how, **response["properties"]}
        if required:
            response["required"] = ["latency_ms", *response.get("required", [])]

    copy.spec("response", change)
    head = "class RealtimeResponse(Struct):\n"
    docstring = (REPOSITORY / "conformance/reference/response.py").read_text().partition(head)[2].partition("\n\n")[0]
    copy.reference("response", f"{head}{docstring}\n", f"{head}{docstring}\n\n    latency_ms: {python}\n")


def integer(copy: Copy, *, nullable: bool = False, absent: str = "") -> dict[str, Any]:
    kind: dict[str, Any] = {"type": ["integer", "null"] if nullable else "integer"}
    if copy.dialect == "openai-ga":
        return kind
    return {
        **kind,
        "minimum": 0,
        "maximum": 4294967295,
        "x-number": "u32",
        **({"x-absent": absent} if absent else {}),
    }


class Before:
    """What was recorded before a change."""

    def __init__(self, copy: Copy) -> None:
        self._copy = copy
        self.vectors, self.ledger, self.examples = copy.vectors(), copy.ledger(), copy.examples()

    def new(self) -> set[str]:
        return self._copy.vectors().keys() - self.vectors.keys()

    def moved(self) -> set[str]:
        """The ids whose bytes changed; exactly they have another line in the ledger, of the later version."""
        now, lines = self._copy.vectors(), self._copy.ledger()
        assert self.vectors.keys() <= now.keys()
        assert now.keys() == lines.keys()
        moved = {name for name, text in self.vectors.items() if now[name] != text}
        assert {name for name, line in self.ledger.items() if lines[name] != line} == moved
        assert all(lines[name].split(" ")[1] == str(self._copy.later) for name in moved)
        return moved

    def examples_kept(self) -> bool:
        """Whether every stored example is still there, in its place."""
        now = self._copy.examples()
        return all(_kept(entry, now[name]) for name, entry in self.examples.items())


def _kept(before: Any, now: Any) -> bool:
    match before:
        case dict():
            return all(name in now and _kept(value, now[name]) for name, value in before.items())
        case list():
            return all(_kept(*pair) for pair in zip(before, now, strict=False)) and len(now) >= len(before)
        case _:
            return bool(before == now and type(before) is type(now))


def of(type_name: str, slugs: str) -> set[str]:
    return {f"{type_name}/{slug}" for slug in slugs.split()}
