"""The server of simulated sessions: right in every rule, with chance in the place of a model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from random import Random
from typing import Any

from conformance.jsontext import text_of
from conformance.session.transcript import Frame
from conformance.spec.model import Side

_PCM = {"type": "audio/pcm", "rate": 24000}
TOOL = {"type": "function", "name": "get_weather", "description": "The weather.", "parameters": {"type": "object"}}
MCP = {"type": "mcp", "server_label": "wiki", "server_url": "https://mcp.example/", "require_approval": "never"}
ASKING = {**MCP, "require_approval": "always"}
VAD = {
    **{"type": "server_vad", "threshold": 0.5, "prefix_padding_ms": 300, "silence_duration_ms": 500},
    **{"idle_timeout_ms": None, "create_response": True, "interrupt_response": True},
}
_SESSION: dict[str, Any] = {
    **{"type": "realtime", "object": "realtime.session", "id": "sess_1", "model": "gpt-realtime", "tools": []},
    **{"output_modalities": ["audio"], "instructions": "Be brief.", "tool_choice": "auto", "max_output_tokens": "inf"},
    **{"tracing": None, "truncation": "auto", "prompt": None, "expires_at": 1800000000, "include": None},
    "audio": {
        "input": {"format": _PCM, "transcription": None, "noise_reduction": None, "turn_detection": VAD},
        "output": {"format": _PCM, "voice": "marin", "speed": 1.0},
    },
}
Track = Iterator[None]
"""What goes on at the server beside other things: it emits some frames and yields."""


class _Response:
    def __init__(self, data: dict[str, Any], tools: list[Any]) -> None:
        self.data, self.tools = data, tools
        self.outside = data["conversation_id"] is None
        self.ended: dict[str, str] | None = None
        """Its ``status_details`` once it is to be cancelled."""


class Server:
    """A session at its server. ``seen`` is what a client knows; with ``plays`` the server plays the audio itself."""

    def __init__(self, chance: Random, *, plays: bool = False) -> None:
        self.chance = chance
        self.plays = plays
        self.playing: list[str] = []
        self.frames: list[Frame] = []
        self.counts: dict[str, int] = {}
        self.session = deepcopy(_SESSION)
        self.order: list[str] = []
        self.seen: dict[str, dict[str, Any]] = {}
        self.inbox: list[dict[str, Any]] = []
        self.tracks: list[Track] = [self._read_inbox()]
        self.active: _Response | None = None
        self.listed = self.approved = False
        self.speech: tuple[str, int] | None = None
        self.heard, self.buffered, self.tokens = 0, 0, 0

    def new(self, kind: str) -> str:
        """An id that nothing has yet."""
        self.counts[kind] = self.counts.get(kind, 0) + 1
        return f"{kind}_{self.counts[kind]}"

    def emit(self, side: Side, event: Mapping[str, Any]) -> None:
        """Put a frame on the wire."""
        number = len(self.frames) + 1
        self.frames.append(Frame(number, side, number / 20, text=text_of(event)))

    def server(self, event_type: str, **members: Any) -> None:
        """Send an event of the server."""
        self.emit(Side.SERVER, {"type": event_type, "event_id": self.new("event"), **members})
        self.notice(event_type, members)

    def _refuse(self, request: Mapping[str, Any], code: str) -> None:
        named = {"type": "invalid_request_error", "code": code, "message": "Refused.", "param": None}
        self.server("error", error={**named, "event_id": request.get("event_id")})

    def notice(self, event_type: str, members: Mapping[str, Any]) -> None:
        """What a client learns from an event."""

    def _read_inbox(self) -> Track:
        """Takes the client's events in their order, and hears speech."""
        while True:
            if self.inbox and self.chance.random() < 0.7:
                self._serve(self.inbox.pop(0))
            elif self.buffered and self.session["audio"]["input"]["turn_detection"] and self.chance.random() < 0.2:
                self._hear()
            yield

    def _serve(self, event: dict[str, Any]) -> None:
        match event:
            case {"type": "session.update", "session": change}:
                if _merge(self.session, change) and not self.session["audio"]["input"]["turn_detection"]:
                    self.speech = None
                self.server("session.updated", session=deepcopy(self.session))
                if any(tool in change.get("tools", ()) for tool in (MCP, ASKING)) and not self.listed:
                    self.listed = True
                    self.tracks.append(self._list_tools())
            case {"type": "conversation.item.create", "item": item}:
                self._create(event, item)
            case {"type": "conversation.item.delete", "item_id": item_id}:
                if item_id in self.order and not self._in_progress(item_id):
                    self.order.remove(item_id)
                    self.server("conversation.item.deleted", item_id=item_id)
                else:
                    self._refuse(event, "item_delete_invalid_item_id")
            case {"type": "conversation.item.retrieve", "item_id": item_id}:
                if item_id in self.order:
                    self.server("conversation.item.retrieved", item=self.seen[item_id])
                else:
                    self._refuse(event, "item_retrieve_invalid_item_id")
            case {"type": "conversation.item.truncate", "item_id": item_id}:
                if item_id in self.order:
                    places = {name: event[name] for name in ("item_id", "content_index", "audio_end_ms")}
                    self.server("conversation.item.truncated", **places)
                else:
                    self._refuse(event, "item_truncate_invalid_item_id")
            case {"type": "response.create"}:
                self._answer(event)
            case {"type": "response.cancel"}:
                if self.active and not self.active.ended:
                    self.active.ended = {"type": "cancelled", "reason": "client_cancelled"}
                elif not self.active:
                    self._refuse(event, "response_cancel_not_active")
            case {"type": "input_audio_buffer.append"}:
                self.buffered += 1
                self.heard += 1000
            case {"type": "input_audio_buffer.clear"}:
                self.buffered, self.speech = 0, None
                self.server("input_audio_buffer.cleared")
            case {"type": "input_audio_buffer.commit"}:
                if self.buffered and not self.session["audio"]["input"]["turn_detection"]:
                    self._commit(self.new("item"))
                else:
                    self._refuse(event, "input_audio_buffer_commit_empty")

    def _create(self, event: Mapping[str, Any], item: dict[str, Any]) -> None:
        place = event.get("previous_item_id")
        if place not in (None, "root", *self.order) or item.get("id") in self.order:
            self._refuse(event, "item_create_invalid")
            return
        full = {"id": item.get("id") or self.new("item"), **item}
        if item["type"] == "message":
            full["status"] = "completed"
            full["content"] = [{name: part[name] for name in part if name != "audio"} for part in item["content"]]
        self.approved = self.approved or item.get("approve") is True
        self._add(full, len(self.order) if place is None else 0 if place == "root" else self.order.index(place) + 1)
        self.server("conversation.item.done", previous_item_id=self._before(full["id"]), item=full)

    def _add(self, item: dict[str, Any], place: int) -> None:
        self.order.insert(place, item["id"])
        self.server("conversation.item.added", previous_item_id=self._before(item["id"]), item=item)

    def _list_tools(self) -> Track:
        item: dict[str, Any] = {"id": self.new("mcpl"), "type": "mcp_list_tools", "server_label": "wiki", "tools": []}
        self._add(item, len(self.order))
        for step in ("in_progress", "completed"):
            yield
            self.server(f"mcp_list_tools.{step}", item_id=item["id"])
        if item["id"] in self.order:
            whole = {**item, "tools": [{"name": "lookup", "input_schema": {"type": "object"}}]}
            self.seen[item["id"]] = whole
            self.server("conversation.item.done", previous_item_id=self._before(item["id"]), item=whole)

    def _before(self, item_id: str) -> str | None:
        place = self.order.index(item_id)
        return self.order[place - 1] if place else None

    def _in_progress(self, item_id: str) -> bool:
        return self.seen[item_id].get("status") == "in_progress" and self.active is not None

    # Speech

    def _hear(self) -> None:
        if self.speech is None:
            self.speech = (self.new("item"), self.heard)
            item_id, start = self.speech
            self.server("input_audio_buffer.speech_started", audio_start_ms=start, item_id=item_id)
            while self.playing:
                self.server("output_audio_buffer.cleared", response_id=self.playing.pop())
            interrupts = self.session["audio"]["input"]["turn_detection"]["interrupt_response"]
            if self.active and interrupts and not self.active.ended:
                self.active.ended = {"type": "cancelled", "reason": "turn_detected"}
        else:
            self.end_of_speech(*self.speech)

    def end_of_speech(self, item_id: str, start: int) -> None:
        """The user has stopped speaking."""
        self.speech = None
        self.heard = max(self.heard, start + 700)
        self.server("input_audio_buffer.speech_stopped", audio_end_ms=start + 600, item_id=item_id)
        detection = self.session["audio"]["input"]["turn_detection"]
        self._commit(item_id)
        if detection["create_response"] and not (self.active and not detection["interrupt_response"]):
            self.tracks.append(self._turn())

    def _commit(self, item_id: str) -> None:
        self.buffered = 0
        last = self.order[-1] if self.order else None
        self.server("input_audio_buffer.committed", previous_item_id=last, item_id=item_id)
        content = [{"type": "input_audio", "transcript": None}]
        item = {"id": item_id, "type": "message", "status": "completed", "role": "user", "content": content}
        self._add(item, len(self.order))
        self.server("conversation.item.done", previous_item_id=last, item=item)
        if self.session["audio"]["input"]["transcription"]:
            self.tracks.append(self._transcribe(item_id))

    def _transcribe(self, item_id: str) -> Track:
        name, part = "conversation.item.input_audio_transcription", {"item_id": item_id, "content_index": 0}
        deltas = [self.new("word") for _ in range(self.chance.randrange(3))]
        for delta in deltas:
            yield
            self.server(f"{name}.delta", **part, delta=delta)
        yield
        if self.chance.random() < 0.3:
            error = {"type": "server_error", "code": "failed", "message": "m", "param": None}
            self.server(f"{name}.failed", **part, error=error)
        else:
            usage = {"type": "duration", "seconds": 1.0}
            self.server(f"{name}.completed", **part, transcript="".join(deltas) or "nothing", usage=usage)

    def _turn(self) -> Track:
        """Starts the response to a turn as soon as none is in progress."""
        while self.active:
            yield
        self.tracks.append(self._respond({}))

    # Responses

    def _answer(self, event: Mapping[str, Any]) -> None:
        wishes = event.get("response", {})
        if wishes.get("conversation") != "none" and self.active:
            self._refuse(event, "conversation_already_has_active_response")
        else:
            self.tracks.append(self._respond(wishes))

    def _respond(self, wishes: Mapping[str, Any]) -> Track:
        outside, session = wishes.get("conversation") == "none", self.session
        data = {
            **{"object": "realtime.response", "id": self.new("resp"), "status": "in_progress", "output": []},
            **{"status_details": None, "usage": None, "conversation_id": None if outside else "conv_1"},
            "output_modalities": wishes.get("output_modalities", session["output_modalities"]),
            "max_output_tokens": wishes.get("max_output_tokens", session["max_output_tokens"]),
            "audio": {"output": {"format": _PCM, "voice": session["audio"]["output"]["voice"]}},
            "metadata": wishes.get("metadata"),
        }
        response = _Response(data, session["tools"])
        if not outside:
            self.active = response
        self.server("response.created", response=deepcopy(data))
        return self._stream(response)

    def _stream(self, response: _Response) -> Track:
        called = {"function": "call", "mcp": "mcp"}.get(response.tools[0]["type"]) if response.tools else None
        kinds = self.chance.choice([["message"], [called], ["message", called]]) if called else ["message"]
        for index, kind in enumerate([*kinds, "message"] if self.chance.random() < 0.2 else kinds):
            yield
            if response.ended:
                break
            if kind == "mcp" and ASKING in response.tools and not self.approved:
                kind = "approval"
            makes = {"message": self._message, "call": self._call, "mcp": self._call_mcp, "approval": self._ask}
            make = makes[kind]
            yield from make(response, index)
        yield
        self._finish(response)

    def _open(self, response: _Response, index: int, item: dict[str, Any]) -> None:
        named = {"response_id": response.data["id"], "output_index": index}
        self.server("response.output_item.added", **named, item=item)
        if not response.outside:
            self._add(item, len(self.order))

    def _shut(self, response: _Response, index: int, item: dict[str, Any]) -> None:
        if "status" in item:
            item = {**item, "status": "incomplete" if response.ended else "completed"}
        if not response.outside:
            self.server("conversation.item.done", previous_item_id=None, item=item)
            if item["id"] in self.seen:
                self.seen[item["id"]] = item
        named = {"response_id": response.data["id"], "output_index": index}
        self.server("response.output_item.done", **named, item=item)
        response.data["output"].append(item)

    def _message(self, response: _Response, index: int) -> Track:
        kind = response.data["output_modalities"][0]
        item = {"id": self.new("item"), "type": "message", "status": "in_progress", "role": "assistant", "content": []}
        self._open(response, index, item)
        part = {"response_id": response.data["id"], "item_id": item["id"], "output_index": index, "content_index": 0}
        member, stream = ("text", "output_text") if kind == "text" else ("transcript", "output_audio_transcript")
        self.server("response.content_part.added", **part, part={"type": kind, member: ""})
        if kind == "audio" and self.plays and not response.ended and response.data["id"] not in self.playing:
            self.playing.append(response.data["id"])
            self.server("output_audio_buffer.started", response_id=response.data["id"])
        deltas: list[str] = []
        for _ in range(self.chance.randrange(1, 4)):
            yield
            if response.ended:
                break
            if kind == "audio" and not self.plays and self.chance.random() < 0.5:
                self.server("response.output_audio.delta", **part, delta="AAAA")
            else:
                deltas.append(self.new("word"))
                self.server(f"response.{stream}.delta", **part, delta=deltas[-1])
        whole = "".join(deltas)
        if kind == "audio":
            self.server("response.output_audio.done", **part)
        self.server(f"response.{stream}.done", **part, **{member: whole})
        self.server("response.content_part.done", **part, part={"type": kind, member: whole})
        self._shut(response, index, {**item, "content": [{"type": f"output_{kind}", member: whole}]})

    def _call(self, response: _Response, index: int) -> Track:
        item = {"id": self.new("item"), "type": "function_call", "status": "in_progress", "name": TOOL["name"]}
        item |= {"call_id": self.new("call"), "arguments": ""}
        self._open(response, index, item)
        named = {"response_id": response.data["id"], "item_id": item["id"], "output_index": index}
        named["call_id"] = item["call_id"]
        for delta in ('{"a":', "1}"):
            yield
            self.server("response.function_call_arguments.delta", **named, delta=delta)
        done = {"name": TOOL["name"], "arguments": '{"a":1}'}
        self.server("response.function_call_arguments.done", **named, **done)
        self._shut(response, index, {**item, "arguments": '{"a":1}'})

    def _ask(self, response: _Response, index: int) -> Track:
        item = {"id": self.new("mcpr"), "type": "mcp_approval_request", "server_label": "wiki", "name": "lookup"}
        item["arguments"] = '{"a":1}'
        self._open(response, index, item)
        yield
        self._shut(response, index, item)

    def _call_mcp(self, response: _Response, index: int) -> Track:
        item = {"id": self.new("mcp"), "type": "mcp_call", "server_label": "wiki", "name": "lookup", "arguments": ""}
        self._open(response, index, item)
        named = {"response_id": response.data["id"], "item_id": item["id"], "output_index": index}
        for delta in ('{"a":', "1}"):
            yield
            self.server("response.mcp_call_arguments.delta", **named, delta=delta)
        self.server("response.mcp_call_arguments.done", **named, arguments='{"a":1}')
        for step in ("in_progress", "completed"):
            self.server(f"response.mcp_call.{step}", output_index=index, item_id=item["id"])
            yield
        self._shut(response, index, {**item, "arguments": '{"a":1}', "output": "An animal."})

    def _finish(self, response: _Response) -> None:
        self.tokens += 10
        counted = {"text_tokens": self.tokens, "audio_tokens": 0, "image_tokens": 0, "cached_tokens": 0}
        counted["cached_tokens_details"] = {"text_tokens": 0, "audio_tokens": 0, "image_tokens": 0}  # type: ignore[assignment]
        usage = {
            **{"total_tokens": self.tokens + 5, "input_tokens": self.tokens, "output_tokens": 5},
            **{"input_token_details": counted, "output_token_details": {"text_tokens": 5, "audio_tokens": 0}},
        }
        state = {"status": "cancelled" if response.ended else "completed", "status_details": response.ended}
        self.server("response.done", response={**response.data, **state, "usage": usage})
        if self.active is response:
            self.active = None
        if response.data["id"] in self.playing:
            self.tracks.append(self._play_out(response.data["id"]))
        if self.chance.random() < 0.5:
            limit = {"name": "tokens", "limit": 1000, "remaining": 900, "reset_seconds": 1.5}
            self.server("rate_limits.updated", rate_limits=[limit])

    def _play_out(self, response_id: str) -> Track:
        yield
        if response_id in self.playing:
            self.playing.remove(response_id)
            self.server("output_audio_buffer.stopped", response_id=response_id)


def _merge(session: dict[str, Any], change: Mapping[str, Any]) -> bool:
    """Merge an update into a session; whether it had settings of audio."""
    for name, value in change.items():
        if name in ("audio", "input", "output"):
            _merge(session[name], value)
        else:
            session[name] = deepcopy(value)
    return "audio" in change
