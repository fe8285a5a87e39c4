"""Writes the generated parts of README.md and docs/*.md, between the marks ``generated`` and ``end``.

python docs/generate.py            the tables, from the code
python docs/generate.py --figures  also what needs real runs: conforming, property, picture, or those named
python docs/generate.py --check    change nothing; exit with 1 when a table is not what the code says
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from textwrap import dedent
from typing import Any

from figures import DOCS, FIGURES, PICTURE, ROOT, block, failing_picture

from conformance.checks.register import CHECKS
from conformance.checks.scenario import OF_CLIENTS, OF_SERVERS
from conformance.cli import parser
from conformance.matrix import publish
from conformance.matrix.summary import read as read_summary
from conformance.options import OPTIONS
from conformance.peer import capabilities
from conformance.peer.server.script import STEPS
from conformance.peer.server.words import TRIGGERS
from conformance.servers import SERVERS
from conformance.spec.wires import Wire, wires

RESULTS = ROOT / "conformance/results/results.schema.json"
PROTOCOL = ROOT / "conformance/adapter/protocol"
CLIENTS = ROOT / "conformance/peer/client/protocol"
SECTION = re.compile(r"(<!-- generated: ([a-z -]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def table(head: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> str:
    """A Markdown table."""
    lines = [head, tuple("---" for _ in head), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines)


def subparsers(of: argparse.ArgumentParser) -> tuple[dict[str, argparse.ArgumentParser], dict[str, str]]:
    """The commands of a parser, and the help of each."""
    for action in of._actions:
        if isinstance(action, argparse._SubParsersAction):
            return dict(action.choices), {choice.dest: choice.help or "" for choice in action._choices_actions}
    return {}, {}


def leaves(of: argparse.ArgumentParser, name: str = "") -> Iterator[tuple[str, str, argparse.ArgumentParser]]:
    """Every command that can be run, with its help; a verb follows its command."""
    commands, helps = subparsers(of)
    for word, command in commands.items():
        whole = f"{name} {word}".strip()
        if subparsers(command)[0]:
            yield from leaves(command, whole)
        else:
            yield whole, helps[word], command


def signature(name: str, command: argparse.ArgumentParser) -> str:
    """A command with its positional arguments."""
    words = [
        f"[{action.metavar or action.dest}]" if action.nargs == "?" else str(action.metavar or action.dest)
        for action in command._actions
        if not action.option_strings and action.nargs != argparse.REMAINDER
    ]
    return " ".join([name, *words])


def plugin_options() -> str:
    """The options that the plugin adds to pytest."""
    rows = ((f"`{flag}{_value(attributes)}`", attributes["help"]) for flag, attributes in OPTIONS.items())
    return table(("option", "meaning"), rows)


def _value(attributes: Mapping[str, Any]) -> str:
    return f"={attributes['metavar']}" if "metavar" in attributes else ""


def command_table() -> str:
    """All commands, one per line."""
    rows = ((f"`{signature(name, command)}`", help_) for name, help_, command in leaves(parser()))
    return table(("command", "does"), rows)


def command_options() -> str:
    """The options of every command except ``run``, whose options are pytest's."""
    parts = []
    for name, help_, command in leaves(parser()):
        options = [action for action in command._actions if action.option_strings and action.dest != "help"]
        if name == "run":
            continue
        rows = ((f"`{_flag(action)}`", _said(action)) for action in options)
        parts.append(f"### `{signature(name, command)}`\n\n{_sentence(command.description or help_)}\n")
        if options:
            parts.append(table(("option", "meaning"), rows))
    return "\n" + "\n".join(parts)


def _flag(action: argparse.Action) -> str:
    value = action.metavar or ("" if action.nargs == 0 else "{" + ",".join(map(str, action.choices or ())) + "}")
    return f"{action.option_strings[0]}{f' {value}' if value else ''}"


def _said(action: argparse.Action) -> str:
    return (action.help or "") % {"default": action.default}


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:].rstrip('.')}."


def serve_triggers() -> str:
    """What the reference server does at the user's words."""
    return table(("the user says", "the response"), iter(TRIGGERS.items()))


def serve_steps() -> str:
    """What a script may do."""
    return table(("step", "does"), ((f"`{step}`", does) for step, does in STEPS.items()))


