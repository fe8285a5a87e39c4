"""Sessions: transcripts of connections, and the rules of the protocol that both sides must keep.

``transcript`` is the format and ``readers`` reads others' recordings as transcripts. ``state`` follows a session,
``rules`` has the rules that are code, a file per lifecycle, and ``lifecycles`` those that are data. ``monitor`` feeds a
session to all of them, frame by frame, and ``lint`` judges a whole recording.

Public: what is in ``__all__``.
"""

from conformance.session.finding import Finding, What
from conformance.session.lint import Linted, lint
from conformance.session.monitor import Monitor
from conformance.session.readers import Note, Transcript, open_transcript, read
from conformance.session.transcript import Connection, Frame, Header, NotATranscript, Replaced, Writer
from conformance.spec.model import Side

__all__ = [
    "Connection",
    "Finding",
    "Frame",
    "Header",
    "Linted",
    "Monitor",
    "NotATranscript",
    "Note",
    "Replaced",
    "Side",
    "Transcript",
    "What",
    "Writer",
    "lint",
    "open_transcript",
    "read",
]
