"""Right sessions by chance: a client and a server in one, which keep every rule and take every freedom.

What a server does beside other things is a track: a response, a transcription, its inbox. Chance decides whose turn it
is, so that whatever may interleave does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from random import Random
from typing import Any

from conformance.jsontext import text_of
from conformance.session.model.line import Line
from conformance.session.model.mind import Asked, Call, Delta, Heard, McpCall, Message, Output, Transcript
from conformance.session.model.realtime import Session
from conformance.session.model.settings import VAD, Kind, beginning
from conformance.session.transcript import Connection, Frame, Header, Replaced
from conformance.spec.model import Side

_NAME = "get_weather"
TOOL = {"type": "function", "name": _NAME, "description": "The weather.", "parameters": {"type": "object"}}
MCP = {"type": "mcp", "server_label": "wiki", "server_url": "https://mcp.example/", "require_approval": "never"}
ASKING = {**MCP, "require_approval": "always"}
_ARGUMENTS = ('{"a":', "1}")
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
    session = _Play(chance, plays=connection is not Connection.NEW)
    session.play(acts)
    both = (Side.CLIENT, Side.SERVER)
    header = Header(connection=connection, complete=True, sides=both, replaced=frozenset({Replaced.AUDIO}))
    return header, session.frames


class _Chance:
    """A mind that draws what it says; audio is one that was replaced."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._words = 0

    def word(self) -> str:
        """A word that was not said yet."""
        self._words += 1
        return f"word_{self._words}"

    def listen(self, audio: str, settings: Mapping[str, Any]) -> Heard:
        """Some audio, of which nobody knows what is in it."""
        return Heard(1000)

    def forget(self) -> None:
        """Nothing: nothing was heard."""

    def outputs(self, asked: Asked) -> Iterator[Output]:
        """A message, or a call of the first tool, or both; now and then one message more."""
        kinds = ["message"]
        if tools := asked.settings["tools"]:
            called = tools[0]["type"]
            kinds = self._chance.choice([["message"], [called], ["message", called]])
        for kind in [*kinds, "message"] if self._chance.random() > 0.8 else kinds:
            match kind:
                case "message":
                    yield Message(self._deltas(asked))
                case "function":
                    yield Call(_NAME, _ARGUMENTS)
                case _:
                    asks = tools[0] == ASKING and not any(item.get("approve") is True for item in asked.items)
                    yield McpCall(MCP["server_label"], "lookup", _ARGUMENTS, "An animal.", asks=asks)

    def _deltas(self, asked: Asked) -> Iterator[Delta]:
        for _ in range(self._chance.randrange(1, 4)):
            # Speech comes as audio, as its transcript, or as both.
            audio, text = self._chance.choice([(0, 1), (1, 0), (1, 1)]) if asked.modality == "audio" else (0, 1)
            yield Delta(self.word() if text else "", "AAAA" if audio else "", 100 * audio)

    def transcript(self, settings: Mapping[str, Any], ms: int) -> Transcript:
        """Up to two words, or one that came without deltas; now and then none was understood."""
        deltas = [self.word() for _ in range(self._chance.randrange(3))]
        return Transcript(deltas, "".join(deltas) or "nothing", fails=self._chance.random() > 0.7)

    def shows_limits(self) -> bool:
        """Now and then."""
        return self._chance.random() > 0.5

    def tone(self, ms: int) -> str:
        """Audio that was replaced."""
        return "AAAA"


