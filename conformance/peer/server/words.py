"""What the reference server says: it goes by words of the user, so that a test knows what comes.

The words are those of the last message of the user; of spoken audio, what the server is told to hear.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from conformance.peer.server.sound import Ear, tone
from conformance.session.model.mind import Asked, Call, Delta, Fails, Heard, McpCall, Message, Output, Transcript

HEARD = "Hello from the microphone."
"""What is heard in spoken audio, unless something else is wanted."""
TRIGGERS: Mapping[str, str] = {
    "say TEXT": "answers with that text, and nothing else",
    "the name of a tool": "calls it once, a function or a tool of an MCP server; a JSON object in the text is its "
    "arguments, else there is a plain value for each that is required",
    "then, and the name of a tool": "says something first, and calls it in the same response",
    "speak long": "answers with 300 words, one every 20 ms: time enough to cancel, or to interrupt",
    "fail, anywhere": "fails",
    "nothing …": "completes without output",
    "twice …": "answers with two messages",
}
"""What the words of the user make a response do; any others are answered with a sentence that repeats them."""
_LONG = 300
_PACE = 0.02
_MS = 100
"""How long a word is spoken."""
_FAILS = "fail"
_READ_ONLY = ("lookup",)


class Words:
    """The mind of the reference server, for one session."""

    def __init__(self, heard: str = HEARD) -> None:
        self._heard = heard
        self._ear = Ear()

    def listen(self, audio: str, settings: Mapping[str, Any]) -> Heard:
        """What is loud is speech."""
        return self._ear.listen(audio, settings)

    def forget(self) -> None:
        """It is quiet."""
        self._ear.forget()

    def tone(self, ms: int) -> str:
        """A tone of 440 Hz."""
        return tone(ms)

    def shows_limits(self) -> bool:
        """Always, as the official service does."""
        return True

    def transcript(self, settings: Mapping[str, Any], ms: int) -> Transcript:
        """What the server is told to hear, word by word; a ``prompt`` that has the word fail makes it fail."""
        transcription = settings["audio"]["input"]["transcription"] or {}
        fails = _FAILS in _tokens(transcription.get("prompt") or "")
        return Transcript([] if fails else _pieces(self._heard), self._heard, fails)

    def outputs(self, asked: Asked) -> Iterator[Output]:
        """The answer to the last item of the context."""
        last = asked.items[-1] if asked.items else {}
        choice = asked.settings["tool_choice"] or "auto"
        if last.get("type") == "function_call_output":
            yield self._message(asked, f"The tool says: {last['output']}")
            return
        if last.get("type") == "mcp_approval_response":
            yield from self._approved(asked, last)
            return
        text = self._text(asked.items)
        called = choice == "auto" and _called_since(asked.items)
        calls = [] if choice == "none" or called else self._calls(asked, text, choice)
        words = _tokens(text)
        if calls:
            if "then" in words:
                yield self._message(asked, "One moment.")
            yield from calls
        elif "fail" in words:
            yield Fails("server_error", "The user has asked for a failure.")
        elif words[:2] == ["speak", "long"]:
            yield Message(self._deltas(asked, ["word "] * _LONG, _PACE))
        elif words[:1] == ["nothing"]:
            return
        elif words[:1] == ["twice"]:
            yield self._message(asked, "The first message.")
            yield self._message(asked, "The second message.")
        elif words[:1] == ["say"] and len(words) > 1:
            yield self._message(asked, text.strip()[4:].strip())
        else:
            yield self._message(asked, f"You said: {text}" if text else "You said nothing.")

    def _text(self, items: Sequence[Mapping[str, Any]]) -> str:
        """The words of the last message of the user; of a spoken one what was heard."""
        for item in reversed(items):
            if item.get("role") == "user":
                parts = item.get("content") or ()
                spoken = any(part.get("type") == "input_audio" and not part.get("transcript") for part in parts)
                texts = [str(part.get("text") or part.get("transcript") or "") for part in parts]
                return " ".join(filter(None, texts)) or (self._heard if spoken else "")
        return ""

    def _message(self, asked: Asked, text: str) -> Message:
        return Message(self._deltas(asked, _pieces(text), 0))

    @staticmethod
    def _deltas(asked: Asked, pieces: Sequence[str], pace: float) -> Iterator[Delta]:
        sound_format = asked.settings["audio"]["output"]["format"]
        for piece in pieces:
            yield Delta(text=piece, audio=tone(_MS, sound_format), ms=_MS, wait=pace)

    def _calls(self, asked: Asked, text: str, choice: Any) -> list[Output]:
        """The call that the user's words or ``tool_choice`` ask for."""
        tools = asked.settings["tools"] or []
        functions = {tool["name"]: tool for tool in tools if tool["type"] == "function" and tool.get("name")}
        mcp = [tool for tool in tools if tool["type"] == "mcp"]
        servers = {name: tool for tool in mcp for name in asked.mcp_tools.get(tool["server_label"], ())}
        words = set(re.findall(r"[\w.-]+", text))
        named = [name for name in (*functions, *servers) if name in words]
        if isinstance(choice, dict):
            named = [str(choice.get("name"))] if choice.get("name") else list(servers)
        elif choice == "required" and not named:
            named = [*functions, *servers]
        found = next((name for name in named if name in functions or name in servers), None)
        if found is None:
            return []
        if found in functions:
            return [Call(found, _halves(_given(text) or json.dumps(_sample(functions[found].get("parameters")))))]
        tool, arguments = servers[found], _halves(_given(text) or '{"query": "words"}')
        return [self._mcp_call(tool["server_label"], found, arguments, asks=_asks(tool, found))]

    @staticmethod
    def _mcp_call(
        server: str, name: str, arguments: Sequence[str], *, asks: bool = False, approved: str | None = None
    ) -> McpCall:
        whole = "".join(arguments)
        output = None if _FAILS in _tokens(whole) else f"{name} has been given {whole}"
        return McpCall(server, name, arguments, output, approved, asks)

    def _approved(self, asked: Asked, answer: Mapping[str, Any]) -> Iterator[Output]:
        request = next((one for one in asked.items if one.get("id") == answer["approval_request_id"]), None)
        if not answer["approve"] or request is None or request["type"] != "mcp_approval_request":
            yield self._message(asked, "The call was not approved.")
            return
        arguments = _halves(request["arguments"])
        yield self._mcp_call(request["server_label"], request["name"], arguments, approved=request["id"])
        yield self._message(asked, "The call was approved.")


