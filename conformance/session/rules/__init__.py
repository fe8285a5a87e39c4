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
    rate_limits,
    response,
    session,
    transcription,
    translation,
    truncation,
    usage,
)
from conformance.session.rules.check import Check, EndCheck

_FILES = (
    *(connection, errors, session, conversation, response, content_part, calls, mcp, input_audio, transcription),
    *(truncation, output_buffer, usage, rate_limits, translation),
)
CHECKS: tuple[Check, ...] = tuple(check for file in _FILES for check in file.CHECKS)
AT_END: tuple[EndCheck, ...] = tuple(check for file in _FILES for check in getattr(file, "AT_END", ()))
