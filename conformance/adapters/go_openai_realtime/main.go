// Serves the module go-openai-realtime by the suite's stdio protocol, version 2: one JSON object per line.
//
// Server events go through UnmarshalServerEvent, as they do in Conn.ReadMessage; their parts go through
// json.Unmarshal into the library's types. Both are written with json.Marshal, as Conn.SendMessage
// writes; nobody sends a server event, so its values are for `typed` to show. Client events have no decoder in the
// library, so a round trip of them is unsupported; they are built.
//
// A panic is not recovered: it would bring down the library's user as it brings down this program.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"slices"
)

const module = "github.com/WqyJh/go-openai-realtime/v2"

// protocols are the versions that this program speaks: to those who know only the first, types have no direction.
var protocols = []int{1, 2}

type request struct {
	Seq      uint64  `json:"seq"`
	Op       string  `json:"op"`
	Protocol *int    `json:"protocol"`
	Type     string  `json:"type"`
	Text     *string `json:"text"`
	Base64   []byte  `json:"base64"`
}

type answer struct {
	Seq     uint64  `json:"seq"`
	Outcome string  `json:"outcome"`
	Text    *string `json:"text,omitempty"`
	Message string  `json:"message,omitempty"`
	Hello   *hello  `json:"hello,omitempty"`
}

type hello struct {
	Name     string          `json:"name"`
	Version  string          `json:"version"`
	Language string          `json:"language"`
	Profile  string          `json:"profile"`
	Dialect  string          `json:"dialect"`
	Types    []string        `json:"types"`
	Ops      []string        `json:"ops"`
	Decodes  []string        `json:"decodes"`
	Sends    []string        `json:"sends"`
	Declares map[string]bool `json:"declares"`
	Homepage string          `json:"homepage"`
	Issues   string          `json:"issues"`
}

func main() {
	if err := serve(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "go-openai-realtime adapter:", err)
		os.Exit(1)
	}
}

// serve answers every line of input until `bye` or the end of input.
func serve(input io.Reader, output io.Writer) error {
	in := bufio.NewReaderSize(input, 1<<18)
	out := bufio.NewWriterSize(output, 1<<18)
	for {
		// Hold answers back only while another whole request has arrived: a peer may wait for them before
		// it writes the next.
		if here, _ := in.Peek(in.Buffered()); bytes.IndexByte(here, '\n') < 0 {
			if err := out.Flush(); err != nil {
				return err
			}
		}
		line, err := in.ReadBytes('\n')
		if err == io.EOF && len(line) == 0 {
			return out.Flush()
		}
		if err != nil && err != io.EOF {
			return err
		}
		var asked request
		if err := json.Unmarshal(line, &asked); err != nil {
			return fmt.Errorf("a line is no request: %w", err)
		}
		given := respond(asked)
		given.Seq = asked.Seq
		written, err := json.Marshal(given)
		if err != nil {
			return err
		}
		out.Write(append(written, '\n')) // Flush returns the error, if there is one
		if asked.Op == "bye" {
			return out.Flush()
		}
	}
}

func respond(asked request) answer {
	switch asked.Op {
	case "hello":
		return greet(asked)
	case "bye":
		return answer{Outcome: "ok"}
	case "roundtrip", "typed", "build":
	default:
		return answer{Outcome: "unsupported", Message: "no operation " + asked.Op}
	}
	known, ok := types[asked.Type]
	if !ok {
		return answer{Outcome: "unsupported", Message: "the library has no type for " + asked.Type}
	}
	payload := asked.Base64
	if asked.Text != nil {
		payload = []byte(*asked.Text)
	}
	if asked.Op == "build" {
		return build(known, payload)
	}
	return decode(known, payload, asked.Op == "typed")
}

func greet(asked request) answer {
	if asked.Protocol == nil || !slices.Contains(protocols, *asked.Protocol) {
		return answer{Outcome: "unsupported", Message: "this program speaks the versions 1 and 2 of the protocol"}
	}
	return answer{Outcome: "ok", Hello: &hello{
		Name:     "go-openai-realtime",
		Version:  version(),
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
	}}
}

// version returns the version of the library that is linked into this program.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if ok {
		for _, dependency := range info.Deps {
			if dependency.Path == module {
				return dependency.Version
			}
		}
	}
	return "unknown"
}

// decode reads the payload as the library does, and writes the value, or what its fields show.
func decode(known wireType, payload []byte, typed bool) answer {
	if known.decode == nil {
		return answer{Outcome: "unsupported", Message: "the library only writes this type and has no decoder for it"}
	}
	value, err := known.decode(payload)
	if err != nil {
		return answer{Outcome: "rejected", Message: err.Error()}
	}
	if known.holds != nil && !known.holds(value) {
		return answer{Outcome: "fallback", Message: fmt.Sprintf("read as another variant: %T", value)}
	}
	var written []byte
	if typed {
		written = fields(value, payload)
	} else if written, err = json.Marshal(value); err != nil {
		return answer{Outcome: "not-written", Message: err.Error()}
	}
	text := string(written)
	return answer{Outcome: "ok", Text: &text}
}
