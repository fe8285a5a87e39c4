"""What the Realtime API shares with the Responses API: ``types/responses/response.rs``, as far as responses reach it.

The crate has two enums named ``ImageDetail``. The one here, of ``types/shared/image_detail.rs``, is
:class:`ResponsesImageDetail`; the other one is in :mod:`conformance.reference.conversation_item`.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from conformance.reference.serde import Struct, Tags, UnitEnum, Value, skip_if_none


class ResponsesImageDetail(UnitEnum):
    """How closely the model looks at an image; the default is ``auto``."""

    Auto = "auto"
    Low = "low"
    High = "high"
    Original = "original"


class FileInputDetail(UnitEnum):
    """How closely the model looks at a file."""

    Low = "low"
    High = "high"


class InputTextContent(Struct):
    """Text for the model."""

    text: str


class InputImageContent(Struct):
    """An image for the model. ``detail`` may be absent but not ``null``, and is always written."""

    detail: ResponsesImageDetail = ResponsesImageDetail.Auto
    file_id: str | None = skip_if_none()
    image_url: str | None = skip_if_none()


class InputFileContent(Struct):
    """A file for the model."""

    file_data: str | None = skip_if_none()
    file_id: str | None = skip_if_none()
    file_url: str | None = skip_if_none()
    filename: str | None = skip_if_none()
    detail: FileInputDetail | None = skip_if_none()


InputContent = Annotated[
    InputTextContent | InputImageContent | InputFileContent, Tags("input_text", "input_image", "input_file")
]
"""One piece of input for the model, tagged by ``type``."""


ResponsePromptVariables = Annotated[str | InputContent | Value, Field(union_mode="left_to_right")]
"""Untagged: a ``String``, else ``Content``, else any JSON (``Custom``).

JSON that looks like content but breaks one of its rules is ``Custom`` and stays as it is.
"""


class Prompt(Struct):
    """A reference to a stored prompt."""

    id: str
    version: str | None = skip_if_none()
    variables: ResponsePromptVariables | None = skip_if_none()


class ToolChoiceFunction(Struct):
    """The function that the model must call."""

    name: str


class ToolChoiceMCP(Struct):
    """The tool of an MCP server that the model must call."""

    name: str
    server_label: str


class ToolChoiceOptions(UnitEnum):
    """Whether the model may, must or must not call tools."""

    None_ = "none"
    Auto = "auto"
    Required = "required"
