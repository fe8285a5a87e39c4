"""The type of the ``openai`` package for each type name of the ``async-openai`` dialect.

Three rules keep the table honest:

- Both are the same on the wire. A type that the package has only inside another
  type's member (``status``) is that member's annotation, without its ``None``: absence belongs to
  the member, not to the type.
- The dialect has variants of tagged unions as bare structs, without their tag. Where the package's
  class requires the tag, the two are different things on the wire, so there is no entry: such a
  variant is reached through its union (``RealtimeConversationItem``, ``RealtimeTool``, ``ToolChoice``,
  ``InputContent``).
- What the installed release does not have is left out, and so answered ``unsupported``.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

_RESPONSE = "realtime.realtime_response"
_CREATE = "realtime.realtime_response_create_params"
_STATUS = "realtime.realtime_response_status"
_MCP_TOOL = "realtime.realtime_response_create_mcp_tool"
_USER_CONTENT = "realtime.realtime_conversation_item_user_message:Content"
_ASSISTANT_CONTENT = "realtime.realtime_conversation_item_assistant_message:Content"

TABLE = {
    # response
    "RealtimeResponse": f"{_RESPONSE}:RealtimeResponse",
    "RealtimeResponseCreateParams": f"{_CREATE}:RealtimeResponseCreateParams",
    "RealtimeResponseUsage": "realtime:RealtimeResponseUsage",
    "InputTokenDetails": "realtime:RealtimeResponseUsageInputTokenDetails",
    "CachedTokenDetails": "realtime.realtime_response_usage_input_token_details:CachedTokensDetails",
    "OutputTokenDetails": "realtime:RealtimeResponseUsageOutputTokenDetails",
    "RealtimeResponseStatus": f"{_RESPONSE}:RealtimeResponse.status",
    # The package gives the name of the dialect's status to what the dialect calls its detail.
    "RealtimeResponseStatusDetail": f"{_STATUS}:RealtimeResponseStatus",
    "RealtimeResponseStatusDetailType": f"{_STATUS}:RealtimeResponseStatus.type",
    "RealtimeResponseStatusDetailReason": f"{_STATUS}:RealtimeResponseStatus.reason",
    "Error": f"{_STATUS}:Error",
    "ResponseAudio": f"{_RESPONSE}:Audio",
    "ResponseAudioOutput": f"{_RESPONSE}:AudioOutput",
    "Conversation": f"{_CREATE}:RealtimeResponseCreateParams.conversation",
    # session
    "MaxOutputTokens": f"{_RESPONSE}:RealtimeResponse.max_output_tokens",
    "RealtimeAudioFormats": "realtime:RealtimeAudioFormats",
    "RealtimeVoice": f"{_RESPONSE}:AudioOutput.voice",
    "RealtimeTool": f"{_CREATE}:Tool",
    "RealtimeFunctionTool": "realtime:RealtimeFunctionTool",
    "ToolChoice": f"{_CREATE}:ToolChoice",
    "ToolChoiceOptions": "responses:ToolChoiceOptions",
    "Session": "realtime.session_update_event:Session",
    # conversation item
    "RealtimeConversationItem": "realtime:ConversationItem",
    "SystemMessageContent": "realtime.realtime_conversation_item_system_message:Content",
    "UserMessageContent": _USER_CONTENT,
    "UserMessageContentInputText": _USER_CONTENT,
    "UserMessageContentInputAudio": _USER_CONTENT,
    "UserMessageContentInputImage": _USER_CONTENT,
    "ImageDetail": f"{_USER_CONTENT}.detail",
    "AssistantMessageContent": _ASSISTANT_CONTENT,
    "AssistantMessageContentOutputText": _ASSISTANT_CONTENT,
    "AssistantMessageContentOutputAudio": _ASSISTANT_CONTENT,
    "RealtimeMCPToolCallError": "realtime.realtime_mcp_tool_call:Error",
    # mcp
    "MCPToolAllowedTools": f"{_MCP_TOOL}:AllowedTools",
    "MCPToolFilter": f"{_MCP_TOOL}:AllowedToolsMcpToolFilter",
    "MCPToolRequireApproval": f"{_MCP_TOOL}:RequireApproval",
    "MCPToolApprovalFilter": f"{_MCP_TOOL}:RequireApprovalMcpToolApprovalFilter",
    "McpToolConnectorId": f"{_MCP_TOOL}:RealtimeResponseCreateMcpTool.connector_id",
    "MCPListToolsTool": "realtime.realtime_mcp_list_tools:Tool",
    # responses
    "Prompt": "responses:ResponsePrompt",
    "ResponsePromptVariables": "responses.response_prompt:Variables",
    "InputContent": "responses:ResponseInputContent",
    "FileInputDetail": "responses:ResponseInputFile.detail",
    "ResponsesImageDetail": "responses:ResponseInputImage.detail",
    # events
    "RealtimeServerEvent": "realtime:RealtimeServerEvent",
    "RealtimeClientEvent": "realtime:RealtimeClientEvent",
}
"""Dialect type name -> ``module:name`` or ``module:Class.member`` below ``openai.types``.

``[]`` at the end means the items of the list there. ``None`` is taken out, unless there is a ``?`` at
the end: then the dialect's type may itself be null.
"""


def installed(table: Mapping[str, str]) -> dict[str, Any]:
    """Every entry of ``table`` that the installed release has, with the type that it names."""
    found = {name: _find(path) for name, path in table.items()}
    return {name: declared for name, declared in found.items() if declared is not None}


def _find(name_path: str) -> Any:
    module, _, path = name_path.partition(":")
    name, _, member = path.rstrip("?[]").partition(".")
    try:
        found = getattr(import_module(f"openai.types.{module}"), name)
        found = found.model_fields[member].annotation if member else found
    except (ImportError, AttributeError, KeyError):
        return None
    if path.endswith("?"):
        return found
    found = _without_none(found)
    return get_args(found)[0] if path.endswith("[]") else found


def _without_none(declared: Any) -> Any:
    if get_origin(declared) is Annotated:
        inner, *metadata = get_args(declared)
        return Annotated[_without_none(inner), *metadata]
    if get_origin(declared) in (Union, UnionType):
        return Union[tuple(_without_none(arm) for arm in get_args(declared) if arm is not NoneType)]  # noqa: UP007
    return declared
