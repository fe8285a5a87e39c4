"""Small servers for tests: each does one thing, on a port of its own, in a thread that ends with the test."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection, serve

Handler = Callable[[ServerConnection], None]

SESSION: dict[str, Any] = {
    **{"type": "realtime", "object": "realtime.session", "id": "sess_1", "model": "small", "tools": []},
    **{"output_modalities": ["audio"], "instructions": "Be brief.", "tool_choice": "auto", "max_output_tokens": "inf"},
    **{"tracing": None, "truncation": "auto", "prompt": None, "expires_at": 4000000000, "include": None},
    "audio": {
        "input": {
            "format": {"type": "audio/pcm", "rate": 24000},
            "transcription": None,
            "noise_reduction": None,
            "turn_detection": {
                **{"type": "server_vad", "threshold": 0.5, "prefix_padding_ms": 300, "silence_duration_ms": 500},
                **{"idle_timeout_ms": None, "create_response": True, "interrupt_response": True},
            },
        },
        "output": {"format": {"type": "audio/pcm", "rate": 24000}, "voice": "marin", "speed": 1.0},
    },
}


def greets(connection: ServerConnection, **members: Any) -> None:
    """Send a right session.created."""
    event = {"type": "session.created", "event_id": "event_1", "session": {**SESSION, **members}}
    connection.send(json.dumps(event))


def error(event_id: str | None, number: int = 2) -> str:
    """A right error about a client's event."""
    about = {"type": "invalid_request_error", "code": "invalid_value", "message": "No.", "param": None}
    return json.dumps({"type": "error", "event_id": f"event_{number}", "error": {**about, "event_id": event_id}})


def refuses(connection: ServerConnection) -> None:
    """Greet, and refuse everything with one error."""
    greets(connection)
    for number, message in enumerate(connection, start=2):
        try:
            event_id = json.loads(message).get("event_id")
        except (ValueError, AttributeError):
            event_id = None
        connection.send(error(event_id, number))


@contextmanager
def serving(handler: Handler, **options: Any) -> Iterator[str]:
    """The address of a server whose connections are handled by ``handler``."""

    def handled(connection: ServerConnection) -> None:
        with suppress(ConnectionClosed):
            handler(connection)

    with serve(handled, "127.0.0.1", 0, max_size=None, **options) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"ws://127.0.0.1:{server.socket.getsockname()[1]}/v1/realtime?model=small"
        finally:
            server.shutdown()
            thread.join(30)
            assert not thread.is_alive()
