"""Talks to one run of an adapter program, line by line, to find what breaks the protocol."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from time import monotonic
from typing import Any

from conformance.adapter.contract import PROTOCOL_VERSION, Hello
from conformance.adapter.fault import ProtocolFinding, Stop
from conformance.adapter.lines import LineTooLong
from conformance.adapter.outcome import Outcome
from conformance.adapter.process import Process
from conformance.adapter.protocol import SPOKEN, ProtocolError, decode_answer
from conformance.manual import manual

_LINE_LIMIT = 64 << 20
_GRACE = 1.0
_NO_HELLO = "the program has to answer `hello` before anything else: see that the command starts it, in this folder"
_DIES = (
    "answer `rejected` if the library refuses and `adapter-error` if the adapter fails; if the library itself crashes, "
    "that is its defect: answer `crashed` if you can catch it"
)


class Interview:
    """Sends requests to a program and reads its answers. The ``seq`` is chosen here, so numbers can be skipped."""

    def __init__(self, process: Process, timeout: float) -> None:
        self._process = process
        self._timeout = timeout
        self._seq = 0
        self._asked: dict[int, str] = {}
        self._answers: dict[int, Outcome | Hello] = {}

    def hello(self) -> Hello:
        """Return the program's answer to ``hello``.

        Raises:
            Stop: the answer is not a hello.
        """
        answer = self.ask({"op": "hello", "protocol": PROTOCOL_VERSION}, "hello")
        if not isinstance(answer, Hello):  # a program of the first version knows no other
            answer = self.ask({"op": "hello", "protocol": SPOKEN[0]}, "hello")
        if not isinstance(answer, Hello):
            wrong = f"hello is answered `{answer.kind}`"
            raise Stop("hello", wrong, "answer `ok` with a member `hello` that describes the adapter")
        return answer

    def ask(self, members: dict[str, Any], what: str) -> Outcome | Hello:
        """Send one request and wait for its answer; ``what`` names it in findings.

        Raises:
            Stop: no answer comes, or what comes breaks the protocol.
        """
        (answer,) = self.ask_all([members], what)
        return answer

    def ask_all(self, requests: Iterable[dict[str, Any]], what: str) -> list[Outcome | Hello]:
        """Send all requests at once, then read; the answers are in the order of the requests.

        Raises:
            Stop: an answer does not come, or what comes breaks the protocol.
        """
        seqs, lines = [], []
        for members in requests:
            # Gaps are allowed, and reveal a program that counts its answers instead of copying the number.
            self._seq += 1 if not self._seq else 3
            seqs.append(self._seq)
            self._asked[self._seq] = what
            lines.append(json.dumps({"seq": self._seq, **members}) + "\n")
        self._process.write("".join(lines).encode("ascii"))
        deadline = monotonic() + self._timeout
        while not all(seq in self._answers for seq in seqs):
            received = self._read(deadline - monotonic(), what)
            for line in received:
                self._take(line)
            if received:
                deadline = monotonic() + self._timeout
            elif self._process.ended:
                raise Stop(
                    "dies",
                    f"{what}: the program {self._process.exit_line()}",
                    _NO_HELLO if what == "hello" else _DIES,
                )
            elif monotonic() >= deadline:
                missing = sum(seq not in self._answers for seq in seqs)
                answers = "no answer" if len(seqs) == 1 else f"{missing} of {len(seqs)} answers are missing"
                raise Stop(
                    "silent",
                    f"{what}: {answers} after {self._timeout:g} s",
                    "answer every line, flush standard output after each answer, and read line by line, not to the end "
                    "of input",
                )
        return [self._answers[seq] for seq in seqs]

    def leave(self, members: dict[str, Any] | None) -> Iterator[ProtocolFinding]:
        """End with ``bye`` (or, with ``None``, by closing the input) and check that the program exits.

        Raises:
            Stop: ``bye`` is not answered, or an answer belongs to no request.
        """
        how = "bye" if members else "the end of its input"
        if members:
            answer = self.ask(members, how)
            if not isinstance(answer, Outcome) or answer.kind != "ok":
                yield ProtocolFinding(
                    "bye", "bye is not answered `ok`", 'answer {"seq": …, "outcome": "ok"}, then exit'
                )
        else:
            self._process.close_input()
        deadline = monotonic() + self._timeout
        while not self._process.ended and (left := deadline - monotonic()) > 0:
            for line in self._read(left, how):
                self._take(line)
        code = self._process.wait(max(deadline - monotonic(), 0))
        if code is None:
            yield ProtocolFinding(
                "bye" if members else "end-of-input",
                f"the program is still running {self._timeout:g} s after {how}",
                "leave the loop and exit: close what keeps the program alive, such as a timer, a thread or a socket",
            )
        elif code and members:
            yield ProtocolFinding(
                "bye",
                f"the program exits with code {code} after bye",
                "exit with code 0: any other code means that the program failed",
            )

    def _read(self, wait: float, what: str) -> list[bytes]:
        try:
            return self._process.read(wait)
        except LineTooLong:
            raise Stop("noise", f"{what}: a line of output without end", "end every answer with a newline") from None

    def _take(self, line: bytes) -> None:
        try:
            seq, answer = decode_answer(line)
        except ProtocolError as error:
            raise _unreadable(line, error, self._asked.get(error.seq or 0)) from None
        if seq not in self._asked:
            wrong = f"an answer has the seq {seq}, which no request has"
            raise Stop("seq", wrong, "copy `seq` from the request to the answer unchanged")
        if seq in self._answers:
            wrong = f"{self._asked[seq]}: a request is answered twice"
            raise Stop("second-answer", wrong, "write exactly one line for every line that is read")
        if isinstance(answer, Hello) and self._asked[seq] != "hello":
            raise Stop("answer", f"{self._asked[seq]}: answered with a hello", "send `hello` only in answer to hello")
        self._answers[seq] = answer


@contextmanager
def interview(command: Sequence[str], timeout: float) -> Iterator[Interview]:
    """Start a program to talk to, and end all its processes afterwards. ``timeout`` is in seconds, per answer.

    Raises:
        UsageError: it cannot be started.
    """
    process = Process(command, _LINE_LIMIT)
    try:
        yield Interview(process, timeout)
    finally:
        process.kill()


def _unreadable(line: bytes, error: ProtocolError, what: str | None) -> Stop:
    if what == "hello":
        wrong = f"hello breaks the protocol: {error}"
        return Stop("hello", wrong, f"give hello every member that {manual('protocol.md')} requires")
    if error.seq is not None:
        fix = f"give every answer an outcome listed in {manual('protocol.md')}, and strings for text and message"
        return Stop("answer", f"{what or 'an answer'}: {error}", fix)
    try:
        line.decode()
    except UnicodeDecodeError:
        fix = "write UTF-8 whatever the locale is, or ASCII with everything else escaped"
        return Stop("encoding", f"a line of output is not UTF-8: {line[:60]!r}", fix)
    if line.lstrip().startswith(b"{"):
        fix = "write one whole JSON object per line, with the seq of the request, and no line break inside it"
    else:
        fix = "write only answers to standard output: send logs and prints to standard error"
    return Stop("noise", f"a line of output is not an answer: {error}", fix)
