"""A project's own report in one file, in a real browser."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from browser import Page
from report_page import HOSTILE, SHOWN, SLUG_SHOWN, write
from result_files import results, verdict
from site_of_few import AUDIO, MCP, judged, run

import conformance
from conformance.checks.finding import Finding, What
from conformance.results.html import html
from conformance.results.page.detail import _of_all


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("results"))


def unfold(page: Page) -> None:
    page.run("document.querySelectorAll('details').forEach((one) => (one.open = true))")


def test_it_loads_nothing_and_complains_of_nothing(page: Page, report: Path) -> None:
    page.open(report)
    unfold(page)
    assert [address for address in page.requests() if not address.startswith(("data:", report.as_uri()))] == []
    assert page.complaints() == []


def test_its_policy_lets_nothing_run_but_itself(report: Path) -> None:
    text = report.read_text(encoding="utf-8")
    assert "default-src 'none'; style-src 'sha256-" in text.replace("&#x27;", "'")
    assert "unsafe" not in text.split("</head>")[0].split("<style>")[0]
    scripts = Path(conformance.__file__).parent / "results" / "page" / "script"
    assert [script.name for script in scripts.glob("*.js") if "HTML" in script.read_text(encoding="utf-8")] == []


def test_hostile_texts_are_texts(page: Page, report: Path) -> None:
    page.open(report)
    unfold(page)
    shown = page.run("return document.body.textContent")
    # What it is, where and what the difference is, id and sentence of the requirement, payloads, reproduction.
    assert shown.count(SHOWN) >= 6
    assert shown.count(SLUG_SHOWN) >= 2
    assert page.run("return window.broken ?? null") is None
    assert page.run("return document.querySelectorAll('main img, main b b, main script').length") == 0
    assert page.complaints() == []


def test_the_data_is_json_that_no_text_can_leave(report: Path) -> None:
    data = report.read_text(encoding="utf-8").split('id="data">')[1].split("</script>")[0]
    assert "<" not in data
    assert data.isascii()
    assert HOSTILE[:20] in json.dumps(json.loads(data), ensure_ascii=False).replace('\\"', '"')


def test_one_implementation_has_its_reasons_first(page: Page, tmp_path: Path) -> None:
    page.show(tmp_path, run(tmp_path / "runs", "mine", "go", *judged([0, 5, 10])))
    assert page.texts("h1")[0].startswith("mine")
    assert page.all("#scatter, #matrix") == []
    titles = page.texts("h2")
    assert titles.index("Why, by cause") < titles.index("Where it is right")
    (cause,) = page.all(".causes > li")
    assert cause.text.split("\n")[:3] == ["15", "/session/id", "is dropped"]
    assert page.texts(".blocks b") == ["15", "15"]


def test_a_payload_shows_what_it_loses(page: Page, tmp_path: Path) -> None:
    page.show(tmp_path, run(tmp_path / "runs", "mine", "go", *judged([0, 5, 10])))
    assert [line.split("\n")[0] for line in page.texts(".payload .lost")] == ['-     "id": 1']
    assert page.texts(".payload .lost em") == ["lost"]


def test_types_are_listed_by_area_and_what_is_not_there_is_named(page: Page, tmp_path: Path) -> None:
    absent = [verdict(f"{AUDIO}/{number}", "unsupported") for number in range(3)]
    page.show(tmp_path, run(tmp_path / "runs", "mine", "go", verdict(f"{MCP}/a"), *absent))
    assert f"Not there: {AUDIO}" in page.texts(".type-area p")
    assert page.texts(".types code") == [MCP]


def test_nothing_breaks_is_said(page: Page, tmp_path: Path) -> None:
    page.show(tmp_path, run(tmp_path / "runs", "mine", "go", *judged([10, 10, 10])))
    assert "Nothing breaks, of 30 payloads." in page.texts(".lead")[0]
    assert page.all(".causes") == []


def test_nothing_judged_names_the_command(page: Page, tmp_path: Path) -> None:
    page.show(tmp_path, run(tmp_path / "runs", "mine", "go", verdict(f"{MCP}/a", "unsupported")))
    assert "Nothing was judged. realtime-conformance run --impl=sdk.adapter" in page.texts(".lead")[0]


def test_a_run_that_is_red_by_no_verdict_says_so(page: Page, tmp_path: Path) -> None:
    page.show(tmp_path, results(tmp_path / "runs", verdict("T/a"), exit_=1))
    assert page.texts(".trouble") == ["red for another reason (exit 1): see the log"]


def test_a_run_that_was_stopped_says_so(page: Page, report: Path) -> None:
    page.open(report)
    assert "INCOMPLETE: the run was stopped" in page.texts(".title .trouble")


def test_another_dialect_is_no_failure(page: Page, tmp_path: Path) -> None:
    spoken = Finding(What.OTHER_DIALECT, got="it speaks openai-beta")
    about = {"name": "other", "version": "1", "language": "go", "dialect": "openai-beta"}
    page.show(
        tmp_path,
        run(tmp_path / "runs", "mine", "go", *judged([10, 10, 10])),
        results(
            tmp_path / "runs",
            verdict("(the implementation)", "fail", spoken),
            implementation=about,
            dialect={"name": "openai-ga", "version": 4},
        ),
    )
    assert page.texts('tr[data-library="other"] .speaks') == [
        "speaks openai-beta, a dialect of its own: not judged here"
    ]
    assert page.all('tr[data-library="other"] .cell') == []


def test_several_are_compared_before_each_is_shown(page: Page, tmp_path: Path) -> None:
    runs = [run(tmp_path / "runs", name, "go", *judged([right, 10, 10])) for name, right in (("one", 9), ("two", 3))]
    page.show(tmp_path, *runs)
    assert [row.get_attribute("data-name") for row in page.all("tr.row")] == ["one 1.0", "two 1.0"]
    page.click('tr[data-library="two"] .cell')
    assert page.driver.current_url.endswith("#two.session")
    assert page.complaints() == []


def test_each_of_several_versions_has_its_own_charts_and_the_search_goes_on(page: Page, tmp_path: Path) -> None:
    runs = [
        run(tmp_path / "runs", name, "go", *judged([right, 10, 10]), version=version)
        for name, version, right in (("one", "2.0", 9), ("one", "1.9", 3), ("two", "7.1", 5), ("two", "7.0", 0))
    ]
    page.show(tmp_path, *runs)
    assert page.complaints() == []
    versions = '[data-chart="versions"] [aria-label="x-axis tick label"]'
    assert [text.split() for text in page.texts(versions)] == [["1.9", "2.0"], ["7.0", "7.1"]]
    titles = (
        "return [...document.querySelectorAll('[data-chart=\"areas\"] circle title')].map((one) => one.textContent)"
    )
    assert {title.partition(":")[0] for title in page.run(titles)} == {"1.9", "2.0", "7.0", "7.1"}
    assert "two 7.1" in page.search("two")
    assert "MCPTool (MCP)" in page.search("mcptool")
    assert page.complaints() == []
    assert doubled(page) == []


def test_several_dialects_are_apart_in_one_file(page: Page, tmp_path: Path) -> None:
    runs = [run(tmp_path / "runs", name, "go", *judged([right, 10, 10])) for name, right in (("one", 9), ("two", 3))]
    runs += [
        results(
            tmp_path / "runs",
            *judged([10, 0, 0]),
            implementation={"name": "two", "version": version, "language": "go"},
        )
        for version in ("1.0", "0.9")
    ]
    page.show(tmp_path, *runs)
    assert page.complaints() == []
    assert doubled(page) == []
    names = [row.get_attribute("data-name") for row in page.all("tr.row")]
    assert names == ["one 1.0", "two 1.0", "two 1.0", "two 0.9"]
    links = [link.get_attribute("href") or "" for link in page.all(".matrix th a")]
    assert [link.partition("#")[2] for link in links] == ["openai-ga.one", "openai-ga.two", "async-openai.two"]
    led = page.run("return [...document.querySelectorAll('.matrix a')].map((one) => one.hash.slice(1))")
    ids = page.run("return [...document.querySelectorAll('[id]')].map((one) => one.id)")
    assert set(led) <= set(ids)


def doubled(page: Page) -> list[str]:
    """The ids that more than one element has."""
    ids = page.run("return [...document.querySelectorAll('[id]')].map((one) => one.id)")
    return sorted({one for one in ids if ids.count(one) > 1})


def test_what_hostile_payloads_can_weigh_is_bounded(tmp_path: Path) -> None:
    long = '{"a":' * 4_000
    lines = [
        verdict(f"{MCP}/{number}", "fail", Finding(What.NOT_DECODED, got=f"no{'o' * number}"), sent=long, actual=long)
        for number in range(200)
    ]
    assert len(html([run(tmp_path, "mine", "go", *lines)])) < 1_500_000


@pytest.mark.parametrize(
    ("one", "every"),
    [
        (
            "realtime-conformance run '--impl=ws://h:{port}/?m=m' --vectors=a/b '--start=my server' --ca=c.pem; "
            "realtime-conformance session show out/a.jsonl",
            "realtime-conformance run '--impl=ws://h:{port}/?m=m' '--start=my server' --ca=c.pem",
        ),
        ("realtime-conformance session lint a.jsonl", ""),
        ("--vectors='", ""),
        ("", ""),
    ],
)
def test_the_line_for_all_sessions_starts_the_server_as_the_line_for_one_does(one: str, every: str) -> None:
    assert _of_all(one) == every
