"""Errors, of the API and of a tool call: ``types/realtime/error.rs``."""

from __future__ import annotations

from conformance.reference.serde import Struct


class RealtimeAPIError(Struct):
    """What went wrong. Its ``type`` is an ordinary string, not a tag."""

    type: str
    code: str | None = None
    message: str
    param: str | None = None
    event_id: str | None = None


class ErrorCodeMessage(Struct):
    """An error with a code."""

    code: str
    message: str


class ErrorMessage(Struct):
    """An error without a code."""

    message: str
