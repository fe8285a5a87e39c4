"""What a module needs to import in order to be an adapter, which plugs a library into the suite."""

from conformance.adapter.contract import Connection, Hello, Op, Request
from conformance.adapter.declared import ANY, Direction
from conformance.adapter.outcome import Kind, Outcome

__all__ = ["ANY", "Connection", "Direction", "Hello", "Kind", "Op", "Outcome", "Request"]
