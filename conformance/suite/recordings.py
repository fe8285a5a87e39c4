"""Recorded sessions as items: one per recording and rule, judged by the rules of sessions."""

from __future__ import annotations

import glob
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from conformance.adapter.contract import Hello
from conformance.checks.case import Case, CaseId, CaseKind
from conformance.checks.dialect import Spoken
from conformance.checks.verdict import Verdict
from conformance.errors import UsageError
from conformance.impl import RECORDINGS
from conformance.options import DEFAULT_RESULTS, DEFAULT_TIMEOUT
from conformance.requirements.sessions import load_session_register
from conformance.results.words import counted
from conformance.session.lint import lint
from conformance.session.readers import open_transcript
from conformance.session.transcript import DIALECT, NotATranscript
from conformance.session.verdicts import subjects, verdicts
from conformance.spec.generation import Generation
from conformance.suite.items import ConformanceItem, TypeCollector
from conformance.suite.scenarios import SessionContext, refuse_payload_options
from conformance.suite.selection import Selection, select


def selected(options: Mapping[str, Any]) -> tuple[Selection, dict[str, Path]]:
    """What a run over recordings is asked to do, and the recordings by their names.

    Raises:
        UsageError: no file matches, or an option is given that is about payloads.
    """
    refuse_payload_options(options, "recordings are judged by all rules", "explore", "vectors")
    impl = options["impl"]
    files = sorted(filter(Path.is_file, map(Path, glob.glob(impl.removeprefix(RECORDINGS), recursive=True))))  # noqa: PTH207
    if not files:
        raise UsageError(f"--impl={impl}: no file matches; expected {RECORDINGS} and a path or a glob of recordings")
    named = subjects(files)
    dialect = options["dialect"] or DIALECT
    load_session_register(dialect)
    return _of(select({**options, "dialect": dialect}), named), named


def plain(named: Iterable[str], dialect: str, *, strict: bool, results: str = DEFAULT_RESULTS) -> Selection:
    """What a run over these recordings would be asked to do without further options."""
    whole = Selection(
        RECORDINGS, dialect, (), frozenset(), None, 0, seed=0, strict=strict, timeout=DEFAULT_TIMEOUT, results=results
    )
    return _of(whole, named)


def _of(selection: Selection, named: Iterable[str]) -> Selection:
    return replace(selection, types=tuple(named), checks=frozenset({CaseKind.SESSION.value}), generated=0)


def hello(named: Iterable[str], dialect: str) -> Hello:
    """What the results have in place of an adapter's hello."""
    number = counted(len(list(named)), "recording")
    return Hello("sessions", number, "recorded", "default", dialect, frozenset(), frozenset())


class RecordingContext(SessionContext):
    """What the items of one process share: each recording is judged once, by all rules."""

    def __init__(self, selection: Selection, recordings: Mapping[str, Path]) -> None:
        self.selection = selection
        self._recordings = recordings
        self._judged: dict[str, dict[str, Verdict]] = {}

    @cached_property
    def spoken(self) -> Spoken:
        """The dialect that judges, and what is judged."""
        dialect = self.selection.dialect
        return Spoken(dialect, hello(self._recordings, dialect), Generation.NEUTRAL)

    def sizes(self) -> dict[str, float]:
        """The bytes of each recording, by its name."""
        return {name: float(path.stat().st_size) for name, path in self._recordings.items()}

    def cases(self, subject: str) -> Iterator[str]:
        """The cases of a recording: one per rule."""
        rules = load_session_register(self.selection.dialect)
        return (str(CaseId(CaseKind.SESSION, subject, rule)) for rule in rules)

    def verdict(self, case: CaseId) -> Verdict:
        """The verdict of one rule on one recording.

        Raises:
            UsageError: the file is not a recording.
        """
        if case.subject not in self._judged:
            path = self._recordings[case.subject]
            try:
                with open_transcript(path) as transcript:
                    header = replace(transcript.header, dialect=self.selection.dialect)
                    linted = lint(replace(transcript, header=header))
            except NotATranscript as error:
                raise UsageError(f"{path}: {error}") from None
            if not linted.judged:
                told = linted.told if linted.told and linted.told.apart else None
                raise UsageError(f"{path}: {told or 'no event of a session in it'}")
            self._judged[case.subject] = {one.case: one for one in verdicts(case.subject, path, linted)}
        return self._judged[case.subject][str(case)]

    def close(self) -> None:
        """Nothing is open."""


class RecordingItem(ConformanceItem):
    """One rule over one recording."""

    context: RecordingContext

    def verdicts(self) -> tuple[list[Verdict], Case | None]:
        """The verdict of the rule."""
        return [self.context.verdict(self.case)], None


def make_items(session: pytest.Session, context: RecordingContext) -> list[pytest.Item]:
    """The items of this shard, recording by recording: each is judged once, by all rules."""
    shard, sizes = context.selection.shard, context.sizes()
    mine = sizes.keys() if shard is None else shard.of(sizes)
    items: list[RecordingItem] = []
    for subject in context.selection.types:
        parent = TypeCollector.from_parent(session, name=subject, path=Path(session.path), nodeid=subject)
        for text in context.cases(subject):
            case = CaseId.parse(text)
            item: RecordingItem = RecordingItem.from_parent(parent, name=case.item)
            item.case, item.context, item.index = case, context, len(items)
            items.append(item)
    return [item for item in items if item.case.subject in mine]
