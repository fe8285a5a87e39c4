"""The server's half of a session, without a connection: right in every rule, with the place of a model left open.

:class:`Session` takes the events of a client and emits those of the server. What a server does beside other things is a
*track*: an iterator that emits some events and yields how many seconds to wait before it goes on. A :class:`Mind`
decides what only a model could: what is said, called and heard. Simulated sessions have a mind that draws by chance,
the reference server has one that goes by the words of the user.
"""

from conformance.session.model.line import Line, Refusal
from conformance.session.model.mind import (
    Asked,
    Call,
    Delta,
    Fails,
    Heard,
    Mark,
    McpCall,
    Message,
    Mind,
    Output,
    Transcript,
)
from conformance.session.model.realtime import Session
from conformance.session.model.settings import Kind, beginning
from conformance.session.model.track import Track, Tracks
from conformance.session.model.translation import Translation

__all__ = [
    "Asked",
    "Call",
    "Delta",
    "Fails",
    "Heard",
    "Kind",
    "Line",
    "Mark",
    "McpCall",
    "Message",
    "Mind",
    "Output",
    "Refusal",
    "Session",
    "Track",
    "Tracks",
    "Transcript",
    "Translation",
    "beginning",
]
