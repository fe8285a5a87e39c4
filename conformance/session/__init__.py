"""Sessions: transcripts of connections, and the rules of the protocol that they must keep.

``transcript`` is the format and ``readers`` reads others' recordings as transcripts. ``state`` follows a session,
``rules`` has the rules, a file per lifecycle, and ``patterns`` the two kinds of them that are data. ``monitor`` feeds a
session to all of them, frame by frame.
"""
