"""What was found in a recording, in words and as JSON."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from typing import Any

from conformance.jsontext import visible
from conformance.requirements.level import Level
from conformance.requirements.sessions import SessionRequirement
from conformance.session.finding import Finding
from conformance.session.lint import Cause, Linted
from conformance.session.transcript import Replaced, header_record

WIDTH = 116
"""How long a line of a report is where nothing asks for a shorter one."""
_FEW = 8
_SHOWN = 3
"""How many findings of a cause are shown."""
LACKS = {
    "start": "it does not begin with the session, or lacks a frame",
    "begun": "it has the beginning of no response",
    "new": "nothing says that its connection opened the session",
    "alone": "its connection may not be the only one of the session",
    "client": "it has no frames of the client",
    "server": "it has no frames of the server",
    "ids": "its ids were replaced",
    "audio": "its audio was replaced",
    "times": "its times were replaced",
    "text": "its texts were replaced",
}

_PLACEHOLDER = re.compile(r'^"(?:[<\[(*].*|.*(?:…|\.\.\.|[>\])]))"?$')
"""What stands where audio was, such as `<1234 bytes>`, `[REDACTED]` or `AAAA…`."""
_SAY = {"new": "--connection=new"}
"""The options that say what a recording lacks."""


def report(name: str, linted: Linted, width: int = WIDTH) -> Iterator[str]:
    """The lines of a report: the recording, the causes with the worst first, what was passed over, and the verdict.

    Sentences are broken to the width; names, and what is listed, are not.
    """
    yield f"{visible(name)}: {_counted(linted.frames, 'frame')}, judged by {linted.header.dialect}"
    if linted.told:
        yield ""
        yield from textwrap.wrap(visible(str(linted.told)), width, break_long_words=False, break_on_hyphens=False)
    if not linted.judged:
        yield from _notes(linted)
        yield verdict(linted)
        return
    for cause in linted.causes():
        yield ""
        yield from _cause(cause, linted, width)
    if remarks := [*_notes(linted), *_backwards(linted), *_replaced(linted), *_not_judged(linted)]:
        yield from ("", *remarks)
    yield ""
    yield verdict(linted)


def line(finding: Finding, row: SessionRequirement, time: float | None) -> str:
    """A finding in one line, as it comes."""
    return f"{row.level:<6}  {row.id} ({row.side})  {_at(finding.frame, time)}: {finding}"


def verdict(linted: Linted) -> str:
    """The last line."""
    if not linted.frames:
        return "NOTHING WAS JUDGED: no frame of a session in it"
    if linted.told and linted.told.apart:
        return f"NOTHING WAS JUDGED: it is a recording of {linted.told.name}"
    if not linted.judged:
        return f"NOTHING WAS JUDGED: no whole event of {linted.header.dialect} in it"
    must, should = linted.broken([Level.MUST]), linted.broken([Level.SHOULD])
    if must:
        also = f" and {should} that should be kept" if should else ""
        return f"BREAKS {_counted(must, 'rule')} that must be kept{also}"
    if should:
        return f"KEEPS every rule that must be kept, and breaks {should} that should be"
    return "KEEPS every rule"


def _cause(cause: Cause, linted: Linted, width: int) -> Iterator[str]:
    row, found = cause.requirement, cause.findings
    times = f", {len(found)} times" if len(found) > 1 else ""
    yield f"{row.level:<6}  {row.id} ({row.side}{times})"
    yield from textwrap.wrap(row.says, width, initial_indent=" " * 8, subsequent_indent=" " * 8)
    for finding in found[:_SHOWN]:
        yield from textwrap.wrap(
            f"{_at(finding.frame, linted.time(finding.frame))}: {finding}",
            width,
            initial_indent=" " * 8,
            subsequent_indent=" " * 10,
            break_long_words=False,
            break_on_hyphens=False,
        )
    if more := [f"{finding.frame}" for finding in found[_SHOWN:]]:
        yield f"        and in frame{'s' if len(more) > 1 else ''} {_some(more)}"


def _at(frame: int, time: float | None) -> str:
    return f"frame {frame}" + ("" if time is None else f" ({time:.3f} s)")


def _notes(linted: Linted) -> Iterator[str]:
    by_reason: dict[str, list[str]] = {}
    for note in linted.notes:
        by_reason.setdefault(note.why, []).append(str(note.where))
    for why, where in by_reason.items():
        kind = "line" if where[0].isdecimal() else "place"
        yield f"passed over: {kind}{'s' if len(where) > 1 else ''} {_some(where)} ({why})"


def _backwards(linted: Linted) -> Iterator[str]:
    """Frames that were put in a wrong order, or clocks that differ, may be what seems to be wrong in a session."""
    if linted.backwards is not None:
        frame, before = linted.backwards
        where = _at(frame, linted.time(frame))
        yield f"times run backwards: {where} comes after one at {before:.3f} s; the order of the recording is judged"


def _replaced(linted: Linted) -> Iterator[str]:
    """A hint where audio was found illegal that no longer is what was sent."""
    if Replaced.AUDIO not in linted.header.replaced and any(
        one.at.endswith(("/audio", "/delta")) and "audio" in one.event and _PLACEHOLDER.match(one.got)
        for one in linted.findings
    ):
        yield "audio looks replaced (--replaced=audio says so, and it is not judged)"


def _not_judged(linted: Linted) -> Iterator[str]:
    for need, rules in linted.not_judged.items():
        hint = f" ({_SAY[need]} says it)" if need in _SAY else ""
        yield f"not judged: {_counted(len(rules), 'rule')}, because {LACKS[need]}{hint}"
    silence = None if linted.silence is None else f"{linted.silence:.1f} s"
    if linted.complete:
        yield from [f"what must come later was waited for {silence}"] if silence else []
    elif not linted.header.complete:
        complete = "nothing says that the recording is complete (--complete says it)"
        yield f"not judged: what must come later, because {complete}"
    elif linted.expired:
        yield "not judged: what must come later, because the session had reached its longest duration"
    elif linted.whole:
        yield f"not judged: what must come later, because the server was silent for {silence} only"
    else:
        yield "not judged: what must come later, because a frame was not kept"


def record(name: str, linted: Linted) -> dict[str, Any]:
    """The whole result of one recording as a JSON object."""
    return {
        "file": name,
        "header": header_record(linted.header),
        "frames": linted.frames,
        **({"generation": linted.told.id, "told": str(linted.told)} if linted.told else {}),
        "verdict": "fail" if linted.broken([Level.MUST]) else "pass" if linted.judged else "nothing",
        "broken": {level.value: linted.broken([level]) for level in Level},
        "findings": [_finding(finding, cause, linted) for cause in linted.causes() for finding in cause.findings],
        "notes": [{"where": note.where, "why": note.why} for note in linted.notes],
        "not_judged": linted.not_judged,
        "complete": linted.complete,
        **({} if linted.backwards is None else {"backwards": linted.backwards[0]}),
        **({} if linted.silence is None else {"silence": round(linted.silence, 3)}),
    }


def _finding(finding: Finding, cause: Cause, linted: Linted) -> dict[str, Any]:
    row, time = cause.requirement, linted.time(finding.frame)
    return {
        "rule": finding.rule,
        "level": row.level.value,
        "side": row.side,
        "what": finding.what.value,
        "frames": list(finding.frames),
        **({} if time is None else {"t": time}),
        "event": finding.event,
        "at": finding.at,
        "about": finding.about,
        "expected": finding.expected,
        "got": finding.got,
        "sentence": str(finding),
        "says": row.says,
    }


def _some(texts: list[str]) -> str:
    return ", ".join(texts[:_FEW]) + (", …" if len(texts) > _FEW else "")


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
