"""The Rust program is built once for the sources it was made of, and never met again by others."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from conformance.adapters.async_openai.program import SOURCES, program
from conformance.errors import UsageError

MANIFEST = """\
[workspace]
[package]
name = "small"
version = "0.0.0"
edition = "2021"
[features]
"1.0" = []
"2.0" = []
"""
LOCK = 'version = 4\n[[package]]\nname = "small"\nversion = "0.0.0"\n'
SAYS = 'fn main() {{ println!("{} {{}}", cfg!(feature = "2.0")); }}\n'
BUILDING = "Building async-openai "


@pytest.fixture
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project without dependencies, so that a real build takes no time, and an empty cache."""
    if shutil.which("cargo") is None:
        if os.environ.get("CI") == "true":
            pytest.fail("cargo not found")
        pytest.skip("cargo not found")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    project = tmp_path / "project"
    (project / "src").mkdir(parents=True)
    (project / "Cargo.toml").write_text(MANIFEST)
    (project / "Cargo.lock").write_text(LOCK)
    (project / "src" / "main.rs").write_text(SAYS.format("first"))
    return project


def said(path: Path) -> str:
    return subprocess.run([path], capture_output=True, text=True, check=True).stdout.strip()


def test_a_second_request_builds_nothing(sources: Path, capfd: pytest.CaptureFixture[str]) -> None:
    first = program("1.0", sources)
    shown = capfd.readouterr()
    assert shown.err.startswith(f"{BUILDING}1.0 ")
    assert "Compiling small" in shown.err
    assert shown.out == ""
    assert program("1.0", sources) == first
    assert capfd.readouterr().err == ""
    assert said(first) == "first false"


def test_profiles_are_programs_of_their_own(sources: Path) -> None:
    assert [said(program(profile, sources)) for profile in ("1.0", "2.0")] == ["first false", "first true"]


def test_changed_sources_are_another_program(sources: Path) -> None:
    before = program("1.0", sources)
    main = sources / "src" / "main.rs"
    modified = main.stat()
    main.write_text(SAYS.format("other"))
    # An upgrade may leave the time stamp as it was: only the content counts.
    os.utime(main, ns=(modified.st_atime_ns, modified.st_mtime_ns))
    after = program("1.0", sources)
    assert (said(before), said(after)) == ("first false", "other false")


def test_nothing_is_written_into_the_sources(sources: Path) -> None:
    before = sorted(sources.rglob("*"))
    built = program("1.0", sources)
    assert sorted(sources.rglob("*")) == before
    assert sorted(path.name for path in built.parent.iterdir()) == ["adapter", "built"]


def test_two_processes_that_ask_at_once_build_once(sources: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from conformance.adapters.async_openai.program import program\n"
        "print(program('1.0', Path(sys.argv[1])))"
    )
    command = [sys.executable, "-c", code, str(sources)]
    asking = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    answers = [process.communicate() for process in asking]
    assert [process.returncode for process in asking] == [0, 0]
    assert len({out for out, _ in answers}) == 1
    assert sum(err.count(BUILDING) for _, err in answers) == 1


def test_a_failed_build_is_one_line_and_is_tried_again(sources: Path) -> None:
    main = sources / "src" / "main.rs"
    main.write_text("fn main() { nonsense }\n")
    for _ in range(2):
        with pytest.raises(UsageError, match=r"^async-openai 1\.0 could not be built: [^\n]*$"):
            program("1.0", sources)


def test_without_network_and_crates_the_message_says_so(
    sources: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del sources
    monkeypatch.setenv("CARGO_HOME", str(tmp_path / "empty"))
    monkeypatch.setenv("CARGO_NET_OFFLINE", "true")
    with pytest.raises(UsageError, match=r"^async-openai 0\.40\.3 could not be built: .*offline[^\n]*$"):
        program("0.40.3", SOURCES)


def test_a_cache_that_cannot_be_written_is_a_usage_error(sources: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(sources / "Cargo.toml"))
    with pytest.raises(UsageError, match=r"set XDG_CACHE_HOME"):
        program("1.0", sources)