def _called_since(items: Sequence[Mapping[str, Any]]) -> bool:
    """Whether the last message of the user has been answered by a call: it is not called again without a result."""
    last = max((at for at, item in enumerate(items) if item.get("role") == "user"), default=0)
    return any(item.get("type") in ("function_call", "mcp_call") for item in items[last:])


def _asks(tool: Mapping[str, Any], name: str) -> bool:
    """Whether a call to a tool of an MCP server needs the approval of the client; by default it does."""
    match tool.get("require_approval"):
        case "never":
            return False
        case {"never": {"tool_names": list(names)}}:
            return name not in names
        case {"always": {"tool_names": list(names)}}:
            return name in names
        case {"never": {"read_only": bool(read_only)}}:
            return (name in _READ_ONLY) is not read_only
        case {"always": {"read_only": bool(read_only)}}:
            return (name in _READ_ONLY) is read_only
        case _:
            return True


def _tokens(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _pieces(text: str) -> list[str]:
    """A text in words, each with the blanks that follow it."""
    return re.findall(r"\s*\S+\s*", text) if text.strip() else [text] if text else []


def _halves(text: str) -> tuple[str, ...]:
    middle = (len(text) + 1) // 2
    return tuple(filter(None, (text[:middle], text[middle:])))


def _given(text: str) -> str:
    """The JSON object in a text, if there is one."""
    start, end = text.find("{"), text.rfind("}")
    found = text[start : end + 1] if 0 <= start < end else ""
    try:
        return found if isinstance(json.loads(found or "null"), dict) else ""
    except (ValueError, RecursionError):
        return ""


_SAMPLES: Mapping[str, Any] = {
    "string": "text",
    "integer": 1,
    "number": 1.5,
    "boolean": True,
    "array": [],
    "null": None,
}


def _sample(schema: Any) -> Any:
    """A plain value for the schema of a function's parameters: what it requires, of the type that it says."""
    if not isinstance(schema, dict):
        return {}
    if schema.get("enum"):
        return schema["enum"][0]
    if "const" in schema:
        return schema["const"]
    if schema.get("type", "object") != "object":
        kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        return _SAMPLES.get(kinds[0], {})
    members = schema.get("properties") or {}
    return {name: _sample(members.get(name, {"type": "string"})) for name in schema.get("required") or ()}
