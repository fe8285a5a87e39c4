"""An OpenAPI document becomes the files of a dialect: all of them or none, and the same ones each time."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import jsonschema_rs
import pytest
from official_document import official, official_file, written

from conformance.cli import main
from conformance.errors import UsageError
from conformance.spec import load_dialect
from conformance.spec.bundle import bundle
from conformance.spec.importer.dialect import import_plan
from conformance.spec.importer.layout import documents, modules, text
from conformance.spec.importer.write import replace_files
from conformance.spec.lint import lint
from conformance.spec.loader import SPEC

HOME = SPEC / "openai-ga"

# Layout


def test_a_type_goes_where_the_first_fitting_rule_says_and_references_follow() -> None:
    rules = [{"module": "event", "types": "Event"}, {"module": "empty", "types": "^$"}, {"module": "rest", "types": ""}]
    types = {"AnEvent": {"$ref": "Shared"}, "Shared": {"type": "array", "items": {"$ref": "Other"}}, "Other": {}}
    out = documents("d", modules(types, rules))
    assert list(out) == ["event", "rest"]
    assert out["event"]["$defs"] == {"AnEvent": {"$ref": "rest.json#/$defs/Shared"}}
    assert out["rest"]["$defs"]["Shared"]["items"] == {"$ref": "#/$defs/Other"}
    with pytest.raises(UsageError, match="no module is stated for the type Other"):
        modules(types, [*rules[:1], {"module": "rest", "types": "Shared"}])


def test_the_text_is_the_value() -> None:
    value = {"a": [], "b": {}, "c": [{"long": "x" * 100}, 1, None, "ü"], "d": {"e": {"f": {"g": True}}}}
    assert json.loads(text(value)) == value
    assert text(value).endswith("}\n")


def test_files_are_replaced_together_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = {"a.json": "old a", "gone.json": "old gone", "kept.json": "kept"}
    for name, content in before.items():
        (tmp_path / name).write_text(content)
    rename = Path.replace

    def until_c(path: Path, target: Path) -> Path:
        if target.name == "c.json":
            raise OSError("no space left")
        return rename(path, target)

    monkeypatch.setattr(Path, "replace", until_c)
    with pytest.raises(UsageError, match="cannot be written, and is as it was: no space left"):
        replace_files(tmp_path, {"a.json": "new a", "b.json": "new b", "c.json": "new c"}, ["gone.json"])
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == before
    assert replace_files(tmp_path, {"a.json": "new a"}, ["gone.json"]) == ["a.json", "gone.json"]
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"a.json": "new a", "kept.json": "kept"}


def test_a_folder_that_cannot_be_is_the_users_mistake(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="cannot be written"):
        replace_files(tmp_path / "file", {"a.json": ""})


# The dialect


def test_the_imported_dialect_has_no_problems_and_every_type_compiles() -> None:
    assert lint("openai-ga") == []
    dialect = load_dialect("openai-ga")
    assert set(import_plan("openai-ga").roots) == set(dialect.roots) <= set(dialect.types)


def test_every_wire_name_has_its_type() -> None:
    manifest = json.loads((HOME / "dialect.json").read_text(encoding="utf-8"))
    dialect = load_dialect("openai-ga")
    for name, types in manifest["events"].items():
        for type_ in [types] if isinstance(types, str) else types:
            schema = bundle("openai-ga", type_)["$defs"][type_]
            assert schema["properties"]["type"]["enum"] == [name]
            assert type_ in dialect.types
    assert manifest["events"]["response.done"] == "RealtimeServerEventResponseDone"
    assert manifest["events"]["session.updated"] == [
        "RealtimeServerEventSessionUpdated",
        "RealtimeTranslationServerEventSessionUpdated",
    ]


def test_any_validator_takes_the_bundled_schema() -> None:
    schema = bundle("openai-ga", "RealtimeServerEvent")
    event = {"type": "response.output_text.delta", "event_id": "e", "response_id": "r", "item_id": "i"}
    places = {"output_index": 0, "content_index": 0, "delta": "", "obfuscation": "x"}
    for validator in (jsonschema.Draft202012Validator(schema), jsonschema_rs.validator_for(schema)):
        assert validator.is_valid({**event, **places})
        assert not validator.is_valid(event)


def test_the_committed_files_are_what_the_document_gives(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["spec", "import", str(official_file()), "--into", str(tmp_path / "new")]) == 0
    for path in (tmp_path / "new").iterdir():
        assert path.read_bytes() == (HOME / path.name).read_bytes(), f"import the document again: {path.name}"
    names = {path.name for path in (tmp_path / "new").iterdir()}
    beside = {"import.json", "errata.json", "prose.json", "areas.json"}
    assert names | beside == {path.name for path in HOME.glob("*.json")}
    assert "133 types in 14 modules" in capsys.readouterr().out


def test_importing_again_changes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["spec", "import", str(official_file()), "--into", str(tmp_path)]
    assert main(command) == 0
    before = {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in tmp_path.iterdir()}
    assert main(command) == 0
    assert {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in tmp_path.iterdir()} == before
    assert capsys.readouterr().out.endswith("nothing changed\n")


def test_the_order_of_the_schemas_in_the_document_is_no_matter(tmp_path: Path) -> None:
    content = official().content
    content["components"]["schemas"] = dict(reversed(content["components"]["schemas"].items()))
    assert main(["spec", "import", str(written(tmp_path, content)), "--into", str(tmp_path / "new")]) == 0
    for path in (tmp_path / "new").iterdir():
        assert path.read_bytes() == (HOME / path.name).read_bytes()


def test_the_whole_document_is_imported_in_little_memory(tmp_path: Path) -> None:
    content = official().content
    filler = json.dumps(official().schemas["RealtimeSessionCreateResponseGA"])
    for i in range(1500):
        content["components"]["schemas"][f"Other{i}"] = json.loads(filler)
    content["paths"] = {f"/p{i}": {"get": {"responses": {}}} for i in range(1000)}
    path = written(tmp_path, content)
    assert path.stat().st_size > 8_000_000
    script = "import resource, sys; resource.setrlimit(resource.RLIMIT_AS, (500 << 20, 500 << 20)); "
    script += "from conformance.cli import main; sys.exit(main(sys.argv[1:]))"
    command = [sys.executable, "-c", script, "spec", "import", str(path), "--into", str(tmp_path / "new")]
    subprocess.run(command, check=True, timeout=100, capture_output=True)
    assert (tmp_path / "new" / "session.json").read_bytes() == (HOME / "session.json").read_bytes()


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("{not json", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ("[]", "#/openapi: is not an OpenAPI 3 document"),
        ({"swagger": "2.0"}, "#/openapi: is not an OpenAPI 3 document"),
        ({"openapi": "3.1.0", "paths": {}}, "#/components/schemas: the document has no schemas"),
        ({"openapi": "3.1.0", "components": {"schemas": {}}}, "#/components/schemas/"),
    ],
)
def test_what_is_no_document_is_refused_in_one_line(
    content: Any, problem: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path, content)
    assert main(["spec", "import", str(path), "--into", str(tmp_path / "new")]) == 4
    said = capsys.readouterr().err
    assert f"{path}" in said
    assert problem in said
    assert said.count("\n") == 1
    assert not (tmp_path / "new").exists()


def test_a_missing_file_or_dialect_is_the_users_mistake(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["spec", "import", str(tmp_path / "none.json")]) == 4
    assert "cannot be read: No such file" in capsys.readouterr().err
    assert main(["spec", "import", str(tmp_path / "none.json"), "--dialect", "async-openai"]) == 4
    assert "no imported dialect 'async-openai'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("pointer", "value", "problem"),
    [
        ("/RealtimeReasoningEffort", None, "no schema 'RealtimeReasoningEffort'"),
        ("/RealtimeTruncation/oneOf/1/properties/retention_ratio", {"type": "number", "multipleOf": 1}, "multipleOf"),
        ("/RealtimeResponse/properties/usage", None, "the document has nothing there"),
    ],
)
def test_an_error_leaves_the_files_as_they_were(
    pointer: str, value: Any, problem: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    into = tmp_path / "new"
    assert main(["spec", "import", str(official_file()), "--into", str(into)]) == 0
    before = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in into.iterdir()}
    changed = official()
    *parents, last = re.split("/", pointer.removeprefix("/"))
    parent: Any = changed.schemas
    for token in parents:
        parent = parent[int(token) if isinstance(parent, list) else token]
    if value is None:
        del parent[last]
    else:
        parent[last] = value
    path = written(tmp_path, changed.content)
    capsys.readouterr()
    assert main(["spec", "import", str(path), "--into", str(into)]) == 4
    said = capsys.readouterr().err
    assert problem in said
    assert f"{path}#/components/schemas/" in said
    assert {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in into.iterdir()} == before


def test_a_module_that_is_no_more_takes_its_file_along_and_others_stay(tmp_path: Path) -> None:
    into = tmp_path / "new"
    command = ["spec", "import", str(official_file()), "--into", str(into)]
    assert main(command) == 0
    manifest = json.loads((into / "dialect.json").read_text())
    (into / "dialect.json").write_text(json.dumps({**manifest, "modules": [*manifest["modules"], "old", "../x"]}))
    for stranger in (into / "old.json", into / "mine.json", tmp_path / "x.json"):
        stranger.write_text("{}")
    assert main(command) == 0
    assert not (into / "old.json").exists()
    assert (into / "mine.json").exists()
    assert (tmp_path / "x.json").exists(), "no manifest reaches outside of its folder"
