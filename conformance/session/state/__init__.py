"""What is known of a session after some of its frames: the part of the rules' work that is done once for all of them.

Nothing here judges. A state follows whatever comes, and keeps the first of what comes twice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from types import MethodType
from typing import Any, TypeAlias

from conformance.session.event import SERVER, Event, at
from conformance.session.state import conversation, mcp, responses, settings, turns
from conformance.session.state.conversation import Conversation, Create, Origin
from conformance.session.state.mcp import Approvals
from conformance.session.state.recent import Recent
from conformance.session.state.responses import Cause, Request, Responses
from conformance.session.state.settings import Settings
from conformance.session.state.turns import Turns
from conformance.session.transcript import Connection, Header
from conformance.spec.model import Side

TIMED = ("session.input_transcript.delta", "session.output_transcript.delta", "session.output_audio.delta")
"""The events of a translation that tell the time."""
_ADDED, _CREATED = "conversation.item.added", "response.created"
_MCP_CALL = (
    *("response.mcp_call_arguments.delta", "response.mcp_call_arguments.done"),
    *("response.mcp_call.in_progress", "response.mcp_call.completed", "response.mcp_call.failed"),
)
_OF_CONTEXT = ("input", "instructions", "tools", "prompt")
"""What a response.create may put in the place of what the session has, and which counts as input."""
_FULL = 12_000
"""So many input tokens that the oldest items may be left out next, by a model with a context of 16k tokens."""
Follow: TypeAlias = Callable[[Event], None]


@dataclass(slots=True)
class State:
    """A session so far. Rules read it; only its :meth:`followers` and :meth:`note_id` change it."""

    header: Header
    started: bool = False
    """Whether the recording begins with the session."""
    served: int = 0
    """How many events the server has sent."""
    settings: Settings = field(default_factory=Settings)
    conversation: Conversation = field(default_factory=Conversation)
    responses: Responses = field(default_factory=Responses)
    turns: Turns = field(default_factory=Turns)
    approvals: Approvals = field(default_factory=Approvals)
    event_ids: Recent[int] = field(default_factory=Recent)
    """The ``event_id`` of each server event, with its frame."""
    client_ids: Recent[int] = field(default_factory=Recent)
    """The ``event_id`` of each client event, with its frame."""
    elapsed: dict[str, int] = field(default_factory=dict)
    """The last ``elapsed_ms`` of each type of event of a translation."""
    context: tuple[int, int] = (0, 0)
    """The response whose context a later one's must not be smaller than: the frame of its end, and its input tokens."""
    mixed: bool = False
    """Whether turns and requests wait for responses, and which of them have got theirs is not known."""
    with_mcp: bool = False
    """Whether there has been a call to an MCP server, or the client has said whether there may be one."""
    mcp_servers: bool = False
    """Whether the session has had a tool that is an MCP server: its tools may be listed after it was removed."""
    cancelled: bool = False
    """Whether a response.cancel has no answer yet."""
    expired: bool = False
    """Whether the server has said that the session has reached its longest duration: nothing more must come."""
    _origin: tuple[Event | None, Origin, Create | None] = (None, Origin.NOTHING, None)
    _cause: tuple[Event | None, Cause, Request | None] = (None, Cause.NOTHING, None)
    """What was worked out about the last event, once for all rules."""

    @property
    def alone(self) -> bool:
        """Whether no other connection drives the session, as far as it is known."""
        return self.header.connection not in (Connection.SIDEBAND, Connection.WEBRTC)

    def origin_of(self, event: Event) -> Origin:
        """Where the item of a conversation.item.added comes from."""
        if self._origin[0] is not event:
            self._origin = event, *self._origin_of(event)
        return self._origin[1]

    def create_of(self, event: Event) -> Create | None:
        """The create that the item of a conversation.item.added comes from, if it comes from one."""
        self.origin_of(event)
        return self._origin[2]

    def _origin_of(self, event: Event) -> tuple[Origin, Create | None]:
        item, item_id = event.item, event.text("item", "id")
        if item_id in self.responses.items:
            return Origin.RESPONSE, None
        if item_id in self.turns.by_item:
            return Origin.TURN, None
        if item.get("type") == "mcp_list_tools":
            return Origin.MCP, None
        if create := self.conversation.create_of(item):
            return Origin.CREATE, create
        if item.get("status") == "in_progress" and self.responses.active:
            # Announced here before response.output_item.added, which is another rule's.
            return Origin.RESPONSE, None
        return Origin.NOTHING, None

    def cause_of(self, event: Event) -> Cause:
        """What a created response comes from."""
        if self._cause[0] is not event:
            self._cause = event, *self._cause_of(event)
        return self._cause[1]

    def request_of(self, event: Event) -> Request | None:
        """The request that a created response comes from, if it comes from one."""
        self.cause_of(event)
        return self._cause[2]

    def _cause_of(self, event: Event) -> tuple[Cause, Request | None]:
        if request := self.responses.request_of(event.object("response")):
            return Cause.CREATE, request
        if self.turns.due:
            return Cause.TURN, None
        if self.with_mcp:
            # Whether the result of a call to an MCP server, or its approval, starts a response is not documented.
            return Cause.MCP, None
        # What one asks for and the other shows may be at odds, where no other request can be the cause.
        asked = next(iter(self.responses.requests), None) if self.started and self.alone else None
        return (Cause.CREATE, asked) if asked else (Cause.NOTHING, None)

    def followers(self, event_type: str) -> tuple[Follow, ...]:
        """What follows events of a type, one after another; :meth:`note_id` follows all of them."""
        return tuple(MethodType(follows[event_type], part(self)) for part, follows in _FOLLOWS if event_type in follows)

    def note_id(self, side: Side, event_id: str | None, frame: int) -> int | None:
        """Remember the ``event_id`` in a frame, whatever else is in it: an error may name it.

        Returns the earlier frame of this side that has it, if there is one.
        """
        if event_id is None:
            return None
        return (self.event_ids if side is SERVER else self.client_ids).add(event_id, frame)

    def as_answer(self, error: Event) -> Event:
        """An error as what it answers: one that names no event of the client may answer any, as one without a name."""
        named = error.text("error", "event_id")
        if named is None or named in self.client_ids:
            return error
        nameless = {**error.data, "error": {**error.object("error"), "event_id": None}}
        return Event(error.number, error.side, error.t, error.type, nameless, error.strict)

    def _answer_turns(self, event: Event) -> None:
        cause, due = self.cause_of(event), self.turns.due
        # A response that a request may have asked for, too, leaves open which of the two is still to be answered.
        self.mixed = bool(due) and (self.mixed or cause is Cause.CREATE)
        for turn in due:
            turn.expected = False
        if cause is Cause.TURN:
            self.turns.answered = due.pop(0)
        elif cause is not Cause.NOTHING:
            self.turns.answered = None

    def _create_response(self, event: Event) -> None:
        # A turn is answered before its response is known.
        self._answer_turns(event)
        self.responses.create(event, self.request_of(event), self.settings.shown)

    def _add_item(self, event: Event) -> None:
        turn = self.turns.by_item.get(event.text("item", "id") or "")
        if turn and turn.stopped and not turn.committed:
            # That it must be committed first is a rule.
            self.turns.commit(turn.item, event.number, self.settings)
        self.conversation.add(event, self.origin_of(event), self.create_of(event))

    def _finish_item(self, event: Event) -> None:
        self.conversation.finish(event, self.origin_of(event), self.create_of(event))

    def _commit_turn(self, event: Event) -> None:
        self.turns.commit(event.item_id, event.number, self.settings)

    def _update(self, event: Event) -> None:
        self.turns.update(event, self.settings)
        self._change_context(event)
        tools = event.list("session", "tools")
        self.mcp_servers = self.mcp_servers or any(at(tool, ("type",)) == "mcp" for tool in tools)

    def _change_context(self, event: Event) -> None:
        self.context = (0, 0)

    def _cancel(self, event: Event) -> None:
        self.cancelled = True

    def _refuse(self, event: Event) -> None:
        self.cancelled = False
        self.expired = self.expired or event.text("error", "code") == "session_expired"

    def _interrupt(self, event: Event) -> None:
        active = self.responses.active_in_conversation()
        if active and self.settings.turn_setting("interrupt_response") is True:
            active.interrupted = active.interrupted or event.number

    def _end_response(self, event: Event) -> None:
        self.cancelled = False
        if (tokens := self.context_of(event)) is not None:
            truncates = tokens >= _FULL and self.settings.at("truncation") != "disabled"
            self.context = (0, 0) if truncates else (event.number, tokens)

    def _tell_time(self, event: Event) -> None:
        if (elapsed := event.integer("elapsed_ms")) is not None:
            self.elapsed[event.type] = elapsed

    def _call_server(self, event: Event) -> None:
        self.with_mcp = True

    def _approve_call(self, event: Event) -> None:
        self.with_mcp = self.with_mcp or event.item.get("type") == "mcp_approval_response"

    def context_of(self, event: Event) -> int | None:
        """The input tokens of a response.done, where they count the whole conversation and nothing else."""
        response = self.responses.by_id.get(event.text("response", "id") or "")
        if response is None or response.outside or event.text("response", "status") != "completed":
            return None
        if isinstance(self.settings.at("truncation"), dict):
            return None  # the server leaves out the oldest of it by itself
        if response.request and any(response.request.params.get(name) is not None for name in _OF_CONTEXT):
            return None
        return event.integer("response", "usage", "input_tokens")


