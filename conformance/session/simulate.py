"""Right sessions by chance: a client and a server in one, which keep every rule and take every freedom.

What a server does beside other things is a track: a response, a transcription, its inbox. Chance decides whose turn it
is, so that whatever may interleave does.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from random import Random
from typing import Any

from conformance.session.simulated_server import ASKING, MCP, TOOL, VAD, Server
from conformance.session.transcript import Connection, Frame, Header, Replaced
from conformance.spec.model import Side

_TRANSCRIBES: dict[str, Any] = {"audio": {"input": {"transcription": {"model": "gpt-4o-transcribe"}}}}
_UPDATES: tuple[dict[str, Any], ...] = (
    {"instructions": "Be kind."},
    {"tools": [TOOL]},
    {"tools": []},
    {"output_modalities": ["text"]},
    {"output_modalities": ["audio"], "max_output_tokens": 4096},
    {"audio": {"output": {"speed": 1.2}}},
    {"audio": {"input": {"turn_detection": None}}},
    {"audio": {"input": {"turn_detection": VAD}}},
    {"audio": {"input": {"turn_detection": {**VAD, "interrupt_response": False}}}},
    {"audio": {"input": {"turn_detection": {**VAD, "create_response": False}}}},
    _TRANSCRIBES,
    {"audio": {"input": {"transcription": None, "noise_reduction": {"type": "near_field"}}}},
)


def simulated(seed: int, acts: int = 30, connection: Connection = Connection.NEW) -> tuple[Header, list[Frame]]:
    """A whole session of about so many acts of the client; the same for the same seed."""
    return played(Random(seed), acts, connection)


def played(chance: Random, acts: int, connection: Connection = Connection.NEW) -> tuple[Header, list[Frame]]:
    """A whole session in which chance decides everything that a side may decide.

    The smaller what chance draws, the plainer the session: whatever has begun last goes on first.
    """
    session = _Session(chance, plays=connection is not Connection.NEW)
    session.play(acts)
    both = (Side.CLIENT, Side.SERVER)
    header = Header(connection=connection, complete=True, sides=both, replaced=frozenset({Replaced.AUDIO}))
    return header, session.frames


class _Session(Server):
    """The session with its client."""

    def __init__(self, chance: Random, *, plays: bool) -> None:
        super().__init__(chance, plays=plays)
        # What the client knows.
        self.asked: dict[str, Any] | None = None
        self.answering = False
        self.calls: list[str] = []
        self.requests: list[str] = []
        self.spoken: dict[str, str] = {}
        self.unsaid = False

    def play(self, acts: int) -> None:
        self.server("session.created", session=deepcopy(self.session))
        left = acts
        if self.chance.random() < 0.5:
            self.client("session.update", session={"type": "realtime", **deepcopy(_TRANSCRIBES)})
        if self.chance.random() < 0.4:
            self.client(
                "session.update", session={"type": "realtime", "tools": [self.chance.choice([TOOL, MCP, ASKING])]}
            )
        while True:
            idle = not (left or self.inbox or len(self.tracks) > 1)
            if idle and not self.speech:
                break
            if idle and self.speech:
                self.end_of_speech(*self.speech)
            elif left and self.chance.random() < 0.3:
                self.act()
                left -= 1
            track = self.chance.choice(self.tracks[::-1])
            if next(track, self) is self:
                self.tracks.remove(track)
        self.frames.append(Frame(len(self.frames) + 1, Side.CLIENT, len(self.frames) / 20 + 30, close=(1000, "")))

    def client(self, event_type: str, **members: Any) -> dict[str, Any]:
        if self.chance.random() < 0.6:
            members = {"event_id": self.new("client"), **members}
        event = {"type": event_type, **members}
        if event_type == "input_audio_buffer.append":
            self.unsaid = True
        elif event_type.startswith(("input_audio_buffer.", "conversation.item.create")):
            self.unsaid = False
        self.emit(Side.CLIENT, event)
        self.inbox.append(event)
        return event

    def notice(self, event_type: str, members: Mapping[str, Any]) -> None:
        """What the client learns from an event."""
        match event_type:
            case "conversation.item.added":
                self.seen[members["item"]["id"]] = members["item"]
                if members["item"]["type"] == "mcp_approval_request":
                    self.requests.append(members["item"]["id"])
            case "response.output_audio.delta":
                self.spoken[members["response_id"]] = members["item_id"]
            case "conversation.item.deleted":
                self.seen.pop(members["item_id"], None)
            case "response.created" if members["response"]["conversation_id"]:
                self.answering, self.asked = True, None
            case "response.done" if members["response"]["conversation_id"]:
                self.answering = False
                spoken = self.spoken.pop(members["response"]["id"], None)
                if spoken and (members["response"]["status_details"] or {}).get("reason") == "turn_detected":
                    self.client("conversation.item.truncate", item_id=spoken, content_index=0, audio_end_ms=1)
            case "error" if self.asked and members["error"]["event_id"] in (None, self.asked.get("event_id")):
                self.asked = None
            case "response.function_call_arguments.done":
                self.calls.append(members["call_id"])

    def act(self) -> None:
        """Something that a client may do now."""
        ids = list(self.seen)
        match self.chance.randrange(13):
            case 0 | 1:
                self.create_message(ids)
            case 2 | 3 if not self.asked and not self.answering:
                wishes: dict[str, Any] = {"metadata": {"n": "1"}} if self.chance.random() < 0.3 else {}
                wishes |= {"max_output_tokens": 100} if self.chance.random() < 0.3 else {}
                if self.unsaid and not self.session["audio"]["input"]["turn_detection"]:
                    self.client("input_audio_buffer.commit")
                self.asked = self.client("response.create", **({"response": wishes} if wishes else {}))
            case 4:
                text = {"conversation": "none", "output_modalities": ["text"], "input": []}
                self.client("response.create", response=text)
            case 5 if self.answering or self.chance.random() < 0.2:
                self.client("response.cancel")
            case 6:
                update = deepcopy(self.chance.choice(_UPDATES))
                self.client("session.update", session={"type": "realtime", **update})
            case 7 if ids:
                action = self.chance.choice(["delete", "retrieve", "retrieve"])
                self.client(f"conversation.item.{action}", item_id=self.chance.choice(ids))
            case 8 | 9:
                self.client("input_audio_buffer.append", audio="AAAA")
            case 10 if self.calls:
                result = {"type": "function_call_output", "call_id": self.calls.pop(0), "output": "12 degrees"}
                self.client("conversation.item.create", item=result)
            case 10 if self.requests:
                answer = {"approval_request_id": self.requests.pop(0), "approve": self.chance.random() < 0.8}
                answer = {"id": self.new("mcpa"), "type": "mcp_approval_response", **answer}
                self.client("conversation.item.create", item=answer)
            case 11 if spoken := [item_id for item_id in ids if _spoken(self.seen[item_id])]:
                cut = {"item_id": self.chance.choice(spoken), "content_index": 0, "audio_end_ms": 1}
                self.client("conversation.item.truncate", **cut)
            case 12:
                self.client(f"input_audio_buffer.{self.chance.choice(['commit', 'clear'])}")

    def create_message(self, ids: list[str]) -> None:
        role, kind = self.chance.choice(
            [("user", "input_text"), ("user", "input_audio"), ("system", "input_text"), ("assistant", "output_text")]
        )
        part = (
            {"audio": "AAAA", "transcript": self.new("text")} if kind == "input_audio" else {"text": self.new("text")}
        )
        item: dict[str, Any] = {"type": "message", "role": role, "content": [{"type": kind, **part}]}
        if self.chance.random() < 0.4:
            item = {"id": self.new("msg"), **item}
        place = self.chance.choice([None, None, "root", *ids[-2:]])
        self.client("conversation.item.create", **({"previous_item_id": place} if place else {}), item=item)


def _spoken(item: Mapping[str, Any]) -> bool:
    """Whether an item is speech of the assistant that is done."""
    return any(part["type"] == "output_audio" for part in item.get("content", ()))
