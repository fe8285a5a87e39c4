"""No false alarms for right codecs in other languages, made from the dialect's document: every type, every vector."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from right_codecs import rust
from right_codecs.wire import SPEC

import conformance
from conformance.adapters.environment import environment
from conformance.checks.verdict import Status
from conformance.oracle import Accept
from conformance.results.reader import read
from conformance.spec import load_dialect
from conformance.vectors import load_type

CODECS = Path(rust.__file__).parent
CRATES = [CODECS / "rust", Path(conformance.__file__).parent / "adapters/rust_serve"]
SECONDS = 1800
"""For one run, which takes half a minute on an idle machine."""


def command(language: str, dialect: str) -> list[str]:
    """What starts a codec."""
    if language == "javascript":
        return [needs("node"), str(CODECS / "codec.mjs"), str(SPEC / dialect)]
    return [str(built() / "codec"), "--dialect", dialect]


def needs(program: str) -> str:
    found = shutil.which(program)
    if found is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(f"{program} is not installed")
    return found


def built() -> Path:
    """The crate, with the types that the schema files have now; it is built once for all runs, as adapters are."""
    with TemporaryDirectory() as place:
        types = Path(place) / "types.rs"
        types.write_text(rust.source(["async-openai", "openai-ga"]))

        def make(home: Path) -> None:
            cargo = [needs("cargo"), "build", "--locked", "--manifest-path", str(CODECS / "rust/Cargo.toml")]
            cargo += ["--target-dir", place, "--message-format", "json-render-diagnostics"]
            ran = subprocess.run(
                cargo,
                env={**os.environ, "RIGHT_TYPES": str(types)},
                capture_output=True,
                text=True,
                timeout=SECONDS,
                check=False,
            )
            assert ran.returncode == 0, ran.stderr
            executables = (json.loads(line).get("executable") for line in ran.stdout.splitlines())
            shutil.copy(next(filter(None, executables)), home / "codec")

        sources = [path for folder in CRATES for path in sorted(folder.rglob("*")) if path.is_file()]
        return environment("right-codec", [types, *sources], make, needs=["codec"])


@pytest.mark.parametrize(
    ("language", "dialect"), [("rust", "async-openai"), ("rust", "openai-ga"), ("javascript", "openai-ga")]
)
def test_nothing_fails_not_even_as_a_warning(language: str, dialect: str, tmp_path: Path) -> None:
    written = tmp_path / "results.jsonl"
    suite = [sys.executable, "-m", "conformance", "run", "--strict-levels", "--generated=0", f"--results={written}"]
    # Large payloads take their time on a busy machine.
    suite += ["--impl-timeout=300"]
    suite += [f"--impl=stdio:{shlex.join(command(language, dialect))}", f"--dialect={dialect}"]
    ran = subprocess.run(
        suite,
        cwd=Path(conformance.__file__).parent.parent,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert written.exists(), ran.stdout + ran.stderr
    results = read(written)
    alarms = [(one.case, one.check, one.reason) for one in results.verdicts if one.failed]
    assert alarms == []
    assert ran.returncode == 0, ran.stdout + ran.stderr
    # One that refuses everything, or has few types, would not fail either.
    types = load_dialect(dialect).types
    assert results.header.types == len(types)
    passed = Counter(one.check for one in results.verdicts if one.status is Status.PASS)
    legal = sum(
        isinstance(vector.expectation, Accept) for name in types for vector in load_type(dialect, name).values()
    )
    assert passed["round-trip"] + passed["tolerates"] > 0.9 * legal
