"""Files of known failures: one that is right, and one that is amiss."""

from __future__ import annotations

import sys
from pathlib import Path

import conformance

BIN = Path(sys.executable).parent
ROOT = Path(conformance.__file__).parent.parent


LOST = "/usage is dropped"

KNOWN = f"""\
# of release 1.4
failures:
  - cases: [RealtimeResponse/audio-null, "RealtimeResponse/metadata-*"]
    checks: [round-trip]
    reason: "{LOST}"
    why: waiting for 2.0
    issue: https://issues.example/7
  - cases: [RealtimeResponse/completed-text]   # by design
    checks: [round-trip]
    why: usage is not ours
"""

AMISS = """\
failures:
  - cases: [RealtimeResponse/audio-null]
    checks: [round-trip]
    why: waiting
  - cases:
      - RealtimeResponse/metadata-one
      - RealtimeResponse/usage-null
    checks: [round-trip]
    why: waiting
  - cases: [RealtimeResponse/completed-text]
    checks: [round-trip]
    reason: crashed
    why: waiting
  - cases: [RealtimeResponse/audio-nil]
    why: waiting
  - cases: ["RealtimeResponse/audio-null*"]
    checks: [round-trip]
    why: waiting
    expires: 2020-01-01
"""


def file(project: Path, text: str) -> Path:
    path = project / "known-failures.yaml"
    path.write_text(text)
    return path
