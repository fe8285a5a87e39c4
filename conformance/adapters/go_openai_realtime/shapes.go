package main

import (
	"reflect"
	"strings"

	rt "github.com/WqyJh/go-openai-realtime/v2"
)

// A variant is a field of one of the library's unions, and how the wire shows that it is meant.
type variant struct {
	field string
	kind  jsonKind
	tags  map[string]string
}

type jsonKind int

const (
	object jsonKind = iota
	array
	text
)

func tagged(field, value string) variant {
	return variant{field, object, map[string]string{"type": value}}
}

func message(field, role string) variant {
	return variant{field, object, map[string]string{"type": "message", "role": role}}
}

// unions are structs of the library of which one field should be set. Where two are, the first one here wins, as it
// does when the library writes them. The library has the tags of the fields only in the code of its methods, so they
// are repeated here.
var unions = map[reflect.Type][]variant{
	of[rt.MessageItemUnion](): {
		message("System", "system"), message("User", "user"), message("Assistant", "assistant"),
		tagged("FunctionCall", "function_call"), tagged("FunctionCallOutput", "function_call_output"),
		tagged("MCPApprovalResponse", "mcp_approval_response"), tagged("MCPListTools", "mcp_list_tools"),
		tagged("MCPToolCall", "mcp_call"), tagged("MCPApprovalRequest", "mcp_approval_request"),
	},
	of[rt.MCPError](): {
		tagged("Protocol", "protocol_error"), tagged("ToolExecution", "tool_execution_error"), tagged("HTTP", "http_error"),
	},
	of[rt.ToolUnion]():                   {tagged("Function", "function"), tagged("MCP", "mcp")},
	of[rt.ToolChoiceUnion]():             {tagged("Function", "function"), tagged("MCP", "mcp"), {"Mode", text, nil}},
	of[rt.MCPAllowedToolsUnion]():        {{"ToolNames", array, nil}, {"Filter", object, nil}},
	of[rt.MCPToolRequireApprovalUnion](): {{"Filter", object, nil}, {"Setting", text, nil}},
	of[rt.TracingUnion]():                {{"Configuration", object, nil}, {"Mode", text, nil}},
	of[rt.TruncationUnion]():             {tagged("RetentionRatioTruncation", "retention_ratio"), {"Strategy", text, nil}},
	of[rt.AudioFormatUnion]():            {tagged("PCM", "audio/pcm"), tagged("PCMU", "audio/pcmu"), tagged("PCMA", "audio/pcma")},
	of[rt.TurnDetectionUnion]():          {tagged("ServerVad", "server_vad"), tagged("SemanticVad", "semantic_vad")},
	of[rt.PromptVariableUnion](): {
		tagged("InputText", "input_text"), tagged("InputImage", "input_image"), tagged("InputFile", "input_file"),
		{"String", text, nil},
	},
	of[rt.SessionUnion](): {tagged("Realtime", "realtime"), tagged("Transcription", "transcription")},
	of[rt.UsageUnion]():   {tagged("Tokens", "tokens"), tagged("Duration", "duration")},
}

// alone are structs that have a tag although they are not in a union.
var alone = map[reflect.Type]map[string]string{
	of[rt.MCPProtocolError](): {"type": "protocol_error"},
}

// A member is a field of a struct, with its name on the wire.
type member struct {
	name string
	// index is the path of the field, through embedded structs.
	index []int
}

var shapes = map[reflect.Type][]member{}

// members lists the fields of a struct, those of embedded ones included, and reads its tags once.
func members(shape reflect.Type) []member {
	found, known := shapes[shape]
	if known {
		return found
	}
	for _, field := range reflect.VisibleFields(shape) {
		if field.Anonymous || !field.IsExported() {
			continue
		}
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if name == "" { // encoding/json reads it in upper and lower case
			name = strings.ToLower(field.Name)
		}
		found = append(found, member{name, field.Index})
	}
	shapes[shape] = found
	return found
}
