"""The settings of a session: ``types/realtime/session.rs``.

A class comes after the classes of its members; Rust does not need that.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from conformance.reference.mcp import MCPTool
from conformance.reference.responses import Prompt, ToolChoiceFunction, ToolChoiceMCP, ToolChoiceOptions
from conformance.reference.serde import F32, U16, U32, Struct, Tags, Value, skip_if_none


class AudioTranscription(Struct):
    """How input audio is transcribed; no member is required."""

    language: str | None = skip_if_none()
    model: str | None = skip_if_none()
    prompt: str | None = skip_if_none()


class _ServerVAD(Struct):
    """``RealtimeTurnDetection::ServerVAD``: the turn ends with a silence. Times in milliseconds."""

    create_response: bool | None = skip_if_none()
    idle_timeout_ms: U32 | None = skip_if_none()
    interrupt_response: bool | None = skip_if_none()
    prefix_padding_ms: U32
    silence_duration_ms: U32
    threshold: F32


class _SemanticVAD(Struct):
    """``RealtimeTurnDetection::SemanticVAD``: the turn ends when the user has finished a thought."""

    create_response: bool | None = skip_if_none()
    eagerness: str
    interrupt_response: bool | None = skip_if_none()


RealtimeTurnDetection = Annotated[_ServerVAD | _SemanticVAD, Tags("server_vad", "semantic_vad")]
"""How the server finds the end of a turn, tagged by ``type``."""


MaxOutputTokens = Literal["inf"] | U16
"""``"inf"``, else a number (untagged)."""


class RealtimeFunctionTool(Struct):
    """A function that the model may call; ``parameters`` is any JSON but must be there."""

    name: str
    description: str
    parameters: Value


RealtimeTool = Annotated[RealtimeFunctionTool | MCPTool, Tags("function", "mcp")]
"""A tool that the model may use, tagged by ``type``."""


ToolChoice = Annotated[
    Annotated[ToolChoiceFunction | ToolChoiceMCP, Tags("function", "mcp")] | ToolChoiceOptions,
    Field(union_mode="left_to_right"),
]
"""How the model chooses tools: tagged by ``type``, else a mode (untagged)."""

RealtimeVoice = Literal["alloy", "ash", "ballad", "coral", "echo", "sage", "shimmer", "verse", "marin", "cedar"] | str
"""A built-in voice, else any other name (untagged)."""


class _PCMAudioFormat(Struct):
    """``RealtimeAudioFormats::PCMAudioFormat``; ``rate`` in Hz."""

    rate: U32


class _PCMUAudioFormat(Struct):
    """``RealtimeAudioFormats::PCMUAudioFormat``."""


class _PCMAAudioFormat(Struct):
    """``RealtimeAudioFormats::PCMAAudioFormat``."""


RealtimeAudioFormats = Annotated[
    _PCMAudioFormat | _PCMUAudioFormat | _PCMAAudioFormat, Tags("audio/pcm", "audio/pcmu", "audio/pcma")
]
"""The format of audio, tagged by ``type``."""


class _NearField(Struct):
    """``NoiseReductionType::NearField``."""


class _FarField(Struct):
    """``NoiseReductionType::FarField``."""


NoiseReductionType = Annotated[_NearField | _FarField, Tags("near_field", "far_field")]
"""Which microphone the noise filter expects, tagged by ``type``; the variants hold nothing else."""


class AudioInput(Struct):
    """Settings for the audio that the user sends. Turn detection is the one that cannot be switched off."""

    format: RealtimeAudioFormats
    noise_reduction: NoiseReductionType | None = None
    transcription: AudioTranscription | None = None
    turn_detection: RealtimeTurnDetection


class AudioOutput(Struct):
    """Settings for the audio that the model answers with."""

    format: RealtimeAudioFormats
    speed: F32
    voice: RealtimeVoice


class Audio(Struct):
    """Settings for audio in both directions."""

    input: AudioInput
    output: AudioOutput


class TracingConfiguration(Struct):
    """What a trace is filed under; ``metadata`` is any JSON but must be there."""

    group_id: str
    metadata: Value
    workflow_name: str


Tracing = Annotated[Literal["auto"] | TracingConfiguration, Field(union_mode="left_to_right")]
"""``"auto"``, else a ``Configuration`` (untagged)."""


class TokenLimits(Struct):
    """Limits of a truncation, in tokens."""

    post_instructions: U32


class RetentionRatioTruncation(Struct):
    """How much of a conversation stays. Its ``type`` is an ordinary string, not a tag."""

    retention_ratio: F32
    type: str
    token_limits: TokenLimits | None = skip_if_none()


RealtimeTruncation = Annotated[
    Literal["auto", "disabled"] | RetentionRatioTruncation, Field(union_mode="left_to_right")
]
"""``"auto"`` or ``"disabled"``, else a ``RetentionRatio`` (untagged)."""


class RealtimeSession(Struct):
    """A session in which the model speaks; what is missing is not written."""

    audio: Audio | None = skip_if_none()
    include: list[str] | None = skip_if_none()
    instructions: str | None = skip_if_none()
    max_output_tokens: MaxOutputTokens | None = skip_if_none()
    model: str | None = skip_if_none()
    output_modalities: list[str] | None = skip_if_none()
    prompt: Prompt | None = skip_if_none()
    tool_choice: ToolChoice | None = skip_if_none()
    tools: list[RealtimeTool] | None = skip_if_none()
    tracing: Tracing | None = skip_if_none()
    truncation: RealtimeTruncation | None = skip_if_none()


class TranscriptionAudio(Struct):
    """Settings for the audio of a transcription."""

    input: AudioInput


class RealtimeTranscriptionSession(Struct):
    """A session in which speech is only written down."""

    audio: TranscriptionAudio
    include: list[str] | None = skip_if_none()


Session = Annotated[RealtimeSession | RealtimeTranscriptionSession, Tags("realtime", "transcription")]
"""The settings of a session, tagged by ``type``."""
