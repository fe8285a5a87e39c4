"""The seed's types, typed: the reference implementation of the ``async-openai`` dialect.

One module stands for one module of the crate and one name for one type, with its members in the order of the Rust
source, so that both can be read side by side; :mod:`conformance.reference.serde` says which Python says which Rust.
It is written on pydantic because ``Field(exclude_if=…)`` says, member by member, what ``skip_serializing_if`` says.
It knows nothing of the spec and the oracle: they are judged against each other.

>>> value = decode("InputTokenDetails", '{"text_tokens": 7, "new": true}')
>>> value.text_tokens
7
>>> encode("InputTokenDetails", value)
'{"cached_token_details":null,"text_tokens":7}'
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from conformance.reference import (
    client_event,
    conversation_item,
    error,
    mcp,
    response,
    responses,
    server_event,
    session,
    shared,
)
from conformance.reference.reader import DecodeError, read

__all__ = ["TYPES", "DecodeError", "construct", "decode", "encode"]

_NAMES = {
    response: """
        RealtimeResponseUsage InputTokenDetails CachedTokenDetails OutputTokenDetails RealtimeResponseStatus Error
        RealtimeResponseStatusDetailType RealtimeResponseStatusDetailReason RealtimeResponseStatusDetail
        ResponseAudioOutput ResponseAudio Conversation RealtimeResponseCreateParams RealtimeResponse
    """,
    session: """
        AudioTranscription RealtimeTurnDetection MaxOutputTokens RealtimeFunctionTool RealtimeTool ToolChoice
        RealtimeVoice RealtimeAudioFormats AudioInput AudioOutput Audio Tracing TracingConfiguration RealtimeTruncation
        RetentionRatioTruncation TokenLimits Session RealtimeSession NoiseReductionType TranscriptionAudio
        RealtimeTranscriptionSession
    """,
    conversation_item: """
        SystemMessageContent RealtimeConversationItemMessageSystem UserMessageContentInputText
        UserMessageContentInputAudio ImageDetail UserMessageContentInputImage UserMessageContent
        RealtimeConversationItemMessageUser AssistantMessageContentOutputText AssistantMessageContentOutputAudio
        AssistantMessageContent RealtimeConversationItemMessageAssistant RealtimeConversationItemMessage
        RealtimeConversationItemFunctionCall RealtimeConversationItemFunctionCallOutput
        RealtimeMCPApprovalResponse RealtimeMCPListTools RealtimeMCPApprovalRequest RealtimeMCPToolCallError
        RealtimeMCPToolCall RealtimeConversationItem
    """,
    error: "RealtimeAPIError ErrorCodeMessage ErrorMessage",
    mcp: """
        McpToolConnectorId MCPTool MCPToolAllowedTools MCPToolFilter MCPToolRequireApproval MCPToolApprovalSetting
        MCPToolApprovalFilter MCPListToolsTool
    """,
    responses: """
        InputContent InputTextContent InputImageContent InputFileContent ResponsePromptVariables Prompt
        FileInputDetail ToolChoiceFunction ToolChoiceMCP ToolChoiceOptions ResponsesImageDetail
    """,
    shared: """
        LogProbProperties TokenUsageInputTokenDetails TranscriptTextUsageTokens TranscriptTextUsageDuration
        TranscriptionUsage
    """,
    client_event: """
        RealtimeClientEventSessionUpdate RealtimeClientEventInputAudioBufferAppend
        RealtimeClientEventInputAudioBufferCommit RealtimeClientEventInputAudioBufferClear
        RealtimeClientEventConversationItemCreate RealtimeClientEventConversationItemRetrieve
        RealtimeClientEventConversationItemTruncate RealtimeClientEventConversationItemDelete
        RealtimeClientEventResponseCreate RealtimeClientEventResponseCancel RealtimeClientEventOutputAudioBufferClear
        RealtimeClientEvent
    """,
    server_event: """
        RealtimeServerEventError RealtimeServerEventSessionCreated RealtimeServerEventSessionUpdated
        RealtimeServerEventConversationItemAdded RealtimeServerEventConversationItemDone
        RealtimeServerEventInputAudioBufferCommitted RealtimeServerEventInputAudioBufferCleared
        RealtimeServerEventInputAudioBufferDtmfEventReceived RealtimeServerEventInputAudioBufferSpeechStarted
        RealtimeServerEventInputAudioBufferSpeechStopped RealtimeServerEventInputAudioBufferTimeoutTriggered
        RealtimeServerEventOutputAudioBufferStarted RealtimeServerEventOutputAudioBufferStopped
        RealtimeServerEventOutputAudioBufferCleared RealtimeServerEventConversationItemInputAudioTranscriptionCompleted
        RealtimeServerEventConversationItemInputAudioTranscriptionDelta
        RealtimeServerEventConversationItemInputAudioTranscriptionFailed RealtimeServerEventConversationItemTruncated
        RealtimeServerEventConversationItemDeleted RealtimeServerEventConversationItemRetrieved
        RealtimeServerEventConversationItemInputAudioTranscriptionSegment RealtimeServerEventResponseCreated
        RealtimeServerEventResponseDone RealtimeServerEventResponseOutputItemAdded
        RealtimeServerEventResponseOutputItemDone ContentPart RealtimeServerEventResponseContentPartAdded
        RealtimeServerEventResponseContentPartDone RealtimeServerEventResponseTextDelta
        RealtimeServerEventResponseTextDone RealtimeServerEventResponseAudioTranscriptDelta
        RealtimeServerEventResponseAudioTranscriptDone RealtimeServerEventResponseAudioDelta
        RealtimeServerEventResponseAudioDone RealtimeServerEventResponseFunctionCallArgumentsDelta
        RealtimeServerEventResponseFunctionCallArgumentsDone RealtimeRateLimitName RealtimeRateLimit
        RealtimeServerEventRateLimitsUpdated RealtimeServerEventMCPListToolsInProgress
        RealtimeServerEventMCPListToolsCompleted RealtimeServerEventMCPListToolsFailed
        RealtimeServerEventResponseMCPCallArgumentsDelta RealtimeServerEventResponseMCPCallArgumentsDone
        RealtimeServerEventResponseMCPCallInProgress RealtimeServerEventResponseMCPCallCompleted
        RealtimeServerEventResponseMCPCallFailed RealtimeServerEvent
    """,
}

_DECLARED: dict[str, Any] = {name: getattr(module, name) for module, names in _NAMES.items() for name in names.split()}


def _is_struct(declared: Any) -> bool:
    return isinstance(declared, type) and issubclass(declared, BaseModel)


TYPES: Mapping[str, TypeAdapter[Any]] = MappingProxyType(
    {
        name: TypeAdapter(declared, config=None if _is_struct(declared) else ConfigDict(strict=True, defer_build=True))
        for name, declared in _DECLARED.items()
    }
)
"""Every type of the dialect, by the name that the crate gives it."""


def decode(type_name: str, text: str | bytes) -> Any:
    """Read ``text`` as a value of the type, as ``serde_json::from_str`` does.

    Raises :class:`DecodeError` for what is not JSON and for what the type refuses, and ``KeyError`` for a type that
    is not in :data:`TYPES`.
    """
    types = TYPES[type_name]
    members = read(text)
    try:
        return types.validator.validate_python(members)
    except ValidationError as refusal:
        raise _refused(type_name, refusal) from None


def encode(type_name: str, value: Any) -> str:
    """Write a value of the type, as ``serde_json::to_string`` does. Raises ``KeyError`` for an unknown type."""
    return TYPES[type_name].serializer.to_json(value).decode()


def construct(type_name: str, members: Mapping[str, Any] | Any) -> Any:
    """Make a value with the type's constructor, from its members as keyword arguments.

    A union has no constructor of its own: the tag among the members picks the variant's. Raises as :func:`decode`.
    """
    declared = _DECLARED[type_name]
    try:
        if _is_struct(declared):
            if not isinstance(members, Mapping):
                raise DecodeError(f"{type_name}: not an object of members")
            return declared(**members)
        return TYPES[type_name].validator.validate_python(members)
    except ValidationError as refusal:
        raise _refused(type_name, refusal) from None


def _refused(type_name: str, refusal: ValidationError) -> DecodeError:
    first = refusal.errors(include_url=False, include_context=False, include_input=False)[0]
    where = ".".join(map(str, (type_name, *first["loc"])))
    return DecodeError(f"{where}: {first['msg']}")
