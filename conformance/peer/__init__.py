"""Live sessions: peers on the other end of a connection.

``server`` is the reference server: right in every rule of a session, or wrong in one of them by name. ``scenario`` and
``drive`` play scenarios to a server under test over a ``link``, ``client`` to a client under test.
"""
