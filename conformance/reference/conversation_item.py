"""Conversation items: ``types/realtime/conversation_item.rs``."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from conformance.reference.error import ErrorCodeMessage, ErrorMessage
from conformance.reference.mcp import MCPListToolsTool
from conformance.reference.serde import RoleTagged, Struct, TypeTagged, UnitEnum, skip_if_none


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
    """Audio from the user, in Base64, and what was said."""

    audio: str
    transcript: str


class ImageDetail(UnitEnum):
    """How closely the model looks at an image. The default of the type is no default of any member."""

    Auto = "auto"
    Low = "low"
    High = "high"


class UserMessageContentInputImage(Struct):
    """An image from the user, as a URI that holds the data."""

    image_url: str
    detail: ImageDetail


class TaggedUserMessageContentInputText(UserMessageContentInputText, TypeTagged):
    """``UserMessageContent::InputText``."""

    type: Literal["input_text"] = "input_text"


class TaggedUserMessageContentInputAudio(UserMessageContentInputAudio, TypeTagged):
    """``UserMessageContent::InputAudio``."""

    type: Literal["input_audio"] = "input_audio"


class TaggedUserMessageContentInputImage(UserMessageContentInputImage, TypeTagged):
    """``UserMessageContent::InputImage``."""

    type: Literal["input_image"] = "input_image"


UserMessageContent = Annotated[
    TaggedUserMessageContentInputText | TaggedUserMessageContentInputAudio | TaggedUserMessageContentInputImage,
    Field(discriminator="type"),
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
    """Audio from the model, in Base64, and what was said."""

    audio: str | None = None
    transcript: str


class TaggedAssistantMessageContentOutputText(AssistantMessageContentOutputText, TypeTagged):
    """``AssistantMessageContent::OutputText``."""

    type: Literal["output_text"] = "output_text"


class TaggedAssistantMessageContentOutputAudio(AssistantMessageContentOutputAudio, TypeTagged):
    """``AssistantMessageContent::OutputAudio``."""

    type: Literal["output_audio"] = "output_audio"


AssistantMessageContent = Annotated[
    TaggedAssistantMessageContentOutputText | TaggedAssistantMessageContentOutputAudio,
    Field(discriminator="type"),
]
"""One part of what the model said, tagged by ``type``."""


class RealtimeConversationItemMessageAssistant(Struct):
    """A message from the model."""

    content: list[AssistantMessageContent]
    id: str | None = skip_if_none()
    object: str | None = skip_if_none()
    status: str | None = skip_if_none()


class TaggedSystemMessage(RealtimeConversationItemMessageSystem, RoleTagged):
    """``RealtimeConversationItemMessage::System``."""

    role: Literal["system"] = "system"


class TaggedUserMessage(RealtimeConversationItemMessageUser, RoleTagged):
    """``RealtimeConversationItemMessage::User``."""

    role: Literal["user"] = "user"


class TaggedAssistantMessage(RealtimeConversationItemMessageAssistant, RoleTagged):
    """``RealtimeConversationItemMessage::Assistant``."""

    role: Literal["assistant"] = "assistant"


RealtimeConversationItemMessage = Annotated[
    TaggedSystemMessage | TaggedUserMessage | TaggedAssistantMessage, Field(discriminator="role")
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
    """What a function call came to, as free text."""

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


class TaggedProtocolError(ErrorCodeMessage, TypeTagged):
    """``RealtimeMCPToolCallError::ProtocolError``."""

    type: Literal["protocol_error"] = "protocol_error"


class TaggedToolExecutionError(ErrorMessage, TypeTagged):
    """``RealtimeMCPToolCallError::ToolExecutionError``."""

    type: Literal["tool_execution_error"] = "tool_execution_error"


class TaggedHttpError(ErrorCodeMessage, TypeTagged):
    """``RealtimeMCPToolCallError::HttpError``."""

    type: Literal["http_error"] = "http_error"


RealtimeMCPToolCallError = Annotated[
    TaggedProtocolError | TaggedToolExecutionError | TaggedHttpError, Field(discriminator="type")
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


class TaggedSystemMessageItem(TaggedSystemMessage, TypeTagged):
    """``RealtimeConversationItem::Message`` of a system message: ``type`` first, then ``role``."""

    type: Literal["message"] = "message"


class TaggedUserMessageItem(TaggedUserMessage, TypeTagged):
    """``RealtimeConversationItem::Message`` of a user's message: ``type`` first, then ``role``."""

    type: Literal["message"] = "message"


class TaggedAssistantMessageItem(TaggedAssistantMessage, TypeTagged):
    """``RealtimeConversationItem::Message`` of a model's message: ``type`` first, then ``role``."""

    type: Literal["message"] = "message"


class TaggedFunctionCall(RealtimeConversationItemFunctionCall, TypeTagged):
    """``RealtimeConversationItem::FunctionCall``."""

    type: Literal["function_call"] = "function_call"


class TaggedFunctionCallOutput(RealtimeConversationItemFunctionCallOutput, TypeTagged):
    """``RealtimeConversationItem::FunctionCallOutput``."""

    type: Literal["function_call_output"] = "function_call_output"


class TaggedMcpApprovalResponse(RealtimeMCPApprovalResponse, TypeTagged):
    """``RealtimeConversationItem::McpApprovalResponse``."""

    type: Literal["mcp_approval_response"] = "mcp_approval_response"


class TaggedMcpListTools(RealtimeMCPListTools, TypeTagged):
    """``RealtimeConversationItem::McpListTools``."""

    type: Literal["mcp_list_tools"] = "mcp_list_tools"


class TaggedMcpCall(RealtimeMCPToolCall, TypeTagged):
    """``RealtimeConversationItem::McpCall``."""

    type: Literal["mcp_call"] = "mcp_call"


class TaggedMcpApprovalRequest(RealtimeMCPApprovalRequest, TypeTagged):
    """``RealtimeConversationItem::McpApprovalRequest``."""

    type: Literal["mcp_approval_request"] = "mcp_approval_request"


RealtimeConversationItem = Annotated[
    Annotated[
        TaggedSystemMessageItem | TaggedUserMessageItem | TaggedAssistantMessageItem,
        Field(discriminator="role"),
    ]
    | TaggedFunctionCall
    | TaggedFunctionCallOutput
    | TaggedMcpApprovalResponse
    | TaggedMcpListTools
    | TaggedMcpCall
    | TaggedMcpApprovalRequest,
    Field(discriminator="type"),
]
"""An item of a conversation, tagged by ``type``; a message a second time by ``role``."""
