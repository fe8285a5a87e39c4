"""Simple, realistic values of a type: what derived vectors start from."""

from __future__ import annotations

from typing import Any

from conformance.spec.model import (
    Array,
    Boolean,
    Dialect,
    Enum,
    Float,
    Integer,
    Json,
    Map,
    Member,
    Node,
    Nullable,
    OpenEnum,
    Ref,
    Struct,
    Tagged,
    Text,
    Untagged,
)

_TEXTS = {
    "id": "item_C9G5RJeJ2gF77mV7f2B1j",
    "conversation_id": "conv_C9G2VzEw1nXkZ4iJpE8sA",
    "object": "realtime.item",
    "type": "input_text",
    "code": "rate_limit_exceeded",
    "message": "Rate limit reached; retry in 2 s.",
    "instructions": "Answer in one friendly sentence.",
    "text": "Good morning!",
    "transcript": "Good morning, how can I help?",
    "audio": "AAD//wEA/v8CAP3/",
    "image_url": "data:image/png;base64,iVBORw0KGgo=",
    "status": "completed",
    "arguments": '{"city":"Kyoto","days":3}',
    "name": "get_weather",
    "call_id": "call_oTBi8xLfmyGQ2dVH",
    "output": '{"celsius":21.5}',
    "approval_request_id": "mcpr_682d4379df088191",
    "reason": "The calendar may be read.",
    "server_label": "calendar",
    "server_url": "https://mcp.example.com/calendar",
    "server_description": "Reads and writes a calendar.",
    "authorization": "example-token",
    "description": "The weather at a place.",
    "version": "2",
    "file_id": "file-6F2ksmvXxt4VdoqmHRw6kL",
    "file_data": "data:application/pdf;base64,JVBERi0=",
    "file_url": "https://files.example.com/report.pdf",
    "filename": "report.pdf",
    "event_id": "event_C9G8pxHyJ2dUqW0aLrT5v",
    "item_id": "item_C9G8rDq4cXkYb1sVnPz7e",
    "previous_item_id": "item_C9G8mTe6gHwQv3uJfRk9s",
    "response_id": "resp_C9G8pqH3xJbN1cKzQe0Tm",
    "delta": "Good mor",
    "obfuscation": "q7Xw",
    "param": "session.audio.output.voice",
    "event": "9",
    "speaker": "A",
    "token": "Good",
    "language": "en",
    "model": "gpt-realtime",
    "prompt": "Names of towns in Japan.",
    "include": "item.input_audio_transcription.logprobs",
    "eagerness": "low",
    "group_id": "group_7f3a",
    "workflow_name": "Front desk",
}
_IDS = {
    "RealtimeResponse": "resp_C9G8pqH3xJbN1cKzQe0Tm",
    "Prompt": "pmpt_68b1f0c2d7f88190",
    "RealtimeMCPApprovalRequest": "mcpr_682d4379df088191",
    "RealtimeMCPListTools": "mcpl_682d4379df088191",
    "RealtimeServerEventConversationItemInputAudioTranscriptionSegment": "seg_0007",
}
_OBJECTS = {
    "RealtimeResponse": "realtime.response",
    "RealtimeServerEventConversationCreated": "realtime.conversation",
}
# Where one class stands for several kinds of content, what a part of that kind has.
_PARTS = {
    "input_text": {"type", "text"},
    "input_audio": {"type", "audio", "transcript"},
    "input_image": {"type", "image_url", "detail"},
    "output_text": {"type", "text"},
    "output_audio": {"type", "audio", "transcript"},
    "text": {"type", "text"},
    "audio": {"type", "audio", "transcript"},
}
_TYPES = {
    "Error": "rate_limit_error",
    "RealtimeAPIError": "invalid_request_error",
    "RetentionRatioTruncation": "retention_ratio",
}
_JSON: dict[str, Any] = {
    "parameters": {
        "type": "object",
        "properties": {"city": {"type": "string"}, "days": {"type": "integer", "minimum": 1}},
        "required": ["city"],
    },
    "input_schema": {"type": "object", "properties": {"day": {"type": "string", "format": "date"}}},
    "annotations": {"readOnlyHint": True, "title": "Calendar"},
    "headers": {"X-Tenant": "acme"},
    "metadata": {"order": "A-17", "topic": "greeting"},
}
_ENUMS = {"RealtimeResponseStatus": "failed", "RealtimeResponseStatusDetailType": "failed"}
_TAGS = {"RealtimeConversationItemMessage": "assistant"}
_UNIONS: dict[str, Any] = {"ResponsePromptVariables": {"city": "Kyoto"}}
_INTEGERS = {
    "total_tokens": 253,
    "input_tokens": 132,
    "output_tokens": 121,
    "cached_tokens": 64,
    "rate": 24000,
    "content_index": 0,
    "output_index": 1,
    "audio_start_ms": 640,
    "audio_end_ms": 2150,
    "received_at": 1763805600,
    "bytes": 71,
    "limit": 40000,
    "remaining": 39747,
    "idle_timeout_ms": 6000,
    "prefix_padding_ms": 300,
    "silence_duration_ms": 500,
    "post_instructions": 8000,
}
_FLOATS = {
    "speed": 1.25,
    "retention_ratio": 0.8,
    "reset_seconds": 0.375,
    "logprob": -0.0312,
    "start": 0.64,
    "end": 2.15,
    "seconds": 3.2,
}


