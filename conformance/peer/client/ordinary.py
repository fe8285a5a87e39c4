"""What a client breaks where nothing is out of the ordinary: no other scenario is the reason for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from conformance.checks.scenario import LIVES, SHOWS
from conformance.checks.verdict import Verdict
from conformance.peer.client.answers import AUDIO, TEXT
from conformance.peer.client.judge import NEXT_TURN
from conformance.peer.client.played import Played

TURNS = "turns"
"""The group of scenarios in which nothing is out of the ordinary."""
_SHOWN: Mapping[str, str] = {"text": TEXT, "audio": AUDIO, "turn": "client.turn-shown"}


def broken_in(verdicts: Iterable[Verdict]) -> frozenset[str]:
    """The rules that a client breaks in an ordinary scenario, where other scenarios have rules of their own."""
    findings = (finding for one in verdicts if one.check in (LIVES, SHOWS) for finding in one.findings)
    return frozenset(one.requirement for one in findings if one.requirement is not None) & {NEXT_TURN, *_SHOWN.values()}


def told_apart(played: Played, broken: frozenset[str]) -> Played:
    """What happened, for a client that breaks some rules anyway: it breaks these, and not the scenario's for them."""
    scenario = played.scenario
    shows = {what: _SHOWN[what] if _SHOWN.get(what) in broken else rule for what, rule in scenario.shows.items()}
    lives = NEXT_TURN if scenario.lives and NEXT_TURN in broken else scenario.lives
    return replace(played, scenario=replace(scenario, shows=shows, lives=lives))
