"""The pytest session of a conformance run: its options, and its items in every process."""

from __future__ import annotations

import gc
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, nullcontext
from fnmatch import fnmatchcase
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest

from conformance.adapter.contract import Connection
from conformance.adapters.open import declared_dialect, native_dialect, open_implementation
from conformance.descendants import die_with
from conformance.display import complaint
from conformance.errors import UsageError, near
from conformance.impl import Kind, kind_of
from conformance.interrupt import sigterm_interrupts
from conformance.options import OF_SERVERS
from conformance.suite.namesake import our_strategies
from conformance.suite.selection import Selection, select
from conformance.vectors import Vector, find, load_type

with our_strategies():
    from conformance.results.lines import from_line, to_line
    from conformance.suite import picking
    from conformance.suite.context import ItemContext
    from conformance.suite.costs import work
    from conformance.suite.distribution import Distribution
    from conformance.suite.items import VERDICTS, ConformanceItem, ExploreItem, PropertyItem, joined, make_items
    from conformance.suite.main_process import DESELECTED, MainProcess
    from conformance.suite.phases import Phases

if TYPE_CHECKING:
    from conformance.suite.clients import ClientContext
    from conformance.suite.recordings import RecordingContext
    from conformance.suite.servers import ServerContext

_Make = Callable[[pytest.Session], list[pytest.Item]]
_Context: TypeAlias = "ItemContext | RecordingContext | ServerContext | ClientContext"


def register(config: pytest.Config) -> None:
    """Make this run a conformance run.

    Raises:
        pytest.UsageError: the options are wrong, or the implementation cannot be opened.
    """
    if hasattr(config, "workerinput"):
        # One that waits for an answer does not see that the main process was killed.
        die_with(os.getppid())
    try:
        context, make = _judging(config)
        selection = context.selection
        config.add_cleanup(_entered(sigterm_interrupts()))
        listing = context.listing
        config.add_cleanup(context.close)
        if not hasattr(config, "workerinput"):
            # Opened before collection: a user's mistake is one line, not a thousand failures.
            main = MainProcess(selection, context.spoken, listing, context.passes_through, context.close)
            config.pluginmanager.register(main, "conformance-report")
            if isinstance(context, ItemContext):
                context.inside = main.progress.inside
                config.pluginmanager.register(Distribution(), "conformance-distribution")
    except UsageError as error:
        raise pytest.UsageError(complaint(str(error), "ERROR: ")) from None
    picking.declare_markers(config)
    picked = picking.take_node_ids(config)
    config.pluginmanager.register(Suite(make, context.close, picked), "conformance-suite")
    config.pluginmanager.register(Phases(), "conformance-phases")
    if config.args_source is not pytest.Config.ArgsSource.ARGS or (picked and not config.args):
        # No path is given: run only the suite, not the project's own tests.
        config.args = []
    if config.option.tbstyle == "auto" and config.get_verbosity() <= 0:
        # One defect can fail hundreds of vectors; the last screen explains each reason once. -v shows all.
        config.option.tbstyle = "no"
        config.option.reportchars = ""


def _judging(config: pytest.Config) -> tuple[_Context, _Make]:
    """What the items share, and what makes them: of an implementation, recorded sessions, a server or a client."""
    options = vars(config.option)
    kind = kind_of(options["impl"])
    if kind is not Kind.SERVER and (odd := [name for name in OF_SERVERS if options[name] is not None]):
        raise UsageError(f"--{odd[0].replace('_', '-')} is about servers: --impl=ws://HOST:PORT/PATH")
    if kind is not Kind.CODEC:
        return _judging_sessions(kind, options)
    if options["impl"].startswith("tcp:") and config.getoption("numprocesses", None):
        raise UsageError(f"--impl={options['impl']}: such a program takes one connection at a time, so run without -n")
    selection, opened = _selected(options)
    _check_case_cache(selection)
    named = None if selection.vectors is None else chosen_vectors(selection, selection.vectors)
    if selection.shard is not None and opened is None:
        opened = open_implementation(
            selection.impl,
            timeout=selection.timeout,
            start=selection.start,
            dialect=selection.dialect,
            isolated=selection.isolated,
        )
    here = work(selection, named, opened.hello.types if opened else ())
    context = ItemContext(selection, opened)
    # Of a shard's own types alone, and only where items are made of them, which the main process of pytest-xdist leaves
    # to others: to read all vectors takes as long as to import the suite.
    vectors = _of_types(selection, here) if named is None else named
    return context, partial(make_items, context=context, work=here, vectors=vectors)


