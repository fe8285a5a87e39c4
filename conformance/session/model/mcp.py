"""MCP servers: their tools are listed once the session or a response names one. Every server has the same two tools."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from conformance.session.model.conversation import Conversation
from conformance.session.model.line import Line
from conformance.session.model.track import Track

_SCHEMA = {"type": "object", "properties": {"query": {"type": "string"}}}
TOOLS: tuple[dict[str, Any], ...] = (
    {"name": "lookup", "description": "Looks up.", "input_schema": _SCHEMA, "annotations": {"readOnlyHint": True}},
    {"name": "remember", "description": "Remembers.", "input_schema": _SCHEMA, "annotations": {"readOnlyHint": False}},
)
UNREACHABLE = "unreachable"
"""The name of a host, in ``server_url``, whose tools cannot be listed."""


class ToolServers:
    """The MCP servers of a session. ``tools`` are the names of their tools, by label, once they are listed."""

    def __init__(self, line: Line, conversation: Conversation) -> None:
        self._line, self._conversation = line, conversation
        self.tools: dict[str, list[str]] = {}
        self.listing: set[str] = set()
        self._unlisted: list[Mapping[str, Any]] = []

    def know(self, tools: Iterable[Mapping[str, Any]]) -> None:
        """Note the MCP servers among the tools of a session or a response."""
        for tool in tools:
            if tool["type"] == "mcp" and tool["server_label"] not in self.tools.keys() | self.listing:
                self.listing.add(tool["server_label"])
                self._unlisted.append(tool)

    def listings(self) -> list[Track]:
        """The listings that are still to begin."""
        servers, self._unlisted = self._unlisted, []
        return [self._list_tools(server) for server in servers]

    def _list_tools(self, server: Mapping[str, Any]) -> Track:
        label = server["server_label"]
        item: dict[str, Any] = {"id": self._line.new("mcpl"), "type": "mcp_list_tools", "server_label": label}
        item["tools"] = []
        self._conversation.add(item)
        yield 0
        self._line.send("mcp_list_tools.in_progress", item_id=item["id"])
        yield 0
        failed = UNREACHABLE in (server.get("server_url") or "")
        self._line.send(f"mcp_list_tools.{'failed' if failed else 'completed'}", item_id=item["id"])
        tools = [] if failed else [tool for tool in TOOLS if passes(tool, server.get("allowed_tools"))]
        self._conversation.done({**item, "tools": tools})
        self.tools[label] = [tool["name"] for tool in tools]
        self.listing.discard(label)


def passes(tool: Mapping[str, Any], allowed: Any) -> bool:
    """Whether a filter, a list of names or an object, lets a tool pass."""
    match allowed:
        case None:
            return True
        case list():
            return tool["name"] in allowed
        case _:
            names, read_only = allowed.get("tool_names"), allowed.get("read_only")
            named = names is None or tool["name"] in names
            return named and read_only in (None, tool["annotations"]["readOnlyHint"])
