"""The rules that are code: pure functions over the state of a session and the event that comes next.

One file per lifecycle. Pairing and echo are data, in ``lifecycles.yaml``; the shape of one event is the oracle's.
"""

from conformance.session.rules import (
    calls,
    connection,
    content_part,
    conversation,
    errors,
    input_audio,
    mcp,
    output_buffer,
    response,
    session,
    transcription,
    translation,
    truncation,
    usage,
)
from conformance.session.rules.check import Check, EndCheck

CHECKS: tuple[Check, ...] = (
    *connection.CHECKS,
    *errors.CHECKS,
    *session.CHECKS,
    *conversation.CHECKS,
    *response.CHECKS,
    *content_part.CHECKS,
    *calls.CHECKS,
    *mcp.CHECKS,
    *input_audio.CHECKS,
    *transcription.CHECKS,
    *truncation.CHECKS,
    *output_buffer.CHECKS,
    *usage.CHECKS,
    *translation.CHECKS,
)
AT_END: tuple[EndCheck, ...] = (
    *conversation.AT_END,
    *input_audio.AT_END,
    *transcription.AT_END,
    *truncation.AT_END,
)
