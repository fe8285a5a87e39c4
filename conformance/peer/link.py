"""A client's connection to a server under test: every frame is kept, every wait has a deadline."""

from __future__ import annotations

import asyncio
import json
import os
import ssl
import time
from collections.abc import Coroutine, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import (
    ConnectionClosed,
    InvalidMessage,
    InvalidStatus,
    NegotiationError,
    WebSocketException,
)
from websockets.frames import Frame as WireFrame
from websockets.http11 import Response
from websockets.protocol import Event as WireEvent
from websockets.protocol import State
from websockets.typing import Subprotocol

from conformance.errors import UsageError
from conformance.jsontext import visible
from conformance.peer.target import Target
from conformance.session.event import Event, event_of
from conformance.session.transcript import Connection, Frame, Header, without_bulk
from conformance.spec.model import Side

MOST_FRAMES = 20_000
"""How many frames of a server are read on one connection, pings and fragments included: what sends more is a flood."""
MOST_BYTES = 256 * 1024 * 1024
_LARGEST = 64 * 1024 * 1024
"""The longest message that is read."""
_CLOSE_SECONDS = 2.0
_LONGEST_BODY = 10_000
"""Bytes of a refusal in which its message is looked for."""


class NotConnected(Exception):
    """A connection could not be opened; ``status`` is that of a refused upgrade, where it was refused so.

    ``nobody`` says that nothing listens there: nothing that was sent can be the reason.
    """

    def __init__(self, message: str, status: int | None = None, *, nobody: bool = False) -> None:
        super().__init__(message)
        self.status, self.nobody = status, nobody


class Flooded(Exception):
    """The server sends without end."""


@dataclass(frozen=True, slots=True)
class Received:
    """A frame of the server, and the event in it."""

    frame: Frame
    event: Event | None


class _Connect(connect):
    def process_redirect(self, exc: Exception) -> Exception | str:
        """Follow no redirect: it would take the credentials elsewhere."""
        return exc


class _Counted(ClientConnection):
    """A connection that counts every frame when it comes, and breaks off where they are too many.

    Pings are answered, and fragments joined, before anybody reads: what is counted then would not have them.
    """

    frames = octets = 0

    @property
    def flooded(self) -> bool:
        return self.frames > MOST_FRAMES or self.octets > MOST_BYTES

    def process_event(self, event: WireEvent) -> None:
        super().process_event(event)
        if isinstance(event, WireFrame) and not self.flooded:
            self.frames += 1
            self.octets += len(event.data)
            if self.flooded:
                self.transport.abort()


class Link:
    """A connection as a transcript that grows, in a loop that runs while a method waits.

    Raises:
        NotConnected: the server is not there, refuses, or does not answer within ``seconds``.
    """

    def __init__(
        self,
        loop: asyncio.Runner,
        target: Target,
        url: str,
        headers: Mapping[str, str],
        seconds: float,
        *,
        dialect: str,
        subprotocols: Sequence[str] = (),
    ) -> None:
        self._loop = loop
        self._target = target
        both = (Side.CLIENT, Side.SERVER)
        self.header = Header(dialect, Connection.NEW, complete=True, sides=both, url=target.redacted(url))
        self.frames: list[Frame] = []
        self.closed: tuple[int | None, str] | None = None
        """The code and the reason with which the connection has ended; no code where it just broke off."""
        self._started = time.monotonic()
        try:
            self._socket: _Counted = loop.run(
                _opened(url, headers, seconds, subprotocols, target.trusts if url.startswith("wss:") else None)
            )
        except InvalidStatus as error:
            status = error.response.status_code
            said = _said(error.response, target)
            raise NotConnected(f"the server refuses the connection with HTTP {status}{said}", status) from None
        except TimeoutError:
            raise NotConnected(f"no connection within {seconds:g} s") from None
        except (OSError, EOFError, WebSocketException, ValueError) as error:
            reason = visible(target.redacted(_plainly(error)), 200)
            why = f"cannot connect: {reason}{_about_tls(url, error)}"
            raise NotConnected(why, nobody=_nobody_listens(error)) from None
        self._keep(Side.CLIENT, open={**headers})

    @property
    def subprotocol(self) -> str | None:
        """The subprotocol that the server has selected."""
        return self._socket.subprotocol

    def send(self, message: str | bytes, seconds: float) -> None:
        """Send a text or a binary frame.

        What cannot be sent, because the connection has ended or the server reads nothing for some seconds, is not an
        error: what should follow it will not come.
        """
        if isinstance(message, str):
            self._keep(Side.CLIENT, text=message)
        else:
            self._keep(Side.CLIENT, data=message)
        with suppress(ConnectionClosed, OSError, TimeoutError):
            self._run(self._socket.send(message), seconds)

    def ping(self, seconds: float) -> bool:
        """Whether the server answers a ping within some seconds."""

        async def answered() -> None:
            await (await self._socket.ping())

        try:
            self._run(answered(), seconds)
        except (ConnectionClosed, OSError, TimeoutError):
            return False
        return True

    def receive(self, seconds: float) -> Received | None:
        """The next frame, ``None`` if none has come within some seconds or the connection has ended.

        Raises:
            Flooded: more has come than any session has.
        """
        if self.closed is not None:
            return None
        try:
            message = self._run(self._socket.recv(), max(0.0, seconds))
        except TimeoutError:
            return None
        except ConnectionClosed as error:
            self._check_flood()
            self._ended(error)
            return None
        self._check_flood()
        if isinstance(message, bytes):
            return Received(self._keep(Side.SERVER, data=message), None)
        text = self._target.redacted(message)
        kept = self._keep(Side.SERVER, text=text)
        return Received(kept, event_of(replace(kept, text=text, large=None)))

    def ends(self, seconds: float) -> bool:
        """Whether the connection has ended, or does within some seconds. What has come before that can be received."""
        self._loop.run(asyncio.sleep(seconds))
        return self._socket.state is not State.OPEN

    def close(self, code: int = 1000, seconds: float = _CLOSE_SECONDS) -> None:
        """Close the connection, and wait some seconds for the server's answer."""
        if self.closed is None:
            self._keep(Side.CLIENT, close=(code, ""))
            self._socket.close_timeout = seconds
            with suppress(OSError, TimeoutError, WebSocketException):
                self._run(self._socket.close(code), seconds)
            answer = self._socket.protocol.close_rcvd
            self.closed = (answer.code, self._target.redacted(answer.reason)) if answer else (None, "")
        self._socket.transport.abort()

    def _check_flood(self) -> None:
        if self._socket.flooded:
            raise Flooded(
                f"the server has sent {self._socket.frames} frames of {self._socket.octets} bytes, and goes on"
            )

    def _run(self, doing: Coroutine[Any, Any, Any], seconds: float) -> Any:
        return self._loop.run(asyncio.wait_for(doing, seconds))

    def _ended(self, error: ConnectionClosed) -> None:
        theirs, ours = error.rcvd, error.sent
        if theirs is not None:
            self.closed = theirs.code, self._target.redacted(theirs.reason)
        else:
            # What is wrong with the server's frames is the reason for a close of ours.
            self.closed = None, f"{ours.code} {ours.reason}" if ours and ours.code != 1000 else ""
        self._keep(Side.SERVER, close=self.closed)

    def _keep(self, side: Side, **content: Any) -> Frame:
        number, t = len(self.frames) + 1, round(time.monotonic() - self._started, 4)
        frame = without_bulk(Frame(number, side, t, **content))
        self.frames.append(frame)
        return frame