def _judging_sessions(kind: Kind, options: Mapping[str, Any]) -> tuple[_Context, _Make]:
    """The same, with nothing imported for codecs, nor for one kind of sessions what another needs."""
    with our_strategies():
        if kind is Kind.RECORDINGS:
            from conformance.suite import recordings

            recorded = recordings.RecordingContext(*recordings.selected(options))
            return recorded, partial(recordings.make_items, context=recorded)
        if kind is Kind.SERVER:
            from conformance.suite import servers

            served = servers.ServerContext(servers.selected(options))
            return served, partial(servers.make_items, context=served)
        from conformance.suite import clients

        client = clients.ClientContext(*clients.selected(options))
        return client, partial(clients.make_items, context=client)


def _selected(options: Mapping[str, Any]) -> tuple[Selection, Connection | None]:
    """What to judge; and the implementation, if it had to be opened to know its dialect."""
    if dialect := options["dialect"] or native_dialect(options["impl"]):
        return select({**options, "dialect": dialect}), None
    # Most mistakes in the options are told before anything is imported or started.
    asked = select({**options, "types": None})
    opened = open_implementation(asked.impl, timeout=asked.timeout, start=asked.start, isolated=asked.isolated)
    try:
        return select({**options, "dialect": declared_dialect(opened.hello)}), opened
    except UsageError:
        opened.close()
        raise


def _check_case_cache(selection: Selection) -> None:
    if selection.case_cache is not None:
        try:
            Path(selection.case_cache).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(f"--case-cache={selection.case_cache}: {error.strerror}") from None


def _entered(context: AbstractContextManager[object]) -> Callable[[], None]:
    """Enter a context, and return the function that leaves it."""
    stack = ExitStack()
    stack.enter_context(context)
    return stack.close


def chosen_vectors(selection: Selection, globs: Sequence[str]) -> list[Vector]:
    """The vectors of the selected types that a glob matches, in the order of their ids.

    Raises:
        UsageError: a glob matches none.
    """
    # Most runs of single vectors name their types, and need not read all others.
    vectors = list(_of_types(selection, [name for name in selection.types if _may_match(globs, name)]))
    found = [vector for vector in vectors if any(fnmatchcase(vector.id, glob) for glob in globs)]
    for glob in globs:
        if not any(fnmatchcase(vector.id, glob) for vector in vectors):
            if "*" not in glob and (vector := find(selection.dialect, glob)).type in selection.types:
                found.append(vector)
                continue
            ids = (vector.id for vector in _of_types(selection, selection.types))
            raise UsageError(f"--vectors={glob} matches no vector of the selected types{near(glob, ids)}")
    return found


def _of_types(selection: Selection, types: Iterable[str]) -> Iterator[Vector]:
    return (vector for name in sorted(types) for vector in load_type(selection.dialect, name).values())


def _may_match(globs: Iterable[str], type_name: str) -> bool:
    """Whether a glob may match a vector of a type: its id begins with the type's name and a slash."""
    heads = {glob.partition("/")[0] for glob in globs}
    return type_name in heads or any(set("*?[") & set(head) for head in heads)


_SELDOM = (50_000, 20, 100)
"""After how many new objects the collector looks at the young ones, and how often at older ones."""

_WHOLE = "conformance"
"""The key of a report that has all of it as one text."""


