"""The requirements for servers and for clients: what their frames show, and what shows only when they are played to.

The first are rows of the requirements for sessions; the others are in one YAML file per side and dialect, of the same
form.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from conformance.errors import near
from conformance.requirements.register import RegisterError
from conformance.requirements.sessions import SessionRequirement, load_session_register, read

_FOLDER = Path(__file__).parent


def load_server_register(dialect: str) -> Mapping[str, SessionRequirement]:
    """All rows about servers of a dialect by id, those that scenarios show first.

    Raises:
        RegisterError: the dialect has none, or a file is broken.
    """
    return _register(dialect, "server")


def load_client_register(dialect: str) -> Mapping[str, SessionRequirement]:
    """All rows about clients of a dialect by id, those that scenarios show first.

    Raises:
        RegisterError: the dialect has none, or a file is broken.
    """
    return _register(dialect, "client")


@cache
def _register(dialect: str, side: str) -> Mapping[str, SessionRequirement]:
    path = _FOLDER / f"{side}s" / f"{dialect}.yaml"
    if not path.is_file():
        known = [one.stem for one in path.parent.glob("*.yaml")]
        raise RegisterError(f"no requirements for {side}s in dialect {dialect!r}{near(dialect, known)}")
    shown = read(path)
    framed = {row.id: row for row in load_session_register(dialect).values() if row.side == side}
    if both := sorted(shown.keys() & framed.keys()):
        raise RegisterError(f"{side}s/{path.name}: {both[0]} is a requirement for sessions already")
    return {**shown, **framed}
