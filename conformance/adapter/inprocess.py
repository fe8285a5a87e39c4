"""Implementations in Python, asked in this process.

An adapter is any object - a module will do - with one or more of the methods::

    roundtrip(type: str, text: str) -> str
    typed(type: str, text: str) -> str
    build(type: str, text: str) -> str

and, unless it leaves what it can do to be found out, a ``hello``: a :class:`Hello`, or a function that returns one.
Without one, ``TYPES``, a collection of names, says which types it has, and ``DECODES`` and ``SENDS`` say which of
them its users only receive and only send; these two alone are enough.

| the method | means |
|---|---|
| returns a string | ``ok`` |
| returns an ``Outcome`` | that outcome (``fallback`` and ``not-written`` are said this way, and what is raw inside) |
| returns ``None`` | ``ignored`` |
| returns anything else | ``adapter-error`` |
| raises ``NotImplementedError``, or is not there | ``unsupported`` |
| raises ``RecursionError`` or ``MemoryError``, or exits, or panics past ``Exception`` | ``crashed`` |
| raises any other exception | ``rejected``, with the exception as its message |

A ``RecursionError`` is not a rejection: the library ran out of stack before it could refuse, and a caller that expects
the library's own errors does not catch it. The process survives, so nothing has to be started again.
"""

from __future__ import annotations

import importlib
import inspect
import mmap
import os
import pkgutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from traceback import extract_tb
from types import ModuleType
from typing import Any

from conformance.adapter.contract import Connection, Hello, Op, Request
from conformance.adapter.declared import ANY, undeclared
from conformance.adapter.outcome import OBSERVED, Kind, Outcome, is_pointer

_MESSAGE_LIMIT = 2000


class LoadError(Exception):
    """There is no usable adapter under this name; the message says what is there instead."""


class MalformedName(LoadError):
    """The name is not of the form ``pkg.module[:attribute]``."""


class NoSuchModule(LoadError):
    """There is no module of this name."""


@dataclass(frozen=True, slots=True)
class Library:
    """An adapter object, ready to be asked."""

    hello: Hello
    operations: Mapping[Op, Callable[[str, Any], object]]

    def answer(self, request: Request) -> Outcome:
        """Run one request through the library. Only ``KeyboardInterrupt`` gets out."""
        refusal = undeclared(self.hello, request)
        if refusal is not None:
            return refusal
        operation = self.operations.get(request.op)
        if operation is None:
            return Outcome(Kind.UNSUPPORTED, message=f"the adapter has no method {request.op}")
        try:
            result = operation(request.type, request.text)
        except NotImplementedError as error:
            return Outcome(Kind.UNSUPPORTED, message=_said(error))
        except (RecursionError, MemoryError) as error:
            return Outcome(Kind.CRASHED, message=_said(error))
        except Exception as error:
            return Outcome(Kind.REJECTED, message=_said(error))
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # SystemExit, or the panic of a native extension
            return Outcome(Kind.CRASHED, message=_said(error))
        if isinstance(result, str):
            return Outcome(Kind.OK, text=result)
        if result is None:
            return Outcome(Kind.IGNORED)
        if isinstance(result, Outcome) and result.kind not in OBSERVED:
            if result.kind is Kind.OK and result.text is None:
                return Outcome(Kind.ADAPTER_ERROR, message=f"{request.op} returned ok without a text")
            for member, value in (("text", result.text), ("message", result.message)):
                if value is not None and not isinstance(value, str):
                    said = f"{request.op} returned an Outcome whose {member} is {_class(value)}, not a string"
                    return Outcome(Kind.ADAPTER_ERROR, message=said)
            if not _are_pointers(result.raw):
                said = f"{request.op} returned an Outcome whose raw is {result.raw!r}, not a list of JSON Pointers"
                return Outcome(Kind.ADAPTER_ERROR, message=said)
            return replace(result, raw=tuple(result.raw)) if result.raw else result
        return Outcome(Kind.ADAPTER_ERROR, message=f"{request.op} returned {_class(result)}, not a string")


def _are_pointers(raw: object) -> bool:
    return isinstance(raw, list | tuple) and all(isinstance(one, str) and is_pointer(one) for one in raw)


