"""Makes a golden scenario of a session that exploration found."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from conformance.errors import UsageError
from conformance.files import read_text, write_whole

if TYPE_CHECKING:
    from conformance.checks.verdict import Verdict
    from conformance.peer.scenario import Scenario
    from conformance.results.record import Results


def found(results: Results, case: str) -> list[Verdict]:
    """The verdicts on a session that exploration found, the most binding first; none for any other case."""
    from conformance.checks.scenario import OF_SERVERS

    return [one for one in results.verdicts if one.case == case and one.failed and one.check in OF_SERVERS and one.sent]


def scenario_of(verdicts: Sequence[Verdict], dialect: str, why: str, slug: str | None) -> Scenario:
    """What was found as a scenario, in the group of which most test the same requirement.

    Raises:
        UsageError: it is cut, has problems, its id is taken, or the reference server does not pass it either.
    """
    from conformance.peer.explore import GROUP
    from conformance.peer.scenario import from_record, load_scenarios
    from conformance.peer.scenario_lint import problems

    every = load_scenarios(dialect)
    rules = [rule for one in verdicts for rule, _ in one.requirements]
    tested = (Counter(one.subject for one in every.values() if rule in one.requirements) for rule in rules)
    group = next((groups.most_common(1)[0][0] for groups in tested if groups), GROUP)
    try:
        made = replace(from_record(group, json.loads(verdicts[0].sent or "")), says=why)
    except ValueError:
        raise UsageError(f"{verdicts[0].case} does not hold its whole session: it is too long to be promoted") from None
    made = replace(made, slug=slug or made.slug)
    if every.get(made.id, made) != made:
        raise UsageError(f"{made.id} is another scenario: give a name that is free, --slug=WORDS")
    for problem in problems(made, dialect):
        raise UsageError(f"{made.id}: {problem}")
    for failed in _of_reference(made, dialect):
        raise UsageError(f"{made.id} is not promoted: the reference server does not pass it, either: {failed.reason}")
    return made


def _of_reference(made: Scenario, dialect: str) -> list[Verdict]:
    """How the reference server, which is right in every rule, fails a scenario."""
    from conformance.options import DEFAULT_TIMEOUT
    from conformance.peer.drive import play
    from conformance.peer.embedded import embedded
    from conformance.peer.steps import Server
    from conformance.peer.target import Budget
    from conformance.peer.verdicts import verdicts

    with embedded() as (target, capabilities):
        played = play(Server(target, capabilities, DEFAULT_TIMEOUT, Budget(), dialect), made)
    return [one for one in verdicts(played, dialect) if one.failed]


def record(made: Scenario, dialect: str) -> Path | None:
    """Add a scenario to the end of its file, and say which; ``None`` where it is there already.

    Raises:
        UsageError: this is an installed suite.
    """
    from conformance import vectors
    from conformance.peer.scenario import load_scenarios, yaml_of
    from conformance.vectors import ledger

    if ledger.is_left_out():
        raise UsageError(
            "the scenarios of an installed suite cannot be changed: promote in a checkout of its repository"
        )
    if made.id in load_scenarios(dialect):
        return None
    path = vectors.GOLDEN / dialect / "scenarios" / "server" / f"{made.subject}.yaml"
    earlier = read_text(path) if path.exists() else ""
    write_whole(path, [earlier, f"\n{yaml_of(made)}"])
    load_scenarios.cache_clear()
    return path
