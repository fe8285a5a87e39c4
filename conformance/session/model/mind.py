"""What only a model could decide: what is said, called and heard."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol, TypeAlias


@dataclass(frozen=True, slots=True)
class Delta:
    """A piece of a message.

    ``text`` belongs to its text, or to the transcript of its audio; ``audio`` is base64 that lasts ``ms`` milliseconds.
    ``wait`` is how many seconds pass before it.
    """

    text: str = ""
    audio: str = ""
    ms: int = 0
    wait: float = 0


@dataclass(frozen=True, slots=True)
class Message:
    """A message of the assistant."""

    deltas: Iterable[Delta]


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a function, its arguments in pieces."""

    name: str
    arguments: Sequence[str]


@dataclass(frozen=True, slots=True)
class McpCall:
    """A call to a tool of an MCP server, its arguments in pieces; ``output`` is ``None`` where it fails.

    ``approved`` is the id of the request that the client has approved. With ``asks`` the call is not made, but a
    request for its approval.
    """

    server: str
    name: str
    arguments: Sequence[str]
    output: str | None = None
    approved: str | None = None
    asks: bool = False


@dataclass(frozen=True, slots=True)
class Fails:
    """The response fails here."""

    code: str
    message: str


Output: TypeAlias = Message | Call | McpCall | Fails


@dataclass(frozen=True, slots=True)
class Asked:
    """What a response is to be made from.

    ``settings`` are those of the session with what response.create has set. ``items`` is the context: the items of the
    conversation in their order, or what response.create names as ``input``. ``mcp_tools`` are the tools that an MCP
    server has listed, by its label.
    """

    settings: Mapping[str, Any]
    items: Sequence[Mapping[str, Any]]
    mcp_tools: Mapping[str, Sequence[str]]

    @property
    def modality(self) -> Literal["text", "audio"]:
        """What the response answers in."""
        return "text" if self.settings["output_modalities"] == ["text"] else "audio"


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was heard in audio: in pieces, which may be none, and whole; with ``fails`` its transcription fails."""

    deltas: Sequence[str]
    whole: str
    fails: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """Where speech starts or stops: milliseconds from the beginning of all audio of the session."""

    ms: int
    starts: bool


@dataclass(frozen=True, slots=True)
class Heard:
    """What an append has brought: how long it is in milliseconds, and where in it speech starts and stops."""

    ms: int
    marks: tuple[Mark, ...] = ()


class Mind(Protocol):
    """Decides what a server is free to decide, for one session."""

    def listen(self, audio: str, settings: Mapping[str, Any]) -> Heard:
        """What is heard in appended audio, as base64, by the ``audio.input`` settings of the session.

        Raises:
            Refusal: it is not audio.
        """

    def forget(self) -> None:
        """The client has taken what was heard: whoever speaks on begins to speak."""

    def outputs(self, asked: Asked) -> Iterable[Output]:
        """What a response consists of, in order."""

    def transcript(self, settings: Mapping[str, Any], ms: int) -> Transcript:
        """What is heard in so many milliseconds of audio."""

    def shows_limits(self) -> bool:
        """Whether rate limits are told after a response."""

    def tone(self, ms: int) -> str:
        """So much audio in 16-bit PCM, as base64."""
