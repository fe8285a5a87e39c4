"""The error for an adapter that is at fault, so that nothing can be said about the library that it runs."""

from __future__ import annotations

from conformance.errors import UsageError


class AdapterBroken(UsageError):
    """The adapter breaks the protocol; the message says where, and what was seen instead."""
