// Runs payloads through the library under test, one JSON object per line.
package main

import (
	"encoding/json"
	"io"
	"log"
	"maps"
	"net"
	"os"
	"slices"
)

// YOUR LIBRARY HERE: every wire type that it has, with how your library decodes a text and encodes the value again.
var roundtrip = map[string]func(text string) ([]byte, error){
	"RealtimeServerEventInputAudioBufferSpeechStarted": through[SpeechStarted],
}

type object = map[string]any

func answer(request object) object {
	typ, _ := request["type"].(string)
	text, _ := request["text"].(string)
	run, known := roundtrip[typ]
	switch {
	case request["op"] == "hello":
		return object{"outcome": "ok", "hello": object{
			"name": "example-sdk", "version": version, "language": "go", "profile": "default", "dialect": "openai-ga",
			// Which way types travel: "decodes", what users only receive (add typed); "sends", what they only send (build).
			"types": slices.Collect(maps.Keys(roundtrip)), "ops": []string{"roundtrip"},
		}}
	case request["op"] == "bye":
		return object{"outcome": "ok"}
	case request["op"] != "roundtrip" || !known:
		return object{"outcome": "unsupported"}
	}
	written, err := run(text)
	if err != nil {
		// Where the library decodes and then cannot encode, "not-written"; what is raw inside goes into "raw": ["/item"].
		return object{"outcome": "rejected", "message": err.Error()}
	}
	return object{"outcome": "ok", "text": string(written)}
}

func serve(input io.Reader, output io.Writer) {
	for lines := json.NewDecoder(input); ; {
		request := object{}
		if lines.Decode(&request) != nil {
			return
		}
		reply := answer(request)
		reply["seq"] = request["seq"]
		if json.NewEncoder(output).Encode(reply) != nil || request["op"] == "bye" {
			return
		}
	}
}

func main() {
	output := os.Stdout
	os.Stdout = os.Stderr // standard output is the protocol's alone
	if len(os.Args) < 3 || os.Args[1] != "--listen" {
		serve(os.Stdin, output)
		return
	}
	listener, err := net.Listen("tcp", "127.0.0.1:"+os.Args[2])
	for err == nil {
		var connection net.Conn
		if connection, err = listener.Accept(); err == nil {
			serve(connection, connection)
			connection.Close()
		}
	}
	log.Fatal(err)
}
