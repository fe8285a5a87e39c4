"""The settings of a session: ``types/realtime/session.rs``.

A class comes after those that it holds, which the Rust need not do.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from conformance.reference.mcp import MCPTool
from conformance.reference.responses import Prompt, ToolChoiceFunction, ToolChoiceMCP, ToolChoiceOptions
from conformance.reference.serde import F32, U16, U32, Struct, TypeTagged, Value, skip_if_none


class AudioTranscription(Struct):
    """How input audio is transcribed; nothing is demanded."""

    language: str | None = skip_if_none()
    model: str | None = skip_if_none()
    prompt: str | None = skip_if_none()


class ServerVAD(TypeTagged):
    """``RealtimeTurnDetection::ServerVAD``: the turn ends with a silence. Times in milliseconds."""

    type: Literal["server_vad"] = "server_vad"
    create_response: bool | None = skip_if_none()
    idle_timeout_ms: U32 | None = skip_if_none()
    interrupt_response: bool | None = skip_if_none()
    prefix_padding_ms: U32
    silence_duration_ms: U32
    threshold: F32


class SemanticVAD(TypeTagged):
    """``RealtimeTurnDetection::SemanticVAD``: the turn ends where what was said is complete."""

    type: Literal["semantic_vad"] = "semantic_vad"
    create_response: bool | None = skip_if_none()
    eagerness: str
    interrupt_response: bool | None = skip_if_none()


RealtimeTurnDetection = Annotated[ServerVAD | SemanticVAD, Field(discriminator="type")]
"""How the server finds the end of a turn, tagged by ``type``."""


MaxOutputTokens = Literal["inf"] | U16
"""``"inf"``, else a number (untagged)."""


class RealtimeFunctionTool(Struct):
    """A function that the model may call; ``parameters`` is any JSON but must be there."""

    name: str
    description: str
    parameters: Value


class TaggedRealtimeFunctionTool(RealtimeFunctionTool, TypeTagged):
    """``RealtimeTool::Function``."""

    type: Literal["function"] = "function"


class TaggedMCPTool(MCPTool, TypeTagged):
    """``RealtimeTool::MCP``."""

    type: Literal["mcp"] = "mcp"


RealtimeTool = Annotated[TaggedRealtimeFunctionTool | TaggedMCPTool, Field(discriminator="type")]
"""A tool that the model may use, tagged by ``type``."""


class TaggedToolChoiceFunction(ToolChoiceFunction, TypeTagged):
    """``ToolChoice::Function``."""

    type: Literal["function"] = "function"


class TaggedToolChoiceMCP(ToolChoiceMCP, TypeTagged):
    """``ToolChoice::Mcp``."""

    type: Literal["mcp"] = "mcp"


ToolChoice = Annotated[
    Annotated[TaggedToolChoiceFunction | TaggedToolChoiceMCP, Field(discriminator="type")] | ToolChoiceOptions,
    Field(union_mode="left_to_right"),
]
"""How the model chooses tools: tagged by ``type``, else a mode (untagged)."""

RealtimeVoice = Literal["alloy", "ash", "ballad", "coral", "echo", "sage", "shimmer", "verse", "marin", "cedar"] | str
"""A built-in voice, else any other name (untagged)."""


class PCMAudioFormat(TypeTagged):
    """``RealtimeAudioFormats::PCMAudioFormat``; ``rate`` in Hz."""

    type: Literal["audio/pcm"] = "audio/pcm"
    rate: U32


class PCMUAudioFormat(TypeTagged):
    """``RealtimeAudioFormats::PCMUAudioFormat``."""

    type: Literal["audio/pcmu"] = "audio/pcmu"


class PCMAAudioFormat(TypeTagged):
    """``RealtimeAudioFormats::PCMAAudioFormat``."""

    type: Literal["audio/pcma"] = "audio/pcma"


RealtimeAudioFormats = Annotated[PCMAudioFormat | PCMUAudioFormat | PCMAAudioFormat, Field(discriminator="type")]
"""The format of audio, tagged by ``type``."""


class NearField(TypeTagged):
    """``NoiseReductionType::NearField``."""

    type: Literal["near_field"] = "near_field"


class FarField(TypeTagged):
    """``NoiseReductionType::FarField``."""

    type: Literal["far_field"] = "far_field"


NoiseReductionType = Annotated[NearField | FarField, Field(discriminator="type")]
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


class TaggedRealtimeSession(RealtimeSession, TypeTagged):
    """``Session::RealtimeSession``."""

    type: Literal["realtime"] = "realtime"


class TaggedRealtimeTranscriptionSession(RealtimeTranscriptionSession, TypeTagged):
    """``Session::RealtimeTranscriptionSession``."""

    type: Literal["transcription"] = "transcription"


Session = Annotated[TaggedRealtimeSession | TaggedRealtimeTranscriptionSession, Field(discriminator="type")]
"""The settings of a session, tagged by ``type``."""
