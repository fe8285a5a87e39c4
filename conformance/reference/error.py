"""Errors that a tool call can end with: ``types/realtime/error.rs``, as far as responses reach it."""

from __future__ import annotations

from conformance.reference.serde import Struct


class ErrorCodeMessage(Struct):
    """An error with a code."""

    code: str
    message: str


class ErrorMessage(Struct):
    """An error without a code."""

    message: str
