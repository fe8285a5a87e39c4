"""Responses: one of the conversation at a time, any number outside it; their items, parts and streams."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping, Sequence
from copy import deepcopy
from typing import Any

from conformance.session.model.conversation import Conversation
from conformance.session.model.line import Line, Refusal
from conformance.session.model.mcp import ToolServers
from conformance.session.model.mind import Asked, Call, Fails, McpCall, Message, Mind
from conformance.session.model.playback import Playback
from conformance.session.model.tokens import usage
from conformance.session.model.track import Track

CANCELLED = {"type": "cancelled", "reason": "client_cancelled"}
INTERRUPTED = {"type": "cancelled", "reason": "turn_detected"}
_FULL = {"type": "incomplete", "reason": "max_output_tokens"}
_OWN = ("output_modalities", "instructions", "tools", "tool_choice", "max_output_tokens")
"""The settings of the session that response.create may set for one response."""


class Response:
    """A response in progress: what it shows, and what it is made from."""

    def __init__(self, data: dict[str, Any], asked: Asked) -> None:
        self.data, self.asked = data, asked
        self.outside = data["conversation_id"] is None
        self.ended: dict[str, Any] | None = None
        """Its ``status_details`` once it is not to go on."""
        self.text_tokens = self.audio_tokens = 0

    @property
    def id(self) -> str:
        """Its id."""
        return str(self.data["id"])

    def count(self, *, text: int, audio: int) -> bool:
        """Count tokens, and say whether there was room for them; where there was not, the response ends."""
        limit, total = self.data["max_output_tokens"], self.text_tokens + self.audio_tokens
        if isinstance(limit, int) and total + text + audio > limit:
            self.ended = self.ended or _FULL
            return False
        self.text_tokens += text
        self.audio_tokens += audio
        return True


class Responses:
    """The responses of a session."""

    def __init__(
        self, line: Line, conversation: Conversation, mind: Mind, servers: ToolServers, play: Playback
    ) -> None:
        self._line, self._conversation, self._mind = line, conversation, mind
        self._servers, self._play = servers, play
        self.conversation_id = line.new("conv")
        self.running: dict[str, Response] = {}
        self.active: Response | None = None
        """The one of the conversation that is in progress."""
        self.spoken = False
        """Whether there has been audio output."""

    def create(self, settings: Mapping[str, Any], event: Mapping[str, Any]) -> Track:
        """Begin the response that a client asks for.

        Raises:
            Refusal: another one is in progress, or what is asked for is not there.
        """
        wishes = {name: value for name, value in (event.get("response") or {}).items() if value is not None}
        place = wishes.get("conversation", "auto")
        if place not in ("auto", "none", self.conversation_id):
            raise Refusal("invalid_value", f"There is no conversation {place}.", "response.conversation")
        if place != "none" and self.active:
            message = f"The conversation has an active response already: {self.active.id}."
            raise Refusal("conversation_already_has_active_response", message)
        voice = _output(wishes).get("voice")
        if self.spoken and voice not in (None, settings["audio"]["output"]["voice"]):
            message = "The voice cannot be changed after the session has had audio output."
            raise Refusal("cannot_update_voice", message, "response.audio.output.voice")
        items = [self._input(one) for one in wishes["input"]] if "input" in wishes else self._conversation.context()
        self._servers.know(wishes.get("tools", ()))
        return self.begin(settings, wishes, items)

    def _input(self, item: Mapping[str, Any]) -> Mapping[str, Any]:
        if item.get("type") != "item_reference":
            return item
        if item["id"] not in self._conversation.items:
            raise Refusal("invalid_value", f"The item {item['id']} is not in the conversation.", "response.input")
        return self._conversation.items[item["id"]]

    def begin(
        self, settings: Mapping[str, Any], wishes: Mapping[str, Any], items: Sequence[Mapping[str, Any]]
    ) -> Track:
        """Begin a response."""
        output = {**settings["audio"]["output"], **_output(wishes)}
        own = {name: wishes.get(name, settings.get(name)) for name in _OWN}
        data = {
            **{"object": "realtime.response", "id": self._line.new("resp"), "status": "in_progress", "output": []},
            **{"status_details": None, "usage": None},
            "conversation_id": None if wishes.get("conversation") == "none" else self.conversation_id,
            "output_modalities": own["output_modalities"],
            "max_output_tokens": own["max_output_tokens"],
            "audio": {"output": {"format": output["format"], "voice": output["voice"]}},
            "metadata": wishes.get("metadata"),
        }
        response = Response(data, Asked({**own, "audio": {"output": output}}, items, self._servers.tools))
        self.running[response.id] = response
        if not response.outside:
            self.active = response
        self._line.send("response.created", response=deepcopy(data))
        return self._stream(response)

    def cancel(self, event: Mapping[str, Any]) -> None:
        """End a response: that with the given id, else that of the conversation.

        Raises:
            Refusal: there is none.
        """
        named = event.get("response_id")
        response = self.active if named is None else self.running.get(named)
        if response is None:
            raise Refusal("response_cancel_not_active", "There is no active response to cancel.")
        response.ended = response.ended or CANCELLED

    def interrupt(self) -> None:
        """End the response of the conversation because the user speaks."""
        if self.active:
            self.active.ended = self.active.ended or INTERRUPTED

    def _stream(self, response: Response) -> Track:
        while self._servers.listing:
            yield 0
        for index, output in enumerate(self._mind.outputs(response.asked)):
            yield 0
            if response.ended:
                break
            match output:
                case Message():
                    yield from self._message(response, index, output)
                case Call():
                    yield from self._call(response, index, output)
                case McpCall(asks=True):
                    self._ask(response, index, output)
                case McpCall():
                    yield from self._call_tool(response, index, output)
                case Fails(code, message):
                    error = {"type": "server_error", "code": code, "message": message}
                    response.ended = {"type": "failed", "error": error}
        yield 0
        yield from self._finish(response)

    def _open(self, response: Response, index: int, item: dict[str, Any]) -> dict[str, Any]:
        """Announce an item of a response; what its events have in common."""
        named = {"response_id": response.id, "output_index": index}
        self._line.send("response.output_item.added", **named, item=item)
        if not response.outside:
            self._conversation.add(item)
        return {**named, "item_id": item["id"]}

    def _shut(self, response: Response, index: int, item: dict[str, Any]) -> None:
        if "status" in item:
            item = {**item, "status": "incomplete" if response.ended else "completed"}
        if not response.outside:
            self._conversation.done(item)
        self._line.send("response.output_item.done", response_id=response.id, output_index=index, item=item)
        response.data["output"].append(item)

    def _message(self, response: Response, index: int, message: Message) -> Track:
        kind = response.asked.modality
        item: dict[str, Any] = {
            "id": self._line.new("item"),
            "type": "message",
            "status": "in_progress",
            "role": "assistant",
            "content": [],
        }
        part = {**self._open(response, index, item), "content_index": 0}
        member, stream = ("text", "output_text") if kind == "text" else ("transcript", "output_audio_transcript")
        self._line.send("response.content_part.added", **part, part={"type": kind, member: ""})
        if kind == "audio":
            self.spoken = True
            self._play.start(response.id, stopped=response.ended is not None)
            if not response.outside:
                self._conversation.audio[item["id"]] = 0
        texts: list[str] = []
        for delta in message.deltas:
            yield delta.wait
            audio = delta.audio if kind == "audio" else ""
            if response.ended or not response.count(text=bool(delta.text), audio=bool(audio)):
                break
            if delta.text:
                texts.append(delta.text)
                self._line.send(f"response.{stream}.delta", **part, delta=delta.text)
            if audio:
                if item["id"] in self._conversation.audio:
                    self._conversation.audio[item["id"]] += delta.ms
                if not self._play.plays:
                    self._line.send("response.output_audio.delta", **part, delta=audio)
        whole = "".join(texts)
        if kind == "audio":
            self._line.send("response.output_audio.done", **part)
        self._line.send(f"response.{stream}.done", **part, **{member: whole})
        self._line.send("response.content_part.done", **part, part={"type": kind, member: whole})
        self._shut(response, index, {**item, "content": [{"type": f"output_{kind}", member: whole}]})

    def _call(self, response: Response, index: int, call: Call) -> Track:
        item = {"id": self._line.new("item"), "type": "function_call", "status": "in_progress", "name": call.name}
        item |= {"call_id": self._line.new("call"), "arguments": ""}
        named = {**self._open(response, index, item), "call_id": item["call_id"]}
        whole = yield from self._arguments(response, "function_call", named, call.arguments)
        self._line.send("response.function_call_arguments.done", **named, name=call.name, arguments=whole)
        self._shut(response, index, {**item, "arguments": whole})

    def _ask(self, response: Response, index: int, call: McpCall) -> None:
        """Ask the client to approve a call to an MCP server."""
        item = {"id": self._line.new("mcpr"), "type": "mcp_approval_request", "server_label": call.server}
        item |= {"name": call.name, "arguments": "".join(call.arguments)}
        self._open(response, index, item)
        self._shut(response, index, item)

    def _call_tool(self, response: Response, index: int, call: McpCall) -> Track:
        item: dict[str, Any] = {"id": self._line.new("mcp"), "type": "mcp_call", "server_label": call.server}
        item |= {"name": call.name, "arguments": "", "approval_request_id": call.approved}
        named = self._open(response, index, item)
        whole = yield from self._arguments(response, "mcp_call", named, call.arguments)
        self._line.send("response.mcp_call_arguments.done", **named, arguments=whole)
        step = {"output_index": index, "item_id": item["id"]}
        self._line.send("response.mcp_call.in_progress", **step)
        yield 0
        failed = call.output is None
        self._line.send(f"response.mcp_call.{'failed' if failed else 'completed'}", **step)
        error = {"type": "tool_execution_error", "message": "The tool has failed."}
        result = {"error": error} if failed else {"output": call.output}
        self._shut(response, index, {**item, "arguments": whole, **result})

    def _arguments(
        self, response: Response, kind: str, named: Mapping[str, Any], deltas: Iterable[str]
    ) -> Generator[float, None, str]:
        """Send the deltas of a call for which there is room in the response; what they add up to."""
        whole = ""
        for delta in deltas:
            if not response.count(text=1, audio=0):
                break
            yield 0
            whole += delta
            self._line.send(f"response.{kind}_arguments.delta", **named, delta=delta)
        return whole

    def _finish(self, response: Response) -> Track:
        counted = usage(response.asked.items, self._conversation.audio, response.text_tokens, response.audio_tokens)
        status = response.ended["type"] if response.ended else "completed"
        ended = {"status": status, "status_details": response.ended, "usage": counted}
        self._line.send("response.done", response={**response.data, **ended})
        del self.running[response.id]
        if self.active is response:
            self.active = None
        if self._mind.shows_limits():
            limit = {"name": "tokens", "limit": 40000, "remaining": 39000, "reset_seconds": 1.5}
            self._line.send("rate_limits.updated", rate_limits=[limit])
        yield from self._play.finish(response.id)


def _output(wishes: Mapping[str, Any]) -> Mapping[str, Any]:
    """What response.create sets of the audio output."""
    output = (wishes.get("audio") or {}).get("output") or {}
    return {name: value for name, value in output.items() if value is not None}
