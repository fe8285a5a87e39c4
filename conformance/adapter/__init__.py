"""How implementations are plugged in: what an adapter module needs to import is here."""

from conformance.adapter.contract import Connection, Hello, Op, Request
from conformance.adapter.declared import ANY
from conformance.outcome import Kind, Outcome

__all__ = ["ANY", "Connection", "Hello", "Kind", "Op", "Outcome", "Request"]
