"""Holds an adapter to what it declares: a type and an operation are supported, or they are not.

``unsupported`` is not judged, so an adapter that says it of single payloads chooses what it is judged by. Where
golden vectors of the type get any other answer, it is the adapter's fault.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any

from conformance.adapter.contract import Connection, Hello, Op, Request
from conformance.adapter.declared import undeclared, undeclared_type
from conformance.adapter.outcome import Kind, Outcome
from conformance.jsontext import readable
from conformance.oracle import Accept, Oracle
from conformance.spec.model import Node, Nullable, Ref, Tagged
from conformance.vectors import case_of, load_type


class Steady(Connection):
    """A connection on which ``unsupported`` is ``adapter-error`` where the same type and operation are supported.

    In a union each variant counts as a type. A payload of a variant whose type the adapter does not have, though it has
    those of others, is ``unsupported``: a missing event counts once, and not again through the union.

    What is compared with is the same on every machine and in every process: the legal golden vectors, never what was
    asked before.
    """

    def __init__(self, connection: Connection, oracle: Oracle) -> None:
        self._connection = connection
        self._oracle = oracle
        self._supported: dict[tuple[Op, str, tuple[str, ...]], str | None] = {}
        self._incomplete: dict[str, bool] = {}

    @property
    def own(self) -> Connection:
        """The connection itself, whose answers are the adapter's own."""
        return self._connection

    @property
    def hello(self) -> Hello:
        """What the adapter says about itself."""
        return self._connection.hello

    def ask(self, request: Request) -> Outcome:
        """Ask one question and wait for its outcome."""
        return self._held(request, self._connection.ask(request))

    def stream(self, requests: Iterable[Request]) -> Iterator[Outcome]:
        """Ask many questions, and yield their outcomes in the order asked."""
        asked: deque[Request] = deque()

        def noted() -> Iterator[Request]:
            for request in requests:
                asked.append(request)
                yield request

        for outcome in self._connection.stream(noted()):
            yield self._held(asked.popleft(), outcome)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def _held(self, request: Request, outcome: Outcome) -> Outcome:
        if self._is_incomplete(request.type) and (missing := self._missing(request)) is not None:
            return missing
        if outcome.kind is not Kind.UNSUPPORTED:
            return outcome
        if request.type not in self._oracle.dialect.types or undeclared(self.hello, request):
            return outcome
        supported = self._supported_vector(request.op, request.type, self._variant(request.type, request.text))
        if supported is None:
            return outcome
        said = f"unsupported for this payload, though not for {supported!r}: a type and an operation are, or are not"
        return Outcome(Kind.ADAPTER_ERROR, message=said)

    def _missing(self, request: Request) -> Outcome | None:
        """The outcome of asking about a variant that the adapter has no type for, though it has some for others."""
        if undeclared(self.hello, request):
            return None
        name = self._lacked(self._oracle.dialect.node(request.type), readable(request.text))
        if name is None:
            return None
        return Outcome(Kind.UNSUPPORTED, message=f"{self.hello.name} does not declare {name}, which this payload is")

    def _is_incomplete(self, name: str) -> bool:
        """Whether a type is a union of which the adapter has types for some variants alone; found out once."""
        if name not in self._incomplete:
            dialect = self._oracle.dialect
            self._incomplete[name] = name in dialect.types and self._lacks_some(dialect.node(name))
        return self._incomplete[name]

    def _lacks_some(self, node: Node) -> bool:
        """Whether a union has variants that the adapter has types for, and others that it has none for."""
        match self._oracle.dialect.resolve(node):
            case Nullable(inner):
                return self._lacks_some(inner)
            case Tagged(variants=variants):
                refs = [variant.node for variant in variants if isinstance(variant.node, Ref)]
                had = {self._has(ref.name) for ref in refs}
                return len(had) > 1 or any(self._lacks_some(ref) for ref in refs)
        return False

    def _lacked(self, node: Node, value: Any) -> str | None:
        """The type of a value's variant, if the adapter has none for it and some for other variants."""
        match self._oracle.dialect.resolve(node):
            case Nullable(inner):
                return self._lacked(inner, value)
            case Tagged() as union if (named := union.variant(value)) is not None and isinstance(named.node, Ref):
                others = (one.node.name for one in union.variants if isinstance(one.node, Ref))
                if not self._has(named.node.name) and any(map(self._has, others)):
                    return named.node.name
                return self._lacked(named.node, value)
        return None

    def _has(self, name: str) -> bool:
        """Whether the adapter has a type, or, for a union, that of a variant."""
        if not undeclared_type(self.hello, name):
            return True
        found = self._oracle.dialect.resolve(self._oracle.dialect.node(name))
        variants = found.variants if isinstance(found, Tagged) else ()
        return any(isinstance(one.node, Ref) and self._has(one.node.name) for one in variants)

    def _supported_vector(self, op: Op, type_name: str, variant: tuple[str, ...]) -> str | None:
        """The id of a vector of the type, and of that variant, that the operation is supported for."""
        key = op, type_name, variant
        if key not in self._supported:
            answers = ((one, self._connection.ask(Request(op, type_name, text))) for one, text in self._sound(*key))
            self._supported[key] = next((one for one, answer in answers if answer.kind is not Kind.UNSUPPORTED), None)
        return self._supported[key]

    def _sound(self, op: Op, type_name: str, variant: tuple[str, ...]) -> Iterator[tuple[str, str]]:
        for vector in load_type(self._oracle.dialect.name, type_name).values():
            if not isinstance(vector.expectation, Accept) or case_of(vector, self._oracle).unknown:
                continue
            if op is Op.BUILD and not vector.text.lstrip().startswith("{"):
                continue
            if self._variant(type_name, vector.text)[: len(variant)] == variant:
                yield vector.id, vector.text

    def _variant(self, type_name: str, text: str | bytes) -> tuple[str, ...]:
        """The tags of the variants that a payload of a union has, as far as they are known."""
        return tuple(self._tags(self._oracle.dialect.node(type_name), readable(text)))

    def _tags(self, node: Node, value: Any) -> Iterator[str]:
        match self._oracle.dialect.resolve(node):
            case Nullable(inner):
                yield from self._tags(inner, value)
            case Tagged() as union if (named := union.variant(value)) is not None:
                yield named.tag
                yield from self._tags(named.node, value)
