"""The options of a run and their defaults.

Plain data, so a default can be read without importing pytest or the suite.
"""

from __future__ import annotations

from argparse import ArgumentTypeError
from collections.abc import Callable
from typing import Any

DEFAULT_DIALECT = "async-openai"
DEFAULT_GENERATED = 100
DEFAULT_TIMEOUT = 10.0
DEFAULT_START = 60.0
DEFAULT_RESULTS = ".conformance/results.jsonl"


def whole_number(text: str) -> int:
    """The value of an option. The message of argparse itself quotes what a CI runner may obey."""
    return int(_number(int, text, "a whole number"))


def number(text: str) -> float:
    """The value of an option that may have a fraction."""
    return float(_number(float, text, "a number"))


def _number(kind: Callable[[str], float], text: str, wanted: str) -> float:
    try:
        return kind(text)
    except ValueError:
        # Every pytest run of a project that has the suite installed imports this module, and no more of it.
        from conformance.display import safe

        raise ArgumentTypeError(f"expected {wanted}, not {safe(repr(text))}") from None


OF_SERVERS = ("start", "capabilities", "header", "ca", "live_budget")
"""The options that are about servers alone."""

OPTIONS: dict[str, dict[str, Any]] = {
    "--impl": {
        "metavar": "X",
        "help": "judge this implementation: a built-in name, pkg.module[:attribute], stdio:COMMAND or tcp:HOST:PORT; "
        "recorded sessions: transcript:GLOB; a server: ws://HOST:PORT/PATH, wss://…, server:NAME for a "
        "built-in one, or reference-server; "
        "or a client: client:COMMAND, client:pkg.module",
    },
    "--isolate": {
        "action": "store_true",
        "help": "run an adapter that is a Python module in a process of its own, where it cannot touch the suite's; "
        "programs, servers and clients have one anyway",
    },
    "--start": {
        "metavar": "COMMAND",
        "help": "start this server, wait for it at the address of --impl, and end it afterwards; "
        "{port} in both is a free port",
    },
    "--capabilities": {"metavar": "FILE", "help": "a YAML file of what the server can do; the rest is unsupported"},
    "--header": {
        "metavar": "HEADER",
        "action": "append",
        "help": "'Name: value' for the server, with {VARIABLE} read from the environment; may be repeated",
    },
    "--ca": {"metavar": "FILE", "help": "a certificate to trust beside the system's, for wss://"},
    "--live-budget": {
        "metavar": "S,S,T",
        "help": "SESSIONS,SECONDS,TOKENS that a server which is not on this machine may cost; needed there",
    },
    "--dialect": {
        "metavar": "D",
        "help": "the dialect to judge by (default: what the implementation declares; async-openai if it declares none; "
        "openai-ga for sessions, servers and clients)",
    },
    "--types": {
        "metavar": "GLOB",
        "action": "append",
        "help": "only types whose names match; may be repeated, or be a list a,b",
    },
    "--checks": {"metavar": "NAMES", "action": "append", "help": "only these checks, separated by commas"},
    "--vectors": {
        "metavar": "GLOB",
        "action": "append",
        "help": "only golden vectors or scenarios whose ids match, and no generated payloads; for servers also the "
        "scenarios of a file, such as mine.yaml",
    },
    "--generated": {
        "metavar": "N",
        "type": whole_number,
        "help": f"generated payloads per type, beside the covering set (default: {DEFAULT_GENERATED}; 0: neither)",
    },
    "--gen-seed": {"metavar": "S", "type": whole_number, "help": "the seed of the generated payloads (default: 0)"},
    "--explore": {
        "metavar": "N",
        "type": whole_number,
        "help": "besides, let Hypothesis look for failures: with N payloads of each kind per type, or in N sessions "
        "with a server (default: 0)",
    },
    "--case-cache": {
        "metavar": "DIR",
        "help": "cache generated payloads and their expectations in this folder (default: in the user's cache)",
    },
    "--no-case-cache": {"action": "store_true", "help": "generate all payloads anew, and keep none"},
    "--strict-levels": {"action": "store_true", "help": "requirements at level should gate, too"},
    "--impl-timeout": {
        "metavar": "SECONDS",
        "type": number,
        "help": f"time limit for one answer of a program; calls in process have none (default: {DEFAULT_TIMEOUT:g})",
    },
    "--impl-start": {
        "metavar": "SECONDS",
        "type": number,
        "help": "time limit for what is started: for a program or a driver to answer hello, for a server to listen; "
        f"built-in ones have more where they need it (default: {DEFAULT_START:g})",
    },
    "--shard": {
        "metavar": "I/N",
        "help": "judge only the I-th of N parts, which cost about the same; `combine` joins their results",
    },
    "--known-failures": {
        "metavar": "FILE",
        "help": "a YAML file of known failures: only a deviation from it makes the run fail",
    },
    "--update-known-failures": {
        "action": "store_true",
        "help": "after the run, rewrite that file to match what was found",
    },
    "--why": {"metavar": "TEXT", "help": "why new failures are tolerated, for the entries that an update adds"},
    "--results": {"metavar": "FILE", "help": f"the results file to write (default: {DEFAULT_RESULTS})"},
}
"""The suite's options, as arguments of argparse."""
