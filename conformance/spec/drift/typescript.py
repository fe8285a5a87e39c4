"""TypeScript declarations read as JSON Schemas: interfaces, aliases and unions, as a generated SDK writes them.

Nothing is executed. A statement of another form (a class, a function) is passed over, and what refers to it may be
anything, as may other generic types than arrays and records. Modules are read when something refers to them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from conformance.errors import UsageError

_TOKEN = re.compile(
    r"""(?P<skip>\s+|//[^\n]*|/\*.*?\*/)|(?P<text>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
    r"""|(?P<word>[A-Za-z_$][\w$]*)|(?P<number>-?\d+(?:\.\d+)?)|(?P<mark>.)""",
    re.DOTALL,
)
_PLAIN: dict[str, Any] = {
    "string": {"type": "string"},
    "number": {"type": "any number"},
    "boolean": {"type": "boolean"},
    "true": {"type": "boolean"},
    "false": {"type": "boolean"},
    "null": {"type": "null"},
    "unknown": {},
    "any": {},
}
_UNDEFINED: dict[str, Any] = {"not": {}}


class _UnknownForm(Exception):
    """A form of TypeScript that is not read here."""


class Declarations(Mapping[str, Any]):
    """The types of a module and of those that it imports from, by reference: ``#/FILE/Name.Inner``."""

    def __init__(self, path: Path) -> None:
        self._modules: dict[Path, _Module] = {}
        self._main = self._module(path)

    def names(self) -> list[str]:
        """The names of the module's own types, outermost ones only."""
        return [name for name in self._main.types if "." not in name]

    def reference(self, name: str) -> str:
        """The reference to one of the module's own types."""
        return f"#/{self._main.path}/{name}"

    def __getitem__(self, reference: str) -> Any:
        path, _, name = reference.removeprefix("#/").rpartition("/")
        module = self._module(Path(path))
        if name in module.types:
            return module.types[name]
        outer, _, rest = name.partition(".")
        if outer not in module.imports:
            raise KeyError(reference)
        source, original = module.imports[outer]
        if not source.is_file():
            raise KeyError(reference)
        return {"$ref": f"#/{source}/{'.'.join(filter(None, (original, rest)))}"}

    def __iter__(self) -> Iterator[str]:
        return map(self.reference, self._main.types)

    def __len__(self) -> int:
        return len(self._main.types)

    def _module(self, path: Path) -> _Module:
        if path not in self._modules:
            try:
                self._modules[path] = _Module(path, path.read_text(encoding="utf-8"))
            except (OSError, UnicodeDecodeError) as error:
                raise UsageError(f"{path}: cannot be read: {error}") from None
        return self._modules[path]


