"""The approvals of calls to MCP servers: what the server has asked for, and what the client has approved."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from conformance.session.event import Event


@dataclass(slots=True)
class Approvals:
    """The requests by id, with the server and the tool that they are about, and those that were approved."""

    requests: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    approved: set[tuple[Any, Any]] = field(default_factory=set)

    def _ask(self, event: Event) -> None:
        item = event.item
        if item.get("type") == "mcp_approval_request" and isinstance(item.get("id"), str):
            self.requests[item["id"]] = called(item)

    def _ask_or_answer(self, event: Event) -> None:
        item = event.item
        if item.get("type") == "mcp_approval_request":
            self._ask(event)
        elif item.get("approve") is True:
            request = item.get("approval_request_id")
            if isinstance(request, str) and request in self.requests:
                self.approved.add(self.requests[request])


FOLLOWS: Mapping[str, Callable[[Approvals, Event], None]] = {
    "conversation.item.added": Approvals._ask,
    "response.output_item.added": Approvals._ask,
    "conversation.item.create": Approvals._ask_or_answer,
}
"""What an event changes in what is known of approvals, by its type."""


def called(item: Mapping[str, Any]) -> tuple[Any, Any]:
    """The server and the tool that an item is about, as far as they are names."""
    server, tool = item.get("server_label"), item.get("name")
    return server if isinstance(server, str) else None, tool if isinstance(tool, str) else None


def servers(tools: Any, label: Any) -> Iterator[Mapping[str, Any]]:
    """The MCP servers of that label among the tools of a session or a response."""
    for tool in tools if isinstance(tools, list) else ():
        if isinstance(tool, dict) and tool.get("type") == "mcp" and tool.get("server_label") == label:
            yield tool


def asks_first(server: Mapping[str, Any], tool: Any) -> bool | None:
    """Whether a call to a tool of a server has to be approved; ``None`` where the settings do not say."""
    wanted = server.get("require_approval")
    if isinstance(wanted, dict):
        for name, answer in (("always", True), ("never", False)):
            if (named := _names(wanted.get(name))) is not None and tool in named:
                return answer
        return None
    return {"always": True, "never": False}.get(wanted) if isinstance(wanted, str) else None


def allows(server: Mapping[str, Any], tool: Any) -> bool:
    """Whether the settings of a server allow a tool, as far as they name tools."""
    allowed = server.get("allowed_tools")
    names = allowed if isinstance(allowed, list) else _names(allowed)
    return names is None or tool in names


def _names(tools: Any) -> Iterable[Any] | None:
    found = tools.get("tool_names") if isinstance(tools, dict) else None
    return found if isinstance(found, list) else None
