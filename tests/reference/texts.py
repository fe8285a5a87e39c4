"""Texts, and what the crate's own types make of them.

Every text was given to ``serde_json::from_str`` and ``to_string`` with these types: what is expected is what they
answered.
"""

from __future__ import annotations

import pytest

RESPONSE = (
    '{"audio":null,"id":"resp_1","max_output_tokens":"inf","object":"realtime.response","output":[],'
    '"output_modalities":[],"status":"completed","status_details":null,"usage":null}'
)
USAGE = '{"input_tokens":%s,"output_tokens":0,"total_tokens":0}'
CALL = '"arguments":"{}","name":"f","call_id":"c","status":"completed"'
TOOL = '{"type":"function","name":"f","description":"","parameters":%s}'
SERVER_VAD = '{"type":"server_vad","prefix_padding_ms":300,"silence_duration_ms":500,"threshold":%s}'
INPUT = '{"format":{"type":"audio/pcmu"},"noise_reduction":null,"transcription":null,"turn_detection":%s}' % (
    SERVER_VAD % "0.5"
)
DELTA = '"event_id":"e","response_id":"r","item_id":"i","output_index":0,"content_index":0,"delta":"AAA="}'

UNCHANGED = [
    ("RealtimeResponse", RESPONSE),
    ("RealtimeResponseStatus", '"in_progress"'),
    ("RealtimeResponseStatusDetail", '{"error":null,"reason":null,"type":"completed"}'),
    ("RealtimeResponseStatusDetail", '{"error":{"code":"c","type":"t"},"reason":"turn_detected","type":"failed"}'),
    ("OutputTokenDetails", '{"text_tokens":1,"audio_tokens":2}'),
    ("MaxOutputTokens", "0"),
    ("MaxOutputTokens", "65535"),
    ("MaxOutputTokens", '"inf"'),
    ("RealtimeResponseUsage", USAGE % 4294967295),
    ("RealtimeVoice", '"marin"'),
    ("RealtimeVoice", '"a voice of tomorrow"'),
    ("RealtimeAudioFormats", '{"type":"audio/pcm","rate":24000}'),
    ("ToolChoice", '"required"'),
    ("ToolChoice", '{"type":"function","name":"f"}'),
    ("ToolChoice", '{"type":"mcp","name":"t","server_label":"s"}'),
    ("RealtimeTool", TOOL % "null"),
    ("RealtimeTool", TOOL % "[]"),
    ("RealtimeConversationItem", '{"type":"message","role":"user","content":[{"type":"input_text","text":""}]}'),
    ("RealtimeConversationItemFunctionCall", "{" + CALL + "}"),
    ("RealtimeMCPToolCallError", '{"type":"http_error","code":"c","message":"m"}'),
    ("MCPToolAllowedTools", "[]"),
    ("MCPToolAllowedTools", "{}"),
    ("MCPToolRequireApproval", '"never"'),
    ("MCPToolRequireApproval", '{"always":{"read_only":true},"never":{}}'),
    ("ResponsePromptVariables", "null"),
    ("ResponsePromptVariables", '"text"'),
    ("ResponsePromptVariables", '["input_text"]'),
    ("ResponsesImageDetail", '"original"'),
    ("RealtimeTurnDetection", SERVER_VAD % "0.5"),
    ("RealtimeTurnDetection", '{"type":"semantic_vad","create_response":false,"eagerness":"any"}'),
    ("NoiseReductionType", '{"type":"far_field"}'),
    ("AudioInput", INPUT),
    ("Tracing", '"auto"'),
    ("Tracing", '{"group_id":"g","metadata":null,"workflow_name":"w"}'),
    ("RealtimeTruncation", '"disabled"'),
    ("RealtimeTruncation", '{"retention_ratio":0.8,"type":"any","token_limits":{"post_instructions":0}}'),
    ("RealtimeSession", "{}"),
    ("Session", '{"type":"realtime","max_output_tokens":"inf","tools":[]}'),
    ("Session", '{"type":"transcription","audio":{"input":' + INPUT + "}}"),
    ("LogProbProperties", '{"bytes":[0,255],"logprob":-0.10000000149011612,"token":""}'),
    ("TranscriptionUsage", '{"type":"duration","seconds":0.1}'),
    ("ContentPart", '{"type":"text","text":""}'),
    ("RealtimeRateLimitName", '"requests"'),
    ("RealtimeClientEvent", '{"type":"input_audio_buffer.commit"}'),
    ("RealtimeClientEventInputAudioBufferCommit", "{}"),
    ("RealtimeClientEvent", '{"type":"session.update","session":{"type":"realtime"}}'),
    ("RealtimeServerEvent", '{"type":"response.done","event_id":"e","response":' + RESPONSE + "}"),
    ("RealtimeServerEvent", '{"type":"response.output_audio.delta",' + DELTA),
    ("RealtimeServerEventResponseAudioDelta", "{" + DELTA),
    ("Error", r'{"code":"\u0000\u001f\b\f\n\r\t\"\\/é' + "\x7f\u2028😀" + '","type":""}'),
]

