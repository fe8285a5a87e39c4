"""Conversation items: ``types/realtime/conversation_item.rs``."""

from __future__ import annotations

from typing import Annotated

from conformance.reference.error import ErrorCodeMessage, ErrorMessage
from conformance.reference.mcp import MCPListToolsTool
from conformance.reference.serde import Struct, Tags, UnitEnum, skip_if_none


class SystemMessageContent(Struct):
    """Text of a system message. Its ``type`` is an ordinary string, not a tag."""

    text: str
    type: str


class RealtimeConversationItemMessageSystem(Struct):
    """A system message; unlike the other messages it writes what is missing as ``null``."""

    content: list[SystemMessageContent]
    id: str | None = None
    object: str | None = None
    status: str | None = None


class UserMessageContentInputText(Struct):
    """Text from the user."""

    text: str


class UserMessageContentInputAudio(Struct):
    """Audio from the user, in Base64, and its transcript."""

    audio: str
    transcript: str


class ImageDetail(UnitEnum):
    """How closely the model looks at an image. No member uses the default of the type."""

    Auto = "auto"
    Low = "low"
    High = "high"


class UserMessageContentInputImage(Struct):
    """An image from the user, as a URI that holds the data."""

    image_url: str
    detail: ImageDetail


UserMessageContent = Annotated[
    UserMessageContentInputText | UserMessageContentInputAudio | UserMessageContentInputImage,
    Tags("input_text", "input_audio", "input_image"),
]
"""One part of what a user said, tagged by ``type``."""


class RealtimeConversationItemMessageUser(Struct):
    """A message from the user."""

    content: list[UserMessageContent]
    id: str | None = skip_if_none()
    object: str | None = skip_if_none()
    status: str | None = skip_if_none()


class AssistantMessageContentOutputText(Struct):
    """Text from the model."""

    text: str


class AssistantMessageContentOutputAudio(Struct):
    """Audio from the model, in Base64, and its transcript."""

    audio: str | None = None
    transcript: str


AssistantMessageContent = Annotated[
    AssistantMessageContentOutputText | AssistantMessageContentOutputAudio, Tags("output_text", "output_audio")
]
"""One part of what the model said, tagged by ``type``."""


class RealtimeConversationItemMessageAssistant(Struct):
    """A message from the model."""

    content: list[AssistantMessageContent]
    id: str | None = skip_if_none()
    object: str | None = skip_if_none()
    status: str | None = skip_if_none()


RealtimeConversationItemMessage = Annotated[
    RealtimeConversationItemMessageSystem
    | RealtimeConversationItemMessageUser
    | RealtimeConversationItemMessageAssistant,
    Tags("system", "user", "assistant", member="role"),
]
"""A message, tagged by ``role``."""


class RealtimeConversationItemFunctionCall(Struct):
    """The model calls a function; ``arguments`` is JSON inside a string."""

    arguments: str
    name: str
    call_id: str
    id: str | None = skip_if_none()
    object: str | None = skip_if_none()
    status: str


class RealtimeConversationItemFunctionCallOutput(Struct):
    """The result of a function call, as free text."""

    call_id: str
    output: str
    id: str | None = skip_if_none()
    object: str | None = skip_if_none()
    status: str


class RealtimeMCPApprovalResponse(Struct):
    """A decision on a request for approval."""

    approval_request_id: str
    approved: bool
    id: str
    reason: str | None = None


class RealtimeMCPListTools(Struct):
    """The tools of an MCP server."""

    server_label: str
    tools: list[MCPListToolsTool]
    id: str


class RealtimeMCPApprovalRequest(Struct):
    """A call that waits for an approval; ``arguments`` is JSON inside a string."""

    arguments: str
    id: str
    name: str
    server_label: str


class _HttpError(ErrorCodeMessage):
    """``RealtimeMCPToolCallError::HttpError`` holds the same struct as ``ProtocolError``."""


RealtimeMCPToolCallError = Annotated[
    ErrorCodeMessage | ErrorMessage | _HttpError, Tags("protocol_error", "tool_execution_error", "http_error")
]
"""Why a call of an MCP tool failed, tagged by ``type``."""


class RealtimeMCPToolCall(Struct):
    """A call of an MCP tool; ``arguments`` is JSON inside a string."""

    arguments: str
    id: str
    name: str
    server_label: str
    approval_request_id: str | None = None
    error: RealtimeMCPToolCallError | None = None
    output: str | None = None


RealtimeConversationItem = Annotated[
    RealtimeConversationItemMessage
    | RealtimeConversationItemFunctionCall
    | RealtimeConversationItemFunctionCallOutput
    | RealtimeMCPApprovalResponse
    | RealtimeMCPListTools
    | RealtimeMCPToolCall
    | RealtimeMCPApprovalRequest,
    Tags(
        "message",
        "function_call",
        "function_call_output",
        "mcp_approval_response",
        "mcp_list_tools",
        "mcp_call",
        "mcp_approval_request",
    ),
]
"""An item of a conversation, tagged by ``type``; a message a second time by ``role``."""
