"""What a client's handshake says: the path, the model, the key, and the headers that are not wanted."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

from conformance.peer.client.played import Connection
from conformance.peer.client.stage import KEY, MODEL

PATH = "/v1/realtime"
_SUBPROTOCOL = "openai-insecure-api-key."


def handshakes(connection: Connection) -> Iterator[tuple[str, str]]:
    """The rules that a handshake breaks, each with a sentence."""
    parts, headers = urlsplit(connection.path), {name.lower(): value for name, value in connection.headers.items()}
    if parts.path.rstrip("/") != PATH:
        yield "connection.path", f"the path is {parts.path}, expected {PATH}"
    models = parse_qs(parts.query).get("model", [])
    if models != [MODEL]:
        yield "connection.path", f"the model in the address is {' and '.join(models) or 'missing'}, expected {MODEL}"
    offered = [one.strip() for one in headers.get("sec-websocket-protocol", "").split(",")]
    if headers.get("authorization") != f"Bearer {KEY}" and f"{_SUBPROTOCOL}{KEY}" not in offered:
        yield "connection.authorization", "neither the header Authorization nor a subprotocol has the key"
    if "openai-beta" in headers:
        yield "connection.no-beta-header", f"the header OpenAI-Beta is {headers['openai-beta']}"