def example(dialect: Dialect, type_name: str, *, full: bool) -> Any:
    """A value of a named type: every optional member present when ``full``, none of them otherwise."""
    return _value(dialect, dialect.node(type_name), type_name, "", full)


def member_value(dialect: Dialect, type_name: str, member: Member, *, full: bool = True) -> Any:
    """A value for one member of a type."""
    return _value(dialect, member.node, type_name, member.name, full)


def variant_value(dialect: Dialect, type_name: str, node: Node, *, full: bool = True) -> Any:
    """A value of one variant of a union type, without the union's tag."""
    return _value(dialect, node, type_name, "", full)


def _value(dialect: Dialect, node: Node, owner: str, name: str, full: bool) -> Any:
    match node:
        case Ref(target):
            return _value(dialect, dialect.types[target], target, name, full)
        case Text():
            return _text(owner, name)
        case Boolean():
            return True
        case Integer(_, minimum, _):
            return _INTEGERS.get(name, 12 if minimum is None or minimum <= 12 else minimum)
        case Float(_, minimum, _):
            return _FLOATS.get(name, 0.5 if minimum is None or minimum <= 0.5 else minimum)
        case Nullable(inner):
            return _value(dialect, inner, owner, name, full)
        case Enum(values, _) | OpenEnum(values):
            return _ENUMS.get(owner, values[0])
        case Json():
            return _JSON.get(name, {"answer": 42})
        case Map():
            return dict(_JSON["metadata"])
        case Array(items):
            item = _value(dialect, items, owner, name, full)
            return ["audio"] if name == "output_modalities" else [item]
        case Struct(members):
            made = {
                member.name: _value(dialect, member.node, owner, member.name, full)
                for member in members
                if full or member.required
            }
            part = _PARTS.get(str(made.get("type"))) if name in ("content", "part") else None
            return {key: item for key, item in made.items() if part is None or key in part}
        case Tagged(property_, variants, _):
            chosen = next((variant for variant in variants if variant.tag == _TAGS.get(owner)), variants[0])
            return {property_: chosen.tag, **_value(dialect, chosen.node, owner, name, full)}
        case Untagged(variants):
            if owner in _UNIONS:
                return _UNIONS[owner]
            return _value(dialect, variants[0], owner, name, full)


def _text(owner: str, name: str) -> str:
    special = {"id": _IDS, "object": _OBJECTS, "type": _TYPES}.get(name, {})
    return special.get(owner, _TEXTS.get(name, "example"))
