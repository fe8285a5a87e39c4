"""Rules of calls: their arguments, and the functions that are there to be called."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from conformance.session.event import MISSING, Event
from conformance.session.finding import Finding, Words
from conformance.session.rules.check import Check, Findings, unexpected, wrong
from conformance.session.state import State

_CONCATENATED = {
    "response.function_call_arguments.done": "response.concat-arguments",
    "response.mcp_call_arguments.done": "mcp.call-arguments",
}


def concatenated(state: State, event: Event) -> Iterable[Finding]:
    """The deltas of the arguments add up to the arguments in their done event."""
    item, got = state.responses.item_of(event), event.data.get("arguments", MISSING)
    if item is None or item.done is not None:
        return ()
    expected = "".join(item.arguments)
    if got != expected:
        return [wrong(_CONCATENATED[event.type], event, "/arguments", expected, got)]
    return ()


def known(state: State, event: Event) -> Iterable[Finding]:
    """The called function is one of the tools of the response or of the session."""
    item = event.item
    if item.get("type") != "function_call":
        return ()
    response = state.responses.by_id.get(event.text("response_id") or "")
    if response is None:
        return ()
    tools = response.request.params.get("tools") if response.request else None
    tools = response.settings.get("tools") if tools is None else tools
    names = _functions(tools)
    if isinstance(tools, list) and item.get("name") not in names and not state.settings.pending("tools"):
        expected, got = Words(" or ".join(names) or "no call"), item.get("name", MISSING)
        shown_in = state.settings.shown_in if state.settings.shown_in < response.number else response.number
        return [wrong("call.tool-known", event, "/item/name", expected, got, shown_in)]
    return ()


def begun(state: State, event: Event) -> Findings:
    """A call begins with its name and its id, and with no arguments: they come in deltas."""
    item = event.item
    if item.get("type") != "function_call":
        return
    if item.get("arguments"):
        yield wrong("call.added-ids", event, "/item/arguments", "", item["arguments"])
    for name in ("name", "call_id"):
        if name not in item:
            yield wrong("call.added-ids", event, f"/item/{name}", Words("a string"), MISSING)


def wanted(state: State, event: Event) -> Iterable[Finding]:
    """With ``tool_choice`` none no function is called."""
    if event.text("item", "type") != "function_call":
        return ()
    response = state.responses.by_id.get(event.text("response_id") or "")
    if response is None:
        return ()
    choice = response.request.params.get("tool_choice") if response.request else None
    if (choice or response.settings.get("tool_choice")) == "none" and not state.settings.pending("tool_choice"):
        return [unexpected("call.tool-choice-none", event, "tool_choice is none", response.number)]
    return ()


def _functions(tools: Any) -> list[str]:
    every = tools if isinstance(tools, list) else []
    functions = [tool for tool in every if isinstance(tool, dict) and tool.get("type") == "function"]
    return [tool["name"] for tool in functions if isinstance(tool.get("name"), str)]


CHECKS = (
    Check(tuple(_CONCATENATED.values()), tuple(_CONCATENATED), concatenated),
    Check(("call.added-ids",), ("response.output_item.added",), begun),
    Check(("call.tool-known",), ("response.output_item.added",), known),
    Check(("call.tool-choice-none",), ("response.output_item.added",), wanted),
)
