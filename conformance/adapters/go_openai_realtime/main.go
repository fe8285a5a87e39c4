// Serves the module go-openai-realtime by the suite's stdio protocol.
//
// Server events go through UnmarshalServerEvent, as they do in Conn.ReadMessage; their parts go through
// json.Unmarshal into the library's types. Both are written with json.Marshal, as Conn.SendMessage
// writes; nobody sends a server event, so its values are for `typed` to show. Client events have no decoder in the
// library, so a round trip of them is unsupported; they are built.
package main

import (
	"encoding/json"

	"realtime-conformance/serve"
)

const module = "github.com/WqyJh/go-openai-realtime/v2"

func main() {
	serve.Main(serve.Hello{
		Name:     "go-openai-realtime",
		Version:  serve.Version(module),
		Language: "go",
		Profile:  "default",
		Dialect:  "openai-ga",
		Types:    names(func(wireType) bool { return true }),
		Ops:      []string{"roundtrip", "typed", "build"},
		Decodes:  names(func(known wireType) bool { return known.decode != nil }),
		Sends:    names(func(known wireType) bool { return known.built != nil }),
		Declares: map[string]bool{"bytes": true},
		Homepage: "https://github.com/WqyJh/go-openai-realtime",
		Issues:   "https://github.com/WqyJh/go-openai-realtime/issues",
	}, func(op, name string, payload []byte) serve.Answer {
		if op == "build" {
			return build(types[name], payload)
		}
		return decode(types[name], payload, op == "typed")
	})
}

// decode reads the payload as the library does, and writes the value, or what its fields show.
func decode(known wireType, payload []byte, typed bool) serve.Answer {
	value, err := known.decode(payload)
	if err != nil {
		return serve.Failed("rejected", "%s", err)
	}
	if known.holds != nil && !known.holds(value) {
		return serve.Failed("fallback", "read as another variant: %T", value)
	}
	var written []byte
	if typed {
		written = fields(value, payload)
	} else if written, err = json.Marshal(value); err != nil {
		return serve.Failed("not-written", "%s", err)
	}
	return serve.OK(written)
}