def check_table() -> str:
    """The checks, with the level that each can reach at most."""
    rows = (
        (f"`{check.name}`", "free" if check.name == "behaviour" else str(check.ceiling), check.says.replace("``", "`"))
        for check in CHECKS.values()
    )
    return table(("check", "level", "says"), rows)


def _schema(name: str, folder: Path = PROTOCOL) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads((folder / f"{name}.schema.json").read_text(encoding="utf-8"))
    return schema


def _hello_table(hello: Mapping[str, Any]) -> str:
    rows = (
        (f"`{name}`", "yes" if name in hello["required"] else "no", said["description"])
        for name, said in hello["properties"].items()
    )
    return table(("member", "required", "meaning"), rows)


def request_table() -> str:
    """The members of a request."""
    schema = _schema("request")
    payload = schema["$defs"]["payload"]
    members = {
        **schema["properties"],
        "protocol": schema["$defs"]["hello"]["properties"]["protocol"],
        "type": payload["properties"]["type"],
        "text": payload["oneOf"][0]["properties"]["text"],
        "base64": payload["oneOf"][1]["properties"]["base64"],
    }
    return table(("member", "meaning"), ((f"`{name}`", said["description"]) for name, said in members.items()))


def operation_table() -> str:
    """What a program is asked to do."""
    defs = _schema("request")["$defs"]
    rows = (
        ("`hello`", defs["hello"]["description"]),
        ("`roundtrip`, `typed`, `build`", defs["payload"]["description"]),
        ("`bye`", defs["bye"]["description"]),
    )
    return table(("op", "asks"), iter(rows))


def outcome_table() -> str:
    """What an adapter may answer."""
    outcomes = _schema("answer")["properties"]["outcome"]["oneOf"]
    return table(("outcome", "means"), ((f"`{said['const']}`", said["description"]) for said in outcomes))


def hello_table() -> str:
    """What an adapter says about itself."""
    return _hello_table(_schema("answer")["$defs"]["hello"])


def client_request_table() -> str:
    """What the driver of a client is asked to do."""
    rows = (
        (f"`{op}`", ", ".join(f"`{name}`" for name in said.get("properties", ()) if name != "op"), said["description"])
        for op, said in _schema("request", CLIENTS)["$defs"].items()
    )
    return table(("op", "members", "asks"), rows)


def client_connect_table() -> str:
    """Where and how a client connects."""
    members = _schema("request", CLIENTS)["$defs"]["connect"]["properties"]
    return table(
        ("member", "meaning"), ((f"`{name}`", said["description"]) for name, said in members.items() if name != "op")
    )


def client_hello_table() -> str:
    """What the driver of a client says about it."""
    return _hello_table(_schema("line", CLIENTS)["$defs"]["hello"])


def client_shown_table() -> str:
    """What a client may show."""
    kinds = _schema("line", CLIENTS)["$defs"]["shown"]["properties"]["surfaced"]["oneOf"]
    return table(("kind", "means"), ((f"`{one['properties']['kind']['const']}`", one["description"]) for one in kinds))


def scenario_check_table(checks: Mapping[str, str]) -> str:
    """The checks of a scenario."""
    return table(("check", "says"), ((f"`{name}`", f"{says}.") for name, says in checks.items()))


def servers_table() -> str:
    """The built-in servers."""
    rows = ((f"`server:{one.name}`", one.package, one.version, one.language) for one in SERVERS.values())
    return table(("`--impl`", "package", "release", "language"), rows)


def capability_table(named: Mapping[str, str], heading: str) -> str:
    """What a file of capabilities may say under one heading."""
    return table((f"`{heading}`", "says"), ((f"`{name}`", says) for name, says in named.items()))


def vector() -> str:
    """A golden vector, as its file has it."""
    text = (ROOT / "golden/async-openai/ResponseAudioOutput.json").read_text(encoding="utf-8")
    found = re.search(r'^  \{\n    "id": "ResponseAudioOutput/voice-absent",\n.*?^  \}', text, re.MULTILINE | re.DOTALL)
    if found is None:
        raise SystemExit(
            "golden/async-openai/ResponseAudioOutput.json: the vector that docs/vectors.md shows is missing"
        )
    return block(f"{dedent(found[0])}\n", "json")


