"""The responses: what asked for them, their items with parts, and what has been streamed."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from conformance.session.event import MISSING, Event, Path, at, same
from conformance.session.state.pending import Pending, refused

STREAMS = {"response.output_text": "text", "response.output_audio_transcript": "transcript"}
"""The streams of a part that add up to a text: the beginning of their events, and the member that has the whole."""
SHOWN: tuple[Path, ...] = (
    *(("output_modalities",), ("max_output_tokens",)),
    *(("audio", "output", "voice"), ("audio", "output", "format")),
)
"""The settings of response.create that a response shows."""
REMEMBERED = 4096
"""How many of the latest responses that have ended are remembered."""
_KEPT = ("id", "type", "call_id", "name", "server_label", "output_modalities", "conversation_id")
"""The members of an item or a response that are remembered after the response has ended."""


class Cause(Enum):
    """What a response comes from."""

    CREATE = "create"
    TURN = "turn"
    MCP = "mcp"
    NOTHING = "nothing"


@dataclass(slots=True)
class Part:
    """A content part of an item. ``deltas`` and ``done`` are by the member that has the whole text."""

    deltas: dict[str, list[str]] = field(default_factory=dict)
    done: dict[str, tuple[int, str]] = field(default_factory=dict)
    audio: int = 0
    """How many characters of base64 its audio deltas had."""


@dataclass(slots=True)
class OutputItem:
    """An item of a response. ``data`` is that of response.output_item.added, ``done`` that of …done."""

    id: str
    response: str
    number: int
    data: Mapping[str, Any]
    parts: dict[int, Part] = field(default_factory=dict)
    arguments: list[str] = field(default_factory=list)
    done: Mapping[str, Any] | None = None
    done_in: int = 0
    """The frame of …done, 0 before it has come."""
    truncated: bool = False
    """Whether the client has truncated or deleted it."""
    outcome: str = ""
    """How a call to an MCP server has ended: the type of the event that said so."""


@dataclass(slots=True)
class Request(Pending):
    """A response.create that has no answer yet."""

    params: Mapping[str, Any]

    @property
    def outside(self) -> bool:
        """Whether it asks for a response outside the conversation."""
        return self.params.get("conversation") == "none"


@dataclass(slots=True)
class Response:
    """A response. ``settings`` are those of the session when it was created."""

    id: str
    number: int
    data: Mapping[str, Any]
    request: Request | None
    outside: bool
    settings: Mapping[str, Any]
    items: list[str] = field(default_factory=list)
    done: int = 0
    """The frame of response.done, 0 while it is in progress."""
    interrupted: int = 0
    """The frame of the speech that has to end it."""


@dataclass(slots=True)
class Responses:
    """All responses by id, all their items by id, and the requests that have no answer yet."""

    by_id: dict[str, Response] = field(default_factory=dict)
    items: dict[str, OutputItem] = field(default_factory=dict)
    early: dict[str, list[str]] = field(default_factory=dict)
    """The items that were added before their response was created, by response."""
    requests: list[Request] = field(default_factory=list)
    active: dict[str, Response] = field(default_factory=dict)
    ended: deque[Response] = field(default_factory=deque)
    """The latest responses that have ended."""
    cut_off: dict[str, int] = field(default_factory=dict)
    """The items whose audio speech has cut off, and which are not truncated yet, with the frame of response.done."""
    voice: tuple[int, Any] | None = None
    """The voice of the first response with audio, and its frame."""
    mcp_servers: bool = False
    """Whether a response that is forgotten had a tool that is an MCP server."""

    def request_of(self, response: Mapping[str, Any]) -> Request | None:
        """The request that a created response may come from: the first whose wishes it shows, metadata first."""
        fitting = self.requests
        if "conversation_id" in response:
            fitting = [one for one in fitting if one.outside is (response["conversation_id"] is None)]
        if len(fitting) > 1:
            shown = response.get("metadata") or None

            def rank(one: Request) -> tuple[bool, bool, int]:
                # Responses outside the conversation come in any order, and what they show tells them apart.
                unlike = sum(
                    not same(wish, at(response, path))
                    for path in SHOWN
                    if (wish := at(one.params, path)) not in (MISSING, None)
                )
                return one.unsure, not same(one.params.get("metadata") or None, shown), unlike

            return min(fitting, key=rank)
        return fitting[0] if fitting else None

    def is_outside(self, response: Mapping[str, Any], request: Request | None) -> bool:
        """Whether a created response is outside the conversation."""
        return request.outside if request else response.get("conversation_id", MISSING) is None

    def active_in_conversation(self) -> Response | None:
        """The response of the conversation that is in progress."""
        return next((one for one in self.active.values() if not one.outside), None)

    def item_of(self, event: Event) -> OutputItem | None:
        """The item that an event of a response is about."""
        return self.items.get(event.item_id or event.text("item", "id") or "")

    def part_of(self, event: Event) -> Part | None:
        """The content part that an event of a response is about."""
        item, index = self.item_of(event), event.integer("content_index")
        return item.parts.get(index) if item is not None and index is not None else None

    def has_begun(self, event: Event) -> bool:
        """Whether the response that an event is about was created since the recording began."""
        response, item = event.text("response_id"), self.item_of(event)
        return (item.response if response is None and item else response) in self.by_id

    def create(self, event: Event, request: Request | None, settings: Mapping[str, Any]) -> None:
        """Follow response.created: the request that it comes from, and the settings of the session."""
        data = event.object("response")
        response_id = data.get("id")
        if request:
            self.requests.remove(request)
        outside = self.is_outside(data, request)
        if isinstance(response_id, str) and response_id not in self.by_id:
            items = self.early.pop(response_id, [])
            if not outside:
                # One whose items are all done has lost its end: that the next one comes too early is told once.
                over = [one for one in self.active.values() if one.items and not one.outside and self._is_over(one)]
                for one in over:
                    del self.active[one.id]
            made = Response(response_id, event.number, data, request, outside, settings, items)
            self.by_id[response_id] = self.active[response_id] = made

    def _is_over(self, response: Response) -> bool:
        """Whether nothing of a response is in progress."""
        return all(self.items[one].done is not None for one in response.items)

    def _ask(self, event: Event) -> None:
        early = bool(self.requests or self.active_in_conversation())
        for one in self.requests:
            one.passed = True
        self.requests.append(Request(event.number, event.id, event.object("response"), passed=early))

    def _end(self, event: Event) -> None:
        response = self.by_id.get(event.text("response", "id") or "")
        if response:
            if not response.done:
                self._note_cut(event, response)
                self.ended.append(response)
                if len(self.ended) > REMEMBERED:
                    self._forget(self.ended.popleft())
            response.done = response.done or event.number
            self.active.pop(response.id, None)
            self._shorten(response)
        elif ended := next((one for one in self.active.values() if not one.outside and self._is_over(one)), None):
            # One of them has another id; that they are the same is a rule.
            del self.active[ended.id]
        elif self.requests:
            # A response without a beginning; that it needs one is a rule.
            self.requests.pop(0)

    def _note_cut(self, event: Event, response: Response) -> None:
        """Note the audio that speech has cut off, which the user has not heard to its end."""
        if event.at(("response", "status_details", "reason")) != "turn_detected":
            return
        spoken = [one for one in response.items if any(part.audio for part in self.items[one].parts.values())]
        for item_id in spoken[-1:]:
            if not self.items[item_id].truncated:
                self.cut_off[item_id] = event.number

    def _forget(self, response: Response) -> None:
        """Forget a response that has ended long ago."""
        del self.by_id[response.id]
        for item_id in response.items:
            del self.items[item_id]
        if response.request and has_server(response.request.params.get("tools")):
            self.mcp_servers = True

    def _shorten(self, response: Response) -> None:
        """Keep of a response that has ended what later events may be compared with: a session may have thousands."""
        response.data = {name: response.data[name] for name in _KEPT if name in response.data}
        response.settings = {}
        for item_id in response.items:
            item = self.items[item_id]
            item.data = {name: item.data[name] for name in _KEPT if name in item.data}
            item.done = None if item.done is None else {}
            for part in item.parts.values():
                part.deltas, part.done = {}, {}

    def _add(self, event: Event) -> None:
        item, response = event.item, event.text("response_id")
        item_id = item.get("id")
        if isinstance(item_id, str) and response is not None and item_id not in self.items:
            self.items[item_id] = OutputItem(item_id, response, event.number, item)
            known = self.by_id.get(response)
            (known.items if known else self.early.setdefault(response, [])).append(item_id)

    def _finish_item(self, event: Event) -> None:
        if item := self.item_of(event):
            response = self.by_id.get(event.text("response_id") or "")
            if response and item.response not in self.by_id:
                # Where it was added, it named a response that there is not.
                item.response = response.id
                response.items.append(item.id)
            item.done, item.done_in = event.item, event.number

    def _add_part(self, event: Event) -> None:
        item, index = self.item_of(event), event.integer("content_index")
        if item is not None and index is not None and index not in item.parts:
            item.parts[index] = Part()

    def _add_delta(self, event: Event) -> None:
        if part := self.part_of(event):
            part.deltas.setdefault(_MEMBERS[event.type], []).append(event.text("delta") or "")

    def _finish_stream(self, event: Event) -> None:
        member = _MEMBERS[event.type]
        if (part := self.part_of(event)) and (whole := event.text(member)) is not None:
            part.done.setdefault(member, (event.number, whole))
            part.deltas.pop(member, None)

    def _add_audio(self, event: Event) -> None:
        if part := self.part_of(event):
            part.audio += len((event.text("delta") or "").rstrip("="))
        if self.voice is None and (response := self.by_id.get(event.text("response_id") or "")):
            voice = at(response.data, ("audio", "output", "voice"))
            self.voice = None if voice is MISSING else (response.number, voice)

    def _add_arguments(self, event: Event) -> None:
        if item := self.item_of(event):
            item.arguments.append(event.text("delta") or "")

    def _finish_arguments(self, event: Event) -> None:
        if item := self.item_of(event):
            item.arguments.clear()

    def _end_call(self, event: Event) -> None:
        if item := self.item_of(event):
            item.outcome = event.type

    def _cut(self, event: Event) -> None:
        self.cut_off.pop(event.item_id, None)
        if item := self.item_of(event):
            item.truncated = True

    def _refuse(self, event: Event) -> None:
        self.requests = refused(self.requests, event)


_MEMBERS = {f"{name}.{step}": member for name, member in STREAMS.items() for step in ("delta", "done")}
FOLLOWS: Mapping[str, Callable[[Responses, Event], None]] = {
    "response.create": Responses._ask,
    "response.done": Responses._end,
    "response.output_item.added": Responses._add,
    "response.output_item.done": Responses._finish_item,
    "response.content_part.added": Responses._add_part,
    **{f"{name}.delta": Responses._add_delta for name in STREAMS},
    **{f"{name}.done": Responses._finish_stream for name in STREAMS},
    "response.output_audio.delta": Responses._add_audio,
    "response.function_call_arguments.delta": Responses._add_arguments,
    "response.function_call_arguments.done": Responses._finish_arguments,
    "response.mcp_call_arguments.delta": Responses._add_arguments,
    "response.mcp_call_arguments.done": Responses._finish_arguments,
    "response.mcp_call.completed": Responses._end_call,
    "response.mcp_call.failed": Responses._end_call,
    "conversation.item.truncate": Responses._cut,
    "conversation.item.delete": Responses._cut,
    "error": Responses._refuse,
}
"""What an event changes in what is known of responses, by its type; response.created changes more than that."""


def has_server(tools: Any) -> bool:
    """Whether one of the tools of a session or a response is an MCP server."""
    return isinstance(tools, list) and any(isinstance(tool, dict) and tool.get("type") == "mcp" for tool in tools)
