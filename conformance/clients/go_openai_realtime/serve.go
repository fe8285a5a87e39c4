package main

import (
	"encoding/base64"
	"encoding/json"
	"os"
	"sync"
)

type object = map[string]any

// session is what a driver does with its client: one value per session.
type session interface {
	say(text string) error
	audio(pcm []byte) error
	close() error
}

// server says where to connect.
type server struct {
	URL, Model, Key, Output string
}

type request struct {
	Seq         int
	Op          string
	Text, Audio string
	server
}

var (
	output  = os.Stdout
	writing sync.Mutex
)

func write(line object) {
	writing.Lock()
	defer writing.Unlock()
	_ = json.NewEncoder(output).Encode(line)
}

// serve drives a client as the requests on stdin say, until bye or the end of input.
func serve(hello object, connect func(server, func(object)) (session, error)) {
	os.Stdout = os.Stderr // standard output is the protocol's alone
	var current session
	var number int
	var guard sync.Mutex
	open := func(to server) (err error) {
		if current != nil {
			_ = current.close()
		}
		guard.Lock()
		number++
		mine := number
		guard.Unlock()
		current, err = connect(to, func(surfaced object) {
			guard.Lock()
			defer guard.Unlock()
			if mine == number {
				write(object{"surfaced": surfaced})
			}
		})
		return err
	}
	for lines := json.NewDecoder(os.Stdin); ; {
		var asked request
		if lines.Decode(&asked) != nil {
			return
		}
		answer := object{"seq": asked.Seq, "outcome": "ok"}
		var err error
		switch {
		case asked.Op == "hello":
			answer["hello"] = hello
		case asked.Op == "connect":
			err = open(asked.server)
		case asked.Op == "bye":
		case current == nil:
			answer["outcome"], answer["message"] = "failed", "there is no session"
		case asked.Op == "say":
			err = current.say(asked.Text)
		case asked.Op == "audio":
			var pcm []byte
			if pcm, err = base64.StdEncoding.DecodeString(asked.Audio); err == nil {
				err = current.audio(pcm)
			}
		case asked.Op == "close":
			err = current.close()
		default:
			answer["outcome"] = "unsupported"
		}
		if err != nil {
			answer["outcome"], answer["message"] = "failed", err.Error()
		}
		write(answer)
		if asked.Op == "bye" {
			return
		}
	}
}
