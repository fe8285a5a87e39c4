"""The method of the ``openai`` package that sends each client event, and each body of a request."""

from __future__ import annotations

import re
from dataclasses import dataclass

_CLIENT, _TRANSLATION_CLIENT = "RealtimeClientEvent", "RealtimeTranslationClientEvent"

_VERBS = """
    conversation.item.create conversation.item.delete conversation.item.retrieve conversation.item.truncate
    input_audio_buffer.append input_audio_buffer.clear input_audio_buffer.commit output_audio_buffer.clear
    response.cancel response.create session.update
"""

VERBS = {
    **{f"{_CLIENT}{re.sub('[._]', '', verb.title())}": verb for verb in _VERBS.split()},
    f"{_TRANSLATION_CLIENT}InputAudioBufferAppend": "session.input_audio_buffer.append",
    f"{_TRANSLATION_CLIENT}SessionClose": "session.close",
    f"{_TRANSLATION_CLIENT}SessionUpdate": "session.update",
}
"""Client event -> the verb of a connection that sends it, which is also what the event is called on the wire."""


@dataclass(frozen=True, slots=True)
class Request:
    """A method of the client that sends a body.

    ``call`` says that its first argument is the id of a call, ``argument`` which of its arguments is meant where it is
    not the whole body.
    """

    method: str
    call: bool = False
    argument: str | None = None


REQUESTS = {
    "RealtimeCallCreateRequest": Request("realtime.calls.create"),
    "RealtimeCallReferRequest": Request("realtime.calls.refer", call=True),
    "RealtimeCallRejectRequest": Request("realtime.calls.reject", call=True),
    "RealtimeCreateClientSecretRequest": Request("realtime.client_secrets.create"),
    "RealtimeTranslationClientSecretCreateRequest": Request("realtime.translations.client_secrets.create"),
    "RealtimeTranslationSessionCreateRequest": Request(
        "realtime.translations.client_secrets.create", argument="session"
    ),
}
"""The body of a request, or a part of one that is sent nowhere else -> what sends it."""

ARGUMENTS = {"RealtimeResponseCreateParams": ("response.create", "response")}
"""What is sent inside a client event alone -> the verb, and its argument: for a response whose input has references to
items there is a typed dict, and no class."""
