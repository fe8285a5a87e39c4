// Drives the client under test: says what its user does, and shows what it shows. One JSON object per line.
package main

import (
	"encoding/json"
	"errors"
	"os"
	"sync"
)

type object = map[string]any

var hello = object{
	"protocol": 1, "role": "client", "name": "example-client", "version": version, "language": "go",
	"can": []string{"say"},
}

// YOUR CLIENT HERE
var client *Client

var output = os.Stdout
var writing sync.Mutex

func write(line object) {
	writing.Lock()
	defer writing.Unlock()
	json.NewEncoder(output).Encode(line)
}

func connect(request object) error {
	client = &Client{URL: request["url"].(string), Key: request["key"].(string), Output: request["output"].(string)}
	mine := client
	show := func(surfaced object) {
		if client == mine {
			write(object{"surfaced": surfaced})
		}
	}
	client.OnText = func(delta string) { show(object{"kind": "text", "delta": delta}) }
	client.OnDone = func(status string) { show(object{"kind": "turn", "status": status}) }
	client.OnError = func(message string) { show(object{"kind": "error", "message": message}) }
	client.OnClose = func(code int) { show(object{"kind": "closed", "code": code}) }
	return client.Open()
}

func do(request object) error {
	switch request["op"] {
	case "bye":
		return nil
	case "connect":
		return connect(request)
	case "say":
		return client.Ask(request["text"].(string))
	case "close":
		return client.Close()
	}
	return errors.ErrUnsupported
}

func main() {
	os.Stdout = os.Stderr // standard output is the protocol's alone
	for lines := json.NewDecoder(os.Stdin); ; {
		request := object{}
		if lines.Decode(&request) != nil {
			return
		}
		answer := object{"seq": request["seq"], "outcome": "ok"}
		if request["op"] == "hello" {
			answer["hello"] = hello
		} else if err := do(request); errors.Is(err, errors.ErrUnsupported) {
			answer["outcome"] = "unsupported"
		} else if err != nil {
			answer["outcome"], answer["message"] = "failed", err.Error()
		}
		write(answer)
		if request["op"] == "bye" {
			return
		}
	}
}