class _Module:
    """One file: its types by qualified name, and where the names that it imports come from."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self.types: dict[str, Any] = {}
        self.imports: dict[str, tuple[Path, str]] = {}
        self._tokens = [match[0] for match in _TOKEN.finditer(text) if match.lastgroup != "skip"]
        self._at = 0
        # References are resolved at the end: a name may be declared after its use.
        self._named: list[tuple[dict[str, Any], str, str]] = []
        while self._at < len(self._tokens):
            start = self._at
            self._statement("")
            self._at += self._at == start  # A closing brace too many.
        for schema, name, scope in self._named:
            schema["$ref"] = f"#/{path}/{self._qualified(name, scope)}"

    def _qualified(self, name: str, scope: str) -> str:
        """The full name of what ``name`` means inside the namespace ``scope``."""
        parts = scope.split(".") if scope else []
        for end in range(len(parts), -1, -1):
            candidate = ".".join((*parts[:end], name))
            if candidate in self.types:
                return candidate
        return name

    def _statement(self, scope: str) -> None:
        start = self._at
        while self._peek() in ("export", "declare"):
            self._at += 1
        word = self._peek()
        try:
            if word == "import":
                self._import()
            elif word == "interface":
                self._interface(scope)
            elif word == "type" and self._peek(2) == "=":
                name = self._inside(scope, self._peek(1))
                self._at += 3
                self.types[name] = self._type(scope)
                self._end()
            elif word == "namespace":
                inner = self._inside(scope, self._peek(1))
                self._at += 2
                self._take("{")
                while self._peek() not in ("}", ""):
                    self._statement(inner)
                self._at += 1
            else:
                raise _UnknownForm
        except _UnknownForm:
            self._at = start
            self._skip()

    def _inside(self, scope: str, name: str) -> str:
        return f"{scope}.{name}" if scope else name

    def _import(self) -> None:
        words: list[str] = []
        while self._peek() not in (";", ""):
            words.append(self._next())
        self._end()
        source = words[-1].strip("'\"")
        if not source.startswith("."):
            return
        path = (self.path.parent / re.sub(r"\.[cm]?js$", "", source)).resolve()
        file = path.with_name(f"{path.name}.d.ts")
        if words[1:3] == ["*", "as"]:
            self.imports[words[3]] = file, ""
        names = [word for word in words[1:-2] if word not in ("{", "}", "type")]
        for item in " ".join(names).split(","):
            original, _, local = item.strip().partition(" as ")
            if original.isidentifier():
                self.imports[local or original] = file, original

    def _interface(self, scope: str) -> None:
        self._at += 1
        name = self._next()
        parts = []
        if self._peek() == "extends":
            self._at += 1
            parts.append(self._type(scope))
            while self._peek() == ",":
                self._at += 1
                parts.append(self._type(scope))
        schema = self._object(scope)
        self.types[self._inside(scope, name)] = {"allOf": [*parts, schema]} if parts else schema

    def _object(self, scope: str) -> dict[str, Any]:
        self._take("{")
        properties: dict[str, Any] = {}
        required: list[str] = []
        other: Any = None
        while self._peek() != "}":
            if self._peek() == "readonly":
                self._at += 1
            if self._peek() == "[":
                while self._next() != "]":
                    pass
                self._take(":")
                other = self._type(scope)
            else:
                name = self._next().strip("'\"")
                optional = self._peek() == "?"
                self._at += optional
                self._take(":")
                properties[name] = self._type(scope)
                if not optional:
                    required.append(name)
            self._end()
        self._at += 1
        if other is not None and not properties:
            return {"type": "object", "additionalProperties": other}
        return {"type": "object", "properties": properties, "required": required}

    def _type(self, scope: str) -> Any:
        arms = [self._intersection(scope)] if self._peek() != "|" else []
        while self._peek() == "|":
            self._at += 1
            arms.append(self._intersection(scope))
        arms = [arm for arm in arms if arm is not _UNDEFINED]
        return arms[0] if len(arms) == 1 else {"anyOf": arms}

    def _intersection(self, scope: str) -> Any:
        parts = [self._array(scope)]
        while self._peek() == "&":
            self._at += 1
            parts.append(self._array(scope))
        # `string & {}` is how a union keeps its literals and takes any other text.
        plain = next((part for part in parts if part == _PLAIN["string"]), None)
        return plain or (parts[0] if len(parts) == 1 else {"allOf": parts})

    def _array(self, scope: str) -> Any:
        schema = self._primary(scope)
        while self._peek() == "[" and self._peek(1) == "]":
            self._at += 2
            schema = {"type": "array", "items": schema}
        return schema

    def _primary(self, scope: str) -> Any:
        token = self._next()
        if token[0] in "'\"":
            return {"const": token[1:-1]}
        if token in _PLAIN:
            return _PLAIN[token]
        if token == "undefined":
            return _UNDEFINED
        if re.fullmatch(r"-?\d+(\.\d+)?", token):
            return {"type": "any number"}
        if token == "(":
            schema = self._type(scope)
            self._take(")")
            return schema
        if token == "{":
            self._at -= 1
            return self._object(scope)
        if not re.fullmatch(r"[A-Za-z_$][\w$]*", token):
            raise _UnknownForm
        return self._reference(token, scope)

    def _reference(self, name: str, scope: str) -> Any:
        while self._peek() == ".":
            self._at += 1
            name += f".{self._next()}"
        if self._peek() != "<":
            reference: dict[str, Any] = {}
            self._named.append((reference, name, scope))
            return reference
        self._at += 1
        arguments = [self._type(scope)]
        while self._peek() == ",":
            self._at += 1
            arguments.append(self._type(scope))
        self._take(">")
        match name, arguments:
            case "Array", [items]:
                return {"type": "array", "items": items}
            case "Record", [_, values]:
                return {"type": "object", "additionalProperties": values}
            case _:
                return {}

    def _peek(self, ahead: int = 0) -> str:
        return self._tokens[self._at + ahead] if self._at + ahead < len(self._tokens) else ""

    def _next(self) -> str:
        token = self._peek()
        if not token:
            raise _UnknownForm
        self._at += 1
        return token

    def _take(self, expected: str) -> None:
        if self._next() != expected:
            raise _UnknownForm

    def _end(self) -> None:
        """The end of a member or a statement."""
        if self._peek() in (";", ","):
            self._at += 1
        elif self._peek() not in ("}", ""):
            raise _UnknownForm

    def _skip(self) -> None:
        """Pass over a whole statement."""
        depth = 0
        while token := self._peek():
            if token == "}" and depth == 0:
                return  # That of the namespace around it.
            self._at += 1
            depth += (token in "{([") - (token in "})]")
            if depth == 0 and (token == ";" or (token == "}" and self._peek() != ";")):
                return
