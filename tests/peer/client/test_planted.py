"""Every rule can fail: a client with one defect breaks the rule that claims it, and no other that is not named."""

from __future__ import annotations

import pytest
from planted import PLANTED
from playing import DIALECT, program, rules

from conformance.requirements.played import load_client_register

SHORT, LONG = 6.0, 60.0
"""The time limits for what is waited for in vain, and for what comes."""


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_defect_is_killed_by_the_rule_that_claims_it(name: str) -> None:
    planted = PLANTED[name]
    driver = program("planted", name)
    try:
        broken = rules(driver, planted.scenarios, SHORT if planted.waits else LONG)
    finally:
        driver.kill()
    assert planted.rule in broken, broken
    assert broken.keys() <= {planted.rule, *planted.besides}, broken


def test_every_rule_of_clients_has_a_defect_planted() -> None:
    rows = {row.id for row in load_client_register(DIALECT).values() if row.evidence == "scenario"}
    assert rows - {one.rule for one in PLANTED.values()} == set()
