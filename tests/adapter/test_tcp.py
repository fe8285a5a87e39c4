"""``--impl=tcp:HOST:PORT`` attaches to an adapter that somebody else runs, and never starts or ends anything."""

from __future__ import annotations

import json
import os
import queue
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from conformance.adapter import Connection, Kind, Op, Outcome, Request
from conformance.adapter.broken import AdapterBroken
from conformance.adapter.dialogue import Limits
from conformance.adapter.smoke import smoke
from conformance.adapter.tcp import Socket, Tcp
from conformance.adapters.open import connect
from conformance.cli import main
from conformance.errors import UsageError
from tests.ports import reserved

ADAPTER = """
import json, sys
from conformance.adapter import Hello, Op

hello = Hello("debugged", "1", "python", "default", "d", frozenset({"T"}), frozenset({Op.ROUNDTRIP}), {"bytes": True})

def roundtrip(type, text):
    if type != "T":
        raise NotImplementedError(type)
    print("noise from the library")
    if isinstance(text, bytes):
        return text.hex()
    return json.dumps(json.loads(text))
"""


class Served:
    """An adapter that listens, in a process of its own."""

    def __init__(self, folder: Path, module: str) -> None:
        self.program = subprocess.Popen(
            [sys.executable, "-m", "conformance.adapter.serve", "--listen", "127.0.0.1:0", module],
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self.program.stderr is not None
        line = self.program.stderr.readline()
        found = re.fullmatch(r"listening on 127\.0\.0\.1:(\d+)\n", line)
        assert found, line
        self.port = int(found[1])

    @property
    def impl(self) -> str:
        return f"tcp:127.0.0.1:{self.port}"

    def end(self) -> None:
        self.program.kill()
        self.program.wait()
        assert self.program.stderr is not None
        self.program.stderr.close()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    (tmp_path / "debugged_sdk.py").write_text(ADAPTER)
    one = Served(tmp_path, "debugged_sdk")
    yield one
    one.end()


Answering = Callable[[Callable[[socket.socket], None]], int]


@pytest.fixture
def answering() -> Iterator[Answering]:
    """Open ports at which a function has its way with one connection after the other."""
    servers: list[socket.socket] = []
    threads: list[threading.Thread] = []

    def open_port(behave: Callable[[socket.socket], None]) -> int:
        server = socket.create_server(("127.0.0.1", 0))
        servers.append(server)

        def run() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection:
                    behave(connection)

        thread = threading.Thread(target=run)
        threads.append(thread)
        thread.start()
        port: int = server.getsockname()[1]
        return port

    yield open_port
    for server in servers:
        server.shutdown(socket.SHUT_RDWR)
        server.close()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive()


HELLO = {
    "name": "fake",
    "version": "1",
    "language": "python",
    "profile": "default",
    "dialect": "fake",
    "types": ["T"],
    "ops": ["roundtrip"],
}


def speak(connection: socket.socket, answer: Callable[[dict[str, object]], dict[str, object] | None]) -> None:
    """Answer hello, then every request with ``answer``; ``None`` closes the connection."""
    with connection.makefile("rwb") as file:
        for line in file:
            request = json.loads(line)
            said = {"outcome": "ok", "hello": HELLO} if request["op"] == "hello" else answer(request)
            if said is None:
                return
            file.write(json.dumps({"seq": request["seq"], **said}).encode() + b"\n")
            file.flush()


def open_(impl: str, timeout: float = 60) -> Connection:
    return connect(impl, Limits(timeout=timeout))


def ask(text: str | bytes) -> Request:
    return Request(Op.ROUNDTRIP, "T", text)


def test_it_is_asked_as_a_program_is(served: Served) -> None:
    with open_(served.impl) as connection:
        assert isinstance(connection, Tcp)
        assert connection.hello.name == "debugged"
        smoke(connection)
        assert connection.ask(ask('{"a": "ü😀\u2028"}')) == Outcome(Kind.OK, json.dumps({"a": "ü😀\u2028"}))
        assert connection.ask(ask(b"\xff")) == Outcome(Kind.OK, "ff")
        texts = [str(n) for n in range(1000)]
        assert [outcome.text for outcome in connection.stream(map(ask, texts))] == texts


def test_the_program_lives_on_and_can_be_asked_again(served: Served) -> None:
    for _ in range(3):
        with open_(served.impl) as connection:
            assert connection.ask(ask("1")).text == "1"
    assert served.program.poll() is None


def test_large_payloads_do_not_deadlock(served: Served) -> None:
    texts = [json.dumps(str(n) * 500_000) for n in range(10)] * 7
    with open_(served.impl) as connection:
        assert [outcome.text for outcome in connection.stream(map(ask, texts))] == texts


def test_where_the_library_goes_down_the_debugger_keeps_its_program(served: Served) -> None:
    deep = "[" * 100_000
    with open_(served.impl) as connection:
        outcomes = list(connection.stream([ask("1"), ask(deep), ask("2")]))
    assert [outcome.kind for outcome in outcomes] == [Kind.OK, Kind.CRASHED, Kind.OK]
    assert (outcomes[1].message or "").startswith("RecursionError: ")
    assert served.program.poll() is None


def test_a_program_that_is_gone_is_not_waited_for(served: Served) -> None:
    with open_(served.impl) as connection:
        served.end()
        outcomes = list(connection.stream([ask("1"), ask("2")]))
    assert [outcome.kind for outcome in outcomes] == [Kind.CRASHED] * 2
    assert (outcomes[1].message or "").endswith(
        f"cannot connect to 127.0.0.1:{served.port}: Connection refused "
        "(tcp: attaches to an adapter that listens there already)"
    )


def test_a_connection_that_is_cut_is_pinned_on_the_request_that_does_it(answering: Answering) -> None:
    port = answering(lambda c: speak(c, lambda r: None if r.get("text") == "now" else {"outcome": "ok", "text": "1"}))
    with Tcp("127.0.0.1", port) as connection:
        kinds = [outcome.kind for outcome in connection.stream(map(ask, ["a"] * 30 + ["now"] + ["b"] * 30))]
    assert kinds == [Kind.OK] * 30 + [Kind.CRASHED] + [Kind.OK] * 30


def test_an_answer_that_does_not_come_is_a_timeout(answering: Answering) -> None:
    def silent(connection: socket.socket) -> None:
        with connection.makefile("rwb") as file:
            for line in file:
                request = json.loads(line)
                if request["op"] == "hello":
                    file.write(json.dumps({"seq": request["seq"], "outcome": "ok", "hello": HELLO}).encode() + b"\n")
                    file.flush()

    with Tcp("127.0.0.1", answering(silent), Limits(timeout=0.3, grace=0.1)) as connection:
        assert connection.ask(ask("1")) == Outcome(Kind.TIMEOUT, message="no answer within 0.3 s")


@pytest.mark.parametrize(
    ("behave", "message"),
    [
        (lambda _: None, "the program closed the connection without an answer"),
        (lambda c: c.sendall(b'{"seq'), "the program closed the connection without an answer in the middle of a line"),
        (lambda c: c.sendall(b"HTTP/1.1 400 Bad Request\r\n"), r"not a line of JSON: 'HTTP/1.1 400 Bad Request\r'"),
        (lambda c: c.recv(1 << 16) and c.recv(1), "no answer within 0.3 s"),
    ],
)
def test_what_listens_there_and_is_no_adapter_is_said_in_one_line(
    answering: Answering, behave: Callable[[socket.socket], None], message: str
) -> None:
    def after_hello(connection: socket.socket) -> None:
        if "0.3" not in message:
            connection.recv(1 << 16)
        behave(connection)

    port = answering(after_hello)
    with pytest.raises(AdapterBroken) as caught:
        Tcp("127.0.0.1", port, Limits(timeout=0.3, start=0.3))
    assert str(caught.value) == f"the adapter at 127.0.0.1:{port} did not answer hello: {message}"


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("", "'' is not of the form HOST:PORT, such as 127.0.0.1:9000 or [::1]:9000"),
        ("9000", "'9000' is not of the form HOST:PORT, such as 127.0.0.1:9000 or [::1]:9000"),
        (":9000", "':9000' is not of the form HOST:PORT, such as 127.0.0.1:9000 or [::1]:9000"),
        ("localhost:", "'localhost:' is not of the form HOST:PORT, such as 127.0.0.1:9000 or [::1]:9000"),
        ("::1:9000", "'::1:9000' is not of the form HOST:PORT, such as 127.0.0.1:9000 or [::1]:9000"),
        ("localhost:http", "'localhost:http' is not of the form HOST:PORT, such as 127.0.0.1:9000 or [::1]:9000"),
        ("localhost:0", "there is no port 0: ports go from 1 to 65535"),
        ("localhost:65536", "there is no port 65536: ports go from 1 to 65535"),
    ],
)
def test_a_malformed_address_is_said_in_one_line(address: str, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        open_(f"tcp:{address}")
    assert str(caught.value) == f"--impl=tcp:{address}: {message}"


def test_a_refused_connection_is_said_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with reserved() as port:
        expected = (
            f"cannot connect to 127.0.0.1:{port}: Connection refused "
            "(tcp: attaches to an adapter that listens there already)"
        )
        with pytest.raises(UsageError) as caught:
            open_(f"tcp:127.0.0.1:{port}")
        assert str(caught.value) == expected
        assert main(["judge", f"--impl=tcp:127.0.0.1:{port}", os.devnull]) == 4
    assert capsys.readouterr() == ("", f"realtime-conformance: {expected}\n")


def test_a_host_that_does_not_accept_is_given_up_after_the_time_limit() -> None:
    # A backlog of nothing that is already full: the next connection stays unaccepted.
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(0)
        port = server.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)), pytest.raises(UsageError) as caught:
            open_(f"tcp:127.0.0.1:{port}", timeout=0.3)
    assert str(caught.value) == f"cannot connect to 127.0.0.1:{port}: no answer within 0.3 s"


