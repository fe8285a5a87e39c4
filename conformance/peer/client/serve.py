"""Makes a program of a driver in Python: ``serve(Driver)`` speaks the protocol on stdin and stdout.

A driver is a class with one instance per session. Its methods may be coroutines or plain functions::

    class Driver:
        hello = Hello("my-client", "1.2.3", "python", frozenset({Can.SAY}))

        def __init__(self, show: Show) -> None: ...
        async def connect(self, server: Server) -> None: ...
        async def say(self, text: str) -> None: ...
        async def audio(self, pcm: bytes) -> None: ...
        async def interrupt(self) -> None: ...
        async def close(self) -> None: ...

``show("text", delta="Hel")`` says what the client has shown, from any thread. What a method raises is the client's
refusal. Only the standard library is needed, so that a driver runs in the environment of its client;
``python -m conformance.peer.client.serve pkg.module[:attribute]`` serves the ``Driver`` of a module.
"""

from __future__ import annotations

import asyncio
import base64
import inspect
import logging
import os
import pkgutil
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from threading import Lock
from typing import Any

from conformance.adapter.lines import LineSplitter
from conformance.adapter.protocol import ProtocolError
from conformance.adapter.serve import take_stdio, write_all
from conformance.peer.client.contract import Answer, Hello, Kind, Op, Outcome, Request, Server, Show, Surfaced, Tool
from conformance.peer.client.protocol import decode_request, encode_answer, encode_surfaced

_CHUNK = 1 << 18
_LINE_LIMIT = 1 << 28
_MESSAGE = 2000
_USAGE = "usage: python -m conformance.peer.client.serve pkg.module[:attribute]"


class NoDriver(Exception):
    """There is no driver under this name; the message says what is there instead."""


def serve(driver: Any, *, logger: str | None = None) -> None:
    """Drive a client as the requests on stdin say, until ``bye`` or the end of input.

    ``driver`` is a class as above. With ``logger``, the name of a logger, what the client logs counts as shown: errors
    as ``error``, warnings as ``status``.

    Raises:
        ProtocolError: a request came that no answer could be matched to.
    """
    _serve(driver, logger, *take_stdio())


def load(name: str) -> Any:
    """Find the driver that ``pkg.module[:attribute]`` names; without an attribute it is the module's ``Driver``.

    Raises:
        NoDriver: it cannot be imported, or there is no driver in it.
    """
    if name.endswith(".py"):
        raise NoDriver(f"{name}: name the module, not its file: {name.removesuffix('.py')}")
    try:
        found = pkgutil.resolve_name(name if ":" in name else f"{name}:Driver")
    except ValueError:
        raise NoDriver(f"{name!r} is not of the form pkg.module[:attribute]") from None
    except AttributeError:
        raise NoDriver(f"{name}: has no class Driver; name another one as module:attribute") from None
    except Exception as error:
        raise NoDriver(f"importing {name} failed: {_said(error)}") from error
    if not isinstance(getattr(found, "hello", None), Hello):
        raise NoDriver(f"{name}: has no `hello`, a Hello that says what the client is and can")
    return found


