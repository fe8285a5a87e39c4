"""A program is built once for the sources it was made of, and never met again by others."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from conformance.adapters import REGISTRY
from conformance.adapters.cargo import Cargo
from conformance.adapters.environment import build, environment
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
BUILDING = "Building small "
SECONDS = 300
"""How long anything here is waited for: on a busy machine a process may take a minute until it has begun."""
# Asks for the build of a tool that beats: that writes a file by its absolute path into the build, again and again.
BEATING = """\
import sys
from pathlib import Path
from conformance.adapters.environment import build, environment

lock, tool, beats = map(Path, sys.argv[1:])
environment("example", [lock], lambda home: build("example", [sys.executable, str(tool), str(home), str(beats)], home))
"""
TOOL = """\
import itertools, os, sys, time
from pathlib import Path

# What is started by the suite dies with it; what that starts in turn may not.
if os.fork():
    os.wait()
    sys.exit()
written, beats = Path(sys.argv[1], "deep", "written"), Path(sys.argv[2])
end = time.monotonic() + LIFE
for beat in itertools.takewhile(lambda _: time.monotonic() < end, itertools.count()):
    try:
        written.parent.mkdir(parents=True, exist_ok=True)
        written.write_text("by the tool")
    except OSError:
        pass  # thrown away in between
    beats.with_suffix(".new").write_text(f"{os.getpid()} {beat}")
    beats.with_suffix(".new").rename(beats)
    time.sleep(0.01)
""".replace("LIFE", str(3 * SECONDS))  # longer than it is waited for in all


@pytest.fixture
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project without dependencies, so that a real build takes no time, and an empty cache."""
    if shutil.which("cargo") is None:
        if os.environ.get("CI") == "true":
            pytest.fail("cargo not found")
        pytest.skip("cargo not found")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    project = tmp_path / "small"
    (project / "src").mkdir(parents=True)
    (project / "Cargo.toml").write_text(MANIFEST)
    (project / "Cargo.lock").write_text(LOCK)
    (project / "src" / "main.rs").write_text(SAYS.format("first"))
    return project


@pytest.fixture
def lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A source to build from, and an empty cache."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    file = tmp_path / "lock"
    file.write_text("small 1.0\n")
    return file


def fill(home: Path) -> None:
    (home / "made").write_text("whole")


def never(home: Path) -> None:
    pytest.fail(f"asked to build in {home}")


def content(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def wait_until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < end, f"waited for {SECONDS} s"
        time.sleep(0.01)


def program(profile: str, sources: Path) -> Path:
    return Cargo(sources, features=True).build(profile) / "adapter"


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
        "import sys; from pathlib import Path; from conformance.adapters.cargo import Cargo\n"
        "print(Cargo(Path(sys.argv[1]), features=True).build('1.0'))"
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
        with pytest.raises(UsageError, match=r"^small 1\.0 could not be built: [^\n]*$"):
            program("1.0", sources)


def test_without_network_and_crates_the_message_says_so(
    sources: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del sources
    monkeypatch.setenv("CARGO_HOME", str(tmp_path / "empty"))
    monkeypatch.setenv("CARGO_NET_OFFLINE", "true")
    with pytest.raises(UsageError, match=r"^async-openai 0\.40\.3 could not be built: .*offline[^\n]*$"):
        REGISTRY["async-openai"].runtime.build("0.40.3")


def test_a_cache_that_cannot_be_written_is_a_usage_error(sources: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(sources / "Cargo.toml"))
    with pytest.raises(UsageError, match=r"set XDG_CACHE_HOME"):
        program("1.0", sources)


def test_a_build_starts_in_an_empty_folder_and_is_found_again(lock: Path) -> None:
    home = environment("example", [lock], fill)
    assert content(home) == ["built", "made"]
    assert environment("example", [lock], never) == home


def test_a_tool_that_outlives_a_killed_suite_does_not_write_into_the_next_build(lock: Path, tmp_path: Path) -> None:
    tool, beats = tmp_path / "tool.py", tmp_path / "beats"
    tool.write_text(TOOL)

    def beat() -> int:
        return int(beats.read_text().split()[1])

    killed = subprocess.Popen([sys.executable, "-c", BEATING, str(lock), str(tool), str(beats)])
    try:
        wait_until(beats.exists)
        killed.kill()
        killed.wait()
        home = environment("example", [lock], fill)
        after = beat()
        wait_until(lambda: beat() > after + 1)
        assert content(home) == ["built", "made"]
        assert environment("example", [lock], never) == home
    finally:
        killed.kill()
        killed.wait()
        with suppress(FileNotFoundError, ProcessLookupError):
            os.kill(int(beats.read_text().split()[0]), signal.SIGKILL)


def test_an_interrupted_build_is_thrown_away(lock: Path) -> None:
    def stopped(home: Path) -> None:
        fill(home)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        environment("example", [lock], stopped)
    cut_short = environment("example", [lock], fill)
    place = cut_short.parent
    (cut_short / "built").unlink()
    home = environment("example", [lock], fill)
    assert [path for path in place.iterdir() if path.is_dir()] == [home]


def test_a_build_of_the_layout_before_tries_had_folders_of_their_own_is_found(lock: Path) -> None:
    home = environment("example", [lock], fill)
    before = home.rename(home.with_name(home.name.partition("-")[0]))
    assert environment("example", [lock], never) == before


def test_a_build_that_has_lost_what_it_needs_is_made_anew(lock: Path) -> None:
    home = environment("example", [lock], fill, needs=["made"])
    (home / "made").unlink()
    again = environment("example", [lock], fill, needs=["made"])
    assert content(again) == ["built", "made"]
    assert not home.exists()


def test_a_lock_file_that_cannot_be_opened_is_a_usage_error(lock: Path) -> None:
    home = environment("example", [lock], fill)
    (home / "built").unlink()
    [file] = home.parent.glob("*.lock")
    file.unlink()
    file.mkdir()
    with pytest.raises(UsageError, match=r"^example could not be built in [^\n]*set XDG_CACHE_HOME[^\n]*$"):
        environment("example", [lock], fill)


def test_a_full_disk_is_a_usage_error_and_leaves_nothing(lock: Path, tmp_path: Path) -> None:
    def full(home: Path) -> None:
        fill(home)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(home / "more"))

    with pytest.raises(UsageError, match=r"^example could not be built in [^\n]*No space left [^\n]*XDG_CACHE_HOME"):
        environment("example", [lock], full)
    assert list((tmp_path / "cache").rglob("made")) == []


def test_who_waits_for_another_build_is_told(lock: Path, tmp_path: Path) -> None:
    tool, go = tmp_path / "tool.py", tmp_path / "go"
    tool.write_text("import sys, time, pathlib\nwhile not pathlib.Path(sys.argv[2]).exists(): time.sleep(0.01)\n")
    command = [sys.executable, "-u", "-c", BEATING, str(lock), str(tool), str(go)]
    first = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        wait_until(lambda: any((tmp_path / "cache").rglob("example/*-*")))
        second = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        assert second.stderr is not None
        try:
            assert second.stderr.readline() == "Waiting for another process that builds example.\n"
            assert first.poll() is None
            go.touch()
            assert first.communicate()[1] == ""
            assert second.communicate()[1] == ""
        finally:
            second.kill()
    finally:
        go.touch()
        first.wait()
    assert (first.returncode, second.returncode) == (0, 0)


def test_a_step_that_fetches_nothing_does_not_speak_of_the_network(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"^example could not be built: false exited with 1, [\w ]*\.$"):
        build("example", ["false"], tmp_path)