REWRITTEN = [
    pytest.param("InputTokenDetails", "{}", '{"cached_token_details":null}', id="missing, written as null"),
    pytest.param(
        "InputTokenDetails",
        '{"audio_tokens":null,"cached_token_details":{"text_tokens":null}}',
        '{"cached_token_details":{}}',
        id="null, left out",
    ),
    pytest.param("InputImageContent", "{}", '{"detail":"auto"}', id="missing, written as the default"),
    pytest.param(
        "RealtimeConversationItem",
        '{"content":[],"role":"system","type":"message"}',
        '{"type":"message","role":"system","content":[],"id":null,"object":null,"status":null}',
        id="both tags first",
    ),
    pytest.param(
        "RealtimeConversationItemFunctionCall",
        '{"type":"function_call",' + CALL + ',"id":null}',
        "{" + CALL + "}",
        id="a variant's struct has no tag of its own",
    ),
    pytest.param(
        "RealtimeConversationItem",
        '{"type":"message","role":"assistant","content":[{"type":"output_audio","transcript":"t"}]}',
        '{"type":"message","role":"assistant","content":[{"type":"output_audio","audio":null,"transcript":"t"}]}',
        id="null inside a variant",
    ),
    pytest.param(
        "RealtimeAudioFormats",
        '{"rate":"any","type":"audio/pcmu","rate":1}',
        '{"type":"audio/pcmu"}',
        id="a unit variant knows no members",
    ),
    pytest.param("MCPToolRequireApproval", '{"always":null}', "{}", id="a filter, not a setting"),
    pytest.param(
        "ResponsePromptVariables",
        '{"type":"input_text","text":"a","extra":1}',
        '{"type":"input_text","text":"a"}',
        id="content loses what it does not know",
    ),
    pytest.param(
        "ResponsePromptVariables",
        '{"type":"input_image"}',
        '{"type":"input_image","detail":"auto"}',
        id="content gains its default",
    ),
    pytest.param(
        "ResponsePromptVariables",
        '{"type":"input_text","text":1}',
        '{"text":1,"type":"input_text"}',
        id="almost content is any JSON",
    ),
    pytest.param(
        "ResponsePromptVariables",
        '{"type":"input_text","text":"a","text":"b"}',
        '{"text":"b","type":"input_text"}',
        id="content with a repeated member is any JSON",
    ),
    pytest.param(
        "RealtimeTool",
        TOOL % '{"b":-0,"a":1,"é":[{"z":1,"y":2}],"a":2}',
        TOOL % '{"a":2,"b":-0.0,"é":[{"y":2,"z":1}]}',
        id="open JSON is sorted and keeps the last",
    ),
    pytest.param(
        "ResponsePromptVariables",
        "[1e22,1E2,1.0,1e16,1e15,1e-5,1e-7,0e999,1e-400,18446744073709551615,18446744073709551616,"
        "-9223372036854775808,-9223372036854775809]",
        "[1e+22,100.0,1.0,1e+16,1000000000000000.0,0.00001,1e-7,0.0,0.0,18446744073709551615,"
        "1.8446744073709552e+19,-9223372036854775808,-9.223372036854776e+18]",
        id="numbers of open JSON",
    ),
    pytest.param(
        "TranscriptionUsage",
        '{"input_tokens":1,"output_tokens":0,"total_tokens":1,"type":"tokens"}',
        '{"type":"tokens","input_tokens":1,"output_tokens":0,"total_tokens":1,"input_token_details":null}',
        id="null in usage",
    ),
    pytest.param(
        "RealtimeAPIError",
        '{"type":"t","message":"m"}',
        '{"type":"t","code":null,"message":"m","param":null,"event_id":null}',
        id="null between members",
    ),
    pytest.param(
        "RealtimeClientEvent", '{"type":"response.create"}', '{"type":"response.create","response":null}', id="null"
    ),
    pytest.param(
        "RealtimeServerEvent",
        '{"received_at":18446744073709551615,"event_id":"e","event":"#","type":"input_audio_buffer.dtmf_event_received"}',
        '{"type":"input_audio_buffer.dtmf_event_received","event":"#","received_at":18446744073709551615}',
        id="the one event without an id",
    ),
    pytest.param(
        "RealtimeTurnDetection",
        '{"threshold":"any","eagerness":"low","type":"semantic_vad","threshold":2}',
        '{"type":"semantic_vad","eagerness":"low"}',
        id="a variant does not know what another has",
    ),
    pytest.param(
        "NoiseReductionType", '{"x":1,"type":"near_field","x":2}', '{"type":"near_field"}', id="nothing but a tag"
    ),
    pytest.param("Error", '{"type":"","x":1,"code":"","x":2}', '{"code":"","type":""}', id="unknown members"),
    pytest.param("ErrorMessage", ' {"message" :\t"\\ud83d\\ude00\\/"\r\n}\n', '{"message":"😀/"}', id="spelling"),
    pytest.param("ErrorMessage", r'{"message":"\\ud800"}', r'{"message":"\\ud800"}', id="no escape at all"),
]

