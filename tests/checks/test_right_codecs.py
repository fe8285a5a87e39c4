"""No false alarms for right codecs in other languages, made from the dialect's document: every type, every vector."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from right_codecs import rust
from right_codecs.wire import SPEC

import conformance
from conformance.checks.verdict import Status
from conformance.oracle import Accept
from conformance.results.reader import read
from conformance.spec import load_dialect
from conformance.vectors import load_type

CODECS = Path(rust.__file__).parent
SECONDS = 1800
"""For one run, which takes half a minute on an idle machine."""


@pytest.fixture
def started(pytestconfig: pytest.Config) -> Callable[[str, str], list[str]]:
    """The command that starts a codec."""

    def command(language: str, dialect: str) -> list[str]:
        if language == "javascript":
            return [needs("node"), str(CODECS / "codec.mjs"), str(SPEC / dialect)]
        assert pytestconfig.cache is not None
        # What it depends on is compiled once for all runs.
        return [built(pytestconfig.cache.mkdir("right-rust")), "--dialect", dialect]

    return command


def needs(program: str) -> str:
    found = shutil.which(program)
    if found is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(f"{program} is not installed")
    return found


def built(target: Path) -> str:
    """The crate, with the types that the schema files have now."""
    types, text = target / "types.rs", rust.source(["async-openai", "openai-ga"])
    if not types.exists() or types.read_text() != text:
        own = target / f"types-{os.getpid()}.rs"
        own.write_text(text)
        own.replace(types)
    command = [needs("cargo"), "build", "--locked", "--manifest-path", str(CODECS / "rust/Cargo.toml")]
    command += ["--target-dir", str(target), "--message-format", "json-render-diagnostics"]
    ran = subprocess.run(
        command,
        env={**os.environ, "RIGHT_TYPES": str(types)},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return next(filter(None, (json.loads(line).get("executable") for line in ran.stdout.splitlines())))


@pytest.mark.parametrize(
    ("language", "dialect"), [("rust", "async-openai"), ("rust", "openai-ga"), ("javascript", "openai-ga")]
)
def test_nothing_fails_not_even_as_a_warning(
    language: str, dialect: str, started: Callable[[str, str], list[str]], tmp_path: Path
) -> None:
    written = tmp_path / "results.jsonl"
    suite = [sys.executable, "-m", "conformance", "run", "--strict-levels", "--generated=0", f"--results={written}"]
    # Large payloads take their time on a busy machine.
    suite += ["--impl-timeout=300"]
    suite += [f"--impl=stdio:{shlex.join(started(language, dialect))}", f"--dialect={dialect}"]
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
