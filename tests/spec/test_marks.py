"""The rows of ``marks.json`` are facts that do not contradict one another, or the official dialect."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conformance.spec import lint_marks as linter
from conformance.spec import wires


def test_the_rows_have_no_problems() -> None:
    assert linter.lint_marks() == []


def wire(document: Any, name: str) -> Any:
    return next(row for row in document["wires"] if row["id"] == name)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda rows: wire(rows, "xai").pop("docs"), "marks.json#/wires/4: 'docs' is a required property"),
        (lambda rows: wire(rows, "xai").update(id="vllm"), "marks.json: the wire 'vllm' is given twice"),
        (
            lambda rows: wire(rows, "xai")["events"].append("response.done"),
            "marks.json: xai: response.done is an event of openai-ga",
        ),
        (
            lambda rows: wire(rows, "xai")["events"].append("session.start"),
            "marks.json: xai: session.start is also an event of openai-live",
        ),
        (
            lambda rows: wire(rows, "openai-beta")["members"].append("/session/instructions"),
            "marks.json: openai-beta: /session/instructions is a member of openai-ga too, in session.created",
        ),
        (
            lambda rows: wire(rows, "openai-ga")["members"].append("/session/voice"),
            "marks.json: openai-ga: /session/voice is not a member of openai-ga",
        ),
        (
            lambda rows: wire(rows, "xai")["shares"].append("nobody"),
            "marks.json: xai: shares the names of 'nobody', which has no row",
        ),
    ],
)
def test_a_row_that_claims_what_is_anothers_is_a_problem(
    change: Callable[[Any], None], problem: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = json.loads(wires.MARKS.read_text(encoding="utf-8"))
    change(document)
    changed = tmp_path / "marks.json"
    changed.write_text(json.dumps(document), encoding="utf-8")
    monkeypatch.setattr(wires, "MARKS", changed)
    monkeypatch.setattr(linter, "MARKS", changed)
    wires.wires.cache_clear()
    try:
        assert problem in linter.lint_marks()
    finally:
        wires.wires.cache_clear()