SINGLE = [
    ("1", "1.0"),
    ("-0", "-0.0"),
    ("0.1", "0.1"),
    ("0.30000000000000004", "0.3"),
    ("0.12345678901234567890", "0.12345679"),
    ("16777217", "16777216.0"),
    ("33554431.0", "33554432.0"),
    ("1E5", "100000.0"),
    ("1e-46", "0.0"),
    ("1e-45", "1e-45"),
    ("3.4028235e38", "3.4028235e+38"),
    ("1e39", "null"),
    ("-1e39", "null"),
    ("18446744073709551616", "1.8446744e+19"),
]

REFUSED_NUMBERS = ['"12"', "12.0", "1e2", "-0", "-1", "true", "null", "4294967296", "[1]"]

REFUSED = [
    ("RealtimeResponseStatus", '"Completed"'),
    ("RealtimeResponseStatus", "0"),
    ("Conversation", "null"),
    ("MaxOutputTokens", "65536"),
    ("MaxOutputTokens", "1.0"),
    ("MaxOutputTokens", "-0"),
    ("MaxOutputTokens", "true"),
    ("MaxOutputTokens", '"12"'),
    ("MaxOutputTokens", '"INF"'),
    ("RealtimeVoice", "null"),
    ("InputImageContent", '{"detail":null}'),
    ("UserMessageContentInputImage", '{"image_url":"u"}'),
    ("UserMessageContent", '{"type":"input_image","image_url":"u","detail":"original"}'),
    ("RealtimeFunctionTool", '{"name":"f","description":""}'),
    ("RealtimeTool", '{"name":"f","description":"","parameters":1}'),
    ("RealtimeConversationItem", '{"type":"message","content":[]}'),
    ("RealtimeConversationItem", "{" + CALL + "}"),
    ("ToolChoice", '{"type":"auto"}'),
    ("ToolChoice", '{"type":"mcp","name":"t"}'),
    ("MCPToolAllowedTools", "[1]"),
    ("MCPToolAllowedTools", "null"),
    ("MCPToolRequireApproval", "[]"),
    ("RealtimeResponse", RESPONSE.replace('"usage":null', '"metadata":{"k":1}')),
    ("RealtimeTurnDetection", SERVER_VAD % '"0.5"'),
    ("RealtimeTurnDetection", SERVER_VAD % "null"),
    ("RealtimeTurnDetection", SERVER_VAD % "true"),
    ("AudioInput", '{"format":{"type":"audio/pcmu"},"turn_detection":null}'),
    ("NoiseReductionType", '"near_field"'),
    ("Tracing", '"Auto"'),
    ("Tracing", '{"group_id":"g","workflow_name":"w"}'),
    ("RealtimeTruncation", '{"type":"retention_ratio"}'),
    ("Session", "{}"),
    ("Session", '{"type":"transcription"}'),
    ("LogProbProperties", '{"bytes":[256],"logprob":0,"token":""}'),
    ("LogProbProperties", '{"bytes":[1.0],"logprob":0,"token":""}'),
    ("LogProbProperties", '{"bytes":"AAEC","logprob":0,"token":""}'),
    ("ContentPart", '{"type":"output_text","text":""}'),
    ("RealtimeClientEvent", '{"type":"response.create","response":{}}'),
    ("RealtimeServerEvent", "{" + DELTA),
    ("RealtimeServerEvent", '{"type":"response.audio.delta",' + DELTA),
    ("RealtimeServerEvent", '{"type":"session.update","session":{"type":"realtime"}}'),
    ("RealtimeServerEventInputAudioBufferDtmfEventReceived", '{"event":"1","received_at":18446744073709551616}'),
]

