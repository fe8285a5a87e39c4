"""Planted defects: each breaks one rule of a session, and says which."""

from __future__ import annotations

from collections.abc import Mapping

from conformance.peer.server.defects.defect import Defect

_ALL: tuple[Defect, ...] = ()

DEFECTS: Mapping[str, Defect] = {defect.name: defect for defect in _ALL}
"""All planted defects, by name."""

__all__ = ["DEFECTS", "Defect"]
