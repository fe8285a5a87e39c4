"""The server's side of a scenario: a reference server with the scenario's script, and what it has seen."""

from __future__ import annotations

import base64
import ssl
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any

from conformance.peer.client.played import Connection, Turn
from conformance.peer.client.scenario import Scenario
from conformance.peer.server import ReferenceServer
from conformance.peer.server.script import Cues, Step
from conformance.peer.server.tls import Authority
from conformance.session.event import event_of
from conformance.session.transcript import Frame
from conformance.spec.model import Side
from conformance.spelling import object_in

KEY = "sk-conformance"
"""The key that clients are given, which opens nothing."""
MODEL = "gpt-realtime"
TOOL: Mapping[str, Any] = {
    "name": "get_weather",
    "description": "The weather in a city.",
    "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
    "result": "12 degrees and rain",
}
"""The function that clients are given to offer."""
_TEXTS = frozenset({"response.output_text.delta", "response.output_audio_transcript.delta"})
_CUTS = frozenset({"response.cancel", "conversation.item.truncate"})
_BESIDE = frozenset({"wait", "ping", "pong"})
"""The steps that send no event."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many answers have been begun, requests for one refused by the script, and connections ended."""

    asked: int = 0
    refused: int = 0
    cuts: int = 0


@dataclass(slots=True)
class _Turn:
    """An answer in progress: a response of the conversation, by its id."""

    id: str
    began: float
    texts: list[str] = field(default_factory=list)
    audio: int = 0
    cut: int | None = None
    """How much of its sound had been sent when the client cancelled or truncated it."""
    changed: bool = False
    told: bool = False
    """Whether its end has been sent."""
    ended: float | None = None

    @property
    def value(self) -> Turn:
        return Turn("".join(self.texts), self.audio, self.changed, self.began, self.ended, self.cut)


@dataclass(slots=True)
class _Connection:
    """A connection in progress: where it is in the script, and its answer."""

    path: str
    headers: Mapping[str, str]
    refused: int | None
    cues: Cues
    frames: list[Frame] = field(default_factory=list)
    turn: _Turn | None = None
    over: _Turn | None = None
    """The answer whose last event is being sent."""
    ended: bool = False
    leaving: bool = False
    """Whether the script has come to a place where it ends the connection."""


class Trust:
    """A certificate authority for the servers of one run, and the files that have its certificate.

    ``path`` has it alone. The environment leads to one with those that the system trusts besides, so that a driver's
    program reaches others as before.
    """

    def __init__(self) -> None:
        self.authority = Authority("127.0.0.1")
        self._folder = TemporaryDirectory(prefix="conformance-")
        self.path = Path(self._folder.name) / "ca.pem"
        self.path.write_bytes(self.authority.pem)
        system = ssl.get_default_verify_paths().cafile
        self._bundle = Path(self._folder.name) / "bundle.pem"
        self._bundle.write_bytes((Path(system).read_bytes() + b"\n" if system else b"") + self.authority.pem)

    @property
    def environment(self) -> Mapping[str, str]:
        """The variables by which OpenSSL, Go and Node find it."""
        return {"SSL_CERT_FILE": str(self._bundle), "NODE_EXTRA_CA_CERTS": str(self.path)}

    def close(self) -> None:
        """Remove the files."""
        self._folder.cleanup()


