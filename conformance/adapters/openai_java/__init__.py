"""The Java library com.openai:openai-java, behind a program that is built from the sources beside this file.

The first :func:`open` fetches the library and compiles the program, which takes a minute or so and needs the
network unless Maven has the jars already; later ones start what is there.
"""

from __future__ import annotations

from conformance.adapter.contract import Connection
from conformance.adapter.stdio import Limits
from conformance.adapters.maven import available

__all__ = ["available", "build", "open"]


def build(profile: str) -> None:
    """Build the program, unless that has been done; every ``profile`` is the same program.

    Raises:
        UsageError: Maven or javac is missing or failed.
    """
    # Imported here because the module exists on POSIX systems alone, and so does Stdio.
    from conformance.adapters.openai_java.program import environment_folder

    environment_folder()


def open(profile: str, timeout: float, dialect: str) -> Connection:
    """Start the program as ``profile``, building it first where that has not been done.

    Raises:
        UsageError: Maven or javac is missing or failed.
    """
    from conformance.adapter.stdio import Stdio
    from conformance.adapters.openai_java.program import program

    return Stdio([*program(), profile], Limits(timeout=timeout))
