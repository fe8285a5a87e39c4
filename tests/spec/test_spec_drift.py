"""What only the dialect or only a package has: each difference once, with all its places, in words and as JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conformance.adapters import REGISTRY
from conformance.cli import main
from conformance.spec import load_dialect
from conformance.spec.bundle import bundle

OPENAI_PYTHON = REGISTRY["openai-python"]
DIALECT = f"async-openai {load_dialect('async-openai').version}"


def own_schema(change: Callable[[Any], object] | None = None) -> Any:
    """The dialect's own types as a document, after a change."""
    document = json.loads(json.dumps(bundle("async-openai")))
    if change is not None:
        change(document["$defs"])
    return document


def drift(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, list[str]]:
    code = main(["spec", "drift", *map(str, arguments)])
    captured = capsys.readouterr()
    return code, (captured.out or captured.err).splitlines()


def written(folder: Path, document: Any) -> Path:
    path = folder / "types.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def test_a_dialect_does_not_drift_from_its_own_schema(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, lines = drift(capsys, written(tmp_path, own_schema()), "--dialect=async-openai")
    assert (code, lines) == (0, [f"no drift between {DIALECT} and types.json"])


def cancel(types: Any) -> Any:
    return types["RealtimeClientEventResponseCancel"]


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (
            lambda types: types["RealtimeClientEvent"]["oneOf"].pop(),
            f"event     output_audio_buffer.clear#: only {DIALECT} has this event "
            "[RealtimeClientEventOutputAudioBufferClear]",
        ),
        (
            lambda types: cancel(types)["properties"].update(reason={"type": "string"}),
            "member    response.cancel#/reason: only types.json has this member [RealtimeClientEventResponseCancel]",
        ),
        (
            lambda types: cancel(types)["properties"].pop("response_id"),
            f"member    response.cancel#/response_id: only {DIALECT} has this member "
            "[RealtimeClientEventResponseCancel]",
        ),
        (
            lambda types: cancel(types).setdefault("required", []).append("response_id"),
            "required  response.cancel#/response_id: required by types.json alone [RealtimeClientEventResponseCancel]",
        ),
        (
            lambda types: cancel(types)["properties"].update(response_id={"type": ["integer", "null"]}),
            "kind      response.cancel#/response_id: text in the dialect, whole number in the package "
            "[RealtimeClientEventResponseCancel.response_id]",
        ),
    ],
)
def test_each_difference_is_one_line_with_its_place(
    change: Callable[[Any], object], line: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, lines = drift(capsys, written(tmp_path, own_schema(change)), "--dialect=async-openai")
    assert code == 1
    assert lines[:-1] == [line]
    assert lines[-1] == f"1 difference between {DIALECT} and types.json: {line.split()[0]} 1"


def test_a_difference_at_many_places_is_one_with_all_of_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = own_schema(lambda types: types["RealtimeResponseStatus"]["enum"].append("paused"))
    code, lines = drift(capsys, written(tmp_path, document), "--dialect=async-openai", "--json")
    answer = json.loads("\n".join(lines))
    (found,) = answer["drift"]
    assert code == 1
    assert (answer["dialect"], answer["package"]) == (DIALECT, "types.json")
    assert (found["what"], found["only"], found["name"]) == ("value", "package", "paused")
    assert {"response.created#/response/status", "response.done#/response/status"} <= set(found["at"])
    assert found["says"].endswith("only types.json lists paused [RealtimeResponse.status]")


def test_a_type_that_refers_to_itself_alone_is_a_usage_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = {"$defs": {"RealtimeResponse": {"$ref": "#/$defs/RealtimeResponse"}}}
    code, lines = drift(capsys, written(tmp_path, document))
    assert code == 4
    assert "a type there refers to itself" in lines[0]


def test_members_of_several_schemas_belong_to_one_object(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    parts = {"allOf": [{"$ref": "#/$defs/A"}, {"properties": {"generate_summary": True}}]}
    document = {"$defs": {"RealtimeReasoning": parts, "A": {"properties": {"more": {"type": "string"}}}}}
    file = written(tmp_path, document)
    _, lines = drift(capsys, file)
    members = {line.split(": ")[0].rpartition("/")[2] for line in lines if line.startswith("member")}
    assert members == {"effort", "more", "generate_summary"}


PYDANTIC = """
class TypeAdapter:
    def __init__(self, declared):
        self.declared = declared

    def json_schema(self):
        return self.declared
"""
SDK = """
print("welcome")
Reasoning = {
    "$defs": {
        "Effort": {"enum": ["low", "vast"], "type": "string"},
        "sdk__models__Depth": {"properties": {"levels": {"type": "integer"}}, "title": "Depth", "type": "object"},
    },
    "properties": {
        "effort": {
            "anyOf": [{"$ref": "#/$defs/Effort"}, {"$ref": "#/$defs/sdk__models__Depth"}, {"type": "null"}],
            "default": None,
        }
    },
    "title": "Reasoning",
    "type": "object",
}
"""


@pytest.fixture
def packages(tmp_path: Path) -> Path:
    """A folder with a package that says at import that it is there, and what it needs of pydantic."""
    (tmp_path / "pydantic.py").write_text(PYDANTIC, encoding="utf-8")
    (tmp_path / "sdk.py").write_text(SDK, encoding="utf-8")
    return tmp_path


def test_a_package_in_a_folder_is_read_under_the_names_that_are_given(
    packages: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    types = ["--types=RealtimeReasoning=sdk:Reasoning", "--types=RealtimeResponse=sdk:Response"]
    code, lines = drift(capsys, packages, *types)
    assert code == 1
    types_of_it = "[RealtimeReasoning.effort, Depth]"
    assert f"value     RealtimeReasoning#/effort: only sdk lists vast {types_of_it}" in lines
    kinds = "text in the dialect, object or text in the package"
    assert f"kind      RealtimeReasoning#/effort: {kinds} {types_of_it}" in lines
    assert "not compared: RealtimeResponse: module 'sdk' has no attribute 'Response'" in lines
    # An optional member of pydantic allows null without meaning it.
    assert not [line for line in lines if line.startswith("null")]


@pytest.mark.parametrize(
    ("where", "arguments", "problem"),
    [
        ("nowhere", [], "nowhere: is not a Python interpreter, a folder of packages or a file of types (.json"),
        (".", ["--types=RealtimeReasoning"], "--types: 'RealtimeReasoning' is not NAME=MODULE:ATTRIBUTE"),
        (".", ["--types=RealtimeReasoning=sdk:Gone"], ".: has none of the types: module 'sdk' has no attribute 'Gone'"),
        (".", ["--types=Realtime=sdk:Reasoning"], "dialect openai-ga has no type 'Realtime'"),
        ("empty.json", [], "empty.json: has none of the types of openai-ga"),
        ("empty.json", ["--types=RealtimeReasoning=sdk:R"], "--types: empty.json has its types by name"),
        ("bad.py", [], "cannot read the package's types: no use"),
    ],
)
def test_what_cannot_be_compared_is_a_usage_error(
    where: str,
    arguments: list[str],
    problem: str,
    packages: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(packages)
    (packages / "empty.json").write_text('{"$defs": {}}', encoding="utf-8")
    program = packages / "bad.py"
    program.write_text(f"#!{sys.executable}\nraise SystemExit('no use')\n", encoding="utf-8")
    program.chmod(0o755)
    code, lines = drift(capsys, where, *arguments)
    assert code == 4
    assert problem in lines[0]


@pytest.mark.skipif(OPENAI_PYTHON.available() is not None, reason=OPENAI_PYTHON.available() or "")
def test_the_real_openai_package_drifts_where_the_wire_has_shown_more(capsys: pytest.CaptureFixture[str]) -> None:
    code, lines = drift(capsys, "openai-python", "--json")
    assert code == 1
    answer = json.loads("\n".join(lines))
    assert (answer["package"], answer["missing"]) == (f"openai {OPENAI_PYTHON.version}", {})
    found = {(one["what"], one["only"], at): one for one in answer["drift"] for at in one["at"]}
    # Every event is in both.
    assert not [one for one in answer["drift"] if one["what"] == "event"]
    assert found["member", "dialect", "response.output_text.delta#/obfuscation"]["detail"] == (
        "by erratum delta-obfuscation"
    )
    nulls = found["null", "dialect", "RealtimeCreateClientSecretRequest#/session/audio/input/transcription"]
    assert nulls["detail"] == "by erratum request-transcription-null"
    assert ("member", "dialect", "session.created#/session/expires_at") in found
