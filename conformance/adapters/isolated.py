"""Serves an adapter inside the environment of its library: ``python -I isolated.py pkg.module:factory ARGUMENT…``.

The driver of a client is a module that serves itself: ``python -I isolated.py pkg.module``.

The interpreter is that of the library's own environment, which has none of the suite's dependencies. It gets the
suite's package ``conformance`` and nothing beside it: no folder of ours is put on its path, so that a package
installed next to the suite can never replace one that the library asks for. This module and
:mod:`conformance.adapter.serve` import only the standard library.
"""

from __future__ import annotations

import sys
from contextlib import redirect_stdout
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from pkgutil import resolve_name
from runpy import run_module

_PACKAGE = Path(__file__).resolve().parents[1]


def make_importable(package: Path) -> None:
    """Make the package in the folder ``package`` importable under its own name, and no other."""
    spec = spec_from_file_location(package.name, package / "__init__.py", submodule_search_locations=[str(package)])
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[package.name] = module
    spec.loader.exec_module(module)


def main(factory: str, *arguments: str) -> None:
    """Serve, on stdin and stdout, the adapter that ``factory`` makes from ``arguments``, or run the module it names."""
    make_importable(_PACKAGE)
    # Some libraries print at import; stdout belongs to the protocol from the start.
    with redirect_stdout(sys.stderr):
        if ":" not in factory:
            run_module(factory, run_name="__main__", alter_sys=True)
            return
        adapter = resolve_name(factory)(*arguments)
    from conformance.adapter.serve import serve

    serve(adapter, factory)


if __name__ == "__main__":
    main(*sys.argv[1:])
