"""A running driver: its requests, its answers, and what its client shows meanwhile."""

from __future__ import annotations

import json
import os
import shlex
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from time import monotonic
from typing import Any

from conformance.adapter.broken import AdapterBroken
from conformance.adapter.lines import LineTooLong
from conformance.adapter.process import Process
from conformance.adapter.protocol import ProtocolError
from conformance.errors import UsageError
from conformance.options import DEFAULT_START
from conformance.peer.client.contract import Answer, Hello, Op, Request, Surfaced
from conformance.peer.client.protocol import decode_line, encode_request, hello_request

_LINE_LIMIT = 64 << 20
_MOST_SHOWN = 50_000
"""How much one session may show; no client that is not in a loop shows as much."""
_SLICE = 0.01
"""Seconds after which something that did not come from the driver is noticed."""
_SETTLE = 0.03
"""Seconds in which what a session still shows after its end is taken in."""
_AGAIN_SECONDS, _AGAIN_TIMES = 10.0, 5
"""How long it may take to answer ``hello`` when it is started again: so long, or so many times as long as at first."""
_GIVEN_UP = 3
"""After so many starts in a row without a hello it is not started any more."""
_GRACE = 2.0


class DriverFailed(Exception):
    """The driver can no longer be asked; the message says what it did, worded to follow its name."""


class Crashed(DriverFailed):
    """The driver's program has ended."""


class Garbled(DriverFailed):
    """The driver breaks the protocol, or never stops talking."""


class Driver:
    """A program that drives a client. It is started by the first request, and again after it has failed.

    ``environment`` is added to that of the program; ``start`` is how many seconds it may take to import its client and
    to answer ``hello``. What the client has shown since :meth:`begin` is in ``shown``, with the time
    (:func:`time.monotonic`) at which it came.
    """

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str] | None = None, start: float = DEFAULT_START
    ) -> None:
        self.command = command
        self.starts = 0
        self.shown: list[tuple[float, Surfaced]] = []
        self._environment = environment or {}
        self._process: Process | None = None
        self._start = start
        self._failed_starts = 0
        self._seq = 0
        self.answers: dict[int, Answer | Hello] = {}
        """The answers that nobody has taken yet, by the number of their request."""
        self._asked: set[int] = set()

    def start(self) -> Hello:
        """Start the program, unless it runs, and return its hello.

        Raises:
            UsageError: it cannot be started.
            AdapterBroken: it does not answer ``hello``.
        """
        if os.name != "posix":
            raise UsageError("drivers of clients need a POSIX system (on Windows: WSL)")
        name = f"`{shlex.join(self.command)}`"
        if self._failed_starts >= _GIVEN_UP:
            raise AdapterBroken(f"{name} is given up after {_GIVEN_UP} starts in a row without a hello")
        self._failed_starts += 1
        if self._process is None:
            self._process = Process(self.command, _LINE_LIMIT, self._environment)
            self.starts += 1
            self.answers.clear()
            self._asked.clear()
        began = monotonic()
        try:
            answer = self.ask(hello_request(), self._start)
        except DriverFailed as error:
            raise AdapterBroken(f"{name} {error}") from None
        if not isinstance(answer, Hello):
            silent = f"is silent for {self._start:g} s (--impl-start is the limit)"
            said = f"answers hello with {answer.outcome}: {answer.message}" if answer else silent
            self.kill()
            raise AdapterBroken(f"{name} {said}; expected a hello of the client protocol")
        self._failed_starts = 0
        # Once it has started, one that does not any more must not cost as much for each scenario.
        self._start = min(self._start, max(_AGAIN_SECONDS, _AGAIN_TIMES * (monotonic() - began)))
        return answer

    @property
    def runs(self) -> bool:
        """Whether the program has been started and has not failed."""
        return self._process is not None

    def begin(self) -> None:
        """Start the program unless it runs, and forget what was shown before.

        Raises:
            UsageError: it cannot be started.
            AdapterBroken: it does not answer ``hello``.
        """
        with suppress(DriverFailed):  # its end since then does not concern what comes now
            if self.runs:
                self.settle()
        if not self.runs:
            self.start()
        self.shown = []

    def settle(self) -> None:
        """Take in for a moment what the driver still says.

        Raises:
            DriverFailed: the program has ended, or breaks the protocol.
        """
        self.wait(lambda: False, _SETTLE)

    def ask(self, request: Request, seconds: float) -> Answer | Hello | None:
        """Ask, and return the answer; ``None`` if there is none after ``seconds``.

        Raises:
            DriverFailed: the program has ended, or breaks the protocol.
        """
        seq = self.send(request)
        self.wait(lambda: seq in self.answers, seconds)
        return self.answers.pop(seq, None)

    def send(self, request: Request) -> int:
        """Send a request and return its number."""
        self._seq += 1
        self._asked.add(self._seq)
        self._running.write(encode_request(self._seq, request))
        return self._seq

    def send_raw(self, members: Mapping[str, Any]) -> int:
        """Send what may be no request of this version, and return its number."""
        self._seq += 1
        self._asked.add(self._seq)
        self._running.write(json.dumps({"seq": self._seq, **members}).encode("ascii") + b"\n")
        return self._seq

    def wait(self, until: Callable[[], bool], seconds: float) -> bool:
        """Take in what the driver says until something holds, at most ``seconds``; whether it holds.

        Raises:
            DriverFailed: the program has ended, or breaks the protocol.
        """
        deadline = monotonic() + seconds
        while not (held := until()) and (left := deadline - monotonic()) > 0:
            self._read(min(left, _SLICE))
        return held

    def close(self) -> None:
        """Let the program exit, and end it if it does not. May be called twice."""
        if self._process is not None:
            process, self._process = self._process, None
            process.leave(encode_request(self._seq + 1, Request(Op.BYE)), _GRACE)

    def leave(self, seconds: float) -> int | None:
        """Wait for the program to end by itself, and return its exit code; ``None`` if it still runs then."""
        return self._running.wait(seconds)

    def kill(self) -> None:
        """End the program with all that it has started."""
        if self._process is not None:
            self._process.kill()
            self._process = None

    @property
    def _running(self) -> Process:
        if self._process is None:
            raise Crashed("has ended")
        return self._process

    def _read(self, wait: float) -> None:
        process = self._running
        try:
            lines = process.read(wait)
            for line in lines:
                self._take(line)
        except LineTooLong as error:
            self._fail(Garbled(f"writes {error}"))
        except ProtocolError as error:
            self._fail(Garbled(f"breaks the protocol: {error}"))
        if process.ended and not lines:
            # The note first: ending the process closes its pipes.
            note = process.exit_line()
            self._fail(Crashed(note))

    def _fail(self, error: DriverFailed) -> None:
        self.kill()
        raise error

    def _take(self, line: bytes) -> None:
        if not line.strip():
            return
        said = decode_line(line)
        if isinstance(said, Surfaced):
            self.shown.append((monotonic(), said))
            if len(self.shown) > _MOST_SHOWN:
                raise ProtocolError(f"more than {_MOST_SHOWN} things are surfaced in one session")
            return
        seq, answer = said
        if seq not in self._asked:
            raise ProtocolError(f"an answer has the seq {seq}, which no open request has", seq)
        self._asked.discard(seq)
        self.answers[seq] = answer
