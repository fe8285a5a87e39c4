"""The reference server: a Realtime server without a model, right in every rule of a session.

It answers by the words of the user, so that a test knows what comes. A *script* makes it send something else at given
places, and a *defect* lets it break one rule.

Public: what is in ``__all__``.
"""

from conformance.peer.server.defects import DEFECTS, Defect
from conformance.peer.server.script import Hook, Script, load_script
from conformance.peer.server.server import ReferenceServer

__all__ = ["DEFECTS", "Defect", "Hook", "ReferenceServer", "Script", "load_script"]
