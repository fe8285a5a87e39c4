"""Tells a broken adapter from an implementation that does not conform, before the suite is run."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from conformance.adapter.broken import AdapterBroken
from conformance.adapter.contract import Connection, Hello, Op, Request
from conformance.adapter.declared import ANY, NO_SUCH_TYPE, asked_operations, contradictions
from conformance.adapter.outcome import Kind, Outcome
from conformance.manual import manual

NOT_JSON = "certainly {not JSON"
"""A payload to which any library that reads a type has an answer."""

ORDERLY = frozenset({Kind.OK, Kind.REJECTED, Kind.NOT_WRITTEN, Kind.FALLBACK, Kind.IGNORED, Kind.CRASHED})
"""What a library may do with a payload; whether it conforms, which a crash never does, is for the suite to say."""


def smoke(connection: Connection) -> None:
    """Ask an adapter the few questions that every adapter answers alike.

    Raises:
        AdapterBroken: its hello is incomplete, it claims a type that does not exist, it lacks a type that it
            declares, it passes off a failure of its own as an answer, or it breaks the protocol.
    """
    hello = connection.hello
    for wrong, fix in incomplete(hello):
        raise AdapterBroken(f"{hello.name.strip() or 'the adapter'}: {wrong}; {fix}")
    op = next(op for op in Op if op in hello.ops)
    _check_unknown_type(connection, op)
    requests = [Request(_first(hello, type_), type_, NOT_JSON) for type_ in sorted(hello.types - {ANY})]
    # The first one alone: a wrong `seq` can only hide among others.
    first = [connection.ask(request) for request in requests[:1]]
    if any(outcome.kind is Kind.CRASHED for outcome in first):
        return  # a library that garbage brings down would have to be started again for every type
    lacking = []
    for request, outcome in zip(requests, chain(first, connection.stream(requests[1:])), strict=True):
        if outcome.kind is Kind.UNSUPPORTED:
            lacking.append((request, outcome))
        else:
            _check_garbage(connection, request, outcome)
    for request, outcome in lacking:
        _check_other_operation(connection, request, outcome)


def incomplete(hello: Hello) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a ``hello`` that lacks what the suite needs, and how to fix it."""
    for name in ("name", "version", "language", "profile", "dialect"):
        if not getattr(hello, name).strip():
            yield f"hello has an empty {name}", f"say the {name}, as {manual('protocol.md')} describes it"
    if not hello.types:
        yield "hello declares no types", f"list the wire types that the adapter has, or {ANY!r}"
    if not hello.ops:
        yield "hello declares no operation of this protocol", f"list some of {', '.join(Op)}"
    yield from contradictions(hello)


def _first(hello: Hello, type_name: str) -> Op:
    """The first operation that says something about a type."""
    asked = asked_operations(hello, type_name)
    return next(op for op in Op if op in asked)


def _check_unknown_type(connection: Connection, op: Op) -> None:
    outcome = connection.ask(Request(op, NO_SUCH_TYPE, "{}"))
    if outcome.kind is not Kind.UNSUPPORTED:
        raise AdapterBroken(
            f"{connection.hello.name} answers {_shown(outcome)} when asked for the type {NO_SUCH_TYPE}, which does "
            "not exist; an adapter answers `unsupported` to types it does not have (Python: raise NotImplementedError)"
        )


def _check_other_operation(connection: Connection, request: Request, outcome: Outcome) -> None:
    """Check that a type that lacks the first operation has another: some libraries only write some types."""
    for op in asked_operations(connection.hello, request.type) - {request.op}:
        other = Request(op, request.type, NOT_JSON)
        answer = connection.ask(other)
        if answer.kind is not Kind.UNSUPPORTED:
            _check_garbage(connection, other, answer)
            return
    _check_garbage(connection, request, outcome)


def _check_garbage(connection: Connection, request: Request, outcome: Outcome) -> None:
    if outcome.kind in ORDERLY:
        return
    asked = f"{request.op} of {request.type} with the text {NOT_JSON!r}"
    if outcome.kind is Kind.UNSUPPORTED:
        others = " and has no other operation for it" if len(connection.hello.ops) > 1 else ""
        raise AdapterBroken(
            f"{connection.hello.name} declares the type {request.type} and the operation {request.op}, "
            f"yet answers {_shown(outcome)} to {asked}{others}"
        )
    raise AdapterBroken(
        f"{connection.hello.name} answers {_shown(outcome)} to {asked}; a library that refuses a text is `rejected`"
    )


def _shown(outcome: Outcome) -> str:
    return f"`{outcome.kind}` ({outcome.message})" if outcome.message else f"`{outcome.kind}`"
