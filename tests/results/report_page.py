"""An HTML report with something of everything in it, texts that want to break out of it included."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from result_files import changed, gone, results, verdict

from conformance.checks.finding import Finding, What
from conformance.results.chart import HistoryPoint
from conformance.results.html import html

HOSTILE = (
    '</script><script>window.broken="script"</script><!--<img src=x onerror="window.broken=1">'
    "{{data}}\u2028\u2029\ud800 \x00\x07\u202e &lt;b&gt; ${1} `"
)
SHOWN = (
    '</script><script>window.broken="script"</script><!--<img src=x onerror="window.broken=1">'
    "{{data}}U+2028U+2029U+D800 U+0000U+0007U+202E &lt;b&gt; ${1} `"
)
"""What a reader sees of it: characters that do not show are named."""


ROWS = (("usage.kept", "Usage is kept."),)
SLUG = HOSTILE.replace("/", "|").replace("\ud800", "")
SLUG_SHOWN = SHOWN.replace("/", "|").replace("U+D800", "")
"""The same as the name of a case, in which a results file allows less."""


def write(directory: Path) -> Path:
    """Two implementations; the second one was stopped, lists a failure as known and lacks a type."""
    mine = results(
        directory,
        verdict("RealtimeResponse/usage", check="accepts"),
        verdict(
            "RealtimeResponse/usage",
            "fail",
            gone("/usage", "{}", requirement="usage.kept"),
            requirements=ROWS,
            sent='{"usage":{}}',
            expected='{"usage":{}}',
            actual="{}",
            reproduce="realtime-conformance show RealtimeResponse/usage --impl=mine",
        ),
        *(
            verdict(
                f"RealtimeResponse/order-{number}",
                "fail",
                Finding(What.RESPELT, f"/items/{number}", "the order of members"),
                check="canonical-bytes",
                level="should",
                sent="{}" + " " * number,
                reproduce=f"realtime-conformance show RealtimeResponse/order-{number} --impl=mine",
            )
            for number in range(200)
        ),
        verdict("Session/plain"),
        verdict("Session/array", "free", "accepted", check="behaviour", requirements=ROWS),
        verdict("Session/same", "free", "accepted", check="behaviour", requirements=ROWS),
        **_about("mine"),
        exit_=1,
    )
    other = results(
        directory,
        verdict("RealtimeResponse/usage", "fail", changed("/usage/total", "1", '"1"'), known="https://issues.test/7"),
        verdict("Session/plain", "unsupported"),
        verdict("Session/array", "free", "not decoded: rejected: E: no", check="behaviour", requirements=ROWS),
        verdict("Session/same", "free", "accepted", check="behaviour", requirements=ROWS),
        verdict(
            f"Session/{SLUG}",
            "fail",
            Finding(What.CHANGED, f"/{HOSTILE}", HOSTILE, HOSTILE, HOSTILE),
            Finding(What.NOT_JSON, got=HOSTILE),
            check="rejects",
            requirements=((HOSTILE, HOSTILE),),
            sent=HOSTILE,
            expected=HOSTILE,
            actual=HOSTILE,
            reproduce=f"show {HOSTILE}",
        ),
        **_about("<b>other", profile=HOSTILE),
        complete=False,
    )
    points = [HistoryPoint("mine", version, f"2026-0{version}-01", 0.5) for version in "12"]
    made = html([mine, other], points)
    path = directory / "report.html"
    path.write_text(made, encoding="utf-8")
    return path


def _about(name: str, **more: str) -> dict[str, Any]:
    homepage = f"https://example.test/{name.strip('<>')}"
    return {
        "implementation": {"name": name, "version": "1.2.3", "homepage": homepage, **more},
        "options": {"types": ["RealtimeResponse", "Session"]},
        "started": "2026-05-04T03:02:01+00:00",
    }
