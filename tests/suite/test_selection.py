"""What a run is asked to do, beside which vectors."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.options import OPTIONS
from conformance.suite.selection import Selection, select


def selection(**more: object) -> Selection:
    nothing = {flag[2:].replace("-", "_"): None for flag in OPTIONS}
    return select({**nothing, "impl": "reference", **more})


@pytest.mark.parametrize(
    ("impl", "folder"),
    [
        ("client:my_driver", "client-my-driver"),
        ("reference-server", "reference-server"),
        ("ws://127.0.0.1:{port}/v1/realtime", "ws-127-0-0-1-port"),
        ("wss://user:secret@a.example:8443/v1/realtime?api-key=secret", "wss-a-example-8443"),
    ],
)
def test_transcripts_are_kept_apart_by_implementation_and_without_its_credentials(impl: str, folder: str) -> None:
    assert selection(impl=impl, results="out/results.jsonl").transcripts == Path("out/transcripts") / folder