class Stage:
    """What a client meets in one scenario. It is written to in the server's thread, and only read in others."""

    def __init__(self, scenario: Scenario, trust: Trust | None = None) -> None:
        self._script = scenario.script
        self._fired: set[int] = set()
        self._connections: dict[int, _Connection] = {}
        self._turns: list[_Turn] = []
        self.called = False
        """Whether the last answer has the call of a function, after which the client may go on by itself."""
        self.calls = False
        """Whether it is completed besides, so that the client has to go on."""
        self.ca = str(trust.path) if trust else None
        """The path of the certificate to trust, where the server speaks TLS."""
        self.counts = Counts()
        self.done_at = 0.0
        """When the last answer was about to end."""
        self._server = ReferenceServer(
            script=scenario.script, watch=self._watch, attendant=self, authority=trust.authority if trust else None
        )
        self._server.__enter__()

    @property
    def url(self) -> str:
        """The address of a session."""
        return self._server.url

    @property
    def base_url(self) -> str:
        """The address as clients of the REST API take it."""
        return self._server.base_url.replace("ws", "http", 1)

    @property
    def turns(self) -> Sequence[Turn]:
        """The answers so far, as they would have been without a script."""
        return [turn.value for turn in self._turns]

    @property
    def connections(self) -> Sequence[Connection]:
        """The connections so far, those that were refused among them."""
        return [
            Connection(one.path, one.headers, tuple(one.frames), one.refused, one.ended)
            for one in list(self._connections.values())
        ]

    @property
    def quiet(self) -> bool:
        """Whether all answers that have been begun have been sent, and the script is not about to end a connection."""
        leaving = any(one.leaving and not one.ended for one in list(self._connections.values()))
        return not leaving and all(turn.ended is not None for turn in list(self._turns))

    @property
    def changed(self) -> bool:
        """Whether the script has changed the last answer."""
        return bool(self._turns) and self._turns[-1].changed

    @property
    def withheld(self) -> bool:
        """Whether the script has kept the end of the last answer back."""
        return bool(self._turns) and self._turns[-1].ended is not None and not self._turns[-1].told

    @property
    def deserted(self) -> bool:
        """Whether all connections have ended."""
        return all(one.ended for one in list(self._connections.values()))

    @property
    def pauses(self) -> float:
        """How many seconds the script waits in all."""
        return sum(float(step.value) for hook in self._script.hooks for step in hook.do if step.name == "wait")

    @property
    def missed(self) -> Iterator[str]:
        """The places of the script that no connection has come to."""
        done = [self._script.hooks[index].do for index in self._fired]
        for hook in self._script.hooks:
            # A hook with several places stands for each of them.
            if hook.do not in done:
                yield hook.at

    def close(self) -> None:
        """End the server, and all connections with it."""
        self._server.__exit__(None, None, None)

    # What the server tells, in its thread

    def knocks(self, connection: int, path: str, headers: Mapping[str, str], refused: int | None) -> None:
        """A client wants to connect."""
        cues = Cues(self._script, connection)
        one = _Connection(path, headers, refused, cues, ended=refused is not None)
        self._connections[connection] = one
        self._fire(one, "connect", {})
        self.counts = replace(self.counts, cuts=self.counts.cuts + one.ended)

    def leaves(self, connection: int) -> None:
        """A connection has ended."""
        one = self._connections[connection]
        one.ended = True
        self._settle(one)
        if one.turn is not None:
            one.turn.changed = one.turn.told = True
            one.turn.ended = monotonic()
            self.called = self.calls = False
        self.counts = replace(self.counts, cuts=self.counts.cuts + 1)

    def _watch(self, connection: int, frame: Frame) -> None:
        one = self._connections[connection]
        one.frames.append(frame)
        if frame.side is Side.CLIENT and frame.is_message:
            event = event_of(frame)
            self._hear(one, event.data if event else {})
        elif frame.text is not None and ('"response.done"' in frame.text or '"function_call"' in frame.text):
            self._tell(one, frame.text)

    def _tell(self, one: _Connection, text: str) -> None:
        """An event is sent that may end an answer, or call a function."""
        match object_in(text):
            case {"type": "response.output_item.done", "item": {"type": "function_call"}} if one.turn:
                self.called = True
            case {"type": "response.done", "response": dict(response)} if (
                one.over and response.get("id") == one.over.id
            ):
                one.over.told = True
                self.calls = _calls(response)
                self.called |= self.calls

    def _hear(self, one: _Connection, event: Mapping[str, Any]) -> None:
        name = event.get("type", "")
        steps = self._fire(one, f"client {name}", event)
        if name in _CUTS and one.turn is not None and one.turn.cut is None:
            one.turn.cut = one.turn.audio
        if name == "response.create" and steps is not None and all(step.name != "pass" for step in steps):
            self.counts = replace(self.counts, refused=self.counts.refused + 1)

    def plans(self, connection: int, event: Mapping[str, Any]) -> None:
        """An event is about to be sent, or what the script has in its place."""
        one, name = self._connections[connection], event["type"]
        fired = self._fire(one, name, event)
        self._settle(one)
        if name == "response.created" and event["response"]["conversation_id"] is not None:
            one.turn = _Turn(event["response"]["id"], monotonic())
            self._turns.append(one.turn)
            self.called = self.calls = False
            self.counts = replace(self.counts, asked=self.counts.asked + 1)
        turn = one.turn
        if turn is None or _response_of(event) not in (None, turn.id):
            return  # the user is not answered by a response outside the conversation
        turn.changed |= fired is not None and not _keeps(fired)
        if name in _TEXTS:
            turn.texts.append(event["delta"])
        elif name == "response.output_audio.delta":
            turn.audio += len(base64.b64decode(event["delta"]))
        elif name == "response.done":
            turn.changed |= event["response"]["status"] != "completed"
            one.over, one.turn = turn, None
            self.done_at = monotonic()

    def _settle(self, one: _Connection) -> None:
        """What was being sent has been sent."""
        if one.over is not None:
            one.over.ended = monotonic()
            one.over = None

    def _fire(self, one: _Connection, place: str, event: Mapping[str, Any]) -> Sequence[Step] | None:
        """What the script does at a place to which a connection has come, ``None`` for what is right."""
        steps = one.cues.at(place, event)
        if steps is not None:
            one.leaving |= any(step.name in ("close", "abort") for step in steps)
            self._fired |= {
                index for index, hook in enumerate(self._script.hooks) if hook.at == place and hook.do is steps
            }
        return steps


def _keeps(steps: Sequence[Step]) -> bool:
    """Whether steps send the event once, as it is, and no other."""
    sends = [step.name for step in steps if step.name not in _BESIDE]
    return sends in (["pass"], ["fragments"])


def _response_of(event: Mapping[str, Any]) -> str | None:
    found = event.get("response_id", event.get("response", {}).get("id"))
    return found if isinstance(found, str) else None


def _calls(response: Mapping[str, Any]) -> bool:
    """Whether a response has ended that calls functions, so that the client has to go on."""
    output = response.get("output") or ()
    return response.get("status") == "completed" and any(item.get("type") == "function_call" for item in output)
