"""Keeps credentials out of transcripts, reports and messages: what is not known to be harmless is left out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from conformance.spelling import loaded, spelt

LEFT_OUT = "…"
"""What takes the place of a value that may be a secret."""

HARMLESS_HEADERS = frozenset(
    {
        *("accept-encoding", "cache-control", "connection", "content-type", "date", "host", "openai-beta"),
        *("openai-processing-ms", "openai-version", "origin", "pragma", "sec-websocket-extensions"),
        *("sec-websocket-version", "server", "upgrade", "user-agent", "x-request-id"),
    }
)
HARMLESS_SUBPROTOCOLS = ("realtime", "openai-beta.realtime-v1")
HARMLESS_QUERY = frozenset({"api-version", "call_id", "deployment", "intent", "model"})
_MEMBERS = frozenset({"api_key", "authorization", "client_secret", "headers"})
"""The members of events in which clients send credentials: of tools on MCP servers, and of the retired beta."""


_KEY = re.compile(r"\b(?:sk-|ek_)[A-Za-z0-9_-]{10,}|\bBearer [A-Za-z0-9._~+/-]{10,}")
"""What looks like a key, wherever it is."""


def clean_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers of a handshake, each value left out that may hold a credential."""
    return {name: _clean_header(name.lower(), value) for name, value in headers.items()}


def _clean_header(name: str, value: str) -> str:
    if name == "sec-websocket-protocol":
        offered = (one.strip() for one in value.split(","))
        return ", ".join(one if one in HARMLESS_SUBPROTOCOLS else LEFT_OUT for one in offered)
    return value if name in HARMLESS_HEADERS else LEFT_OUT


def clean_url(url: str) -> str:
    """The address without user, password, fragment, and without query values that may hold a credential."""
    parts = urlsplit(url)
    query = [
        (name, value if name in HARMLESS_QUERY else LEFT_OUT)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
    ]
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, urlencode(query, safe=LEFT_OUT), ""))


def clean_text(text: str) -> str:
    """The text of a frame, exactly as it was unless a member holds a credential."""
    if not _KEY.search(text) and not any(f'"{name}"' in text for name in _MEMBERS):
        return text
    try:
        value = loaded(text)
    except (ValueError, RecursionError):
        return _KEY.sub(LEFT_OUT, text)
    cleaned = clean(value)
    return text if cleaned == value else spelt(cleaned)


def clean(value: Any) -> Any:
    """A JSON value without the members in which sessions hold credentials, and without what looks like a key."""
    match value:
        case dict():
            return {name: LEFT_OUT if name in _MEMBERS and item else clean(item) for name, item in value.items()}
        case list():
            return [clean(item) for item in value]
        case str():
            return _KEY.sub(LEFT_OUT, value)
        case _:
            return value