def matrix() -> str:
    """The published matrix, one table per dialect."""
    summary = read_summary(ROOT / "reports" / "summary.json")
    parts = [
        "\n".join([f"{publish.title(dialect)}:", "", *publish.table(summary, dialect)])
        for dialect in publish.dialects(summary)
    ]
    return "\n\n".join(parts) + f"\n\nMade on {summary['date']} by `make matrix`.\n"


def line_table(kind: str) -> str:
    """The members of one kind of line in a results file."""
    lines = json.loads(RESULTS.read_text(encoding="utf-8"))["$defs"][kind]
    rows = (
        (f"`{name}`", "yes" if always else "no", said.get("description", "")) for name, always, said in _members(lines)
    )
    return table(("member", "always", "meaning"), rows)


def _members(
    schema: Mapping[str, Any], prefix: str = "", always: bool = True
) -> Iterator[tuple[str, bool, Mapping[str, Any]]]:
    """Each member with its schema and whether every line has it; the members of an object follow it."""
    for name, said in schema["properties"].items():
        required = always and name in schema["required"]
        yield f"{prefix}{name}", required, said
        if "properties" in said:
            yield from _members(said, f"{prefix}{name}.", required)


def wire_table() -> str:
    """The wires that are told apart by name, each with one of its marks."""
    rows = (
        (f"`{wire.id}`", f"[{wire.name}]({wire.docs})", _mark(wire))
        for wire in wires().values()
        if wire.id != "openai-ga"
    )
    return table(("id", "wire", "told by, for example"), rows)


def _mark(wire: Wire) -> str:
    if wire.untyped and not wire.events:
        return f"a frame with `{'/'.join(wire.untyped[-1][0].path)}` and no `type`"
    return f"`{min(sorted(wire.events), key=len)}`" if wire.events else f"a model called `{wire.values[0][1]}…`"


TABLES: dict[str, Callable[[], str]] = {
    "commands": command_table,
    "plugin options": plugin_options,
    "command options": command_options,
    "checks": check_table,
    "wires": wire_table,
    "requests": request_table,
    "operations": operation_table,
    "outcomes": outcome_table,
    "hello": hello_table,
    "client requests": client_request_table,
    "client connect": client_connect_table,
    "client hello": client_hello_table,
    "client shown": client_shown_table,
    "client checks": partial(scenario_check_table, OF_CLIENTS),
    "server checks": partial(scenario_check_table, OF_SERVERS),
    "built-in servers": servers_table,
    "capabilities": partial(capability_table, capabilities.CAPABILITIES, "can"),
    "triggers": partial(capability_table, capabilities.TRIGGERS, "triggers"),
    "names": partial(capability_table, capabilities.MODELS, "names"),
    "serve-triggers": serve_triggers,
    "serve-steps": serve_steps,
    "vector": vector,
    "matrix": matrix,
    "header": lambda: line_table("header"),
    "verdict": lambda: line_table("verdict"),
    "footer": lambda: line_table("footer"),
}


def main(arguments: list[str]) -> int:
    """Write or check the sections; the exit code is 1 if one was checked and is not what the code says."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--figures", nargs="*", choices=FIGURES, default=None)
    options.add_argument("--check", action="store_true")
    chosen = options.parse_args(arguments)
    wanted = () if chosen.figures is None else chosen.figures or tuple(FIGURES)
    if "picture" in wanted and not chosen.check:
        PICTURE.write_text(failing_picture(), encoding="utf-8")
    makers = {**TABLES, **{name: FIGURES[name] for name in wanted}}
    stale = 0
    for path in (ROOT / "README.md", *sorted(DOCS.rglob("*.md"))):
        text = path.read_text(encoding="utf-8")

        def made(match: re.Match[str], path: Path = path) -> str:
            name = match[2]
            if name not in TABLES and name not in FIGURES:
                raise SystemExit(f"{path.name}: there is no section {name!r}")
            return f"{match[1]}{makers[name]()}{match[3]}" if name in makers else match[0]

        new = SECTION.sub(made, text)
        if new != text:
            stale += 1
            if chosen.check:
                print(f"{path.relative_to(ROOT)} is not what the code says: run `python docs/generate.py`")
            else:
                path.write_text(new, encoding="utf-8")
    return int(chosen.check and stale > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
