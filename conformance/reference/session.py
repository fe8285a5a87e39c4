"""Session settings that a response repeats: ``types/realtime/session.rs``, as far as responses reach it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from conformance.reference.mcp import MCPTool
from conformance.reference.responses import ToolChoiceFunction, ToolChoiceMCP, ToolChoiceOptions
from conformance.reference.serde import U16, U32, Struct, TypeTagged, Value

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
