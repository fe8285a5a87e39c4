"""The requirements for servers: what their frames show, and what shows only when they are driven into it.

The first are rows of the requirements for sessions; the others are in one YAML file per dialect, of the same form.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from conformance.errors import near
from conformance.requirements.register import RegisterError
from conformance.requirements.sessions import SessionRequirement, load_session_register, read

_FOLDER = Path(__file__).parent


@cache
def load_server_register(dialect: str) -> Mapping[str, SessionRequirement]:
    """All rows about servers of a dialect by id, those that scenarios show first.

    Raises:
        RegisterError: the dialect has none, or a file is broken.
    """
    path = _FOLDER / f"{dialect}.yaml"
    if not path.is_file():
        known = [one.stem for one in _FOLDER.glob("*.yaml")]
        raise RegisterError(f"no requirements for servers of dialect {dialect!r}{near(dialect, known)}")
    shown = read(path)
    framed = {row.id: row for row in load_session_register(dialect).values() if row.side == "server"}
    if both := sorted(shown.keys() & framed.keys()):
        raise RegisterError(f"{path.name}: {both[0]} is a requirement for sessions already")
    return {**shown, **framed}