def main(arguments: Sequence[str]) -> int:
    """Serve the driver that the arguments name; return the exit code."""
    if len(arguments) != 1 or arguments[0].startswith("-"):
        print(_USAGE, file=sys.stderr)
        return 2
    sys.path.insert(0, str(os.getcwd()))  # noqa: PTH109
    ends = take_stdio()  # before the import: it may print
    try:
        _serve(load(arguments[0]), None, *ends)
    except (NoDriver, ProtocolError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


class _Stage:
    """The driver of one session at a time, and the way out for what it shows."""

    def __init__(self, make: Callable[[Show], Any], logger: str | None, send: Callable[[bytes], None]) -> None:
        self._make, self._send, self._lock = make, send, Lock()
        self._current: Any = None
        self._session = 0
        if logger is not None:
            handler = _Logged(lambda kind, **members: self.show(self._session, kind, **members))
            logging.getLogger(logger).addHandler(handler)

    def send(self, line: bytes) -> None:
        """Write one line, whole, from any thread."""
        with self._lock:
            self._send(line)

    def show(self, session: int, kind: str, **members: Any) -> None:
        """Write what a client has shown, unless its session is over and another one has begun."""
        if session == self._session:
            self.send(encode_surfaced(Surfaced(Kind(kind), members)))

    async def do(self, request: Request) -> Answer | Hello:
        """Have the client do what is asked. Only ``KeyboardInterrupt`` gets out."""
        try:
            return await self._do(request)
        except NotImplementedError as error:
            return Answer(Outcome.UNSUPPORTED, _said(error))
        except (Exception, SystemExit, asyncio.CancelledError) as error:
            return Answer(Outcome.FAILED, _said(error))

    async def _do(self, request: Request) -> Answer | Hello:
        members = request.members
        match request.op:
            case Op.HELLO:
                hello = getattr(self._make, "hello", None)
                if not isinstance(hello, Hello):
                    raise TypeError("the driver has no `hello`")
                return hello
            case Op.CONNECT:
                await self._end()
                self._session += 1
                self._current = self._make(partial(self.show, self._session))
                await self._call("connect", _server(members))
            case Op.SAY:
                await self._call("say", str(members["text"]))
            case Op.AUDIO:
                await self._call("audio", base64.b64decode(members["audio"]))
            case Op.INTERRUPT:
                await self._call("interrupt")
            case Op.CLOSE:
                await self._call("close")
                self._current = None
            case Op.BYE:
                await self._end()
        return Answer(Outcome.OK)

    async def _end(self) -> None:
        if self._current is not None:
            with suppress(Exception):
                await self._call("close")
            self._current = None

    async def _call(self, name: str, *arguments: object) -> None:
        if self._current is None:
            raise LookupError(f"{name}: there is no session")
        method = getattr(self._current, name, None)
        if method is None:
            raise NotImplementedError(f"no {name}")
        if inspect.iscoroutinefunction(method):
            await method(*arguments)
        else:
            await asyncio.to_thread(method, *arguments)


class _Logged(logging.Handler):
    """Shows what is logged: errors as ``error``, warnings as ``status``."""

    def __init__(self, show: Show) -> None:
        super().__init__(logging.WARNING)
        self._show = show

    def emit(self, record: logging.LogRecord) -> None:
        said = record.getMessage() + (f": {record.exc_info[1]!r}" if record.exc_info else "")
        self._show("error" if record.levelno >= logging.ERROR else "status", message=said[:_MESSAGE])


def _serve(driver: Any, logger: str | None, source: int, sink: int) -> None:
    asyncio.run(_answer_all(_Stage(driver, logger, partial(write_all, sink)), source))
    # Threads of the client that do not end must not keep the program alive.
    sys.stderr.flush()
    os._exit(0)


async def _answer_all(stage: _Stage, source: int) -> None:
    splitter = LineSplitter(_LINE_LIMIT)
    while chunk := await asyncio.to_thread(os.read, source, _CHUNK):
        for line in splitter.feed(chunk):
            try:
                seq, request = decode_request(line)
            except ProtocolError as error:
                if error.seq is None:  # nobody could match an answer to it
                    raise
                stage.send(encode_answer(error.seq, Answer(Outcome.UNSUPPORTED, str(error))))
                continue
            stage.send(encode_answer(seq, await stage.do(request)))
            if request.op is Op.BYE:
                return


def _server(members: Mapping[str, Any]) -> Server:
    plain = {name: members[name] for name in ("url", "base_url", "model", "key", "output")}
    tools = tuple(Tool(**{name: tool[name] for name in Tool.__slots__}) for tool in members.get("tools") or ())
    return Server(**plain, ca=members.get("ca"), tools=tools)


def _said(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"[:_MESSAGE]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
