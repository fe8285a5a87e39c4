"""Questions and answers with an adapter at the other end of a line, be it a pipe or a socket.

Many requests are in flight at a time. When the program dies, stops answering or answers nonsense, it is reached
anew (a program is started again, an address connected to again) and what was in flight is asked again, one
request at a time, so that the fault is attributed to the request that causes it and the others are unaffected.
A fault that does not come back is attributed to the oldest request that was in flight: it is never swallowed.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from time import monotonic

from conformance.adapter.broken import AdapterBroken
from conformance.adapter.contract import PROTOCOL_VERSION, Connection, Hello, Request
from conformance.adapter.declared import NO_SUCH_TYPE, undeclared
from conformance.adapter.lines import LineTooLong
from conformance.adapter.outcome import Kind, Outcome
from conformance.adapter.peer import Peer
from conformance.adapter.protocol import SPOKEN, Command, ProtocolError, decode_answer, encode_request
from conformance.errors import UsageError
from conformance.options import DEFAULT_START, DEFAULT_TIMEOUT


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of a connection to a program."""

    timeout: float = DEFAULT_TIMEOUT
    """Seconds without any answer while one is awaited."""
    start: float = DEFAULT_START
    """Seconds from the start of the program to its answer to ``hello``; never less than ``timeout``."""
    window: int = 64
    """Requests in flight."""
    restarts: int = 200
    """How often the program is started again before it is given up."""
    timeouts: int = 10
    """After how many timeouts in a row, with no answer between them, it is given up."""
    line: int = 64 << 20
    """Bytes in one line of an answer."""
    grace: float = 1.0
    """Seconds to exit after ``bye``, and again after the signal to terminate."""


@dataclass(slots=True, eq=False)
class _Asked:
    request: Request
    seq: int = 0
    outcome: Outcome | None = None
    abandoned: bool = False


class _Fault(Exception):
    """The program can no longer be talked to. ``culprit`` is the request to blame, where that is certain."""

    def __init__(self, kind: Kind, message: str, culprit: _Asked | None = None) -> None:
        super().__init__(message)
        self.kind = kind
        self.culprit = culprit

    @property
    def outcome(self) -> Outcome:
        return Outcome(self.kind, message=str(self))


