"""An HTML report with something of everything in it, texts that want to break out of it included."""

from __future__ import annotations

from pathlib import Path

from conformance.results.chart import HistoryPoint
from conformance.results.html import Column, html
from tests.report_results import changed, gone, results, verdict

HOSTILE = (
    '</script><script>window.broken="script"</script><!--<img src=x onerror="window.broken=1">'
    "{{data}}\u2028\u2029\ud800 \x00\x07\u202e &lt;b&gt; ${1} `"
)
SHOWN = (
    '</script><script>window.broken="script"</script><!--<img src=x onerror="window.broken=1">'
    "{{data}}U+2028U+2029U+D800 U+0000U+0007U+202E &lt;b&gt; ${1} `"
)
"""What a reader sees of it: signs that do not show are named."""


def write(directory: Path) -> Path:
    """Two implementations; the second one was stopped, lists a failure as known and lacks a type."""
    rows = [{"id": "usage.kept", "says": "Usage is kept."}]
    mine = results(
        directory,
        verdict("RealtimeResponse/usage", check="accepts"),
        verdict(
            "RealtimeResponse/usage",
            "fail",
            reason="lost or invented: /usage: {} is missing",
            requirements=rows,
            sent='{"usage":{}}',
            expected='{"usage":{}}',
            actual="{}",
            differences=[gone("/usage", "{}")],
            reproduce="realtime-conformance show RealtimeResponse/usage --impl=mine",
        ),
        *(
            verdict(
                f"RealtimeResponse/order-{number}",
                "fail",
                "canonical-bytes",
                "should",
                reason=f"the text differs at character {number}",
                sent="{}" + " " * number,
                reproduce=f"realtime-conformance show RealtimeResponse/order-{number} --impl=mine",
            )
            for number in range(200)
        ),
        verdict("Session/plain"),
        verdict("Session/array", "free", "behaviour", reason="accepted", requirements=rows),
        verdict("Session/same", "free", "behaviour", reason="accepted", requirements=rows),
        types=("RealtimeResponse", "Session"),
    )
    other = results(
        directory,
        verdict(
            "RealtimeResponse/usage",
            "fail",
            reason="lost or invented: /usage/total: 1 is missing",
            known="https://issues.test/7",
            differences=[changed("/usage/total", "1", '"1"')],
        ),
        verdict("Session/plain", "unsupported"),
        verdict("Session/array", "free", "behaviour", reason="not decoded (rejected: E: no)", requirements=rows),
        verdict("Session/same", "free", "behaviour", reason="accepted", requirements=rows),
        verdict(
            f"Session/{HOSTILE}",
            "fail",
            "rejects",
            reason=f"accepted {HOSTILE}",
            requirements=[{"id": HOSTILE, "says": HOSTILE}],
            sent=HOSTILE,
            expected=HOSTILE,
            actual=HOSTILE,
            differences=[changed(f"/{HOSTILE}", HOSTILE, HOSTILE)],
            reproduce=f"show {HOSTILE}",
        ),
        types=("RealtimeResponse", "Session"),
        name="<b>other",
        profile=HOSTILE,
        complete=False,
    )
    points = [HistoryPoint("mine", version, f"2026-0{version}-01", 0.5) for version in "12"]
    made = html([mine, other], [Column("Speed", "vectors a second", ["fast", HOSTILE])], points, {"Session": HOSTILE})
    path = directory / "report.html"
    path.write_text(made, encoding="utf-8")
    return path
