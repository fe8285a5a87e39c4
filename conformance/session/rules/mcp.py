"""Rules of MCP servers: where their tools are listed, which may be called, and what has to be approved before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from conformance.session.event import MISSING, Event, at
from conformance.session.finding import Finding, Words
from conformance.session.rules.check import Check, Findings, unexpected, wrong
from conformance.session.state import State
from conformance.session.state.mcp import allows, asks_first, called, servers
from conformance.session.state.responses import has_server

_RESULTS = {"response.mcp_call.completed": "output", "response.mcp_call.failed": "error"}


def result(state: State, event: Event) -> Iterable[Finding]:
    """A call to an MCP server that is completed has an output, one that failed has an error."""
    item = state.responses.item_of(event)
    member = _RESULTS.get(item.outcome) if item else None
    if member and event.item.get(member) is None:
        got = event.item.get(member, MISSING)
        return [wrong("mcp.call-result", event, f"/item/{member}", Words("a value"), got)]
    return ()


def configured(state: State, event: Event) -> Findings:
    """The tools of an MCP server are listed only where the session or the response names one."""
    before = state.mcp_servers or state.responses.mcp_servers
    if state.settings.known and not before and not any(map(has_server, _tools(state))):
        yield unexpected("mcp.list-configured", event, "no tool is an MCP server")


def approved(state: State, event: Event) -> Findings:
    """A call that has to be approved waits for the approval."""
    item = state.responses.item_of(event)
    if item is None or item.data.get("type") != "mcp_call":
        return
    server, (label, tool) = _server(state, item.response, item.data), called(item.data)
    if server is not None and asks_first(server, tool) and (label, tool) not in state.approvals.approved:
        yield unexpected("mcp.approval", event, f"no mcp_approval_response has approved a call to {tool}", item.number)


def asked(state: State, event: Event) -> Iterable[Finding]:
    """An approval is asked for only where one is needed."""
    item = event.item
    if item.get("type") != "mcp_approval_request":
        return ()
    server, (_, tool) = _server(state, event.text("response_id") or "", item), called(item)
    if server is not None and asks_first(server, tool) is False:
        return [unexpected("mcp.approval-never", event, f"require_approval is never for {tool}")]
    return ()


def allowed(state: State, event: Event) -> Iterable[Finding]:
    """Only tools are called that are allowed."""
    item = event.item
    if item.get("type") not in ("mcp_call", "mcp_approval_request"):
        return ()
    server, (_, tool) = _server(state, event.text("response_id") or "", item), called(item)
    if server is not None and not allows(server, tool):
        return [wrong("mcp.allowed-tools", event, "/item/name", Words("one of allowed_tools"), tool)]
    return ()


def listed(state: State, event: Event) -> Findings:
    """Only tools are listed that are allowed."""
    item = event.item
    if item.get("type") != "mcp_list_tools" or not state.settings.known:
        return
    known = [one for tools in _tools(state) for one in servers(tools, called(item)[0])]
    for place, tool in enumerate(event.list("item", "tools")):
        name = at(tool, ("name",))
        if known and not any(allows(one, name) for one in known):
            yield wrong("mcp.allowed-tools", event, f"/item/tools/{place}/name", Words("one of allowed_tools"), name)


def _tools(state: State) -> Iterator[Any]:
    """All tools that the session or a response has, or is about to get."""
    yield state.settings.at("tools")
    yield from (update.session.get("tools") for update in state.settings.updates)
    yield from (request.params.get("tools") for request in state.responses.requests)
    yield from (one.request.params.get("tools") for one in state.responses.by_id.values() if one.request)


def _server(state: State, response_id: str, item: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The settings of the MCP server that an item of a response is about; ``None`` where they are not known."""
    response = state.responses.by_id.get(response_id)
    if response is None or state.settings.pending("tools"):
        return None
    tools = response.request.params.get("tools") if response.request else None
    found = list(servers(response.settings.get("tools") if tools is None else tools, called(item)[0]))
    return found[0] if len(found) == 1 else None


CHECKS = (
    Check(("mcp.call-result",), ("response.output_item.done",), result),
    Check(("mcp.list-configured",), ("mcp_list_tools.in_progress",), configured),
    Check(("mcp.approval",), ("response.mcp_call.in_progress",), approved),
    Check(("mcp.approval-never",), ("response.output_item.added",), asked),
    Check(("mcp.allowed-tools",), ("response.output_item.added",), allowed),
    Check(("mcp.allowed-tools",), ("conversation.item.done",), listed),
)
