"""The adapter is at fault, so nothing can be said about the implementation behind it."""

from __future__ import annotations

from conformance.errors import UsageError


class AdapterBroken(UsageError):
    """The adapter does not do its part of the protocol; the message says which part, and what was seen instead."""
