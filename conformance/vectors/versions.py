"""Decides whether a recorded meaning may change: only with a new version of the dialect, requested by its number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from conformance.errors import UsageError
from conformance.spec import version_file
from conformance.spec.model import Dialect
from conformance.vectors.ledger import LedgerEntry
from conformance.vectors.vector import Vector

_NAMED = 5


def check_version(dialect: Dialect, version: int | None) -> None:
    """Check that ``--dialect-version``, if given, is the dialect's present version.

    Raises:
        UsageError: it is another one; the message names the file to change.
    """
    if version not in (None, dialect.version):
        raise UsageError(
            f"--dialect-version={version}: the dialect {dialect.name} is at version {dialect.version}; "
            f"its version is changed in {version_file(dialect.name)}"
        )


def authorise(
    moved: Sequence[Vector], entries: Mapping[str, LedgerEntry], dialect: Dialect, version: int | None
) -> None:
    """Check that meanings change only with a version above the one at which they were recorded.

    Raises:
        UsageError: the version was not requested, or is not higher; the message names ids and says how to proceed.
    """
    if not moved:
        return
    recorded = max(entries[vector.id].version if vector.id in entries else dialect.version for vector in moved)
    if version is not None and version > recorded:
        return
    named = ", ".join(vector.id for vector in moved[:_NAMED]) + (", …" if len(moved) > _NAMED else "")
    would = f"{len(moved)} vectors would change their" if len(moved) > 1 else "1 vector would change its"
    target, where = max(recorded + 1, dialect.version), version_file(dialect.name)
    if target > dialect.version:
        way = f"raise the version in {where} to {target} and record with --dialect-version={target}"
    else:
        way = f"record with --dialect-version={target} (once {target} is released, raise it in {where} first)"
    raise UsageError(
        f"{would} meaning ({named}), which only a new version of the dialect may do: take new ids, or {way}"
    )
