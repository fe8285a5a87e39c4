"""Runs an item of the suite in one phase, where pytest runs a test in three.

An item has nothing to set up and nothing to tear down, and those two phases take pytest longer than most items take to
be judged. Where somebody else looks at phases (a ``conftest.py``, a plugin that writes reports, a mark to skip by), or
tracebacks are shown with what was logged, all three are run.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from conformance.suite.items import ConformanceItem

_OF_PHASES = (
    "pytest_runtest_setup",
    "pytest_runtest_call",
    "pytest_runtest_teardown",
    "pytest_runtest_makereport",
    "pytest_runtest_logreport",
    "pytest_exception_interact",
)
_AT_EASE = frozenset({"_pytest", "conformance", "xdist", "__channelexec__", "_hypothesis_pytestplugin"})
"""The packages whose plugins need no more than the report of a call; one is that of pytest-xdist in its processes."""
_NEEDS_ALL = frozenset({"_pytest.junitxml", "_pytest.debugging"})
"""Modules of these packages that do need more: a test case is written when its last phase is over."""
_LOGGING = "logging-plugin"
"""Pytest's plugin that keeps what is logged for the traceback; it starts doing so in the first phase."""
_OF_MARKS = frozenset({"skip", "skipif", "xfail", "usefixtures"})
_ENDS = (pytest.exit.Exception, KeyboardInterrupt)
_WORKER = "conformance_in_one_phase"
"""The key under which the main process of pytest-xdist tells the others what its plugins allow."""


class Phases:
    """The plugin that runs the suite's items."""

    def __init__(self) -> None:
        self._judge: Callable[..., object] | None = None
        self._asked = self._worker = False

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Tell a process of pytest-xdist what the plugins here allow, such as one that writes a report of all."""
        node.workerinput[_WORKER] = _nobody_looks(node.config)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
        """Run an item of ours; the last one of a run takes down all that is set up, as every last test does."""
        if nextitem is None or not isinstance(item, ConformanceItem):
            return None
        if not self._asked:
            self._asked, self._judge = True, _in_one_phase(item.config)
            # One message to the main process of pytest-xdist says as much as three, and costs a third.
            self._worker = hasattr(item.config, "workerinput")
        if self._judge is None or any(mark.name in _OF_MARKS for mark in item.iter_markers()):
            return None
        hook = item.config.hook
        if not self._worker:
            hook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
        call = pytest.CallInfo.from_call(partial(self._judge, item=item), "call", reraise=_ENDS)
        hook.pytest_runtest_logreport(report=hook.pytest_runtest_makereport(item=item, call=call))
        if not self._worker:
            hook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
        return True


def _in_one_phase(config: pytest.Config) -> Callable[..., object] | None:
    """The hook that judges an item if that is all there is to do."""
    if not getattr(config, "workerinput", {}).get(_WORKER, True) or not _nobody_looks(config):
        return None
    logging = [config.pluginmanager.get_plugin(_LOGGING)]
    return config.pluginmanager.subset_hook_caller("pytest_runtest_call", logging)


def _nobody_looks(config: pytest.Config) -> bool:
    """Whether everything that is registered is content with one phase."""
    if config.option.tbstyle != "no" or config.option.setuponly or config.option.setupshow:
        return False
    hooks = [one for name in _OF_PHASES for one in getattr(config.hook, name).get_hookimpls()]
    # What wraps the run of an item sees it all the same; what runs items itself, such as to try them again, would not.
    hooks += [
        one for one in config.hook.pytest_runtest_protocol.get_hookimpls() if not (one.wrapper or one.hookwrapper)
    ]
    modules = {one.function.__module__ for one in hooks}
    return not _NEEDS_ALL & modules and all(module.partition(".")[0] in _AT_EASE for module in modules)