class _Play:
    """A session with its client."""

    def __init__(self, chance: Random, *, plays: bool) -> None:
        self.chance = chance
        self.frames: list[Frame] = []
        self.inbox: list[dict[str, Any]] = []
        line = Line(self._served)
        self.mind = _Chance(chance)
        self.session = Session(line, self.mind, beginning(Kind.REALTIME, line.new("sess")), plays=plays)
        # What the client knows.
        self.seen: dict[str, dict[str, Any]] = {}
        self.asked: dict[str, Any] | None = None
        self.answering = False
        self.calls: list[str] = []
        self.requests: list[str] = []
        self.spoken: dict[str, str] = {}
        self.unsaid = False
        self.counts: dict[str, int] = {}

    def play(self, acts: int) -> None:
        self.session.open()
        left = acts
        if self.chance.random() > 0.5:
            self.client("session.update", session={"type": "realtime", **deepcopy(_TRANSCRIBES)})
        if self.chance.random() > 0.6:
            self.client(
                "session.update", session={"type": "realtime", "tools": [self.chance.choice([TOOL, MCP, ASKING])]}
            )
        tracks = self.session.tracks
        while True:
            idle = not (left or self.inbox or tracks)
            if idle and not self.session.speech:
                break
            if idle:
                self.fall_silent()
            elif left and self.chance.random() < 0.3:
                self.act()
                left -= 1
            # The first choice, and the smallest, is what has begun last; the inbox is there all the time.
            place = len(tracks) - self.chance.randrange(len(tracks) + 1)
            if place:
                tracks.go_on(place - 1)
            else:
                self.read()
        self.frames.append(Frame(len(self.frames) + 1, Side.CLIENT, len(self.frames) / 20 + 30, close=(1000, "")))

    def read(self) -> None:
        """The server takes an event of the client, or hears that the user speaks or is silent."""
        if self.inbox and self.chance.random() < 0.7:
            self.session.receive(self.inbox.pop(0))
        elif self.session.buffered and self.session.detection and self.chance.random() < 0.2:
            if self.session.speech is None:
                self.session.start_speech(self.session.heard)
            else:
                self.fall_silent()

    def fall_silent(self) -> None:
        """The user has not spoken for as long as it takes."""
        self.session.heard += 600
        self.session.stop_speech(self.session.heard)

    def emit(self, side: Side, event: Mapping[str, Any]) -> None:
        """Put a frame on the wire."""
        number = len(self.frames) + 1
        self.frames.append(Frame(number, side, number / 20, text=text_of(event)))

    def new(self, kind: str) -> str:
        """An id that the client has not given yet."""
        self.counts[kind] = self.counts.get(kind, 0) + 1
        return f"{kind}_{self.counts[kind]}"

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

    def _served(self, event: dict[str, Any]) -> None:
        """The server sends an event, and the client learns from it."""
        self.emit(Side.SERVER, event)
        match event["type"]:
            case "conversation.item.added" | "conversation.item.done":
                self.seen[event["item"]["id"]] = event["item"]
                if event["type"].endswith("added") and event["item"]["type"] == "mcp_approval_request":
                    self.requests.append(event["item"]["id"])
            case "response.output_audio.delta":
                self.spoken[event["response_id"]] = event["item_id"]
            case "conversation.item.deleted":
                self.seen.pop(event["item_id"], None)
            case "response.created" if event["response"]["conversation_id"]:
                self.answering, self.asked = True, None
            case "response.done" if event["response"]["conversation_id"]:
                self.answering = False
                spoken = self.spoken.pop(event["response"]["id"], None)
                if spoken and (event["response"]["status_details"] or {}).get("reason") == "turn_detected":
                    self.client("conversation.item.truncate", item_id=spoken, content_index=0, audio_end_ms=1)
            case "error" if self.asked and event["error"]["event_id"] in (None, self.asked.get("event_id")):
                self.asked = None
            case "response.function_call_arguments.done":
                self.calls.append(event["call_id"])

    def act(self) -> None:
        """Something that a client may do now."""
        ids = list(self.seen)
        match self.chance.randrange(13):
            case 0 | 1:
                self.create_message(ids)
            case 2 | 3 if not self.asked and not self.answering:
                wishes: dict[str, Any] = {"metadata": {"n": "1"}} if self.chance.random() < 0.3 else {}
                wishes |= {"max_output_tokens": 100} if self.chance.random() < 0.3 else {}
                if self.unsaid and not self.session.detection:
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
                answer = {"approval_request_id": self.requests.pop(0), "approve": self.chance.random() < 0.5}
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
        text = self.new("text")
        part = {"audio": "AAAA", "transcript": text} if kind == "input_audio" else {"text": text}
        item: dict[str, Any] = {"type": "message", "role": role, "content": [{"type": kind, **part}]}
        if self.chance.random() < 0.4:
            item = {"id": self.new("msg"), **item}
        place = self.chance.choice([None, None, "root", *ids[-2:]])
        self.client("conversation.item.create", **({"previous_item_id": place} if place else {}), item=item)


def _spoken(item: Mapping[str, Any]) -> bool:
    """Whether an item is speech of the assistant that is done."""
    return any(part["type"] == "output_audio" for part in item.get("content", ()))
