"""Which server is driven, how it is reached, and how much that may cost."""

from __future__ import annotations

import ipaddress
import os
import re
import ssl
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from conformance.errors import UsageError
from conformance.impl import WEB
from conformance.session.credentials import LEFT_OUT, clean_url

_NAMED = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")
_SECRET_HEADERS = frozenset({"authorization", "api-key", "x-api-key", "cookie", "proxy-authorization"})


@dataclass(frozen=True, slots=True)
class Target:
    """A server's address with the headers that it is sent. ``secrets`` never leave this process but to the server."""

    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    secrets: tuple[str, ...] = field(default=(), repr=False)
    trusts: ssl.SSLContext | None = field(default=None, repr=False)
    """Whose certificates are trusted; those that the system trusts by default."""

    @property
    def shown(self) -> str:
        """The address as it may be told."""
        return self.redacted(clean_url(self.url))

    def redacted(self, text: str) -> str:
        """A text without the secrets."""
        for secret in self.secrets:
            text = text.replace(secret, LEFT_OUT)
        return text

    def at(self, path: str | None, query: Mapping[str, str | None]) -> str:
        """The address with another end of its path, and with members of the query set or left out."""
        parts = urlsplit(self.url)
        members = {**dict(parse_qsl(parts.query, keep_blank_values=True)), **query}
        kept = urlencode({name: value for name, value in members.items() if value is not None})
        ended = parts.path if path is None else parts.path.rstrip("/").rpartition("/realtime")[0] + path
        return urlunsplit((parts.scheme, parts.netloc, ended, kept, ""))


def target(url: str, headers: Iterable[str]) -> Target:
    """The target of an address and of headers as they are given, ``Name: value``.

    ``{NAME}`` in either is the value of that environment variable: secrets do not belong on a command line.

    Raises:
        UsageError: the address or a header is not one, or a variable is not set.
    """
    secrets: list[str] = []
    parts = urlsplit(url)
    if parts.scheme not in ("ws", "wss") or not parts.hostname:
        begins = WEB.get(f"{parts.scheme}:")
        meant = f"; did you mean {begins}{clean_url(url).partition(':')[2]}?" if begins and parts.hostname else ""
        raise UsageError(f"--impl={clean_url(url)}: expected ws://HOST:PORT/PATH or wss://HOST/PATH{meant}")
    if "@" in parts.netloc:
        raise UsageError("--impl: leave user and password out of the address, and give them with --header")
    read: dict[str, str] = {}
    for header in headers:
        name, colon, value = header.partition(":")
        if not colon or not name.strip():
            raise UsageError(f"--header={name}: expected 'Name: value'; {{VARIABLE}} is read from the environment")
        if name.strip().lower() in _SECRET_HEADERS and not _NAMED.search(value):
            form = f"'{name.strip()}: … {{VARIABLE}}'"
            raise UsageError(f"--header={name.strip()}: put the secret into the environment and write {form}")
        read[name.strip()] = _expanded(value.strip(), f"--header={name.strip()}", secrets)
    # The longest first, should one be part of another.
    return Target(_expanded(url, "--impl", secrets), read, tuple(sorted(secrets, key=len, reverse=True)))


def _expanded(text: str, option: str, secrets: list[str]) -> str:
    def value(found: re.Match[str]) -> str:
        taken = os.environ.get(found[1])
        if not taken:
            raise UsageError(f"{option}: the environment variable {found[1]} is not set")
        secrets.append(taken)
        return taken

    return _NAMED.sub(value, text)


def on_loopback(url: str) -> bool:
    """Whether an address is one of this machine alone."""
    host = urlsplit(url).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class Spent(Exception):
    """The budget of a live service is used up; the message says what of it."""


class Budget:
    """What a run may cost: a number of sessions, of seconds connected and of tokens; unlimited by default."""

    def __init__(
        self, sessions: float = float("inf"), seconds: float = float("inf"), tokens: float = float("inf")
    ) -> None:
        self._limits = {"sessions": sessions, "seconds": seconds, "tokens": tokens}
        self._used = dict.fromkeys(self._limits, 0.0)

    def spend(self, what: str, amount: float = 1) -> None:
        """Count what was used."""
        self._used[what] += amount

    def check(self, *, opening: bool = False) -> None:
        """Stop where nothing is left; ``opening`` asks for one more session.

        Raises:
            Spent: something is used up.
        """
        for what, limit in self._limits.items():
            used = self._used[what]
            if used > limit or (used >= limit and (opening or what != "sessions")):
                raise Spent(f"the budget of {limit:g} {what} (--live-budget) is used up")

    def left(self, seconds: float) -> float:
        """The seconds to wait, at most as many as the budget has."""
        return max(0.0, min(seconds, self._limits["seconds"] - self._used["seconds"]))


def budget(text: str | None, url: str) -> Budget:
    """The budget of an option; unlimited on the loopback without one.

    Raises:
        UsageError: it is not three numbers, or there is none for a server elsewhere.
    """
    if text is None:
        if not on_loopback(url):
            raise UsageError(
                f"--impl={clean_url(url)} is not on this machine, and its sessions may cost money: say how much, "
                "--live-budget=SESSIONS,SECONDS,TOKENS"
            )
        return Budget()
    found = re.fullmatch(r"(\d+),(\d+),(\d+)", text)
    if found is None:
        raise UsageError(f"--live-budget={text}: expected SESSIONS,SECONDS,TOKENS, such as 80,600,50000")
    return Budget(*map(int, found.groups()))


class Stopwatch:
    """Counts the seconds of a connection towards a budget."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._since = time.monotonic()

    def lap(self) -> None:
        """Count the seconds since the last lap."""
        now = time.monotonic()
        self._budget.spend("seconds", now - self._since)
        self._since = now
