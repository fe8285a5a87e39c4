"""Implementations that lose, rename or invent single members, each as some library has done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from conformance.requirements.level import Level

from .mutant import CRATE, GA, Change, Mutant, Types, both, in_objects, reads, renamed, replaced, without, writes

_RESPONSE = ("RealtimeResponse",)
_USER = ("RealtimeConversationItemMessageUser",)
_FILTER = ("MCPToolFilter",)
_TURNS = ("RealtimeTurnDetection",)


def _ga(name: str, says: str, check: str, reason: str, types: Types, change: Change, **more: Any) -> Mutant:
    return Mutant(f"ga_{name}", says, check, reason, types, writes(change), dialect=GA, **more)


def _where(holds: Callable[[dict[str, Any]], bool], change: Callable[[dict[str, Any]], dict[str, Any]]) -> Change:
    return in_objects(lambda members: change(members) if holds(members) else members)


def _set(name: str, value: Any) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda members: {**members, name: value}


def _left_out(name: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda members: {key: item for key, item in members.items() if key != name}


_SHARED = (
    *both("loses_status_details", "why a response ended is not written", "round-trip", "/status_details is dropped",
          _RESPONSE, writes(without("status_details"))),
    *both("loses_status_details_when_completed", "status_details are written only where something went wrong",
          "round-trip", "/status_details is dropped", _RESPONSE,
          writes(_where(lambda members: members.get("status") == "completed", _left_out("status_details")))),
    *both("loses_the_error_unless_failed", "the error is written only where the response failed", "round-trip",
          "/error is dropped", _RESPONSE,
          writes(_where(lambda members: "error" in members and members.get("type") not in (None, "failed"),
          _left_out("error")))),
    *both("loses_the_conversation", "the id of the conversation is not written", "round-trip",
          "/conversation_id is dropped", _RESPONSE, writes(without("conversation_id"))),
    *both("loses_the_voice", "the voice of a response is not written", "round-trip", "/audio", _RESPONSE,
          writes(without("audio"))),
    *both("lowers_the_voice", "the name of a voice is written in lower case", "round-trip", "/voice",
          {CRATE: ("ResponseAudioOutput",), GA: ("RealtimeSessionCreateRequestGA",)},
          writes(replaced("voice", lambda voice: voice.lower() if isinstance(voice, str) else voice))),
    *both("writes_canceled", "cancelled is written as canceled", "round-trip", "/status", _RESPONSE,
          writes(replaced("status", lambda status: "canceled" if status == "cancelled" else status))),
    *both("writes_parts_of_users_as_text", "a part of type input_text is written as text", "round-trip",
          "/content/0/type", _USER,
          writes(_where(lambda members: members.get("type") == "input_text", _set("type", "text")))),
    *both("drops_the_second_message", "of two items of a response the second is not written", "round-trip",
          "/output/1 is dropped", _RESPONSE, writes(replaced("output", lambda items: items[:1]))),
    *both("drops_item_ids", "the ids of items are not written", "round-trip", "/output/0/id is dropped", _RESPONSE,
          writes(replaced("output", lambda items: [_left_out("id")(item) for item in items]))),
    *both("merges_parts", "two parts of one type become one", "round-trip", "/content/1 is dropped", _USER,
          writes(replaced("content", lambda parts: [part for place, part in enumerate(parts)
                 if place == 0 or part.get("type") != parts[place - 1].get("type")] if isinstance(parts, list)
                 else parts))),
    *both("loses_the_detail_of_images", "the detail of an image is not written", "round-trip", "/detail is dropped",
          {CRATE: ("UserMessageContentInputImage",), GA: _USER}, writes(without("detail"))),
    *both("loses_the_version_of_prompts", "the version of a prompt is not written", "round-trip",
          "/version is dropped", ("Prompt",), writes(without("version"))),
    *both("omits_read_only_false", "read_only is left out where it is false", "round-trip", "/read_only is dropped",
          _FILTER, writes(without("read_only", False))),
    *both("omits_read_only_true", "read_only is left out where it is true", "round-trip", "/read_only is dropped",
          _FILTER, writes(without("read_only", True))),
    *both("omits_defer_loading_false", "defer_loading is left out where it is false", "round-trip",
          "/defer_loading is dropped", ("MCPTool",), writes(without("defer_loading", False))),
    *both("omits_interrupt_response_false", "interrupt_response is left out where it is false", "round-trip",
          "/interrupt_response is dropped", _TURNS, writes(without("interrupt_response", False))),
    *both("omits_create_response_false", "create_response is left out where it is false", "round-trip",
          "/create_response is dropped", _TURNS, writes(without("create_response", False))),
    *both("omits_eagerness_auto", "eagerness is left out where it is auto, its default", "round-trip",
          "/eagerness is dropped", _TURNS, writes(without("eagerness", "auto"))),
    *both("omits_a_threshold_of_zero", "a threshold of 0 is left out", "round-trip", "/threshold is dropped", _TURNS,
          writes(lambda type_name, value: without("threshold", 0)(type_name, without("threshold", 0.0)(type_name,
          value)))),
    *both("omits_a_padding_of_zero", "a padding of 0 is left out", "round-trip", "/prefix_padding_ms is dropped",
          _TURNS, writes(without("prefix_padding_ms", 0))),
    *both("omits_an_approval_of_false", "approve is left out where it is false", "round-trip", "is dropped",
          ("RealtimeMCPApprovalResponse",), writes(lambda type_name, value: without("approved", False)(type_name,
          without("approve", False)(type_name, value)))),
    *both("loses_the_reason_of_a_refusal", "the reason is not written where approve is false", "round-trip",
          "/reason is dropped", ("RealtimeMCPApprovalResponse",),
          writes(_where(lambda members: False in (members.get("approve"), members.get("approved")),
          _left_out("reason")))),
    *both("trims_arguments", "the arguments of a call are parsed and written anew, without blanks", "round-trip",
          "/arguments", ("RealtimeConversationItemFunctionCall",),
          writes(replaced("arguments", lambda text: text.replace(" ", "")))),
    *both("empties_arguments", "arguments that are {} are written as an empty text", "round-trip", "/arguments",
          ("RealtimeConversationItemFunctionCall",),
          writes(replaced("arguments", lambda text: "" if text == "{}" else text))),
    *both("strips_padding", "the padding = of audio is cut off", "round-trip", "/delta",
          ("RealtimeServerEventResponseAudioDelta",), writes(replaced("delta", lambda text: text.rstrip("=")))),
    *both("reads_every_format_as_pcm", "audio/pcmu is written as audio/pcm", "round-trip", "/type",
          ("RealtimeAudioFormats",), writes(replaced("type", lambda name: "audio/pcm" if name == "audio/pcmu"
          else name))),
    *both("reads_every_tool_choice_as_auto", "a mode of choosing tools is written as auto", "round-trip", "",
          ("ToolChoiceOptions",), writes(lambda _, value: "auto" if isinstance(value, str) else value)),
    *both("loses_the_server_of_a_tool_choice", "the name of the tool is written, the label of its server is not",
          "round-trip", "/name", ("ToolChoiceMCP",), writes(without("name"))),
    *both("loses_event_ids", "the id of an event is not written", "round-trip", "/event_id is dropped",
          ("RealtimeClientEventResponseCancel",), writes(without("event_id"))),
    *both("loses_the_parameter_of_an_error", "which parameter an error is about is not written", "round-trip",
          "/param is dropped", {CRATE: ("RealtimeAPIError",), GA: ("RealtimeServerEventError",)},
          writes(without("param"))),
    *both("loses_logprobs", "the log probabilities of a transcript are not written", "round-trip", "/logprobs",
          ("RealtimeServerEventConversationItemInputAudioTranscriptionCompleted",), writes(without("logprobs"))),
    *both("loses_bytes_of_tokens", "the bytes of a token are not written", "round-trip", "/bytes",
          ("LogProbProperties",), writes(without("bytes"))),
    *both("loses_cached_details", "the details of cached tokens are not written", "round-trip", "/cached_token",
          {CRATE: ("RealtimeResponseUsage",), GA: _RESPONSE},
          writes(lambda type_name, value: without("cached_token_details")(type_name,
          without("cached_tokens_details")(type_name, value)))),
    *both("names_in_camel_case", "members are written as in JavaScript: itemId", "round-trip", "comes back as itemId",
          ("RealtimeClientEventConversationItemDelete",), writes(renamed("item_id", "itemId"))),
    *both("keeps_the_first_of_one_of", "of the two arms of a limit only the number is read, the text becomes null",
          "accepts", "not decoded", _RESPONSE,
          reads(replaced("max_output_tokens", lambda limit: None if limit == "inf" else limit))),
)  # fmt: skip

_OF_THE_CRATE = (
    Mutant("invents_conversations", "another conversation than auto and none is written as auto", "round-trip", "",
           ("Conversation", "RealtimeResponseCreateParams"),
           writes(lambda type_name, value: "auto" if type_name == "Conversation" and value == "none" else value)),
    Mutant("loses_the_image_tokens", "the tokens of images are not written", "round-trip", "/image_tokens is dropped",
           ("InputTokenDetails",), writes(without("image_tokens"))),
)  # fmt: skip

_OF_THE_DOCUMENT = (
    _ga("renames_cached_tokens_details", "cached_tokens_details is written as cached_token_details, an older name",
        "round-trip", "/cached_tokens_details", _RESPONSE, renamed("cached_tokens_details", "cached_token_details")),
    _ga("loses_reasoning_tokens", "the tokens of reasoning are not written", "round-trip",
        "/reasoning_tokens is dropped", _RESPONSE, without("reasoning_tokens"), level=Level.SHOULD),
    _ga("loses_the_phase", "the phase of a message is not written", "round-trip", "/phase is dropped", _RESPONSE,
        without("phase"), level=Level.SHOULD),
    _ga("writes_null_for_absent", "members that were absent are written as null", "canonical", "is invented as null",
        ("Prompt", "RealtimeServerEventError"), lambda type_name, value: _with_nulls(type_name, value)),
    _ga("omits_null", "null is written as absence", "canonical", "loses its null",
        ("Prompt", "RealtimeServerEventError", "RealtimeTurnDetection"),
        in_objects(lambda members: {name: item for name, item in members.items() if item is not None})),
    _ga("omits_a_null_of_turn_detection", "turn_detection is left out where it is null, which turns it off",
        "canonical", "/turn_detection loses its null", ("RealtimeSessionCreateRequestGA",), without("turn_detection",
        None)),
    _ga("omits_a_null_of_noise_reduction", "noise_reduction is left out where it is null", "canonical",
        "/noise_reduction loses its null", ("RealtimeSessionCreateRequestGA",), without("noise_reduction", None)),
    _ga("omits_a_null_transcript", "a transcript is left out where it is null", "canonical",
        "/transcript loses its null", ("RealtimeServerEventConversationItemRetrieved", *_USER), without("transcript",
        None), level=Level.SHOULD),
    _ga("omits_a_null_of_param", "the param of an error is left out where it is null", "canonical",
        "/param loses its null", ("RealtimeServerEventError",), without("param", None)),
    _ga("omits_a_null_of_code", "the code of an error is left out where it is null", "canonical",
        "/code loses its null", ("RealtimeServerEventError",), without("code", None)),
    _ga("adds_the_object", "realtime.item is written where object was absent", "round-trip", "/object is invented",
        _USER, _where(lambda members: "role" in members and "object" not in members, _set("object", "realtime.item")),
        level=Level.SHOULD),
    _ga("adds_the_default_model", "a model is written where none was sent", "round-trip", "/model is invented",
        ("RealtimeSessionCreateRequestGA",),
        lambda _, value: {"model": "gpt-realtime", **value} if isinstance(value, dict) else value),
    _ga("adds_default_settings", "the defaults of turn detection are written where they were absent", "round-trip",
        "/create_response is invented", _TURNS,
        lambda _, value: {"create_response": True, **value} if isinstance(value, dict) and "type" in value else value),
    _ga("adds_a_type", "the type that the document does not declare is written to a session", "canonical",
        "/kind is invented", ("RealtimeTranscriptionSessionCreateRequestGA",),
        lambda _, value: {**value, "kind": "transcription"} if isinstance(value, dict) else value),
    _ga("omits_a_retention_of_everything", "a retention_ratio of 1 is left out", "round-trip",
        "/retention_ratio", ("RealtimeTruncation",),
        lambda type_name, value: without("retention_ratio", 1.0)(type_name, without("retention_ratio", 1)(type_name,
        value))),
    _ga("writes_any_conversation_as_auto", "the conversation none is written as auto", "round-trip",
        "/conversation", ("RealtimeResponseCreateParams",), replaced("conversation", lambda name: "auto"
        if name == "none" else name)),
    _ga("writes_absent_rates", "the rate of audio/pcm is written where it was absent", "round-trip",
        "/rate is invented",
        ("RealtimeAudioFormats",),
        _where(lambda members: members.get("type") == "audio/pcm" and "rate" not in members, _set("rate", 24000)),
        level=Level.SHOULD),
    _ga("loses_languages", "the languages of a transcription are not written", "round-trip", "/languages",
        ("AudioTranscription",), without("languages")),
    _ga("loses_allowed_callers", "who may call a tool is not written", "round-trip", "/allowed_callers",
        ("MCPTool",), without("allowed_callers")),
    _ga("loses_the_effort", "the effort of reasoning is not written", "round-trip", "/effort",
        ("RealtimeReasoning",), without("effort")),
    _ga("loses_expiry", "when a session expires is not written", "round-trip", "/expires_at",
        ("RealtimeCreateClientSecretResponse",), without("expires_at")),
)  # fmt: skip

MEMBERS = (*_SHARED, *_OF_THE_CRATE, *_OF_THE_DOCUMENT)


def _with_nulls(type_name: str, value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if type_name == "Prompt":
        return {"version": None, "variables": None, **value}
    error = value.get("error")
    return {**value, "error": {"param": None, "code": None, "event_id": None, **error}} if error else value
