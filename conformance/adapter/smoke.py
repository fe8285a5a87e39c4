"""Tells a broken adapter from an implementation that does not conform, before any suite is run."""

from __future__ import annotations

from itertools import chain

from conformance.adapter.broken import AdapterBroken
from conformance.adapter.contract import Connection, Op, Request
from conformance.adapter.declared import ANY, NO_SUCH_TYPE
from conformance.outcome import Kind, Outcome

_NOT_JSON = "certainly {not JSON"
# What a library may do with garbage. That some of it does not conform, a crash above all, is for the suite to say.
_ANSWERS_TO_GARBAGE = frozenset({Kind.OK, Kind.REJECTED, Kind.FALLBACK, Kind.IGNORED, Kind.CRASHED})


def smoke(connection: Connection) -> None:
    """Ask an adapter the few questions that any adapter answers alike.

    Raises:
        AdapterBroken: its hello lacks something, it claims a type that does not exist, it lacks a type that it
            declares, it takes a failure of its own for an answer, or it breaks the protocol.
    """
    op = _check_hello(connection)
    _check_unknown_type(connection, op)
    types = sorted(connection.hello.types - {ANY})
    requests = [Request(op, type_, _NOT_JSON) for type_ in types]
    # One at a time first: a `seq` that is off can only hide among others.
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


def _check_hello(connection: Connection) -> Op:
    """Check that hello says what the suite goes by; return an operation that the adapter has."""
    hello = connection.hello
    for name in ("name", "version", "language", "profile", "dialect"):
        if not getattr(hello, name).strip():
            raise AdapterBroken(f"the hello of the adapter has an empty {name}")
    if not hello.types:
        raise AdapterBroken(f"the hello of {hello.name} declares no types: list those it has, or {ANY!r}")
    if not hello.ops:
        known = ", ".join(Op)
        raise AdapterBroken(f"the hello of {hello.name} declares no operation of this protocol ({known})")
    return next(op for op in Op if op in hello.ops)


def _check_unknown_type(connection: Connection, op: Op) -> None:
    outcome = connection.ask(Request(op, NO_SUCH_TYPE, "{}"))
    if outcome.kind is not Kind.UNSUPPORTED:
        raise AdapterBroken(
            f"{connection.hello.name} answers {_shown(outcome)} when asked for the type {NO_SUCH_TYPE}, which does "
            "not exist; an adapter answers `unsupported` to types it does not have (Python: raise NotImplementedError)"
        )


def _check_other_operation(connection: Connection, request: Request, outcome: Outcome) -> None:
    """See that a type which lacks the first operation has another: some libraries only write some types."""
    for op in connection.hello.ops - {request.op}:
        other = Request(op, request.type, _NOT_JSON)
        answer = connection.ask(other)
        if answer.kind is not Kind.UNSUPPORTED:
            _check_garbage(connection, other, answer)
            return
    _check_garbage(connection, request, outcome)


def _check_garbage(connection: Connection, request: Request, outcome: Outcome) -> None:
    if outcome.kind in _ANSWERS_TO_GARBAGE:
        return
    asked = f"{request.op} of {request.type} with the text {_NOT_JSON!r}"
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
