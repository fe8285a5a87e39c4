// Serves the module openai-go by the suite's stdio protocol.
//
// Server events go through the Recv of a connection of the module, and client events through its Send, over a
// WebSocket to a peer in this program; after a refusal the connection is opened anew, as a caller would. What comes
// inside events goes through json.Unmarshal and json.Marshal of the module's types, as do the bodies of its HTTP methods.
//
// Nobody writes what was received, so there is no round trip: `typed` shows it. A client makes the types whose names
// end in Param and receives others, whatever they share on the wire.
package main

import (
	"reflect"
	"slices"

	"realtime-conformance/serve"
)

const module = "github.com/openai/openai-go/v3"

func main() {
	serve.Main(serve.Hello{
		Name:     "openai-go",
		Version:  serve.Version(module),
		Language: "go",
		Profile:  "default",
		Dialect:  "openai-ga",
		Types:    names(func(wireType) bool { return true }),
		Ops:      []string{"typed", "build"},
		Decodes:  names(func(known wireType) bool { return known.read != nil }),
		Sends:    names(func(known wireType) bool { return known.written != nil }),
		Declares: map[string]bool{"bytes": true},
		Homepage: "https://github.com/openai/openai-go",
		Issues:   "https://github.com/openai/openai-go/issues",
	}, func(op, name string, payload []byte) serve.Answer {
		if op == "build" {
			return build(types[name], payload)
		}
		return typed(types[name], payload)
	})
}

// names returns the official names of those types that are wanted, in one order for every run.
func names(wanted func(wireType) bool) []string {
	found := []string{}
	for name, known := range types {
		if wanted(known) {
			found = append(found, name)
		}
	}
	slices.Sort(found)
	return found
}

// typed reads the payload as the module does, and shows what its fields have.
func typed(known wireType, payload []byte) serve.Answer {
	value, err := known.read(payload)
	if err != nil {
		return serve.Failed("rejected", "%s", err)
	}
	if value == nil {
		return serve.OK([]byte("null"))
	}
	variant := chosen(reflect.ValueOf(value))
	if !variant.IsValid() {
		return serve.Failed("fallback", "none of the variants of %T is for it", value)
	}
	if known.as != nil && !slices.Contains(known.as, variant.Type()) {
		return serve.Failed("fallback", "read as another variant: %s", variant.Type())
	}
	view := view{}
	text := view.value(variant, "")
	answer := serve.OK(text)
	answer.Raw = view.raw
	return answer
}