@pytest.mark.parametrize("host", ["no-such-host.invalid", "a" * 70])
def test_a_host_that_is_none_is_said_in_one_line(host: str) -> None:
    with pytest.raises(UsageError, match=f"^cannot connect to {host}:9: .+$"):
        open_(f"tcp:{host}:9")


def test_the_socket_is_never_left_open(answering: Answering) -> None:
    closed: queue.Queue[None] = queue.Queue()

    def until_closed(connection: socket.socket) -> None:
        # A socket that is closed with something unread in it is reset.
        with suppress(ConnectionError):
            speak(connection, lambda _: {"outcome": "ok", "text": "1"})
        closed.put(None)

    port = answering(until_closed)
    limits = Limits(grace=0.05)
    with Tcp("127.0.0.1", port, limits) as connection:
        connection.ask(ask("1"))
    connection.close()
    closed.get(timeout=60)
    with pytest.raises(ZeroDivisionError), Tcp("127.0.0.1", port, limits):
        _ = 1 / 0
    closed.get(timeout=60)
    forgotten = Socket("127.0.0.1", port, timeout=1, line_limit=100)
    del forgotten
    closed.get(timeout=60)
    with pytest.raises(AdapterBroken):  # what is no hello is hung up on
        Tcp("127.0.0.1", answering(lambda c: c.sendall(b"{}\n") or until_closed(c)), limits)
    closed.get(timeout=60)


def test_a_whole_run_attaches_and_leaves_the_program_alone(tmp_path: Path) -> None:
    served = Served(tmp_path, "conformance.reference.adapter")
    try:
        ran = subprocess.run(
            [sys.executable, "-m", "pytest", f"--impl={served.impl}", "--types=Conversation", "--generated=0"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr
        assert "CONFORMS: " in ran.stdout
        assert served.program.poll() is None
    finally:
        served.end()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "usage: python -m conformance.adapter.serve [--listen HOST:PORT] pkg.module[:attribute]"),
        (["--listen", "x"], "usage: python -m conformance.adapter.serve [--listen HOST:PORT] pkg.module[:attribute]"),
        (["--listen", "x", "json"], "--listen x: not of the form HOST:PORT"),
        (["--listen", "127.0.0.1:66000", "json"], "--listen 127.0.0.1:66000: not of the form HOST:PORT"),
        (["--listen", "127.0.0.1:0", "json"], "json has neither ADAPTER nor a function roundtrip(type, text)"),
    ],
)
def test_a_mistake_in_what_is_to_listen_is_said_in_one_line(arguments: list[str], message: str) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "conformance.adapter.serve", *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (2, "", message + "\n")