class Dialogue(Connection):
    """A :class:`~conformance.adapter.contract.Connection` to a program that speaks the protocol.

    ``reach`` opens a new peer; it is called again after a fault. ``name`` is what messages call the adapter until it
    has introduced itself.

    Not to be shared between threads; streams and questions on one connection may be interleaved.

    Raises:
        UsageError: ``reach`` raises it.
        AdapterBroken: the program does not answer ``hello``.
    """

    def __init__(self, reach: Callable[[], Peer], name: str, limits: Limits) -> None:
        self._reach = reach
        self._limits = limits
        self._seq = 0
        self._restarts = 0
        self._timeouts = 0
        self._closed = False
        self._given_up: Outcome | None = None
        self._flying: dict[int, _Asked] = {}
        # Answered but not handed out yet: a second answer can still be attributed to them.
        self._answered: dict[int, _Asked] = {}
        self._latest: _Asked | None = None
        self._peer: Peer | None = None
        try:
            self._peer, self._hello = self._start()
        except _Fault as fault:
            raise AdapterBroken(f"the adapter {name} did not answer hello: {fault}") from None

    @property
    def hello(self) -> Hello:
        """What the program said about itself when it was first started."""
        return self._hello

    def ask(self, request: Request) -> Outcome:
        """Ask one question and wait for its outcome."""
        asked = _Asked(request)
        self._send([asked])
        while asked.outcome is None:
            self._advance()
        self._answered.pop(asked.seq, None)
        return asked.outcome

    def stream(self, requests: Iterable[Request]) -> Iterator[Outcome]:
        """Ask many questions, up to a window of them in flight, and yield their outcomes in the order asked."""
        window = self._limits.window
        source = map(_Asked, requests)
        waiting: deque[_Asked] = deque()
        exhausted = False
        try:
            while True:
                # In bunches: one write and one wake-up of the program per quarter of the window.
                if not exhausted and len(waiting) <= window - (window + 3) // 4:
                    bunch = list(islice(source, window - len(waiting)))
                    exhausted = not bunch
                    waiting.extend(bunch)
                    self._send(bunch)
                if not waiting:
                    return
                head = waiting[0]
                # Hold the latest answer until another comes: a second one to the same request would come before that.
                while head.outcome is None or (head is self._latest and self._flying):
                    self._advance()
                waiting.popleft()
                self._answered.pop(head.seq, None)
                yield head.outcome
        finally:
            for asked in waiting:
                asked.abandoned = True
                self._answered.pop(asked.seq, None)

    def close(self) -> None:
        """Say ``bye`` and end the program that was started, or close the connection."""
        self._closed = True
        peer, self._peer = self._peer, None
        if peer is not None:
            peer.leave(encode_request(self._next_seq(), Command.BYE), self._limits.grace)

    def _next_seq(self) -> int:
        self._seq += 1
        return self._seq

    def _start(self) -> tuple[Peer, Hello]:
        """Reach the program and have it introduce itself."""
        peer = self._reach()
        try:
            hello = self._greeting(peer, PROTOCOL_VERSION)
            if not isinstance(hello, Hello):
                # A program of the first version knows no other.
                hello = self._greeting(peer, SPOKEN[0])
            if not isinstance(hello, Hello):
                raise _Fault(Kind.GARBLED, f"its answer to hello is {hello.kind}, {hello.message or 'no message'}")
        except ProtocolError as error:
            fault = _Fault(Kind.GARBLED, f"{error}{peer.stderr_note()}")
            peer.kill()
            raise fault from None
        except BaseException:
            peer.kill()
            raise
        return peer, hello

    def _greeting(self, peer: Peer, version: int) -> Hello | Outcome:
        """What the program answers to ``hello`` in a version of the protocol."""
        seq = self._next_seq()
        peer.write(encode_request(seq, Command.HELLO, version))
        answers = [decode_answer(line) for line in _lines(peer, max(self._limits.start, self._limits.timeout))]
        if len(answers) != 1 or answers[0][0] != seq:
            raise _Fault(Kind.GARBLED, "it answered something that was not asked" + peer.stderr_note())
        return answers[0][1]

    def _send(self, bunch: list[_Asked]) -> None:
        """Write requests to the program, which is started again if it is gone; undeclared ones are settled at once."""
        if self._closed:
            raise ValueError("the connection is closed")
        lines = []
        for asked in bunch:
            request = asked.request = _encodable(asked.request)
            refusal = None if request.type == NO_SUCH_TYPE else undeclared(self._hello, request)
            asked.outcome = refusal or self._given_up
            if asked.outcome is None:
                asked.seq = self._next_seq()
                self._flying[asked.seq] = asked
                lines.append(encode_request(asked.seq, request))
        if not lines:
            return
        if self._peer is None:
            self._restart()
        if self._peer is not None:
            self._peer.write(b"".join(lines))

    def _restart(self) -> None:
        """Start the program again; if it does not come back, give it up for good."""
        self._restarts += 1
        try:
            self._peer, _ = self._start()
        except (_Fault, UsageError) as error:
            kind = error.kind if isinstance(error, _Fault) else Kind.CRASHED
            self._give_up(kind, f"given up, it did not start again after a fault: {error}")

    def _give_up(self, kind: Kind, message: str) -> None:
        self._given_up = Outcome(kind, message=message)
        for asked in self._flying.values():
            asked.outcome = self._given_up
        self._flying.clear()

    def _advance(self) -> None:
        """Wait for one or more answers. A fault is settled before this returns."""
        try:
            self._receive()
        except _Fault as fault:
            self._settle(fault)

    def _receive(self) -> None:
        if self._peer is None:
            raise ValueError("the connection is closed")
        for line in _lines(self._peer, self._limits.timeout):
            self._accept(line)

    def _accept(self, line: bytes) -> None:
        try:
            seq, answer = decode_answer(line)
        except ProtocolError as error:
            if error.seq is None or error.seq not in self._flying:
                raise _Fault(Kind.GARBLED, str(error)) from None
            seq, answer = error.seq, Outcome(Kind.GARBLED, message=str(error))
        asked = self._flying.pop(seq, None)
        if asked is None:
            if seq in self._answered:
                raise _Fault(Kind.GARBLED, "answered a second time", self._answered[seq])
            known = "for a second time, its outcome already reported" if 0 < seq <= self._seq else "which was not asked"
            raise _Fault(Kind.GARBLED, f"an answer to request {seq}, {known}")
        if isinstance(answer, Hello):
            answer = Outcome(Kind.GARBLED, message="a hello in answer to a payload")
        elif answer.kind is Kind.OK and answer.text is None:
            answer = Outcome(Kind.GARBLED, message="ok without a text")
        asked.outcome = answer
        self._timeouts = 0
        self._latest = asked
        if not asked.abandoned:
            self._answered[seq] = asked

    def _settle(self, fault: _Fault) -> None:
        """Find out which of the requests in flight is to blame, and get the outcomes of the others."""
        suspects = list(self._flying.values())
        culprit = fault.culprit
        latest = self._latest
        # Noise may also come right after an answer. The latest one is not handed out yet while others are awaited.
        noisy = latest if fault.kind is Kind.GARBLED and latest and latest.seq in self._answered else None
        if culprit is None and not suspects:
            culprit = latest
        elif culprit is None and not noisy and len(suspects) == 1:
            culprit = suspects.pop()
        self._stop(fault)
        if culprit is not None:
            culprit.outcome = fault.outcome
        found = culprit is not None
        for suspect in suspects:
            while suspect.outcome is None:
                try:
                    self._send([suspect])
                    while suspect.outcome is None:
                        self._receive()
                except _Fault as again:
                    self._stop(again)
                    (again.culprit or suspect).outcome = again.outcome
                    found = True
        if not found and self._given_up is None:
            note = f"{fault}\n(with {len(suspects)} requests in flight; none of them does it alone)"
            (noisy or suspects[0]).outcome = Outcome(fault.kind, message=note)

    def _stop(self, fault: _Fault) -> None:
        self._flying.clear()
        peer, self._peer = self._peer, None
        if peer is not None:
            peer.kill()
        if fault.kind is Kind.TIMEOUT:
            self._timeouts += 1
        if self._timeouts >= self._limits.timeouts:
            self._give_up(fault.kind, f"given up after {self._timeouts} timeouts in a row, the last: {fault}")
        elif self._restarts >= self._limits.restarts:
            self._give_up(fault.kind, f"given up after {self._restarts} restarts, the last fault: {fault}")


def _lines(peer: Peer, timeout: float) -> list[bytes]:
    """Wait for one line or more.

    Raises:
        _Fault: there was none within ``timeout`` seconds, or there will be none.
    """
    deadline = monotonic() + timeout
    try:
        while not (lines := peer.read(deadline - monotonic())):
            if peer.ended:
                raise _Fault(Kind.CRASHED, f"the program {peer.exit_note()}")
            if monotonic() >= deadline:
                raise _Fault(Kind.TIMEOUT, f"no answer within {timeout:g} s{peer.stderr_note()}")
    except LineTooLong as error:
        raise _Fault(Kind.GARBLED, f"{error}{peer.stderr_note()}") from None
    return lines


def _encodable(request: Request) -> Request:
    """Turn a text with lone surrogates, which has no UTF-8, into the bytes that they would be."""
    text = request.text
    if isinstance(text, str) and not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            return Request(request.op, request.type, text.encode(errors="surrogatepass"))
    return request
