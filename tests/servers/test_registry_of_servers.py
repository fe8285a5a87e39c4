"""The built-in servers: each is started with one command, judged, and ended."""

from __future__ import annotations

import os
import socket
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from conformance.adapters.npm import Npm
from conformance.errors import UsageError
from conformance.options import OPTIONS
from conformance.peer.started import Started
from conformance.peer.target import Target
from conformance.results.reader import read
from conformance.servers import SERVERS
from conformance.suite.servers import ServerContext, selected
from tests.servers.asking import require, run

SECONDS = 600


@pytest.mark.parametrize("name", SERVERS)
def test_what_is_pinned_is_what_the_row_says(name: str) -> None:
    entry = SERVERS[name]
    (lock,) = entry.runtime.folder.glob("*lock*")
    pinned = lock.read_text()
    assert f"{entry.package}=={entry.version}" in pinned or f'"{entry.package}": "{entry.version}"' in pinned
    # It names no place to download from.
    assert "://" not in pinned


@pytest.mark.parametrize("name", SERVERS)
def test_one_command_judges_it(name: str, tmp_path: Path) -> None:
    """It greets, or is told that it speaks another wire; either way nothing of it is left."""
    require(SERVERS[name])
    ran = run(f"--impl=server:{name}", "--vectors=connection/greeting", cwd=tmp_path)
    results = read(tmp_path / ".conformance" / "results.jsonl")
    assert results.complete, ran.stdout + ran.stderr
    assert (results.header.name, results.header.version) == (name, SERVERS[name].version)
    assert "suite-fault" not in {verdict.status for verdict in results.verdicts}
    assert results.verdicts


def test_a_server_of_the_retired_wire_is_told_once(tmp_path: Path) -> None:
    require(SERVERS["fakeai"])
    ran = run("--impl=server:fakeai", cwd=tmp_path)
    assert ran.returncode == 1
    (verdict,) = read(tmp_path / ".conformance" / "results.jsonl").verdicts
    assert verdict.check == "dialect"
    assert "retired beta" in str(verdict.findings[0].got)


def test_it_ends_with_everything_that_it_has_started() -> None:
    require(SERVERS["aimock"])
    with SERVERS["aimock"].running() as (target, started):
        assert isinstance(started, Started)
        address = (urlsplit(target.url).hostname, urlsplit(target.url).port)
        socket.create_connection(address, timeout=SECONDS).close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(address, timeout=SECONDS)


def test_started_adds_to_the_environment() -> None:
    with pytest.raises(UsageError, match="said last: it is set"):
        Started(("sh", "-c", 'echo "$SAID"; exit 3'), Target("ws://127.0.0.1:1/"), SECONDS, {"SAID": "it is set"})
    assert "SAID" not in os.environ


def test_one_that_cannot_run_here_or_ends_is_named_as_the_user_named_it(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = replace(SERVERS["aimock"], start=("bin/sh", "-c", "exit 3"))
    monkeypatch.setattr(Npm, "available", lambda _: "there is no npm")
    with pytest.raises(UsageError, match=r"^server:aimock is not available: there is no npm"):
        entry.build()
    monkeypatch.setattr(Npm, "available", lambda _: None)
    monkeypatch.setattr(Npm, "build", lambda *_: Path("/"))
    with (
        pytest.raises(UsageError, match=r"^--impl=server:aimock: the server has ended with exit code 3"),
        entry.running(),
    ):
        pass


@pytest.mark.parametrize(
    ("impl", "option", "says"),
    [
        ("server:aimok", None, "no built-in server 'aimok'; did you mean aimock"),
        ("server:aimock", "start", "--start is about other servers than server:aimock"),
    ],
)
def test_a_mistake_is_told(impl: str, option: str | None, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        selected(options(impl, **{option: "python server.py"} if option else {}))


def options(impl: str, **given: str) -> dict[str, str | None]:
    return {**{flag[2:].replace("-", "_"): None for flag in OPTIONS}, "impl": impl, **given}


def test_one_that_does_not_answer_is_named_as_the_user_named_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conformance.suite.servers.greeting", lambda _: ("no connection within 1 s", None, ""))
    with pytest.raises(UsageError, match=r"^--impl=reference-server: no connection within 1 s$"):
        ServerContext(selected(options("reference-server")))
