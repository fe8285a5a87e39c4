"""Clients under test: a driver tells a client what its user does, and says what the client shows.

``contract`` and ``protocol`` are what a driver and the suite say to each other, ``serve`` makes a program of a driver
in Python, and ``driver`` runs such a program. ``scenario`` reads what is played, ``stage`` is the server of a scenario,
``play`` plays it to a client, and ``judge`` finds what is wrong with what happened. ``reference`` is a right client.

Public, for drivers in Python: what is in ``__all__``, and ``serve``. They need only the standard library.
"""

from conformance.peer.client.contract import Can, Hello, Server, Show, Tool

__all__ = ["Can", "Hello", "Server", "Show", "Tool"]
