"""No false alarms: nothing fails for a right implementation, not even as a warning."""

from __future__ import annotations

import pytest
from mutants.codec import OF_THE_CRATE, OF_THE_DOCUMENT, Codec
from mutants.matrix import failures, vectors
from mutants.right import RIGHT_ONES, RightOne

from conformance.checks.verdict import Verdict


def alarms(adapter: Codec | RightOne) -> list[tuple[str, str, str]]:
    found: list[Verdict] = []
    for type_name in adapter.types:
        for made in (False, True):
            by_check = failures(adapter, adapter.dialect, [type_name], made=made)
            found += (verdict for verdicts in by_check.values() for verdict in verdicts)
    return [(one.case, one.check, one.reason) for one in found]


@pytest.mark.parametrize("adapter", RIGHT_ONES, ids=lambda one: f"{one.name}-{one.dialect}")
def test_nothing_fails_for_the_reference_nor_where_a_freedom_is_used(adapter: RightOne) -> None:
    assert alarms(adapter) == []


@pytest.mark.parametrize("codec", [OF_THE_CRATE, OF_THE_DOCUMENT], ids=lambda one: one.dialect)
def test_nothing_fails_for_a_codec_that_shares_nothing_with_the_reference(codec: Codec) -> None:
    assert alarms(codec) == []


@pytest.mark.parametrize("codec", [OF_THE_CRATE, OF_THE_DOCUMENT], ids=lambda one: one.dialect)
def test_that_codec_reads_hundreds_of_vectors(codec: Codec) -> None:
    def accepted(type_name: str, text: str) -> bool:
        try:
            return isinstance(codec.roundtrip(type_name, text), str)
        except ValueError:
            return False

    assert sum(accepted(name, case.text) for name in codec.types for case in vectors(codec.dialect, name)) > 180