class InProcess(Connection):
    """A :class:`~conformance.adapter.contract.Connection` to a library in this process."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._owner = os.getpid()
        self._forked = mmap.mmap(-1, 1)

    @property
    def hello(self) -> Hello:
        """What the adapter says about itself."""
        return self._library.hello

    def ask(self, request: Request) -> Outcome:
        """Run one request through the library."""
        answer = self._library.answer(request)
        if os.getpid() != self._owner:
            # The library forked, and its child came back into the run: two would judge and report the rest.
            self._forked[0] = 1
            os._exit(1)
        if self._forked[0]:
            # From now on: the payload may have been one whose answer is not judged.
            return Outcome(Kind.CRASHED, message="the library forked, and its child came back as if it were the caller")
        return answer

    def stream(self, requests: Iterable[Request]) -> Iterator[Outcome]:
        """Run requests through the library, one after the other, as their outcomes are wanted."""
        return map(self.ask, requests)

    def close(self) -> None:
        """Do nothing: there is nothing to release."""


def load(name: str) -> Library:
    """Find the adapter that ``pkg.module[:attribute]`` names.

    Without an attribute it is the ``ADAPTER`` of the module, or the module itself.

    Raises:
        MalformedName: ``name`` is not of that form.
        NoSuchModule: there is no such module.
        LoadError: importing it fails, it has no such attribute, or no adapter is in it.
    """
    module, _, attribute = name.partition(":")
    try:
        # The colon keeps resolve_name from taking the failed import of a submodule for a missing attribute.
        found: object = pkgutil.resolve_name(f"{module}:")
    except ValueError:
        raise MalformedName(f"{name!r} is not of the form pkg.module[:attribute]") from None
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        missing = error.name if isinstance(error, ModuleNotFoundError) else None
        if missing is not None and f"{module}.".startswith(f"{missing}."):
            raise NoSuchModule(f"no module named {missing!r}") from None
        raise LoadError(f"importing {module} failed: {_said(error)}{_where(error)}") from error
    try:
        return adopt(_attribute(name) if attribute else _adapter_in(found, name), name)
    except (LoadError, KeyboardInterrupt):
        raise
    except BaseException as error:
        raise LoadError(f"{name} cannot be read: {_said(error)}{_where(error)}") from error


def _attribute(name: str) -> object:
    """The attribute that a name ends with, or the ``ADAPTER`` of the module that it ends with."""
    try:
        found: object = pkgutil.resolve_name(name)
    except ValueError:
        raise MalformedName(f"{name!r} is not of the form pkg.module[:attribute]") from None
    except AttributeError as error:
        raise LoadError(str(error)) from None
    return _adapter_in(found, name) if isinstance(found, ModuleType) else found


def _adapter_in(module: object, name: str) -> object:
    """The ``ADAPTER`` of a module, or the module itself."""
    adapter = getattr(module, "ADAPTER", module)
    home = getattr(module, "__name__", None)
    own = [op for op in Op if getattr(getattr(module, op, None), "__module__", None) == home]
    if adapter is not module and own and type(adapter).__module__ != home:
        # One that wraps another adapter: to judge the other would say nothing of this one.
        raise LoadError(
            f"{name} has a function {own[0]} and an ADAPTER from elsewhere: import that by another name, "
            f"or name it as {name}:ADAPTER"
        )
    return adapter


def adopt(adapter: object, name: str) -> Library:
    """Make an adapter object, or a bare function ``roundtrip``, ready to be asked; ``name`` is what it goes by.

    Raises:
        LoadError: it has none of the methods of an adapter, one of them does not take what it is given, or its
            ``hello`` is not a :class:`Hello`.
    """
    if isinstance(adapter, type):
        raise LoadError(f"{name} is a class: name an instance of it")
    operations = {op: method for op in Op if callable(method := getattr(adapter, op, None))}
    if not operations and callable(adapter):
        operations = {Op.ROUNDTRIP: adapter}
    if not operations:
        raise LoadError(f"{name} has neither ADAPTER nor a function roundtrip(type, text)")
    for op, method in operations.items():
        _check_taken(op, method, name)
    hello = getattr(adapter, "hello", None)
    if hello is None:
        hello = _anonymous(adapter, name, frozenset(operations))
    elif callable(hello):
        try:
            hello = hello()
        except (Exception, SystemExit) as error:
            raise LoadError(f"the hello of {name} failed: {_said(error)}") from error
    if not isinstance(hello, Hello):
        raise LoadError(f"the hello of {name} is {_class(hello)}, not a conformance.adapter.Hello")
    return Library(_checked(hello, name), operations)


def _check_taken(op: Op, method: Callable[..., object], name: str) -> None:
    """Refuse a method that cannot be called: each of its errors would be taken for a refusal of the library."""
    try:
        # Not that of what it wraps, which may be called with something more.
        signature = inspect.signature(method, follow_wrapped=False)
    except (TypeError, ValueError):
        return  # such as one of a native extension
    try:
        signature.bind("type", "text")
    except TypeError as error:
        raise LoadError(f"{op} of {name} takes {signature}, but is called as {op}(type, text): {error}") from None


def _checked(hello: Hello, name: str) -> Hello:
    """Check the members' types at run time: an adapter's own code may never have been type-checked."""

    def refused(member: str, value: object, wanted: str) -> LoadError:
        return LoadError(f"the hello of {name}: {member} is {_class(value)}, not {wanted}")

    for member in ("name", "version", "language", "profile", "dialect"):
        if not isinstance(value := getattr(hello, member), str):
            raise refused(member, value, "a string")
    for member in ("homepage", "issues"):
        if not isinstance(value := getattr(hello, member), str | None):
            raise refused(member, value, "a string")
    for member in ("types", "ops", "decodes", "sends"):
        value = getattr(hello, member)
        if isinstance(value, str) or not (isinstance(value, Collection) and all(isinstance(one, str) for one in value)):
            raise refused(member, value, "a set of strings")
    if not (isinstance(hello.declares, Mapping) and all(isinstance(fact, bool) for fact in hello.declares.values())):
        raise refused("declares", hello.declares, "a mapping to true and false")
    if unknown := sorted(set(hello.ops) - set(Op)):
        raise LoadError(f"the hello of {name}: there is no operation {unknown[0]!r} (there are {', '.join(Op)})")
    return replace(
        hello,
        types=frozenset(hello.types),
        ops=frozenset(map(Op, hello.ops)),
        decodes=frozenset(hello.decodes),
        sends=frozenset(hello.sends),
    )


def _anonymous(adapter: object, name: str, ops: frozenset[Op]) -> Hello:
    """Make a hello for an adapter without one, from its name, methods, ``TYPES``, ``DECODES``, ``SENDS``, ``DIALECT``.

    Without any of the first three, any type may be asked.

    Raises:
        LoadError: one of those three is a string, which would be a collection of letters.
    """
    decodes, sends = _listed(adapter, name, "DECODES"), _listed(adapter, name, "SENDS")
    types = _listed(adapter, name, "TYPES") if hasattr(adapter, "TYPES") else decodes | sends or {ANY}
    return Hello(
        name=name,
        version=str(getattr(adapter, "__version__", "unknown")),
        language="python",
        profile="default",
        dialect=str(getattr(adapter, "DIALECT", ANY)),
        types=frozenset(types),
        ops=ops,
        decodes=decodes,
        sends=sends,
    )


def _listed(adapter: object, name: str, attribute: str) -> frozenset[str]:
    names = getattr(adapter, attribute, ())
    if isinstance(names, str):
        raise LoadError(f"the {attribute} of {name} is a string: a set of names is meant, such as {{{names!r}}}")
    return frozenset(map(str, names))


def _said(error: BaseException) -> str:
    """Return the name and the message of an exception, even if its ``__str__`` fails."""
    try:
        text = str(error)
    except (Exception, SystemExit):
        text = ""
    name = type(error).__name__
    return _shortened(f"{name}: {text}" if text else name)


def _where(error: BaseException) -> str:
    """The line at which an import failed; nothing where no file of the user's is to blame."""
    if isinstance(error, SyntaxError):
        return ""  # it says so itself
    frames = [one for one in extract_tb(error.__traceback__) if not one.filename.startswith(("<", importlib.__file__))]
    return f" ({Path(frames[-1].filename).name}, line {frames[-1].lineno})" if frames else ""


def _class(value: object) -> str:
    return f"an Outcome {value.kind}" if isinstance(value, Outcome) else f"a value of class {type(value).__name__}"


def _shortened(text: str) -> str:
    return text if len(text) <= _MESSAGE_LIMIT else text[:_MESSAGE_LIMIT] + "…"
