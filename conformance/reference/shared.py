"""What comes with transcriptions: ``log_prob_properties.rs`` and ``transcription_usage.rs`` in ``types/shared``."""

from __future__ import annotations

from typing import Annotated

from conformance.reference.serde import F32, F64, U8, U32, Struct, Tags


class LogProbProperties(Struct):
    """How likely a token of a transcript is."""

    bytes: list[U8]
    logprob: F64
    token: str


class TokenUsageInputTokenDetails(Struct):
    """Input tokens of a transcription by kind."""

    audio_tokens: U32
    text_tokens: U32


class TranscriptTextUsageTokens(Struct):
    """What a transcription is billed for, in tokens."""

    input_tokens: U32
    output_tokens: U32
    total_tokens: U32
    input_token_details: TokenUsageInputTokenDetails | None = None


class TranscriptTextUsageDuration(Struct):
    """What a transcription is billed for, in seconds."""

    seconds: F32


TranscriptionUsage = Annotated[TranscriptTextUsageTokens | TranscriptTextUsageDuration, Tags("tokens", "duration")]
"""What a transcription is billed for, tagged by ``type``."""