def _spare_hypothesis(plugins: pytest.PytestPluginManager) -> None:
    """Unregister the pytest plugin of Hypothesis in a run without Hypothesis tests.

    Its terminal summary imports all of Hypothesis, a third of the time of a short run, and has nothing to say.
    """
    if "hypothesis" not in sys.modules and plugins.hasplugin("hypothesispytest"):
        plugins.unregister(name="hypothesispytest")


class Suite:
    """Collects and runs the items, in every process."""

    def __init__(self, make: _Make, close: Callable[[], None], picked: tuple[str, ...] = ()) -> None:
        self._make = make
        self._close = close
        self._picked = picked
        self._collected = gc.get_threshold()

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, session: pytest.Session, items: list[pytest.Item]) -> None:
        """Append the suite's items to those that pytest collected."""
        try:
            made = self._make(session)
        except UsageError as error:  # such as a broken file of vectors
            raise pytest.UsageError(complaint(str(error), "ERROR: ")) from None
        # What is picked one by one is judged one by one.
        together = joined(made)
        if {item.nodeid for item in together}.issuperset(self._picked):
            made = together
        picking.mark(item for item in made if isinstance(item, ConformanceItem))
        made, others = picking.pick(made, self._picked)
        # Terminal and exit code count what collectors report, and no collector made these.
        report = pytest.CollectReport("", "passed", None, [*made, *others])
        session.config.hook.pytest_collectreport(report=report)
        if others:
            session.config.hook.pytest_deselected(items=others)
        items.extend(made)
        # Spares the collector thousands of items and vectors that live to the end of the run.
        gc.collect()
        gc.freeze()
        # What is judged makes little that refers to itself, and much that lives for a batch.
        gc.set_threshold(*_SELDOM)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """End what a process of pytest-xdist judges before it says that it is done: results are completed then."""
        _spare_hypothesis(session.config.pluginmanager)
        gc.set_threshold(*self._collected)
        if hasattr(session.config, "workerinput"):
            self._close()

    def pytest_deselected(self, items: Sequence[pytest.Item]) -> None:
        """Tell the main process of pytest-xdist, which does not see deselections in its workers."""
        ours = [item for item in items if isinstance(item, ConformanceItem)]
        if ours and hasattr(ours[0].config, "workeroutput"):
            ours[0].config.workeroutput[DESELECTED] = True

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
        """Drop the verdicts of an item once its report has them: thousands of items live to the end of the run."""
        report = yield
        if isinstance(item, ConformanceItem) and call.when == "call":
            item.user_properties = []
        return report

    @pytest.hookimpl(wrapper=True)
    def pytest_report_to_serializable(self, report: object) -> Iterator[None]:
        """Send verdicts between processes in the form of the results file."""
        data = yield
        if isinstance(report, pytest.TestReport) and data and VERDICTS in dict(data["user_properties"]):
            properties = {**dict(data["user_properties"])}
            properties[VERDICTS] = list(map(to_line, properties[VERDICTS]))
            # One text: pytest-xdist takes longer for each part of what it sends than for all of them together.
            whole = json.dumps({**data, "user_properties": properties})
            return {_WHOLE: whole, "$report_type": data["$report_type"]}
        return data

    @pytest.hookimpl(wrapper=True)
    def pytest_report_from_serializable(self, data: dict[str, Any]) -> Iterator[None]:
        """Turn the text into a report and its verdicts again."""
        if (whole := data.pop(_WHOLE, None)) is not None:
            data.update(json.loads(whole))
            properties = data["user_properties"]
            properties[VERDICTS] = list(map(from_line, properties[VERDICTS]))
            data |= {"user_properties": list(properties.items()), "location": tuple(data["location"])}
        return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Iterator[None]:
        """Make ``strategies`` mean our package while an item that generates payloads runs."""
        with our_strategies() if isinstance(item, PropertyItem | ExploreItem) else nullcontext():
            return (yield)
