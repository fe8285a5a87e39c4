"""``adapters build`` builds at once what does not depend on each other, and tells it in the order of the names."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from conformance.adapters.environment import build
from conformance.cli import main
from conformance.errors import UsageError
from conformance.matrix import rows

SECONDS = 120
"""How long one build waits for another, on a busy machine."""


@dataclass(frozen=True)
class Made:
    """An entry of the registry with a build of ours."""

    build: Callable[[], object]
    reason: str | None = None

    def available(self) -> str | None:
        return self.reason


def built(monkeypatch: pytest.MonkeyPatch, *names: str, **entries: Made) -> int:
    monkeypatch.setattr(rows, "BUILT_IN", entries)
    return main(["adapters", "build", *names])


def test_two_builds_run_at_once_and_are_told_in_order(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    both, second_is_done = threading.Barrier(2), threading.Event()

    def first() -> None:
        both.wait(SECONDS)
        assert second_is_done.wait(SECONDS)

    def second() -> None:
        both.wait(SECONDS)
        second_is_done.set()

    assert built(monkeypatch, first=Made(first), second=Made(second)) == 0
    assert capsys.readouterr().out == "first: built\nsecond: built\n"


def test_one_that_fails_costs_itself_alone(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def fails() -> None:
        raise UsageError("no network")

    entries = {"wrong": Made(fails), "absent": Made(fails, "cargo not found"), "right": Made(lambda: None)}
    assert built(monkeypatch, **entries) == 1
    assert capsys.readouterr().out == "wrong: no network\nabsent: not available: cargo not found\nright: built\n"
    assert built(monkeypatch, "absent", "right", **entries) == 1
    assert built(monkeypatch, "right", **entries) == 0


def test_what_cannot_run_here_fails_only_what_named_it(monkeypatch: pytest.MonkeyPatch) -> None:
    entries = {"absent": Made(lambda: None, "cargo not found"), "right": Made(lambda: None)}
    assert built(monkeypatch, **entries) == 0
    assert built(monkeypatch, "absent", **entries) == 1


def test_an_interrupt_ends_the_builds_that_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    begun, later = tmp_path / "begun", tmp_path / "later"
    later.mkdir()
    tool = "import pathlib, sys, time; pathlib.Path(sys.argv[1]).touch(); time.sleep(600)"

    def interrupted() -> None:
        end = time.monotonic() + SECONDS
        while not begun.exists():
            assert time.monotonic() < end
            time.sleep(0.01)
        raise KeyboardInterrupt

    def takes_a_moment(file: Path) -> None:
        file.touch()
        time.sleep(0.05)

    command = [sys.executable, "-c", tool, str(begun)]
    entries = {
        "interrupted": Made(interrupted),
        "slow": Made(lambda: build("slow", command, tmp_path)),
        **{str(number): Made(partial(takes_a_moment, later / str(number))) for number in range(1000)},
    }
    began = time.monotonic()
    assert built(monkeypatch, **entries) == pytest.ExitCode.INTERRUPTED
    assert time.monotonic() - began < 2 * SECONDS
    listed = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    assert str(begun) not in listed
    assert len([*later.iterdir()]) < 1000
