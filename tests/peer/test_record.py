"""The recorder changes nothing, whatever goes through it, and what it writes is what was said."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.protocol import State
from websockets.sync.client import ClientConnection, connect
from websockets.sync.server import ServerConnection
from websockets.typing import Subprotocol

from conformance.peer.record import Recorder
from conformance.peer.server import ReferenceServer, load_script
from conformance.session import Side, open_transcript
from conformance.session.finding import Finding
from conformance.session.lint import lint
from tests.peer.small_server import greets, serving
from tests.peer.transcripts import PATIENCE, messages, read
from tests.ports import reserved

COMMAND = (sys.executable, "-m", "conformance", "record")
KEY = "sk-thisisakeythatnobodymayread"


def test_whatever_is_a_frame_goes_through(tmp_path: Path) -> None:
    """Subprotocols, pings, binary frames, fragments, compression, 16 MiB, and a close code of an application."""
    big, seen = "x" * (16 << 20), []

    def handler(connection: ServerConnection) -> None:
        seen.append((connection.subprotocol, connection.request.path, connection.request.headers["Host"]))
        seen.append(list(connection.recv_streaming()))
        seen.append(connection.recv())
        connection.send(iter(["o", "n", "e"]))
        connection.send(b"\x00\xff")
        connection.send(big)
        assert connection.ping().wait(PATIENCE)
        connection.close(4321, "my reason")

    options: dict[str, Any] = {"subprotocols": [Subprotocol("realtime")]}
    with serving(handler, **options) as url, Recorder(url, tmp_path / "frames.jsonl", keep_large=True) as recorder:
        with connect(
            recorder.url,
            subprotocols=[Subprotocol("realtime")],
            max_size=None,
            additional_headers={"Authorization": f"Bearer {KEY}"},
        ) as client:
            assert client.subprotocol == "realtime"
            client.send(iter(["two", " parts"]))
            client.send(big)
            assert client.recv(PATIENCE) == "one"
            assert client.recv(PATIENCE) == b"\x00\xff"
            assert client.recv(PATIENCE) == big
            with pytest.raises(ConnectionClosed) as closed:
                client.recv(PATIENCE)
        assert closed.value.rcvd is not None
        assert (closed.value.rcvd.code, closed.value.rcvd.reason) == (4321, "my reason")
    host = url.partition("//")[2].partition("/")[0]
    assert seen == [("realtime", "/v1/realtime?model=small", host), ["two", " parts", ""], big]
    header, frames = read(tmp_path / "frames.jsonl")
    assert header.complete
    assert messages(frames) == [
        (Side.CLIENT, "two parts"),
        (Side.CLIENT, big),
        (Side.SERVER, "one"),
        (Side.SERVER, b"\x00\xff"),
        (Side.SERVER, big),
    ]
    assert frames[-1].close == (4321, "my reason")
    first = frames[0].open
    assert first is not None
    assert "permessage-deflate" in first["Sec-WebSocket-Extensions"]
    assert KEY not in (tmp_path / "frames.jsonl").read_text()


def test_no_credential_is_written(tmp_path: Path) -> None:
    """Neither where clients put it, nor where a server repeats it."""
    secret = "0123456789abcdef-plain-secret"

    def handler(connection: ServerConnection) -> None:
        connection.send(json.dumps({"type": "error", "error": {"message": f"bad key {secret}"}}))
        connection.close(4001, f"bad key {secret}")

    places: list[dict[str, Any]] = [
        {"additional_headers": {"Authorization": f"Bearer {secret}"}},
        {"additional_headers": {"api-key": secret}},
        {"subprotocols": [Subprotocol("realtime"), Subprotocol(f"openai-insecure-api-key.{secret}")]},
        {"uri": f"&api-key={secret}"},
    ]
    with (
        serving(handler, select_subprotocol=lambda _, offered: "realtime" if offered else None) as url,
        Recorder(url, tmp_path / "secret.jsonl") as recorder,
    ):
        for place in places:
            address = recorder.url + place.pop("uri", "")
            with connect(address, **place) as client:
                assert secret in str(client.recv(PATIENCE))
                with pytest.raises(ConnectionClosed):
                    client.recv(PATIENCE)
        names = list(recorder.transcripts)
    assert [path.name for path in names] == ["secret.jsonl", "secret-2.jsonl", "secret-3.jsonl", "secret-4.jsonl"]
    for path in names:
        assert "bad key …" in path.read_text(encoding="utf-8")
        assert secret not in path.read_text(encoding="utf-8")


def test_a_refusal_is_handed_on_and_told(tmp_path: Path) -> None:
    script = tmp_path / "script.yaml"
    script.write_text("- at: connect\n  do: [{refuse: 401}]\n")
    told: list[str] = []
    with ReferenceServer(script=load_script(script)) as server:
        with (
            Recorder(server.url, tmp_path / "none.jsonl", tell=told.append) as recorder,
            pytest.raises(InvalidStatus) as refused,
        ):
            connect(recorder.url)
        assert refused.value.response.status_code == 401
        assert b"refused by the script" in (refused.value.response.body or b"")
        assert recorder.transcripts == []
        assert told == [f"not recorded: {server.url} was refused with HTTP 401"]


def test_a_server_that_is_not_there_is_told(tmp_path: Path) -> None:
    told: list[str] = []
    with (
        reserved() as port,
        Recorder(f"ws://127.0.0.1:{port}", tmp_path / "none.jsonl", tell=told.append) as recorder,
    ):
        with pytest.raises(InvalidStatus) as refused:
            connect(f"{recorder.url}/v1/realtime")
        assert refused.value.response.status_code == 502
    assert told[0].startswith(f"cannot connect to ws://127.0.0.1:{port}/v1/realtime: ")


def test_other_requests_go_through_unrecorded(tmp_path: Path) -> None:
    import urllib.error
    import urllib.request

    with ReferenceServer() as server, Recorder(server.url, tmp_path / "none.jsonl") as recorder:
        answers = []
        for address in (server.base_url, recorder.base_url):
            with pytest.raises(urllib.error.HTTPError) as failed:
                urllib.request.urlopen(f"{address.replace('ws', 'http', 1)}/models", timeout=PATIENCE)
            answers.append((failed.value.code, failed.value.read()))
        assert answers[0] == answers[1]
        assert recorder.transcripts == []


@pytest.mark.parametrize("who", ["client", "server"])
def test_a_connection_that_breaks_off_breaks_off_on_the_other_side(tmp_path: Path, who: str) -> None:
    left = threading.Event()

    def handler(connection: ServerConnection) -> None:
        greets(connection)
        if who == "server":
            connection.socket.shutdown(socket.SHUT_RDWR)
        else:
            with pytest.raises(ConnectionClosed) as closed:
                connection.recv(PATIENCE)
            assert closed.value.rcvd is None
        left.set()

    with (
        serving(handler) as url,
        Recorder(url, tmp_path / "broken.jsonl") as recorder,
        connect(recorder.url) as client,
    ):
        client.recv(PATIENCE)
        if who == "client":
            client.socket.shutdown(socket.SHUT_RDWR)
        else:
            with pytest.raises(ConnectionClosed) as closed:
                client.recv(PATIENCE)
            assert closed.value.rcvd is None
        assert left.wait(PATIENCE)
    header, frames = read(tmp_path / "broken.jsonl")
    assert header.complete
    assert (frames[-1].side.value, frames[-1].close) == (who, (None, ""))


def test_what_cannot_be_read_goes_on_and_is_told(tmp_path: Path) -> None:
    """A frame that no extension explains: the server answers it as it would without a recorder."""
    told: list[str] = []
    with (
        ReferenceServer() as server,
        Recorder(server.url, tmp_path / "odd.jsonl", tell=told.append) as recorder,
        connect(recorder.url, compression=None) as client,
    ):
        client.recv(PATIENCE)
        client.socket.sendall(b"\xf1\x80\x00\x00\x00\x00")
        with pytest.raises(ConnectionClosed) as closed:
            client.recv(PATIENCE)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1002
    header, frames = read(tmp_path / "odd.jsonl")
    assert not header.complete
    assert frames[-1].side is Side.SERVER
    assert any("recorded no further, because what the client sends cannot be read" in line for line in told)


def test_a_file_that_cannot_be_written_costs_the_session_nothing(tmp_path: Path) -> None:
    told: list[str] = []
    with (
        ReferenceServer() as server,
        Recorder(server.url, Path("/dev/full"), tell=told.append) as recorder,
        connect(recorder.url) as client,
    ):
        assert json.loads(client.recv(PATIENCE))["type"] == "session.created"
    assert any("No space left on device" in line for line in told)


def say(client: ClientConnection, text: str) -> None:
    item = {"type": "message", "role": "user", "content": [{"type": "input_text", "text": text}]}
    client.send(json.dumps({"type": "conversation.item.create", "item": item}))
    client.send(json.dumps({"type": "response.create", "response": {"output_modalities": ["text"]}}))


def until(client: ClientConnection, event_type: str) -> None:
    while json.loads(client.recv(PATIENCE))["type"] != event_type:
        pass


def test_it_judges_while_it_records(tmp_path: Path) -> None:
    found: list[Finding] = []
    with (
        ReferenceServer(defect="ends-twice") as server,
        Recorder(server.url, tmp_path / "live.jsonl", found=lambda finding, _, __: found.append(finding)) as recorder,
        connect(recorder.url) as client,
    ):
        say(client, "say Good day")
        until(client, "response.done")
        until(client, "response.done")
        # While the session lasts.
        assert client.protocol.state is State.OPEN
        assert "response.done-once" in {one.rule for one in found}
    with open_transcript(tmp_path / "live.jsonl") as transcript:
        assert {one.rule for one in lint(transcript).findings} == {one.rule for one in found}


def begun(*options: str) -> subprocess.Popen[str]:
    return subprocess.Popen([*COMMAND, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_kill_leaves_a_transcript_that_calls_itself_incomplete(tmp_path: Path, number: signal.Signals) -> None:
    out = tmp_path / "killed.jsonl"
    with ReferenceServer() as server, begun(f"--upstream={server.url}", f"--out={out}") as process:
        assert process.stdout is not None
        with connect(process.stdout.readline().strip()) as client:
            say(client, "say Good day")
            until(client, "response.done")
            process.send_signal(number)
            with pytest.raises(ConnectionClosed):
                until(client, "never")
        assert process.wait(PATIENCE) == (-9 if number is signal.SIGKILL else 0)
    header, frames = read(out)
    assert not header.complete
    assert "response.done" in [json.loads(one.text)["type"] for one in frames if one.text]


def test_it_records_beside_a_command_and_exits_as_that_does(tmp_path: Path) -> None:
    program = tmp_path / "app.py"
    program.write_text(
        "import json, os\n"
        "from websockets.sync.client import connect\n"
        "with connect(os.environ['REALTIME_URL']) as client:\n"
        "    for _ in client:\n"
        "        client.send(json.dumps({'type': 'response.create'}))\n"
        "        break\n"
        "    for frame in client:\n"
        "        if json.loads(frame)['type'] == 'response.done': break\n"
        "raise SystemExit(7)\n"
    )
    with ReferenceServer(defect="ends-twice") as server:
        command = [*COMMAND, f"--upstream={server.url}", "--out=app.jsonl", "--live", "--"]
        ran = subprocess.run(
            [*command, sys.executable, str(program)], capture_output=True, text=True, timeout=PATIENCE, cwd=tmp_path
        )
    assert ran.returncode == 7, ran.stderr
    assert ran.stderr.splitlines()[0] == f"app.jsonl: recording {server.url}"
    assert read(tmp_path / "app.jsonl")[0].complete


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--upstream=http://a"], "--upstream=http://a: expected ws://HOST:PORT or wss://HOST"),
        (["--upstream=wss://me:word@a"], "leave user and password out of the address"),
        (["--upstream=ws://a", "--listen=8080"], "--listen=8080: expected HOST:PORT"),
        (["--upstream=ws://a", "--listen=192.0.2.1:0"], "cannot listen on 192.0.2.1 port 0"),
        (["--upstream=ws://a", "--out=nowhere/x.jsonl"], "there is no folder nowhere"),
        (["--upstream=wss://a", "--ca=nowhere.pem"], "--ca=nowhere.pem"),
    ],
)
def test_a_mistake_is_one_line(options: list[str], says: str) -> None:
    ran = subprocess.run([*COMMAND, *options], capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert ran.returncode == 4
    (line,) = ran.stderr.splitlines()
    assert says in line


def test_a_certificate_that_nobody_trusts_is_told(tmp_path: Path) -> None:
    told: list[str] = []
    with (
        ReferenceServer(tls=True) as server,
        Recorder(server.url, tmp_path / "none.jsonl", tell=told.append) as recorder,
        pytest.raises(InvalidStatus),
    ):
        connect(recorder.url)
    assert "certificate verify failed" in told[0]


def test_the_fixture_records(realtime_recorder: Callable[[str], Recorder]) -> None:
    with ReferenceServer() as server:
        recorder = realtime_recorder(server.url)
        with connect(recorder.url) as client:
            client.recv(PATIENCE)
        (path,) = recorder.transcripts
    assert read(path)[1][0].open is not None
