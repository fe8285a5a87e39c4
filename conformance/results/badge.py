"""Writes the badge of an implementation: the JSON that the endpoint badge of shields.io reads."""

from __future__ import annotations

import json

from conformance.jsontext import visible
from conformance.results.matrix import Implementation, VerdictMark, implementation
from conformance.results.record import Results

_LABEL = "realtime conformance"
_NAME = 60


def badge(results: Results) -> str:
    """The badge as JSON text: the shares of golden vectors read and sent rightly, and of types covered if not all are.

    A run without a gating failure is green, or yellow-green with known ones; one that was stopped, that is one shard
    of several, or that judged nothing, is grey. A run that is red although no verdict gates is red here, too.
    """
    run = implementation(results)
    message, color = _message(run)
    label = f"{_LABEL} ({visible(run.header.dialect, _NAME)})"
    return json.dumps({"schemaVersion": 1, "label": label, "message": message, "color": color}) + "\n"


def _message(run: Implementation) -> tuple[str, str]:
    if not run.complete:
        return "incomplete", "lightgrey"
    if run.header.options["shard"] is not None:
        return f"shard {run.header.options['shard']} alone", "lightgrey"
    if run.otherwise:
        return run.otherwise.partition(":")[0], "red"
    if run.counts.total() == run.counts[VerdictMark.UNSUPPORTED]:
        return "nothing judged", "lightgrey"
    shown = {"read": run.shares.read, "sent": run.shares.sent}
    message = ", ".join(f"{name} {share.percent}" for name, share in shown.items() if share.whole)
    if not message:
        message = "does not conform" if run.counts.bad else "conforms"
    if run.covered_types.part < run.covered_types.whole:
        message += f" of {run.covered_types} types"
    return message, _color(run)


def _color(run: Implementation) -> str:
    if not run.counts.bad:
        return "yellowgreen" if run.counts[VerdictMark.KNOWN] else "brightgreen"
    ratio = run.shares.correct.ratio or 0.0
    return next(color for bound, color in ((0.9, "yellow"), (0.5, "orange"), (0.0, "red")) if ratio >= bound)