_OF_ALL: Mapping[str, Callable[[State, Event], None]] = {
    _ADDED: State._add_item,
    "conversation.item.done": State._finish_item,
    _CREATED: State._create_response,
    "response.done": State._end_response,
    "response.cancel": State._cancel,
    "error": State._refuse,
    "conversation.item.create": State._approve_call,
    "conversation.item.deleted": State._change_context,
    "conversation.item.truncated": State._change_context,
    "session.updated": State._update,
    "input_audio_buffer.committed": State._commit_turn,
    "input_audio_buffer.speech_started": State._interrupt,
    **dict.fromkeys(TIMED, State._tell_time),
    **dict.fromkeys(_MCP_CALL, State._call_server),
}
"""What an event changes beside the parts of the state, or in several of them."""
_FOLLOWS: tuple[tuple[Callable[[State], Any], Mapping[str, Callable[[Any, Event], None]]], ...] = (
    (lambda state: state, _OF_ALL),
    (attrgetter("turns"), turns.FOLLOWS),
    (attrgetter("conversation"), conversation.FOLLOWS),
    (attrgetter("settings"), settings.FOLLOWS),
    (attrgetter("approvals"), mcp.FOLLOWS),
    (attrgetter("responses"), responses.FOLLOWS),
)
"""The parts of the state and what an event changes in each: what the settings were matters before they change."""
