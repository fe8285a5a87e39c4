"""Where a server is, what it is sent, and what it may cost: a mistake is one line, and secrets stay secret."""

from __future__ import annotations

import wave
from pathlib import Path

import pytest

from conformance.errors import UsageError
from conformance.peer.capabilities import CAPABILITIES, load_capabilities
from conformance.peer.target import budget, on_loopback, target

URL = "ws://127.0.0.1:8080/v1/realtime?model=m"


def test_headers_take_their_secrets_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MY_KEY", "s3cr3t-of-mine")
    reached = target(f"{URL}&key={{MY_KEY}}", ["Authorization: Bearer {MY_KEY}", "X-Plain: yes"])
    assert reached.headers == {"Authorization": "Bearer s3cr3t-of-mine", "X-Plain": "yes"}
    assert reached.url.endswith("&key=s3cr3t-of-mine")
    assert "s3cr3t" not in repr(reached.shown) + reached.redacted("you sent s3cr3t-of-mine")
    assert "s3cr3t" not in repr(reached).replace(reached.url, "")


@pytest.mark.parametrize(
    ("url", "headers", "message"),
    [
        ("ws:///v1", [], "expected ws://HOST:PORT/PATH or wss://HOST/PATH"),
        ("http://127.0.0.1:80/v1", [], "did you mean ws://127.0.0.1:80/v1?"),
        ("https://me:pass@h/v1/realtime", [], "did you mean wss://"),
        ("ws://me:pass@127.0.0.1/", [], "leave user and password out of the address"),
        (
            URL,
            ["Authorization: Bearer sk-1"],
            "put the secret into the environment and write 'Authorization: … {VARIABLE}'",
        ),
        (URL, ["api-key: 1"], "put the secret into the environment"),
        (URL, ["no colon"], "expected 'Name: value'"),
        (URL, ["X: {NOT_SET_ANYWHERE}"], "--header=X: the environment variable NOT_SET_ANYWHERE is not set"),
    ],
)
def test_a_mistake_is_one_line_without_the_secret(url: str, headers: list[str], message: str) -> None:
    with pytest.raises(UsageError) as raised:
        target(url, headers)
    assert message in str(raised.value)
    assert "sk-1" not in str(raised.value)
    assert "pass@" not in str(raised.value)


def test_the_address_is_changed_by_scenarios() -> None:
    reached = target("ws://h/api/v1/realtime?model=m&x=1", [])
    assert reached.at(None, {}) == "ws://h/api/v1/realtime?model=m&x=1"
    assert (
        reached.at(None, {"model": None, "intent": "transcription"})
        == "ws://h/api/v1/realtime?x=1&intent=transcription"
    )
    assert reached.at("/realtime/translations", {}) == "ws://h/api/v1/realtime/translations?model=m&x=1"


@pytest.mark.parametrize(
    ("url", "here"),
    [
        ("ws://127.0.0.1:1/", True),
        ("ws://127.9.9.9/", True),
        ("ws://localhost:1/", True),
        ("ws://[::1]:1/", True),
        ("wss://api.example.com/v1/realtime", False),
        ("ws://10.0.0.1/", False),
        ("ws://127.0.0.1.example.com/", False),
    ],
)
def test_what_is_on_this_machine(url: str, here: bool) -> None:
    assert on_loopback(url) is here


def test_a_server_elsewhere_needs_a_budget() -> None:
    with pytest.raises(UsageError, match="say how much, --live-budget=SESSIONS,SECONDS,TOKENS"):
        budget(None, "wss://api.example.com/v1/realtime")
    for wrong in ("80", "80,600", "a,b,c", "-1,2,3", "1,2,3,4", ""):
        with pytest.raises(UsageError, match="expected SESSIONS,SECONDS,TOKENS"):
            budget(wrong, "wss://api.example.com/v1/realtime")
    limited = budget("80,600,50000", "wss://api.example.com/v1/realtime")
    assert limited.left(1000) == 600
    assert budget(None, URL).left(1000) == 1000


def test_capabilities_are_read(tmp_path: Path) -> None:
    with wave.open(str(tmp_path / "hello.wav"), "wb") as recorded:
        recorded.setparams((1, 2, 24_000, 0, "NONE", ""))
        recorded.writeframes(b"\x01\x00" * 240)
    file = tmp_path / "capabilities.yaml"
    file.write_text("can: [text-out, vad]\ntriggers: {long: Go on.}\nnames: {transcription: w}\nspeech: hello.wav\n")
    read = load_capabilities(file)
    assert (read.can, read.triggers, read.names) == ({"text-out", "vad"}, {"long": "Go on."}, {"transcription": "w"})
    assert read.speech == b"\x01\x00" * 240
    assert read.lacks(["text-out", "audio-out", "long trigger", "tool trigger", "mcp-server"]) == [
        *("audio-out", "mcp-server", "tool trigger"),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("can: [text-ot]", "nothing under `can` is called 'text-ot'; did you mean text-out?"),
        ("can: text-out", "`can` must be a list"),
        ("triggers: {song: x}", "nothing under `triggers` is called 'song'"),
        ("triggers: {long: 7}", "`triggers` must have a text for each name"),
        ("cam: []", "unknown member 'cam'"),
        ("[]", "expected `can:` and a list"),
        ("can: [", "not YAML"),
        ("speech: none.wav", "`speech`: none.wav"),
    ],
)
def test_a_wrong_file_of_capabilities_is_told(text: str, message: str, tmp_path: Path) -> None:
    file = tmp_path / "capabilities.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError) as raised:
        load_capabilities(file)
    assert message in str(raised.value)


def test_a_file_of_capabilities_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"--capabilities=.*: No such file or directory"):
        load_capabilities(tmp_path / "none.yaml")
    assert "text-out" in CAPABILITIES
