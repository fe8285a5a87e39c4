"""A payload with what becomes of its members marked."""

from __future__ import annotations

import json
from dataclasses import replace

from result_files import changed, gone, verdict

from conformance.results.page.payload import payload_lines, shows_losses


def test_what_becomes_null_is_changed_and_not_lost() -> None:
    sent, actual = {"a": {"x": 1}, "b": 2}, {"a": None}
    failing = verdict("T/a", "fail", changed("/a", '{"x":1}', "null"), gone("/b", "2"))
    failing = replace(failing, sent=json.dumps(sent), actual=json.dumps(actual))
    assert shows_losses(failing) == 2
    assert [(one.text, one.became) for one in payload_lines(failing) if one.became] == [
        ('"a": {"x": 1},', "changed"),
        ('"b": 2', "lost"),
    ]
