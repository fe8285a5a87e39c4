"""``judge``: payloads in, verdicts out, both as JSON Lines."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from conformance.commands import Subparsers
from conformance.commands.options import add_dialect, add_impl
from conformance.errors import UsageError


def add(commands: Subparsers) -> None:
    """State the command."""
    parser = commands.add_parser(
        "judge",
        help="judge single payloads",
        description='Reads JSON Lines {"type", "text"} or {"type", "payload"} and writes what is expected of each '
        "payload and, with --impl, what the implementation did and every check's verdict on it. Exits with 1 when one "
        "fails (without --impl: when one is not legal).",
    )
    parser.add_argument("file", nargs="?", default="-", metavar="FILE", help="default: standard input")
    add_dialect(parser)
    add_impl(parser)
    parser.set_defaults(run=_judge)


def _judge(options: argparse.Namespace) -> int:
    from conformance.implementations import open_implementation
    from conformance.oracle import oracle
    from conformance.requirements import load

    opened = (
        open_implementation(options.impl, timeout=options.impl_timeout, dialect=options.dialect)
        if options.impl
        else nullcontext()
    )
    with opened as connection, _lines(options.file) as lines:
        judged = Judge(oracle(options.dialect), load(options.dialect), connection)
        failed = False
        for line, type_name, text in read(lines, options.file):
            try:
                record = judged(type_name, text)
            except UsageError as error:
                raise UsageError(f"{_where(options.file)}, line {line}: {error}") from None
            failed |= record["verdict"] == "fail"
            print(json.dumps({"line": line, **record}), flush=True)
    return int(failed)


class Judge:
    """Judges one payload after another; ``connection`` is ``None`` where only the oracle is asked."""

    def __init__(self, oracle: Any, register: Any, connection: Any) -> None:
        self._oracle = oracle
        self._register = register
        self._connection = connection

    def __call__(self, type_name: str, text: str) -> dict[str, Any]:
        """What is expected, what happened, and the verdict: ``pass``, ``fail``, ``free`` or ``unsupported``."""
        from conformance.checks import judge
        from conformance.exchange import exchanges
        from conformance.suite.generated import payload_case
        from conformance.verdict import FAILURES, Level, Status

        case = payload_case("judged", type_name, text, self._oracle, self._register)
        expectation = _expectation(case.expectation)
        if case.requirements:
            expectation["prose"] = list(case.requirements)
        record: dict[str, Any] = {"type": type_name, "expectation": expectation}
        if self._connection is None:
            verdicts = {"accept": "pass", "reject": "fail", "free": "free"}
            return {**record, "verdict": verdicts[expectation["expect"]]}
        (exchange,) = exchanges(self._connection, [case])
        found = list(judge(exchange, self._oracle))
        statuses = {verdict.status for verdict in found}
        gating = any(verdict.status in FAILURES and verdict.level is Level.MUST for verdict in found)
        verdict = (
            Status.FAIL
            if gating
            else next((status for status in (Status.FREE, Status.UNSUPPORTED) if statuses == {status}), Status.PASS)
        )
        outcome = {"kind": str(exchange.roundtrip.kind)}
        if exchange.roundtrip.text is not None:
            outcome["text"] = exchange.roundtrip.text
        if exchange.roundtrip.message:
            outcome["message"] = exchange.roundtrip.message
        return {
            **record,
            "outcome": outcome,
            "verdict": str(verdict),
            "checks": [
                {
                    "check": one.check,
                    "level": str(one.level),
                    "status": str(one.status),
                    **({"reason": one.reason} if one.reason else {}),
                }
                for one in found
            ],
            "differences": [
                {"check": one.check, "at": each.at, "expected": each.expected, "actual": each.actual}
                for one in found
                for each in one.differences
            ],
        }


def _expectation(expectation: Any) -> dict[str, Any]:
    from conformance.oracle import Accept, Reject

    match expectation:
        case Accept(canonical_text):
            return {"expect": "accept", "canonical_text": canonical_text}
        case Reject(rule, at):
            return {"expect": "reject", "breaks": str(rule), "at": at}
        case free:
            return {"expect": "free", "open": str(free.why)}


def _lines(name: str) -> Any:
    if name == "-":
        return nullcontext(sys.stdin.buffer)
    try:
        return Path(name).open("rb")
    except OSError as error:
        raise UsageError(f"{name}: {error.strerror}") from None


def read(lines: Iterable[bytes], name: str) -> Iterator[tuple[int, str, str]]:
    """Line number, type and payload text of every line that is not blank.

    Raises:
        UsageError: a line is not such an object; the message has its number.
    """
    for number, line in enumerate(lines, 1):
        if line.isspace():
            continue
        try:
            yield number, *_payload(line.decode())
        except UnicodeDecodeError as error:
            raise UsageError(f"{_where(name)}, line {number}: not UTF-8 ({error.reason})") from None
        except ValueError as error:
            raise UsageError(f"{_where(name)}, line {number}: {error}") from None


def _where(name: str) -> str:
    return "standard input" if name == "-" else name


def _payload(line: str) -> tuple[str, str]:
    from conformance.vectors import text_of

    wanted = 'expected {"type": …, "text": …} or {"type": …, "payload": …}'
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"not JSON ({error}); {wanted}") from None
    if not isinstance(record, dict) or not isinstance(record.get("type"), str):
        raise ValueError(f'no string member "type"; {wanted}')
    if "text" in record and "payload" in record:
        raise ValueError(f'both "text" and "payload"; {wanted}')
    if isinstance(record.get("text"), str):
        return record["type"], record["text"]
    if "payload" in record:
        return record["type"], text_of(record["payload"])
    raise ValueError(f'no string member "text" and no "payload"; {wanted}')
