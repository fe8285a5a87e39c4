"""TypeScript declarations, as a generated SDK writes them, are compared without executing anything."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.cli import main
from conformance.spec import load_dialect
from conformance.spec.drift.shape import SchemaSource, Shape
from conformance.spec.drift.typescript import Declarations

OFFICIAL = f"openai-ga {load_dialect('openai-ga').version}"
REALTIME = """
import { APIResource } from "../core/resource.js";
import * as SharedAPI from "./shared.js";
import { Prompt, type Level as Depth } from "./shared.js";
/** Connects; a class is no type of the wire. */
export declare class Realtime extends APIResource {
    calls: SharedAPI.Calls;
    create(body: { a: string }): Promise<string>;
}
/**
 * Its docs say: { type: 'not.this' };
 */
export type RealtimeServerEvent = ErrorEvent | RealtimeServerEvent.Started;
export declare namespace RealtimeServerEvent {
    interface Started {
        readonly event_id: string;
        type: 'output_audio_buffer.started';
        response_id?: string | null;
    }
}
export interface ErrorEvent extends SharedAPI.Event {
    error: ErrorEvent.Error;
    type: 'error';
}
export declare namespace ErrorEvent {
    interface Error {
        model: (string & {}) | 'gpt-realtime' | 'gpt-realtime-mini';
        inner: Error.Inner;
        depth: Depth;
        counts: number[];
        labels: { [key: string]: string };
        'more-labels': Record<string, Array<Prompt | undefined>>;
        generic: Promise<string>;
        gone: Missing;
    }
    namespace Error {
        interface Inner {
            same: Inner;
        }
    }
}
export { type ErrorEvent as ErrorEvent };
"""
SHARED = """
export type Level = 'low' | 'high';
export interface Prompt { id: string }
export interface Event { event_id: string; previous?: string }
"""


@pytest.fixture
def declarations(tmp_path: Path) -> Path:
    """A module of a package that has types in another one."""
    (tmp_path / "package.json").write_text('{"name": "sdk", "version": "1.2.3"}', encoding="utf-8")
    (tmp_path / "shared.d.ts").write_text(SHARED, encoding="utf-8")
    path = tmp_path / "realtime.d.ts"
    path.write_text(REALTIME, encoding="utf-8")
    return path


def test_interfaces_unions_namespaces_and_imports_are_read(declarations: Path) -> None:
    read = Declarations(declarations)
    source = SchemaSource(read)
    assert read.names() == ["RealtimeServerEvent", "ErrorEvent"]

    def at(*path: str) -> Shape:
        shape = source.look((("ErrorEvent", {"$ref": read.reference("ErrorEvent")}),))
        for name in path:
            shape = source.look(shape.arms[0].members[name].forms)
        return shape

    (error,) = at().arms
    assert {name: slot.required for name, slot in error.members.items()} == {
        "event_id": True, "previous": False, "error": True, "type": True,
    }  # fmt: skip
    assert error.constants == {"type": "error"}
    model = at("error", "model")
    assert (model.kinds, model.values) == ({"text"}, {"gpt-realtime", "gpt-realtime-mini"})
    assert at("error", "inner", "same").arms[0].name == "ErrorEvent.Error.Inner"
    assert at("error", "depth").values == {"low", "high"}
    assert at("error", "counts").kinds == {"array"}
    assert at("error", "labels").kinds == {"object", "map"}
    (each,) = at("error", "more-labels").each
    prompts = source.look(source.look((each,)).items)
    assert (prompts.arms[0].name, prompts.kinds) == ("Prompt", {"object"})
    assert at("error", "generic").kinds == at("error", "gone").kinds == {"any JSON"}


def test_declarations_drift_like_any_package(declarations: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["spec", "drift", str(declarations)]) == 1
    lines = capsys.readouterr().out.splitlines()
    null = (
        "null      output_audio_buffer.started#/response_id: only sdk 1.2.3 allows null "
        "[RealtimeServerEventOutputAudioBufferStarted.response_id, RealtimeServerEvent.Started.response_id]"
    )
    assert null in lines
    assert (
        f"required  output_audio_buffer.started#/response_id: required by {OFFICIAL} alone "
        "[RealtimeServerEventOutputAudioBufferStarted, RealtimeServerEvent.Started]"
    ) in lines
    # The other member of that event is the same.
    assert not [line for line in lines if "started#/event_id" in line]
    assert lines[-1].startswith(f"{len(lines) - 1} differences between {OFFICIAL} and sdk 1.2.3: ")


@pytest.mark.parametrize(
    "text", ["", "export interface", "namespace A {", "type A = {", "}}}}", "interface A { b: ' }", "\u0000"]
)
def test_what_is_cut_off_declares_nothing(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "cut.d.ts"
    path.write_text(text, encoding="utf-8")
    assert main(["spec", "drift", str(path)]) == 4
    assert "has none of the types of openai-ga" in capsys.readouterr().err
