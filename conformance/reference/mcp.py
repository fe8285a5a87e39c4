"""Tools on MCP servers: ``types/mcp/mcp_.rs``, as far as responses reach it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from conformance.reference.serde import Struct, UnitEnum, Value, skip_if_none


class McpToolConnectorId(UnitEnum):
    """A connector that the service runs itself."""

    ConnectorDropbox = "connector_dropbox"
    ConnectorGmail = "connector_gmail"
    ConnectorGooglecalendar = "connector_googlecalendar"
    ConnectorGoogledrive = "connector_googledrive"
    ConnectorMicrosoftteams = "connector_microsoftteams"
    ConnectorOutlookcalendar = "connector_outlookcalendar"
    ConnectorOutlookemail = "connector_outlookemail"
    ConnectorSharepoint = "connector_sharepoint"


class MCPToolFilter(Struct):
    """Picks tools of a server, by what they do or by name."""

    read_only: bool | None = skip_if_none()
    tool_names: list[str] | None = skip_if_none()


MCPToolAllowedTools = Annotated[list[str] | MCPToolFilter, Field(union_mode="left_to_right")]
"""Untagged: the names of tools (``List``), else a ``Filter``."""


class MCPToolApprovalFilter(Struct):
    """Which tools always need an approval, and which never do."""

    always: MCPToolFilter | None = skip_if_none()
    never: MCPToolFilter | None = skip_if_none()


class MCPToolApprovalSetting(UnitEnum):
    """One policy for all tools of a server."""

    Always = "always"
    Never = "never"


MCPToolRequireApproval = Annotated[MCPToolApprovalFilter | MCPToolApprovalSetting, Field(union_mode="left_to_right")]
"""Untagged: a ``Filter``, else an ``ApprovalSetting``."""


class MCPTool(Struct):
    """An MCP server that the model may use."""

    server_label: str
    allowed_tools: MCPToolAllowedTools | None = skip_if_none()
    authorization: str | None = skip_if_none()
    connector_id: McpToolConnectorId | None = skip_if_none()
    headers: Value | None = skip_if_none()
    require_approval: MCPToolRequireApproval | None = skip_if_none()
    server_description: str | None = skip_if_none()
    server_url: str | None = skip_if_none()
    defer_loading: bool | None = skip_if_none()


class MCPListToolsTool(Struct):
    """One tool that a server says it has."""

    input_schema: Value
    name: str
    annotations: Value | None = skip_if_none()
    description: str | None = skip_if_none()
