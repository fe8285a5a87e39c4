"""The ``openai`` package alone, connected to a WebSocket server and an HTTP server in this process.

``read`` are frames, answered with the class and the data of the event, or the exception that ``recv`` raised.
``send`` are ``[object, method, arguments]``, where the object is the ``connection`` or the ``client``, answered with
what came to a server.
"""

from __future__ import annotations

import json
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from operator import attrgetter
from queue import Queue
from threading import Thread
from typing import Any

from openai import BaseModel, OpenAI
from websockets.sync.server import ServerConnection, serve

came: Queue[str] = Queue()


class Requests(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        came.put(self.rfile.read(int(self.headers["content-length"])).decode())
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_: object) -> None:
        pass


def received(connection: Any) -> dict[str, object]:
    try:
        event = connection.recv()
    except Exception as error:
        return {"raised": type(error).__name__}
    data = event.to_dict(mode="json") if isinstance(event, BaseModel) else event
    return {"class": type(event).__name__, "data": data}


def main(read: list[str], send: list[tuple[str, str, dict[str, Any]]]) -> dict[str, list[object]]:
    def talk(socket: ServerConnection) -> None:
        for frame in read:
            socket.send(frame)
        for message in socket:
            came.put(str(message))

    with serve(talk, "127.0.0.1", 0) as sockets, HTTPServer(("127.0.0.1", 0), Requests) as requests:
        for server in (sockets, requests):
            Thread(target=server.serve_forever, daemon=True).start()
        client = OpenAI(
            api_key="none",
            base_url=f"http://127.0.0.1:{requests.server_port}",
            websocket_base_url=f"ws://127.0.0.1:{sockets.socket.getsockname()[1]}",
        )
        answers: dict[str, list[object]] = {"read": [], "send": []}
        with client.realtime.connect(model="gpt-realtime") as connection:
            answers["read"] = [received(connection) for _ in read]
            for what, method, arguments in send:
                attrgetter(method)({"connection": connection, "client": client}[what])(**arguments)
                answers["send"].append(json.loads(came.get(timeout=60)))
        requests.shutdown()
        return answers


print(json.dumps(main(**json.load(sys.stdin))))
