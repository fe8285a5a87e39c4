"""Planted defects: each breaks one rule of a session, and says which."""

from __future__ import annotations

from collections.abc import Mapping

from conformance.peer.server.defects import audio, content, items, responses, session
from conformance.peer.server.defects.defect import Defect

_ALL: tuple[Defect, ...] = (
    *session.DEFECTS,
    *items.DEFECTS,
    *responses.DEFECTS,
    *content.DEFECTS,
    *audio.DEFECTS,
)

DEFECTS: Mapping[str, Defect] = {defect.name: defect for defect in _ALL}
"""All planted defects, by name."""

__all__ = ["DEFECTS", "Defect"]