def _said(response: Response, target: Target) -> str:
    """What a server says with a refused upgrade: the message of an error of the API, or the text as it is."""
    text = bytes(response.body or b"")[:_LONGEST_BODY].decode(errors="replace").strip()
    try:
        about = json.loads(text)["error"]
        text = about if isinstance(about, str) else str(about["message"])
    except (ValueError, LookupError, TypeError, RecursionError):
        pass
    return f" ({visible(target.redacted(text), 200)})" if text else ""


def _plainly(error: Exception) -> str:
    """What went wrong, without the address, which differs from one attempt to the next."""
    if isinstance(error, OSError) and not isinstance(error, ssl.SSLError) and error.errno and error.errno > 0:
        return os.strerror(error.errno)
    if isinstance(error, NegotiationError):
        return f"the server selects what was not offered ({error})"
    return str(error) or type(error).__name__


def _about_tls(url: str, error: Exception) -> str:
    """What to try where one side speaks TLS and the other does not."""
    broken = (ssl.SSLError, ConnectionResetError, EOFError)
    if url.startswith("wss:") and isinstance(error, broken) and not isinstance(error, ssl.CertificateError):
        return "; if the server does not speak TLS, its address begins with ws:"
    if url.startswith("ws:") and isinstance(error, InvalidMessage):
        return "; if the server speaks TLS, its address begins with wss:"
    return ""


def _nobody_listens(error: Exception) -> bool:
    broken = (ConnectionResetError, ConnectionAbortedError, BrokenPipeError, ssl.SSLError)
    return isinstance(error, OSError) and not isinstance(error, broken)


async def _opened(
    url: str,
    headers: Mapping[str, str],
    seconds: float,
    subprotocols: Sequence[str],
    trusts: ssl.SSLContext | None,
) -> _Counted:
    connection = await _Connect(
        url,
        create_connection=_Counted,
        additional_headers=headers,
        subprotocols=[*map(Subprotocol, subprotocols)] or None,
        open_timeout=seconds,
        close_timeout=_CLOSE_SECONDS,
        ping_interval=None,
        compression=None,
        max_size=_LARGEST,
        proxy=None,
        ssl=trusts,
    )
    assert isinstance(connection, _Counted)
    return connection


def trusting(certificate: str | None) -> ssl.SSLContext | None:
    """What certificates are trusted: those of the system, or that of a file besides.

    Raises:
        UsageError: the file has no certificate.
    """
    context = ssl.create_default_context()
    if certificate is not None:
        try:
            context.load_verify_locations(certificate)
        except (OSError, ssl.SSLError) as error:
            raise UsageError(f"--ca={certificate}: {error}") from None
    return context
