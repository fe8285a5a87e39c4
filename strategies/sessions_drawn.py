"""Whole sessions for Hypothesis: chance decides what a simulated client and its server do."""

from __future__ import annotations

from hypothesis import strategies as st

from conformance.session.simulate import played
from conformance.session.transcript import Connection, Frame, Header


def strategy(acts: int, connection: Connection | None) -> st.SearchStrategy[tuple[Header, list[Frame]]]:
    """Right sessions of up to so many acts of the client, which shrink to fewer acts done one after another."""
    how = st.sampled_from((Connection.NEW, Connection.WEBRTC)) if connection is None else st.just(connection)
    return st.builds(played, st.randoms(), st.integers(0, acts), how)
