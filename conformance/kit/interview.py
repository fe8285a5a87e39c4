"""A dialogue with one run of an adapter program, line by line, that finds what breaks the protocol."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic
from typing import Any

from conformance.adapter.contract import PROTOCOL_VERSION, Hello
from conformance.adapter.lines import LineTooLong
from conformance.adapter.outcome import Outcome
from conformance.adapter.process import Process
from conformance.adapter.protocol import ProtocolError, decode_answer

_LINE_LIMIT = 64 << 20
_GRACE = 1.0


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that breaks the protocol."""

    rule: str
    """Stable name of what was checked."""
    wrong: str
    """What was seen, in one line."""
    mend: str
    """What to do about it, in one line."""


class Stop(Exception):
    """The program can no longer be talked to; ``finding`` says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.wrong)
        self.finding = finding


class Interview:
    """Asks a program single requests. The ``seq`` is chosen here, so that numbers can be skipped."""

    def __init__(self, process: Process, timeout: float) -> None:
        self._process = process
        self._timeout = timeout
        self._seq = 0
        self._asked: dict[int, str] = {}
        self._answers: dict[int, Outcome | Hello] = {}

    def hello(self) -> Hello:
        """Return the program's answer to ``hello``.

        Raises:
            Stop: it is not a hello.
        """
        answer = self.ask({"op": "hello", "protocol": PROTOCOL_VERSION}, "hello")
        if not isinstance(answer, Hello):
            raise Stop(
                Finding(
                    "hello", f"hello is answered `{answer.kind}`", "answer `ok` with a member `hello` that says who"
                )
            )
        return answer

    def ask(self, members: dict[str, Any], what: str) -> Outcome | Hello:
        """Send one request and wait for its answer; ``what`` names it in findings.

        Raises:
            Stop: no answer comes, or what comes breaks the protocol.
        """
        (answer,) = self.ask_all([members], what)
        return answer

    def ask_all(self, requests: Iterable[dict[str, Any]], what: str) -> list[Outcome | Hello]:
        """Send requests in one go, then read; the answers are in the order asked.

        Raises:
            Stop: an answer does not come, or what comes breaks the protocol.
        """
        wanted, lines = [], []
        for members in requests:
            # Gaps are allowed, and expose a program that counts its answers instead of repeating the number.
            self._seq += 1 if not self._seq else 3
            wanted.append(self._seq)
            self._asked[self._seq] = what
            lines.append(json.dumps({"seq": self._seq, **members}) + "\n")
        self._process.write("".join(lines).encode("ascii"))
        deadline = monotonic() + self._timeout
        while not all(seq in self._answers for seq in wanted):
            received = self._read(deadline - monotonic(), what)
            for line in received:
                self._take(line)
            if received:
                deadline = monotonic() + self._timeout
            elif self._process.ended:
                raise Stop(
                    Finding(
                        "dies",
                        f"{what}: the program {self._epitaph()}",
                        "answer `rejected` when the library refuses and `adapter-error` when the adapter fails; where "
                        "the library itself falls over, this is its defect: answer `crashed` if you can catch it",
                    )
                )
            elif monotonic() >= deadline:
                missing = sum(seq not in self._answers for seq in wanted)
                raise Stop(_silent(what, missing, len(wanted), self._timeout))
        return [self._answers[seq] for seq in wanted]

    def leave(self, members: dict[str, Any] | None) -> Iterator[Finding]:
        """End the dialogue with ``bye`` (or, with ``None``, by closing the input) and check that the program exits.

        Raises:
            Stop: ``bye`` is not answered, or there is an answer to no request.
        """
        how = "bye" if members else "the end of its input"
        if members:
            answer = self.ask(members, how)
            if not isinstance(answer, Outcome) or answer.kind != "ok":
                yield Finding("bye", "bye is not answered `ok`", 'answer {"seq": …, "outcome": "ok"}, then exit')
        else:
            self._process.close_input()
        deadline = monotonic() + self._timeout
        while not self._process.ended and (left := deadline - monotonic()) > 0:
            for line in self._read(left, how):
                self._take(line)
        code = self._process.wait(max(deadline - monotonic(), 0))
        if code is None:
            yield Finding(
                "bye" if members else "end-of-input",
                f"the program is still running {self._timeout:g} s after {how}",
                "leave the loop and exit: close what keeps the program alive, such as a timer, a thread or a socket",
            )
        elif code and members:
            yield Finding(
                "bye",
                f"the program exits with code {code} after bye",
                "exit with code 0: another one says that the program failed",
            )

    def _read(self, wait: float, what: str) -> list[bytes]:
        try:
            return self._process.read(wait)
        except LineTooLong:
            raise Stop(
                Finding("noise", f"{what}: a line of output without end", "end every answer with a newline")
            ) from None

    def _take(self, line: bytes) -> None:
        try:
            seq, answer = decode_answer(line)
        except ProtocolError as error:
            raise Stop(_unreadable(line, error, self._asked.get(error.seq or 0))) from None
        if seq not in self._asked:
            raise Stop(
                Finding(
                    "seq",
                    f"an answer carries the seq {seq}, which was not asked",
                    "copy `seq` from the request to the answer, as it is",
                )
            )
        if seq in self._answers:
            raise Stop(
                Finding(
                    "second-answer",
                    f"{self._asked[seq]}: a request is answered twice",
                    "write exactly one line for every line that is read",
                )
            )
        if isinstance(answer, Hello) and self._asked[seq] != "hello":
            raise Stop(Finding("answer", f"{self._asked[seq]}: answered with a hello", "send `hello` to hello only"))
        self._answers[seq] = answer

    def _epitaph(self) -> str:
        how, _, stderr = self._process.epitaph().partition("; its stderr ends with:\n")
        return f"{how}; its last word on stderr: {stderr.splitlines()[-1].strip()}" if stderr else how


@contextmanager
def interview(command: Sequence[str], timeout: float) -> Iterator[Interview]:
    """Start a program for a dialogue, and end all its processes afterwards. ``timeout`` is in seconds, per answer.

    Raises:
        UsageError: it cannot be started.
    """
    process = Process(command, _LINE_LIMIT)
    try:
        yield Interview(process, timeout)
    finally:
        process.kill()


def _silent(what: str, missing: int, asked: int, timeout: float) -> Finding:
    answers = "no answer" if asked == 1 else f"{missing} of {asked} answers are missing"
    return Finding(
        "silent",
        f"{what}: {answers} after {timeout:g} s",
        "answer every line, flush standard output after each answer, and read line by line, not to the end of input",
    )


def _unreadable(line: bytes, error: ProtocolError, what: str | None) -> Finding:
    if what == "hello":
        return Finding(
            "hello", f"hello breaks the protocol: {error}", "give hello every member that docs/protocol.md asks"
        )
    if error.seq is not None:
        return Finding(
            "answer",
            f"{what or 'an answer'}: {error}",
            "give every answer an outcome of the table in docs/protocol.md, and strings for text and message",
        )
    try:
        line.decode()
    except UnicodeDecodeError:
        return Finding(
            "encoding",
            f"a line of output is not UTF-8: {line[:60]!r}",
            "write UTF-8 whatever the locale is, or ASCII with everything else escaped",
        )
    if line.lstrip().startswith(b"{"):
        mend = "write one whole JSON object a line, with the seq of the request, and no line break inside it"
    else:
        mend = "nothing but answers on standard output: send logs and prints to standard error"
    return Finding("noise", f"a line of output is not an answer: {error}", mend)
