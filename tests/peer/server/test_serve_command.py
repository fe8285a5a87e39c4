"""``serve``: prints where it is, serves, and ends cleanly."""

from __future__ import annotations

import asyncio
import signal
import socket
import ssl
import subprocess
from pathlib import Path

import pytest

from tests import forked
from tests.peer.server.command import COMMAND, PATIENCE, served
from tests.peer.server.driver import Driver, driven, said


async def turn(url: str, context: ssl.SSLContext | None = None) -> Driver:
    async with driven(url, **({"ssl": context} if context else {})) as driver:
        await driver.say("Good day")
        await driver.settle()
        await driver.leave()
        return driver


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_serves_until_it_is_interrupted(number: signal.Signals) -> None:
    with served() as (process, url):
        assert said(asyncio.run(turn(url)).findings()) == []
        process.send_signal(number)
        assert process.wait(PATIENCE) == 0
        assert process.stderr is not None
        assert process.stderr.read() == ""
    port = int(url.rpartition(":")[2].partition("/")[0])
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)


def test_it_speaks_tls_and_says_whom_to_trust() -> None:
    with served("--tls", lines=2) as (process, printed):
        authority, url = printed.splitlines()
        file = Path(authority.removeprefix("certificate authority: "))
        assert url.startswith("wss://127.0.0.1:")
        assert said(asyncio.run(turn(url, ssl.create_default_context(cafile=str(file)))).findings()) == []
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
        assert not file.exists()


def test_it_has_defects_scripts_and_hears_what_it_is_told(tmp_path: Path) -> None:
    script = tmp_path / "script.yaml"
    script.write_text("- at: rate_limits.updated\n  do: [{event: {type: invented}}]\n")
    with served("--defect=ends-twice", f"--script={script}", "--heard=Anybody there?") as (_, url):
        driver = asyncio.run(turn(url))
    assert {one.rule for one in driver.findings()} == {"response.done-once"}
    assert "invented" in driver.types()


def run(*options: str) -> subprocess.CompletedProcess[str]:
    return forked.run([*COMMAND, *options], timeout=PATIENCE)


def test_it_lists_its_defects() -> None:
    listed = run("--defect=list")
    assert listed.returncode == 0
    assert "ends-twice" in listed.stdout
    assert len(listed.stdout.splitlines()) > 100


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--defect=ends-twicee"], "no defect 'ends-twicee'; did you mean ends-twice"),
        (["--script=nowhere.yaml"], "nowhere.yaml: No such file or directory"),
        (["--host=192.0.2.1"], "cannot listen on 192.0.2.1 port 0"),
        (["--port=many"], "invalid int value: 'many'"),
        (["--port=99999"], "port 99999"),
    ],
)
def test_a_mistake_is_one_line(options: list[str], says: str) -> None:
    failed = run(*options)
    assert failed.returncode == 4
    assert says in failed.stderr
    assert len(failed.stderr.splitlines()) == 1
