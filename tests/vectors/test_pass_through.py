"""A parser and writer of JSON conforms to nearly everything of the official dialect; that is said."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from conformance.adapter import Outcome
from conformance.adapter.inprocess import InProcess, adopt
from conformance.adapter.outcome import Kind
from conformance.oracle import oracle
from conformance.reference.official_adapter import ADAPTER as OFFICIAL
from conformance.results.reader import read
from conformance.vectors.pass_through import passes_everything_through

GA = "openai-ga"
TYPES = ("RealtimeConversationItem", "RealtimeAudioFormats")


def asked(roundtrip: Callable[[str, str], object]) -> bool:
    return passes_everything_through(InProcess(adopt(roundtrip, "adapter")), TYPES, oracle(GA))


def _again(_: str, text: str) -> str:
    return json.dumps(json.loads(text), sort_keys=True)


def test_a_dictionary_passes_everything_through() -> None:
    assert asked(_again)


def _refuses_numbers(name: str, text: str) -> object:
    if name == "RealtimeAudioFormats" and json.loads(text) == 1:
        raise ValueError("not an object")
    return _again(name, text)


@pytest.mark.parametrize(
    "roundtrip",
    [
        OFFICIAL.roundtrip,
        _refuses_numbers,
        lambda name, text: Outcome(Kind.FALLBACK) if '"something_else"' in text else _again(name, text),
        lambda name, text: _again(name, text).replace('"something_else"', '"unknown"'),
        lambda *_: Outcome(Kind.UNSUPPORTED),
    ],
)
def test_one_refusal_or_change_tells_a_library(roundtrip: Callable[[str, str], object]) -> None:
    assert not asked(roundtrip)


def test_a_footer_says_so(tmp_path: Path) -> None:
    options = {"types": [], "checks": [], "vectors": None, "generated": 0, "strict": False, "shard": None}
    header = {
        "kind": "header", "format": 4, "suite": "1", "dialect": {"name": GA, "version": 1}, "requirements": 1,
        "implementation": {"name": "a", "version": "1", "language": "python", "profile": "default"}, "impl": "a",
        "environment": {"python": "3", "platform": "L", "pytest": "9"}, "options": options, "seed": 0,
        "started": "2026-01-01T00:00:00+00:00",
    }  # fmt: skip
    footer = {"kind": "footer", "totals": {}, "exit": 0, "seconds": 1.0}
    path = tmp_path / "results.jsonl"
    for more, says in (({}, False), ({"passes_through": True}, True)):
        path.write_text("\n".join(map(json.dumps, (header, footer | more))) + "\n", encoding="utf-8")
        found = read(path).footer
        assert found is not None
        assert found.passes_through is says
