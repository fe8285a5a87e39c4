"""A Python module is an adapter when it has an ADAPTER, or just a function roundtrip."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from conformance.adapter import ANY, Hello, Kind, Op, Outcome, Request
from conformance.adapter.inprocess import InProcess, Library, LoadError, MalformedName, NoSuchModule, adopt, load

HELLO = Hello("lib", "1", "python", "default", "d", frozenset({"T"}), frozenset(Op))


def ask(function: Callable[[str, str], object], text: str | bytes = "{}", hello: Hello = HELLO) -> Outcome:
    library = adopt(SimpleNamespace(hello=hello, roundtrip=function), "lib")
    return InProcess(library).ask(Request(Op.ROUNDTRIP, "T", text))


def raising(error: BaseException) -> Callable[[str, str], str]:
    def roundtrip(type: str, text: str) -> str:
        raise error

    return roundtrip


class Panic(BaseException):
    """What native extensions raise past ``except Exception``."""


@pytest.mark.parametrize(
    ("returned", "outcome"),
    [
        ("{}", Outcome(Kind.OK, "{}")),
        ("", Outcome(Kind.OK, "")),
        (None, Outcome(Kind.IGNORED)),
        (Outcome(Kind.FALLBACK, "{}", "kept raw"), Outcome(Kind.FALLBACK, "{}", "kept raw")),
        (Outcome(Kind.CRASHED, message="panic"), Outcome(Kind.CRASHED, message="panic")),
        (b"{}", Outcome(Kind.ADAPTER_ERROR, message="roundtrip returned a value of class bytes, not a string")),
        ({}, Outcome(Kind.ADAPTER_ERROR, message="roundtrip returned a value of class dict, not a string")),
        (Outcome(Kind.OK), Outcome(Kind.ADAPTER_ERROR, message="roundtrip returned ok without a text")),
        (
            Outcome(Kind.FALLBACK, {}),  # type: ignore[arg-type]
            Outcome(
                Kind.ADAPTER_ERROR,
                message="roundtrip returned an Outcome whose text is a value of class dict, not a string",
            ),
        ),
        (
            Outcome(Kind.REJECTED, message=ValueError("no")),  # type: ignore[arg-type]
            Outcome(
                Kind.ADAPTER_ERROR,
                message="roundtrip returned an Outcome whose message is a value of class ValueError, not a string",
            ),
        ),
        (
            Outcome(Kind.TIMEOUT),
            Outcome(Kind.ADAPTER_ERROR, message="roundtrip returned an Outcome timeout, not a string"),
        ),
    ],
)
def test_what_a_method_returns_is_its_outcome(returned: object, outcome: Outcome) -> None:
    assert ask(lambda *_: returned) == outcome


@pytest.mark.parametrize(
    ("raised", "outcome"),
    [
        (ValueError("missing field `id`"), Outcome(Kind.REJECTED, message="ValueError: missing field `id`")),
        (NotImplementedError(), Outcome(Kind.UNSUPPORTED, message="NotImplementedError")),
        (RecursionError("too deep"), Outcome(Kind.CRASHED, message="RecursionError: too deep")),
        (MemoryError(), Outcome(Kind.CRASHED, message="MemoryError")),
        (SystemExit(3), Outcome(Kind.CRASHED, message="SystemExit: 3")),
        (Panic("index out of bounds"), Outcome(Kind.CRASHED, message="Panic: index out of bounds")),
    ],
)
def test_what_a_method_raises_is_its_outcome(raised: BaseException, outcome: Outcome) -> None:
    assert ask(raising(raised)) == outcome


def test_running_out_of_stack_on_deep_nesting_is_a_crash() -> None:
    assert ask(lambda _, text: json.dumps(json.loads(text)), "[" * 100_000).kind is Kind.CRASHED


def test_an_exception_that_cannot_say_what_it_is_still_rejects() -> None:
    class Mute(Exception):
        def __str__(self) -> str:
            raise ValueError

    assert ask(raising(Mute())) == Outcome(Kind.REJECTED, message="Mute")


def test_a_message_is_kept_short() -> None:
    message = ask(raising(ValueError("x" * 10**6))).message
    assert message is not None
    assert len(message) < 2100


def test_a_method_may_take_more_than_it_is_given_and_what_it_wraps_is_its_own_matter() -> None:
    def with_client(client: str, type: str, text: str) -> str:
        return client + text

    @wraps(with_client)
    def wrapped(*arguments: str) -> str:
        return with_client("c", *arguments)

    class Adapter:
        roundtrip = staticmethod(wrapped)
        typed = staticmethod(max)  # without a signature that can be had

        def build(self, type: str, text: str, *, indent: int = 0) -> str:
            return text

    library = adopt(Adapter(), "adapter")
    assert library.answer(Request(Op.ROUNDTRIP, "T", "x")) == Outcome(Kind.OK, "cx")
    assert library.answer(Request(Op.BUILD, "T", "x")) == Outcome(Kind.OK, "x")


def test_an_interrupt_is_the_users() -> None:
    with pytest.raises(KeyboardInterrupt):
        ask(raising(KeyboardInterrupt()))


def test_what_is_not_declared_is_not_asked() -> None:
    connection = InProcess(adopt(SimpleNamespace(hello=HELLO, roundtrip=lambda _, text: text), "lib"))
    asked = [Request(Op.ROUNDTRIP, "Other", "1"), Request(Op.TYPED, "T", "1"), Request(Op.ROUNDTRIP, "T", b"1")]
    assert [outcome.kind for outcome in connection.stream(asked)] == [Kind.UNSUPPORTED] * 3


def test_bytes_go_to_those_that_declare_them() -> None:
    hello = Hello("lib", "1", "python", "default", "d", frozenset({"T"}), frozenset(Op), {"bytes": True})
    assert ask(lambda _, text: repr(text), b"\xff", hello).text == r"b'\xff'"


def test_outcomes_are_made_as_they_are_wanted() -> None:
    asked = []
    connection = InProcess(adopt(lambda _, text: asked.append(text), "lib"))
    stream = connection.stream(Request(Op.ROUNDTRIP, "T", str(n)) for n in range(3))
    next(stream)
    assert asked == ["0"]


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], None]:
    """Write a module that can be imported."""
    monkeypatch.syspath_prepend(tmp_path)

    def write(name: str, source: str) -> None:
        (tmp_path / f"{name}.py").write_text(textwrap.dedent(source))

    return write


Module = Callable[[str, str], None]


def roundtrip(library: Library, text: str) -> Outcome:
    return library.answer(Request(Op.ROUNDTRIP, "T", text))


def test_a_bare_function_is_an_adapter_that_can_be_asked_any_type(module: Module) -> None:
    module("bare_sdk", "__version__ = '3.1'\ndef roundtrip(type, text): return type + text")
    library = load("bare_sdk")
    assert library.hello == Hello(
        "bare_sdk", "3.1", "python", "default", ANY, frozenset({ANY}), frozenset({Op.ROUNDTRIP})
    )
    assert roundtrip(library, "1") == Outcome(Kind.OK, "T1")
    assert roundtrip(load("bare_sdk:roundtrip"), "1") == Outcome(Kind.OK, "T1")


def test_the_types_of_a_module_are_those_that_it_is_asked_about(module: Module) -> None:
    module("typed_sdk", "TYPES = {'T': int}\ndef roundtrip(type, text): return text")
    library = load("typed_sdk")
    assert library.hello.types == {"T"}
    assert roundtrip(library, "1") == Outcome(Kind.OK, "1")
    with InProcess(library) as connection:
        assert connection.ask(Request(Op.ROUNDTRIP, "U", "1")).kind is Kind.UNSUPPORTED


def test_a_module_says_which_way_its_types_travel(module: Module) -> None:
    module("directed_sdk", "DECODES = {'T': int}\nSENDS = ['U']\ndef typed(type, text): return text\nbuild = typed")
    hello = load("directed_sdk").hello
    assert (hello.types, hello.decodes, hello.sends) == ({"T", "U"}, {"T"}, {"U"})
    module("wrong_sdk", "SENDS = 'U'\ndef build(type, text): return text")
    with pytest.raises(LoadError, match=r"^the SENDS of wrong_sdk is a string: a set of names is meant, such as"):
        load("wrong_sdk")


def test_the_adapter_of_a_module_comes_before_its_functions(module: Module) -> None:
    module(
        "full_sdk",
        """
        from conformance.adapter import Hello, Op

        class Adapter:
            def hello(self):
                return Hello("full", "1", "python", "default", "d", frozenset({"T"}), frozenset({Op.ROUNDTRIP}))

            def roundtrip(self, type, text):
                return "adapter"

        ADAPTER = Adapter()
        other = Adapter()
        def roundtrip(type, text): return "function"
        """,
    )
    assert load("full_sdk").hello.name == "full"
    assert roundtrip(load("full_sdk"), "").text == "adapter"
    assert roundtrip(load("full_sdk:other"), "").text == "adapter"
    assert roundtrip(load("full_sdk:roundtrip"), "").text == "function"
    with pytest.raises(LoadError, match=r"^full_sdk:Adapter is a class: name an instance of it$"):
        load("full_sdk:Adapter")


@pytest.mark.parametrize(
    ("source", "name", "error", "message"),
    [
        ("", "sdk_{}.sub", NoSuchModule, "no module named 'sdk_{}.sub'"),
        ("", "sdk_{}", LoadError, "sdk_{} has neither ADAPTER nor a function roundtrip(type, text)"),
        ("", "sdk_{}:nothing", LoadError, "module 'sdk_{}' has no attribute 'nothing'"),
        ("", "sdk-{}", MalformedName, "'sdk-{}' is not of the form pkg.module[:attribute]"),
        ("", "sdk_{}:a-b", MalformedName, "'sdk_{}:a-b' is not of the form pkg.module[:attribute]"),
        (
            "from conformance.reference.adapter import ADAPTER\ndef typed(type, text): return text",
            "sdk_{}",
            LoadError,
            "sdk_{0} has a function typed and an ADAPTER from elsewhere: import that by another name, "
            "or name it as sdk_{0}:ADAPTER",
        ),
        ("ADAPTER = 3", "sdk_{}", LoadError, "sdk_{} has neither ADAPTER nor a function roundtrip(type, text)"),
        (
            "def roundtrip(text): return text",
            "sdk_{}",
            LoadError,
            "roundtrip of sdk_{} takes (text), but is called as roundtrip(type, text): too many positional arguments",
        ),
        (
            "def typed(type, text, client): return text",
            "sdk_{}",
            LoadError,
            "typed of sdk_{} takes (type, text, client), but is called as typed(type, text): "
            "missing a required argument: 'client'",
        ),
        (
            "class A:\n    def build(type, text): return text\nADAPTER = A()",
            "sdk_{}",
            LoadError,
            "build of sdk_{} takes (text), but is called as build(type, text): too many positional arguments",
        ),
        (
            "import a_missing_one",
            "sdk_{}",
            LoadError,
            "importing sdk_{0} failed: ModuleNotFoundError: No module named 'a_missing_one' (sdk_{0}.py, line 1)",
        ),
        (
            "None.x",
            "sdk_{}",
            LoadError,
            "importing sdk_{0} failed: AttributeError: 'NoneType' object has no attribute 'x' (sdk_{0}.py, line 1)",
        ),
        (
            "raise SystemExit(3)",
            "sdk_{}",
            LoadError,
            "importing sdk_{0} failed: SystemExit: 3 (sdk_{0}.py, line 1)",
        ),
        (
            "class Panic(BaseException):\n def __str__(self): raise ValueError\nraise Panic",
            "sdk_{}",
            LoadError,
            "importing sdk_{0} failed: Panic (sdk_{0}.py, line 3)",
        ),
        (
            "def __getattr__(name): raise RuntimeError('no')\ndef roundtrip(type, text): return text",
            "sdk_{}",
            LoadError,
            "sdk_{0} cannot be read: RuntimeError: no (sdk_{0}.py, line 1)",
        ),
        (
            "def __getattr__(name): raise RuntimeError('no')",
            "sdk_{}:a",
            LoadError,
            "sdk_{0}:a cannot be read: RuntimeError: no (sdk_{0}.py, line 1)",
        ),
        (
            "TYPES = 'Thing'\ndef roundtrip(type, text): return text",
            "sdk_{}",
            LoadError,
            "the TYPES of sdk_{} is a string: a set of names is meant, such as {{'Thing'}}",
        ),
        (
            "hello = 'me'\ndef roundtrip(type, text): return text",
            "sdk_{}",
            LoadError,
            "the hello of sdk_{} is a value of class str, not a conformance.adapter.Hello",
        ),
        (
            "def hello(): return {}['name']\ndef roundtrip(type, text): return text",
            "sdk_{}",
            LoadError,
            "the hello of sdk_{} failed: KeyError: 'name'",
        ),
    ],
)
def test_what_is_no_adapter_is_said_in_one_line(
    module: Module, request: pytest.FixtureRequest, source: str, name: str, error: type[LoadError], message: str
) -> None:
    number = abs(hash(request.node.nodeid))  # a module of its own for every case
    module(f"sdk_{number}", source)
    if name == "sdk_{}.sub":
        message = "no module named 'sdk_{}.sub'"
    with pytest.raises(LoadError) as caught:
        load(name.format(number))
    assert type(caught.value) is error
    assert str(caught.value) == message.format(number)


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"version": None}, "version is a value of class NoneType, not a string"),
        ({"types": "T"}, "types is a value of class str, not a set of strings"),
        ({"types": {1}}, "types is a value of class set, not a set of strings"),
        ({"ops": {"patch"}}, "there is no operation 'patch' (there are roundtrip, typed, build)"),
        ({"declares": {"bytes": "yes"}}, "declares is a value of class dict, not a mapping to true and false"),
        ({"issues": 5}, "issues is a value of class int, not a string"),
    ],
)
def test_a_hello_of_other_types_is_refused(said: dict[str, Any], message: str) -> None:
    with pytest.raises(LoadError) as caught:
        adopt(SimpleNamespace(hello=replace(HELLO, **said), roundtrip=lambda _, text: text), "lib")
    assert str(caught.value) == f"the hello of lib: {message}"


def test_lists_and_names_will_do_in_a_hello() -> None:
    hello = replace(HELLO, types=["T"], ops=["roundtrip", "typed", "build"])  # type: ignore[arg-type]
    assert adopt(SimpleNamespace(hello=hello, roundtrip=lambda _, text: text), "lib").hello == HELLO


@pytest.mark.parametrize(
    ("raw", "kind"),
    [(("/item",), Kind.OK), (["/item"], Kind.OK), ("/item", Kind.ADAPTER_ERROR), (("item",), Kind.ADAPTER_ERROR)],
)
def test_what_is_raw_inside_is_said_with_json_pointers(raw: Any, kind: Kind) -> None:
    library = adopt(lambda _, text: Outcome(Kind.OK, text, raw=raw), "raw")
    answer = library.answer(Request(Op.ROUNDTRIP, "T", "{}"))
    assert answer.kind is kind
    assert answer.raw == (("/item",) if kind is Kind.OK else ())
