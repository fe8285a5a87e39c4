"""The clients that ship with the suite: each is driven by one command, and has ordinary sessions.

What breaks some of them at level must is shown by programs that need the package alone.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path

import pytest

from conformance.clients import CLIENTS
from conformance.clients.open import open_client
from conformance.errors import UsageError
from conformance.peer.client import Can, Hello
from conformance.peer.client.driver import Driver
from conformance.peer.client.judge import judge
from conformance.peer.client.play import play
from conformance.peer.client.scenario import load_scenarios
from conformance.peer.client.stage import Stage, Trust
from tests import together

DIALECT = "openai-ga"
SCENARIOS = {f"{one.group}/{one.name}": one for group in load_scenarios(DIALECT).values() for one in group}
ALONE = Path(__file__).with_name("alone")
PATIENCE = 60.0
"""Seconds for one step of a session; on an idle machine the longest takes a tenth of one."""
PROGRAM = 300


def require(name: str) -> None:
    if reason := CLIENTS[name].available():
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)


@contextmanager
def opened(name: str) -> Iterator[tuple[Driver, Hello, Trust]]:
    """The driver of a client, which ends with the block."""
    with closing(Trust()) as trust:
        driver, hello = open_client(f"client:{name}", trust.environment)
        with closing(driver):
            yield driver, hello, trust


@pytest.mark.parametrize("name", CLIENTS)
def test_a_client_has_ordinary_sessions(name: str) -> None:
    require(name)
    with opened(name) as (driver, hello, trust):
        assert (hello.name, hello.language) == (name, CLIENTS[name].language)
        assert hello.version == CLIENTS[name].version.removeprefix("v")
        tools = ["tools/call"] if Can.TOOLS in hello.can else []
        for scenario in (SCENARIOS[one] for one in ("turns/text", "turns/sound", "turns/spoken", *tools)):
            stage = Stage(scenario, trust if hello.tls else None)
            verdicts = judge(play(scenario, driver, stage, PATIENCE), DIALECT)
            assert [str(finding) for one in verdicts for finding in one.findings] == []


def test_a_client_that_does_not_exist_is_one_line() -> None:
    with pytest.raises(UsageError, match=r"there is no program openai-pyton.*; did you mean openai-python"):
        open_client("client:openai-pyton")


def printed(command: Sequence[str]) -> list[str]:
    ran = subprocess.run(command, capture_output=True, text=True, timeout=PROGRAM, check=False)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.split("\n")[:-1]


@cache
def printed_for_each(name: str, *arguments: str) -> Mapping[str, list[str]]:
    """What the program of a client in Python prints for each argument."""
    require(name)
    source = (ALONE / f"{name.replace('-', '_')}.py").read_text(encoding="utf-8")
    interpreter = CLIENTS[name].runtime.build("default") / "bin" / "python"
    every = together.run(interpreter, [(source, [argument]) for argument in arguments], timeout=PROGRAM)
    assert [ran.returncode for ran in every] == [0] * len(arguments), [ran.stderr for ran in every]
    return {argument: ran.stdout.split("\n")[:-1] for argument, ran in zip(arguments, every, strict=True)}


SECOND = {
    "nothing": "asked",
    "status": "not asked",
    "reason": "not asked",
    "item-status": "not asked",
    "item": "not asked",
    "part": "not asked",
    "modality": "not asked",
}


@pytest.mark.parametrize(("unknown", "second"), SECOND.items())
def test_openai_agents_python_asks_no_more_after_a_response_that_it_cannot_read(unknown: str, second: str) -> None:
    assert printed_for_each("openai-agents-python", *SECOND)[unknown] == ["asked", second]


@pytest.mark.parametrize(("status", "second"), [("completed", "asked"), ("paused", "not asked")])
def test_openai_agents_js_asks_no_more_after_a_status_that_it_does_not_know(status: str, second: str) -> None:
    require("openai-agents-js")
    home = CLIENTS["openai-agents-js"].runtime.build("default")
    assert printed(["node", str(ALONE / "openai_agents_js.mjs"), str(home), status]) == ["asked", second]


@pytest.mark.parametrize(
    ("arguments", "sent"),
    [([], "conversation.item.truncate response.cancel"), (["detects"], "conversation.item.truncate")],
    ids=["the client hears the user", "the server hears the user"],
)
def test_openai_agents_python_hands_on_sound_that_comes_after_an_interruption(arguments: list[str], sent: str) -> None:
    require("openai-agents-python")
    home = CLIENTS["openai-agents-python"].runtime.build("default")
    program = str(ALONE / "openai_agents_python_interrupted.py")
    assert printed([str(home / "bin" / "python"), "-I", program, *arguments]) == [sent, "3"]


def test_openai_agents_js_hands_on_sound_that_comes_after_an_interruption() -> None:
    require("openai-agents-js")
    home = CLIENTS["openai-agents-js"].runtime.build("default")
    program = str(ALONE / "openai_agents_js_interrupted.mjs")
    assert printed(["node", program, str(home)]) == ["response.cancel conversation.item.truncate", "3"]


EVENTS = ("nothing", "error", "status", "item-status", "item", "part", "modality", "settings")


@pytest.mark.parametrize("event", EVENTS)
def test_pipecat_reads_no_more_after_an_error_or_an_event_that_it_cannot_read(event: str) -> None:
    items = printed_for_each("pipecat", *EVENTS)[event]
    assert items == (["item_0", "item_2"] if event == "nothing" else ["item_0"])


STOPPED = "stopped: response_id type"
"""All that is told of the end of a response has its id: nothing says that it failed."""


TOLD = {
    "nothing": ["asked", STOPPED, "asked", STOPPED],
    "failed": ["asked", STOPPED, "asked", STOPPED],
    "refused": ["asked", "not asked"],
    "transcription": ["asked", "RuntimeError: No.", "not asked"],
}


@pytest.mark.parametrize(("first", "told"), TOLD.items())
def test_strands_agents_hides_failures_and_asks_no_more_after_an_error(first: str, told: list[str]) -> None:
    assert printed_for_each("strands-agents", *TOLD)[first] == told


def test_livekit_names_an_item_of_the_former_session_after_it_has_connected_again() -> None:
    require("livekit-plugins-openai")
    home = CLIENTS["livekit-plugins-openai"].runtime.build("default")
    program = str(ALONE / "livekit_plugins_openai.py")
    assert printed([str(home / "bin" / "python"), "-I", program]) == ["root", "item_of_first"]
