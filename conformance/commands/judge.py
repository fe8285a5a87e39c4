"""``judge``: reads payloads and writes verdicts, both as JSON Lines."""

from __future__ import annotations

import argparse
import json
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from conformance.commands import Subparsers
from conformance.commands.options import add_dialect, add_impl
from conformance.commands.payload_lines import PayloadLine, read
from conformance.errors import UsageError

NOTHING = 5
"""The exit code if nothing was judged, as for a run."""


def add(commands: Subparsers) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "judge",
        help="judge single payloads",
        description='Reads JSON Lines {"type", "text"}, {"type", "payload"}, {"direction", "event"} or bare events and '
        "writes what is expected of each payload and, with --impl, what the implementation did and the verdict of "
        "every check. Exits with 1 if one fails (without --impl: if one is not legal), with 5 if there is none.",
    )
    parser.add_argument("file", nargs="?", default="-", metavar="FILE", help="default: standard input")
    add_dialect(parser)
    add_impl(parser)
    parser.set_defaults(run=_judge)


def _judge(options: argparse.Namespace) -> int:
    from conformance.adapters.open import open_implementation
    from conformance.oracle import oracle
    from conformance.requirements.register import load_register

    opened: Any = nullcontext()
    if options.impl:
        opened = open_implementation(options.impl, timeout=options.impl_timeout, dialect=options.dialect)
    judged_by = oracle(options.dialect)
    code = NOTHING
    with opened as connection, _lines(options.file) as lines:
        judge = Judge(judged_by, load_register(options.dialect), connection)
        for line in read(lines, "standard input" if options.file == "-" else options.file, judged_by.dialect):
            record = judge(line)
            code = int(code == 1 or record["verdict"] == "fail")
            print(json.dumps({"line": line.number, **record}), flush=True)
    return code


class Judge:
    """Judges one payload after another; without a ``connection`` only the oracle is asked."""

    def __init__(self, oracle: Any, register: Any, connection: Any) -> None:
        self._oracle = oracle
        self._register = register
        self._connection = connection

    def __call__(self, line: PayloadLine) -> dict[str, Any]:
        """What is expected, what happened, and the verdict: ``pass``, ``fail``, ``free`` or ``unsupported``."""
        from conformance.checks.exchange import exchanges
        from conformance.checks.register import judge
        from conformance.checks.verdict import Status
        from conformance.oracle import Accept
        from conformance.suite.generated import payload_case
        from conformance.vectors.vector import expectation_record

        cases = [payload_case("judged", name, line.text, self._oracle, self._register) for name in line.types]
        # If several types share the event's name, take the first that knows every member, else the first.
        whole = (case for case in cases if isinstance(case.expectation, Accept) and not case.unknown)
        case = next(whole, cases[0])
        expectation = expectation_record(case.expectation)
        expectation.pop("bytes_fixed", None)
        if case.requirements:
            expectation["requirements"] = list(case.requirements)
        record: dict[str, Any] = {"type": case.type, "expectation": expectation, **_generation(line.text)}
        if self._connection is None:
            verdicts = {"accept": "pass", "reject": "fail", "free": "free"}
            return {**record, "verdict": verdicts[expectation["expect"]]}
        (exchange,) = exchanges(self._connection, [case])
        found = list(judge(exchange, self._oracle))
        statuses = {verdict.status for verdict in found}
        verdict = next((status for status in (Status.FREE, Status.UNSUPPORTED) if statuses == {status}), Status.PASS)
        if any(one.gates() for one in found):
            verdict = Status.FAIL
        outcome: dict[str, str] = {"kind": exchange.roundtrip.kind}
        if exchange.roundtrip.text is not None:
            outcome["text"] = exchange.roundtrip.text
        if exchange.roundtrip.message:
            outcome["message"] = exchange.roundtrip.message
        return {
            **record,
            "outcome": outcome,
            "verdict": verdict,
            "checks": [
                {"check": one.check, "level": one.level, "status": one.status}
                | ({"reason": one.reason} if one.reason else {})
                for one in found
            ],
            "differences": [
                {"check": one.check, "at": each.at, "expected": each.expected, "actual": each.got}
                for one in found
                for each in one.findings
                if each.about_member
            ],
        }


def _generation(text: str) -> dict[str, Any]:
    """The generation of the wire that the payload belongs to, unless it is the official one of today."""
    from conformance.spec.generation import Generation, generation_of, marks

    try:
        found = marks(json.loads(text))
    except (ValueError, RecursionError):
        return {}
    kind = generation_of(found)
    if kind in (Generation.OFFICIAL, Generation.NEUTRAL):
        return {}
    return {"generation": kind, "marks": [{"generation": mark.generation, "what": mark.what} for mark in found]}


def _lines(name: str) -> Any:
    if name == "-":
        return nullcontext(sys.stdin.buffer)
    try:
        return Path(name).open("rb")
    except OSError as error:
        raise UsageError(f"{name}: {error.strerror}") from None
