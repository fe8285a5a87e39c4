"""An implementation with two defects gets a screen of ten true reasons, and every report tells the same ten."""

from __future__ import annotations

import json
import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from conformance.checks.register import OF_PAYLOADS
from conformance.requirements.register import load_register
from conformance.results.markdown import markdown
from conformance.results.page.causes import causes
from conformance.results.page.numbers import numbers
from conformance.results.reader import read
from conformance.results.sarif import sarif
from tests import forked

FAKES = Path(__file__).parents[1] / "fakes"
ABOUT = {
    "async-openai": {
        "forgets": [
            "/conversation_id",
            "/metadata",
            "/output/*/object",
            "/usage/output_token_details",
            "/usage/input_token_details/cached_token_details",
            "/usage/input_token_details/image_tokens",
            "/usage/input_token_details/text_tokens",
        ],
        "demands": ["audio", "status_details", "usage"],
    },
    "openai-ga": {
        "forgets": [
            "/audio",
            "/conversation_id",
            "/max_output_tokens",
            "/metadata",
            "/output_modalities",
            "/status_details",
            "/usage/input_token_details",
        ],
        "demands": ["id", "status", "usage"],
    },
}
LOSSY = {"async-openai": "encode.nothing-lost", "openai-ga": "class.lossy-round-trip"}


@dataclass(frozen=True)
class Ran:
    """One run of the implementation, by one dialect."""

    dialect: str
    screen: str
    file: Path

    @property
    def forgotten(self) -> set[str]:
        return {f"{pointer} is dropped" for pointer in ABOUT[self.dialect]["forgets"]}

    @property
    def demanded(self) -> set[str]:
        return {
            f"a valid payload is not decoded (rejected: ValueError: missing required member {name})"
            for name in ABOUT[self.dialect]["demands"]
        }

    @property
    def told(self) -> set[str]:
        return self.forgotten | self.demanded


@pytest.fixture(scope="module", params=list(ABOUT))
def ran(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """Every check of payloads, over golden vectors and generated payloads."""
    folder = tmp_path_factory.mktemp("careless")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    careless = json.dumps({"dialect": request.param, **ABOUT[request.param]})
    command = [sys.executable, "-m", "pytest", "--impl=careless", f"--dialect={request.param}", "--results=r.jsonl"]
    done = forked.run(
        [*command, "--types=RealtimeResponse", f"--checks={','.join(OF_PAYLOADS)}"],
        cwd=folder,
        env={**inherited, "PYTHONPATH": str(FAKES), "COLUMNS": "160", "CARELESS": careless},
        timeout=300,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    return Ran(request.param, done.stdout, folder / "r.jsonl")


def reasons_on(screen: str) -> list[str]:
    return re.findall(r"^(\S.*) — \d+ cases?: ", screen, re.MULTILINE)


def test_the_last_screen_tells_each_cause_once(ran: Ran) -> None:
    found = reasons_on(ran.screen)
    assert len(found) == 10
    assert set(found) == ran.told
    assert "other reason" not in ran.screen
    assert "Warnings" not in ran.screen


def test_each_reason_has_an_example_that_shows_it(ran: Ran) -> None:
    blocks = re.split(r"\n\n(?=\S.* — \d+ cases?: )", ran.screen)[1:]
    assert len(blocks) == 10
    for block in blocks:
        says = block.partition(" — ")[0]
        if (at := says.removesuffix(" is dropped")) != says:
            place = re.escape(at).replace(r"\*", r"\d+")
            whole = re.sub(r"\n {17}", " ", block)
            (shown,) = re.findall(rf"^ +difference +{place}: (.*)$", whole, re.MULTILINE)
            assert shown.endswith(" is missing"), block
            assert "got null" not in block
        else:
            name = says.removesuffix(")").rpartition(" ")[2]
            assert f"missing required member {name}" in block.partition("actual")[2]
        assert "reproduce" in block


def test_the_markdown_tells_the_same(ran: Ran) -> None:
    text = markdown([read(ran.file)])
    found = re.findall(r"^<details><summary>\d+ cases?: <code>(.*?)</code> ", text, re.MULTILINE)
    assert sorted(re.sub(r"&#(\d+);", lambda one: chr(int(one[1])), says) for says in found) == sorted(ran.told)


def test_the_requirement_of_a_sarif_result_is_the_one_that_breaks(ran: Ran) -> None:
    (run,) = json.loads(sarif([read(ran.file)]))["runs"]
    rules = {one["message"]["text"].partition(" — ")[0].replace("\\", ""): one["ruleId"] for one in run["results"]}
    assert rules.keys() == ran.told
    assert len(run["results"]) == 10
    rows = load_register(ran.dialect).rows
    for says in ran.forgotten:
        row = rules[says]
        name = says.removesuffix(" is dropped").rpartition("/")[2]
        # The member's own row, else the one about losing any.
        assert row == LOSSY[ran.dialect] or name in row.split("."), (says, row)
        assert row in rows
    # Where what is demanded is missing from payloads of many kinds, they have in common that they are valid.
    refused = {"decode.null-or-absent", "class.missing-optional", "decode.accepts-valid"}
    assert {rules[says] for says in ran.demanded} <= refused


def test_the_page_tells_the_same(ran: Ran) -> None:
    found = causes(numbers(read(ran.file)))
    told = {str(group) for cause in found for group in cause.groups}
    assert told == ran.told
    assert all(cause.count >= 1 and cause.cases for cause in found)