REPEATED = [
    ("Error", '{"code":"a","type":"t","code":"a"}'),
    ("InputTokenDetails", '{"text_tokens":null,"text_tokens":null}'),
    ("RealtimeFunctionTool", '{"name":"f","description":"","parameters":1,"parameters":1}'),
    ("Prompt", '{"id":"p","variables":null,"variables":[]}'),
    ("RealtimeAudioFormats", '{"type":"audio/pcmu","type":"audio/pcmu"}'),
    ("RealtimeConversationItem", '{"type":"message","role":"user","content":[],"role":"user"}'),
    ("MCPToolAllowedTools", '{"read_only":true,"read_only":true}'),
    ("RealtimeResponse", RESPONSE.replace('"usage":null', '"metadata":{},"metadata":{}')),
    ("RealtimeSession", '{"model":null,"model":null}'),
    ("Tracing", '{"group_id":"g","metadata":1,"workflow_name":"w","metadata":1}'),
    ("RealtimeClientEvent", '{"type":"response.cancel","type":"response.cancel"}'),
    ("RealtimeServerEvent", '{"type":"response.output_audio.delta","delta":"",' + DELTA),
]

NOT_JSON = [
    "",
    "nul",
    '{"message":"a"} x',
    '{"message":"a",}',
    "{'message':'a'}",
    '\ufeff{"message":"a"}',
    '{"message":"\n"}',
    '{"message":"\\x41"}',
    '{"message":"\\ud800"}',
    '{"message":"\\ude00\\ud83d"}',
    '{"message":"\\ud800\\ud83d\\ude00"}',
    '{"message":"\ud800"}',
    '{"message":"","x":NaN}',
    '{"message":"","x":-Infinity}',
    '{"message":"","x":01}',
    '{"message":"","x":.5}',
    b'{"message":"\xff"}',
    b'{"message":"\xed\xa0\x80"}',
    b"\xff\xfe{\x00}\x00",
]
