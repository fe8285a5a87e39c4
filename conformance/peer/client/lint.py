"""Checks the driver of a client against the protocol: the program, not the client that it drives.

Every question starts the program anew, so that one defect does not hide another.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial

from conformance.adapter.broken import AdapterBroken
from conformance.adapter.fault import ProtocolFinding, Stop
from conformance.manual import manual
from conformance.peer.client.contract import Answer, Can, Hello, Kind, Op, Outcome, Request
from conformance.peer.client.driver import Driver, DriverFailed
from conformance.peer.client.play import connect_request
from conformance.peer.client.scenario import Scenario, Step
from conformance.peer.client.stage import Stage, Trust

_SESSION = Scenario("driver", "session", "A session with one answer.", (Step(Op.SAY, "How are you?"),))


def lint(command: Sequence[str], seconds: float = 10.0) -> tuple[Hello | None, list[ProtocolFinding]]:
    """Run a driver several times and return its hello, and what breaks the protocol.

    ``seconds`` is the time limit for one answer, and for what the client shows.

    Raises:
        UsageError: the program cannot be started.
    """
    trust = Trust()
    try:
        with _running(command, trust) as driver:
            hello = driver.start()
        questions = (_unknown, partial(_session, hello=hello, trust=trust), _unreachable, _leaves)
        found = [one for question in questions for one in _put(question, command, trust, hello, seconds)]
        return hello, found
    except AdapterBroken as error:
        page = manual("clients.md")
        fix = f"answer hello first, with the members that {page} lists, and write nothing else to standard output"
        return None, [ProtocolFinding("hello", " ".join(str(error).split()), fix)]
    finally:
        trust.close()


_Question = Callable[[Driver, float], Iterator[ProtocolFinding]]


def _put(
    question: _Question, command: Sequence[str], trust: Trust, hello: Hello, seconds: float
) -> Iterator[ProtocolFinding]:
    try:
        with _running(command, trust) as driver:
            if driver.start() != hello:
                fix = "answer with the same hello in every run"
                yield ProtocolFinding("hello", "a second run answers with another hello", fix)
            yield from question(driver, seconds)
    except Stop as stop:
        yield stop.finding
    except DriverFailed as error:
        fix = "write only answers and `surfaced` to standard output, one JSON object per line, and outlive the client"
        yield ProtocolFinding("protocol", f"the driver {' '.join(str(error).split())}", fix)


@contextmanager
def _running(command: Sequence[str], trust: Trust) -> Iterator[Driver]:
    driver = Driver(command, trust.environment)
    try:
        yield driver
    finally:
        driver.kill()


def _ask(driver: Driver, request: Request, seconds: float, what: str = "") -> Answer:
    answer = driver.ask(request, seconds)
    what = what or str(request.op.value)
    if answer is None:
        fix = "answer every request with its seq, do not wait for the assistant, and flush standard output"
        raise Stop("silent", f"{what} is not answered within {seconds:g} s", fix)
    if not isinstance(answer, Answer):
        raise Stop("hello", f"{what} is answered with a hello", "send `hello` only in answer to hello")
    return answer


def _unknown(driver: Driver, seconds: float) -> Iterator[ProtocolFinding]:
    """Check that an operation of a later version is answered ``unsupported``."""
    seq = driver.send_raw({"op": "conformance-no-such-op"})
    if not driver.wait(lambda: seq in driver.answers, seconds):
        raise Stop("unknown-op", "an operation that does not exist is not answered", "answer it `unsupported`")
    answer = driver.answers[seq]
    if not isinstance(answer, Answer) or answer.outcome is not Outcome.UNSUPPORTED:
        yield ProtocolFinding("unknown-op", "an operation that does not exist is not `unsupported`", "answer it so")


def _session(driver: Driver, seconds: float, hello: Hello, trust: Trust) -> Iterator[ProtocolFinding]:
    """Check that a session goes through, and what is shown of it; twice, with a client made anew."""
    for time in ("", "in the second session, "):
        stage = Stage(_SESSION, trust if hello.tls else None)
        try:
            driver.begin()
            _must(driver, connect_request(stage, _SESSION), seconds, time)
            if Can.SAY in hello.can:
                _must(driver, Request(Op.SAY, {"text": "How are you?"}), seconds, time)
                if not driver.wait(lambda: any(one.kind is Kind.TURN for _, one in driver.shown), seconds):
                    shown = ", ".join(sorted({f"`{one.kind.value}`" for _, one in driver.shown}))
                    rest = f"only {shown}" if shown else "and nothing else either"
                    wrong = f"{time}no `turn` is shown within {seconds:g} s after an answer, {rest}"
                    yield ProtocolFinding("turn", wrong, 'write {"surfaced": {"kind": "turn"}} when the client is done')
                elif not any(one.kind in (Kind.TEXT, Kind.AUDIO) for _, one in driver.shown):
                    fix = "write what the client gives to its user as `text` or `audio`"
                    yield ProtocolFinding("shown", f"{time}nothing of the answer is shown", fix)
            _must(driver, Request(Op.CLOSE), seconds, time)
        finally:
            stage.close()


def _must(driver: Driver, request: Request, seconds: float, time: str) -> None:
    answer = _ask(driver, request, seconds, f"{time}{request.op.value}")
    if answer.outcome is not Outcome.OK:
        said = f": {' '.join(answer.message.split())}" if answer.message else ""
        fix = "let the client do it; `python -m conformance serve` is a server to try it with"
        raise Stop(request.op.value, f"{time}{request.op.value} is answered `{answer.outcome}`{said}", fix)


def _unreachable(driver: Driver, seconds: float) -> Iterator[ProtocolFinding]:
    """Check that a server which is not there is answered, one way or the other."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    members = {"url": f"ws://127.0.0.1:{port}/v1/realtime?model=m", "base_url": f"http://127.0.0.1:{port}/v1"}
    _ask(driver, Request(Op.CONNECT, {**members, "model": "m", "key": "k", "output": "text"}), seconds)
    _ask(driver, Request(Op.CLOSE), seconds, "close, after a server that is not there,")
    yield from ()


def _leaves(driver: Driver, seconds: float) -> Iterator[ProtocolFinding]:
    """Check that the program ends after ``bye``."""
    _ask(driver, Request(Op.BYE), seconds)
    code = driver.leave(seconds)
    if code is None:
        fix = "leave the loop and exit: close what keeps the program alive, such as a timer, a thread or a socket"
        yield ProtocolFinding("bye", f"the program is still running {seconds:g} s after bye", fix)
    elif code:
        yield ProtocolFinding("bye", f"the program exits with code {code} after bye", "exit with code 0")
