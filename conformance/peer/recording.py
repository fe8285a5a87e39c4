"""Writes the transcript of a connection while it lasts, and judges it if that is asked for."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from conformance.peer.tap import offered
from conformance.requirements.sessions import SessionRequirement
from conformance.session.credentials import HARMLESS_QUERY, HARMLESS_SUBPROTOCOLS, LEFT_OUT, clean_text
from conformance.session.finding import Finding
from conformance.session.monitor import Monitor
from conformance.session.transcript import DIALECT, Connection, Frame, Header, frame_line, header_line
from conformance.spec.model import Side

Found = Callable[[Finding, SessionRequirement, float | None], None]
"""Is called with each finding, the rule that is broken, and the seconds of its frame."""
_OPEN, _WHOLE = b'"complete":false', b'"complete": true'
"""How the header says that the recording lacks its end, and has it: as long, because one is written over the other."""
_SECRET_LENGTH = 8
"""Shorter values are words of everybody, such as `dev`."""


class Recording:
    """The transcript of one connection, in the file ``path``, line by line as frames come.

    It calls itself incomplete until :meth:`end` says otherwise, so what is left by a process that was killed does, too.
    A file that cannot be written any more ends the recording, never the session: ``lost`` says why.
    """

    def __init__(
        self, path: Path, url: str, headers: Mapping[str, str], *, keep_large: bool = False, found: Found | None = None
    ) -> None:
        query = dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))
        kind = Connection.SIDEBAND if "call_id" in query else Connection.NEW
        self.path = path
        self.lost: str | None = None
        self._secrets = secrets(query, headers)
        self._header = Header(DIALECT, kind, complete=False, sides=(Side.CLIENT, Side.SERVER), url=url)
        self._keep_large, self._found = keep_large, found
        self._monitor = Monitor(replace(self._header, complete=True)) if found else None
        self._frames, self._began = 0, time.monotonic()
        self._closing = False
        self._file = path.open("wb")
        self._write(header_line(self._header))
        self.add(Side.CLIENT, open=headers)

    def add(self, side: Side, **content: Any) -> None:
        """Add a frame: ``text``, ``data``, ``open`` or ``close``. The answer to a close is not one of its own."""
        if self._closing and "close" in content:
            return
        self._closing = self._closing or "close" in content
        self._frames += 1
        frame = self._clean(Frame(self._frames, side, round(time.monotonic() - self._began, 4), **content))
        self._write(frame_line(frame, keep_large=self._keep_large))
        if self._monitor:
            self._tell(self._monitor.feed(frame), frame.t)

    def lose(self, why: str) -> None:
        """Record no more: what follows is not known."""
        self.lost = self.lost or why

    def end(self) -> None:
        """The connection has ended, and all of it was seen unless something was lost."""
        if self.lost is None:
            try:
                line = header_line(self._header).encode()
                self._file.seek(line.index(_OPEN))
                self._file.write(_WHOLE)
            except OSError as error:
                self.lose(error.strerror or str(error))
            if self._monitor:
                self._tell(self._monitor.close(), None)
        self.close()

    def close(self) -> None:
        """Close the file, as it is."""
        try:
            self._file.close()
        except OSError as error:
            self.lose(error.strerror or str(error))

    def _write(self, line: str) -> None:
        if self.lost is None:
            try:
                self._file.write(line.encode())
                self._file.flush()
            except OSError as error:
                self.lose(error.strerror or str(error))

    def _tell(self, findings: Iterable[Finding], t: float | None) -> None:
        assert self._monitor is not None
        assert self._found is not None
        for finding in findings:
            self._found(finding, self._monitor.register[finding.rule], t)

    def _clean(self, frame: Frame) -> Frame:
        """The frame without credentials: what looks like one, and those of this very connection."""
        if frame.text is not None:
            return replace(frame, text=self._without(clean_text(frame.text)))
        if frame.close is not None:
            return replace(frame, close=(frame.close[0], self._without(frame.close[1])))
        if frame.data is not None:
            try:
                text = frame.data.decode()
            except UnicodeDecodeError:
                return frame
            return replace(frame, data=self._without(clean_text(text)).encode())
        return frame

    def _without(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, LEFT_OUT)
        return text


def secrets(query: Mapping[str, str], headers: Mapping[str, str]) -> tuple[str, ...]:
    """What a handshake says that nobody else may read, the longest first."""
    said = [value for name, value in query.items() if name not in HARMLESS_QUERY]
    for name, value in headers.items():
        if name.lower() == "sec-websocket-protocol":
            said += [one for one in offered(value) if one not in HARMLESS_SUBPROTOCOLS]
        elif name.lower() in ("authorization", "proxy-authorization"):
            said.append(value.rpartition(" ")[2])
        elif name.lower() in ("api-key", "x-api-key", "cookie"):
            said.append(value)
    # `openai-insecure-api-key.KEY` is how a browser gives its key.
    said += [one.partition(".")[2] for one in said if one.startswith("openai-")]
    return tuple(sorted({one for one in said if len(one) >= _SECRET_LENGTH}, key=len, reverse=True))
