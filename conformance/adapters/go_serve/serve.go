// Package serve answers by the suite's stdio protocol, versions 1 and 2: one JSON object per line, in and out.
//
// A panic is not recovered: it would bring down the library's user as it brings down the adapter.
package serve

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

// protocols are the versions that are spoken: to those who know only the first, types have no direction.
var protocols = []int{1, 2}

// A Hello is what an adapter says about itself.
type Hello struct {
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

// An Answer is what became of a payload.
type Answer struct {
	Outcome string   `json:"outcome"`
	Text    *string  `json:"text,omitempty"`
	Message string   `json:"message,omitempty"`
	Raw     []string `json:"raw,omitempty"`
}

// OK is the answer that the library gave this text.
func OK(text []byte) Answer {
	written := string(text)
	return Answer{Outcome: "ok", Text: &written}
}

// Failed is an answer without a text.
func Failed(outcome, format string, arguments ...any) Answer {
	return Answer{Outcome: outcome, Message: fmt.Sprintf(format, arguments...)}
}

type request struct {
	Seq      uint64  `json:"seq"`
	Op       string  `json:"op"`
	Protocol *int    `json:"protocol"`
	Type     string  `json:"type"`
	Text     *string `json:"text"`
	Base64   []byte  `json:"base64"`
}

type reply struct {
	Seq uint64 `json:"seq"`
	Answer
	Hello *Hello `json:"hello,omitempty"`
}

// Main answers the requests on stdin until `bye` or the end of input. It asks for an answer about those operations and
// types alone that hello declares.
func Main(hello Hello, answer func(op, name string, payload []byte) Answer) {
	if err := serve(os.Stdin, os.Stdout, hello, answer); err != nil {
		fmt.Fprintln(os.Stderr, hello.Name, "adapter:", err)
		os.Exit(1)
	}
}

// Version returns the version of a module that is linked into this program.
func Version(module string) string {
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

func serve(input io.Reader, output io.Writer, hello Hello, answer func(op, name string, payload []byte) Answer) error {
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
			return fmt.Errorf("a line is not a request: %w", err)
		}
		given := reply{Seq: asked.Seq}
		switch asked.Op {
		case "hello":
			given.Answer, given.Hello = greet(asked, hello)
		case "bye":
			given.Outcome = "ok"
		default:
			given.Answer = respond(asked, hello, answer)
		}
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

func greet(asked request, hello Hello) (Answer, *Hello) {
	if asked.Protocol == nil || !slices.Contains(protocols, *asked.Protocol) {
		return Failed("unsupported", "this program speaks the versions 1 and 2 of the protocol"), nil
	}
	return Answer{Outcome: "ok"}, &hello
}

func respond(asked request, hello Hello, answer func(op, name string, payload []byte) Answer) Answer {
	if !slices.Contains(hello.Ops, asked.Op) {
		return Failed("unsupported", "no operation %s", asked.Op)
	}
	if !slices.Contains(hello.Types, asked.Type) {
		return Failed("unsupported", "the library has no type for %s", asked.Type)
	}
	if asked.Op == "build" && !slices.Contains(hello.Sends, asked.Type) {
		return Failed("unsupported", "a client of the library does not make values of this type")
	}
	if asked.Op != "build" && !slices.Contains(hello.Decodes, asked.Type) {
		return Failed("unsupported", "the library only writes this type and has no decoder for it")
	}
	payload := asked.Base64
	if asked.Text != nil {
		payload = []byte(*asked.Text)
	}
	return answer(asked.Op, asked.Type, payload)
}
