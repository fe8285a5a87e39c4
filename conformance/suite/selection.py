"""What a run is asked to do, checked before anything starts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from conformance.checks.register import SELECTABLE
from conformance.errors import UsageError, near
from conformance.files import cache_folder, slugged
from conformance.options import DEFAULT_GENERATED, DEFAULT_RESULTS, DEFAULT_START, DEFAULT_TIMEOUT
from conformance.spec import DEFAULT_DIALECT, load_dialect
from conformance.suite.shards import Shard

_NAME = 80
"""Characters at most of a folder's name."""


@dataclass(frozen=True, slots=True)
class Selection:
    """The options of a run, resolved: ``types`` in the dialect's order, ``checks`` by name.

    ``vectors`` are id globs; ``None`` means all vectors and generated payloads. ``generated`` is the number of
    payloads generated per type, from ``seed``; ``explore`` is how many Hypothesis makes of each kind per type, or of
    sessions with a server. ``timeout``, for an answer, and ``start``, for the first one of what is
    started, are in seconds; ``isolated`` asks for an adapter in a process of its own.
    ``shard`` is the part of the items to run, ``None`` for all of them. ``known_failures`` is a path; ``update``
    requests that the file be rewritten, with ``why`` for what is new. ``case_cache`` is a folder, ``None`` for none.
    """

    impl: str
    dialect: str
    types: tuple[str, ...]
    checks: frozenset[str]
    vectors: tuple[str, ...] | None
    generated: int
    seed: int
    strict: bool
    timeout: float
    results: str
    shard: Shard | None = None
    known_failures: str | None = None
    update: bool = False
    why: str = ""
    case_cache: str | None = None
    explore: int = 0
    isolated: bool = False
    start: float = DEFAULT_START

    @property
    def of_generated(self) -> str:
        """The options that make the same generated payloads, where they are not the default ones."""
        count = "" if self.generated == DEFAULT_GENERATED else f" --generated={self.generated}"
        return count + (f" --gen-seed={self.seed}" if self.seed else "")

    @property
    def transcripts(self) -> Path:
        """Where sessions that fail are kept: beside the results, and apart from those of other implementations."""
        scheme, is_address, rest = self.impl.partition("://")
        # Of an address the host and the port, which may be `{port}`: the rest may hold a key.
        named = f"{scheme} {re.split('[/?#]', rest)[0].rpartition('@')[2]}" if is_address else self.impl
        return Path(self.results).parent / "transcripts" / slugged(named)[:_NAME]


def select(options: Mapping[str, Any]) -> Selection:
    """Resolve the plugin's options.

    Raises:
        UsageError: there is no such dialect or check, a glob matches no type, an option is empty, or it needs
            another one.
    """
    dialect = options["dialect"] or DEFAULT_DIALECT
    return Selection(
        impl=options["impl"],
        dialect=dialect,
        types=_types(dialect, _listed("--types", options["types"])),
        checks=_checks(_listed("--checks", options["checks"])),
        vectors=tuple(_listed("--vectors", options["vectors"])) or None,
        generated=_count("--generated", options["generated"], DEFAULT_GENERATED),
        explore=_count("--explore", options["explore"], 0),
        isolated=bool(options["isolate"]),
        seed=options["gen_seed"] or 0,
        strict=bool(options["strict_levels"]),
        timeout=_seconds("--impl-timeout", options["impl_timeout"], DEFAULT_TIMEOUT),
        start=_seconds("--impl-start", options["impl_start"], DEFAULT_START),
        results=options["results"] or DEFAULT_RESULTS,
        shard=_shard(options["shard"]),
        case_cache=_case_cache(options["case_cache"], none=bool(options["no_case_cache"])),
        known_failures=options["known_failures"],
        update=_update(options["update_known_failures"], options["known_failures"]),
        why=_why(options["why"], options["update_known_failures"]),
    )


def _listed(option: str, values: Iterable[str] | None) -> list[str]:
    listed = [part.strip() for value in values or () for part in value.split(",") if part.strip()]
    if values and not listed:
        # Such as an unset variable of a CI job: everything would run instead of a part.
        raise UsageError(f"{option}= is empty: leave it out, or say what to run")
    return listed


def _types(dialect: str, globs: list[str]) -> tuple[str, ...]:
    names = tuple(load_dialect(dialect).types)
    for glob in globs:
        if not any(fnmatchcase(name, glob) for name in names):
            raise UsageError(f"--types={glob} matches no type of dialect {dialect}{near(glob, names)}")
    return tuple(name for name in names if not globs or any(fnmatchcase(name, glob) for glob in globs))


def _checks(names: list[str]) -> frozenset[str]:
    for name in names:
        if name not in SELECTABLE:
            known = ", ".join(sorted(SELECTABLE))
            raise UsageError(f"no check {name!r}{near(name, SELECTABLE)} (known: {known})")
    return frozenset(names) or SELECTABLE


def _count(option: str, value: int | None, default: int) -> int:
    if value is None:
        return default
    if value < 0:
        raise UsageError(f"{option}={value}: a number of payloads is 0 or more")
    return value


def _shard(value: str | None) -> Shard | None:
    if value is None:
        return None
    found = re.fullmatch(r"([1-9]\d{0,3})/([1-9]\d{0,3})", value)
    if found is None or int(found[1]) > int(found[2]):
        raise UsageError(f"--shard={value}: expected I/N, the I-th of N parts, such as 2/4")
    return Shard(int(found[1]), int(found[2]))


def _update(asked: bool, file: str | None) -> bool:
    if asked and file is None:
        raise UsageError("--update-known-failures needs --known-failures=FILE: say which file to rewrite")
    return asked


def _case_cache(folder: str | None, *, none: bool) -> str | None:
    if none:
        if folder is not None:
            raise UsageError(f"--case-cache={folder} and --no-case-cache contradict each other: give one of them")
        return None
    return str(cache_folder() / "cases") if folder is None else folder


def _why(text: str | None, updating: bool) -> str:
    if text is not None and not updating:
        raise UsageError("--why is for the entries that --update-known-failures adds")
    if text is not None and not text.strip():
        raise UsageError("--why is empty: give a reason in your words")
    return (text or "").strip()


def _seconds(option: str, value: float | None, default: float) -> float:
    if value is None:
        return default
    if not 0 < value < float("inf"):
        raise UsageError(f"{option}={value}: a time limit is a number of seconds above 0")
    return value
