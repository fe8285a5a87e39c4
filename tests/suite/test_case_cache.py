"""Cases that are read from a folder are those that would have been made."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import islice
from pathlib import Path
from threading import Event

import pytest

from conformance.checks.case import Case
from conformance.errors import UsageError
from conformance.oracle import Accept, Free, Reject, oracle
from conformance.requirements.register import load_register
from conformance.suite.case_cache import cached
from conformance.suite.generated import payload_cases
from conformance.suite.selection import Selection, select

OPTIONS = dict.fromkeys(
    (
        "types",
        "checks",
        "vectors",
        "generated",
        "gen_seed",
        "strict_levels",
        "impl_timeout",
        "impl_start",
        "results",
        "shard",
        "explore",
        "no_case_cache",
        "isolate",
    )
)
TYPES = ("RealtimeResponseUsage", "RealtimeConversationItem", "RealtimeServerEvent")


def selection(folder: Path | None, **more: object) -> Selection:
    given = {**OPTIONS, "known_failures": None, "update_known_failures": False, "why": None}
    chosen = select({**given, "impl": "reference", "dialect": "async-openai", "case_cache": None, "generated": 60})
    return replace(chosen, case_cache=None if folder is None else str(folder), **more)  # type: ignore[arg-type]


def made(chosen: Selection, type_name: str) -> Iterator[Case]:
    return payload_cases(chosen, type_name, oracle(chosen.dialect), load_register(chosen.dialect))


def never() -> Iterator[Case]:
    raise AssertionError("they were to be read")


@pytest.mark.parametrize("type_name", TYPES)
def test_what_is_read_is_what_was_made(tmp_path: Path, type_name: str) -> None:
    chosen = selection(tmp_path / "new" / "folder")
    first = list(cached(chosen, type_name, lambda: made(chosen, type_name)))
    assert {type(case.expectation) for case in first} == {Accept, Reject, Free}
    assert list(cached(chosen, type_name, never)) == first == list(made(chosen, type_name))


def test_another_seed_count_or_dialect_is_another_file(tmp_path: Path) -> None:
    chosen = selection(tmp_path)
    list(cached(chosen, TYPES[0], lambda: made(chosen, TYPES[0])))
    for other in (replace(chosen, seed=1), replace(chosen, generated=8), replace(chosen, dialect="openai-ga")):
        with pytest.raises(AssertionError, match="they were to be read"):
            list(cached(other, TYPES[0], never))


def test_a_run_that_is_stopped_leaves_nothing_that_could_be_read(tmp_path: Path) -> None:
    chosen = selection(tmp_path)

    def stopped() -> Iterator[Case]:
        yield from islice(made(chosen, TYPES[0]), 5)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(cached(chosen, TYPES[0], stopped))
    assert list(tmp_path.rglob("*.json")) == []
    assert list(cached(chosen, TYPES[0], lambda: made(chosen, TYPES[0])))


def test_runs_that_want_the_same_cases_make_them_once(tmp_path: Path) -> None:
    chosen = selection(tmp_path)
    began, waited = Event(), Event()

    def slowly() -> Iterator[Case]:
        began.set()
        waited.wait(60)
        yield from made(chosen, TYPES[0])

    with ThreadPoolExecutor() as pool:
        first = pool.submit(lambda: list(cached(chosen, TYPES[0], slowly)))
        assert began.wait(60)
        second = pool.submit(lambda: list(cached(chosen, TYPES[0], never)))
        with pytest.raises(TimeoutError):
            second.result(timeout=0.3)
        waited.set()
        assert first.result() == second.result()


def test_by_default_they_are_in_the_users_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    options = {**OPTIONS, "known_failures": None, "update_known_failures": False, "why": None, "case_cache": None}
    options |= {"impl": "reference", "dialect": "async-openai"}
    assert select(options).case_cache == str(tmp_path / "realtime-conformance" / "cases")
    assert select({**options, "no_case_cache": True}).case_cache is None
    with pytest.raises(UsageError, match="contradict each other"):
        select({**options, "no_case_cache": True, "case_cache": "folder"})


def test_cases_of_suites_that_no_run_used_for_a_week_are_removed(tmp_path: Path) -> None:
    old, recent, foreign = tmp_path / ("0" * 12), tmp_path / ("1" * 12), tmp_path / "of-the-user"
    for folder in (old, recent, foreign):
        folder.mkdir()
        (folder / "x.json").touch()
    for folder in (old, foreign):
        os.utime(folder, (0, 0))
    chosen = selection(tmp_path)
    list(cached(chosen, TYPES[0], lambda: made(chosen, TYPES[0])))
    assert not old.exists()
    assert recent.exists()
    assert foreign.exists()


def test_where_nothing_can_be_kept_cases_are_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    chosen = selection(tmp_path / "file" / "folder")
    assert list(cached(chosen, TYPES[0], lambda: made(chosen, TYPES[0]))) == list(made(chosen, TYPES[0]))


def test_without_a_folder_nothing_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    chosen = selection(None)
    list(cached(chosen, TYPES[0], lambda: made(chosen, TYPES[0])))
    assert list(tmp_path.iterdir()) == []
