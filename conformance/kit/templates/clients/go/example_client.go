package main

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/coder/websocket"
)

const version = "0.0.0"

// Client is a stand-in for your client: it asks in words, and passes on what comes.
type Client struct {
	URL, Key, Output string
	OnText, OnDone   func(string)
	OnError          func(string)
	OnClose          func(int)
	socket           *websocket.Conn
}

type event struct {
	Type     string `json:"type"`
	Delta    string `json:"delta"`
	Response struct {
		Status string `json:"status"`
	} `json:"response"`
	Error struct {
		Message string `json:"message"`
	} `json:"error"`
}

// Open connects, and says what the answers are to be in.
func (client *Client) Open() error {
	headers := http.Header{"Authorization": {"Bearer " + client.Key}}
	socket, _, err := websocket.Dial(context.Background(), client.URL, &websocket.DialOptions{HTTPHeader: headers})
	if err != nil {
		return err
	}
	socket.SetReadLimit(-1)
	client.socket = socket
	go client.read()
	session := object{"type": "realtime", "output_modalities": []string{client.Output}}
	return client.send(object{"type": "session.update", "session": session})
}

// Ask asks for an answer.
func (client *Client) Ask(text string) error {
	content := []object{{"type": "input_text", "text": text}}
	item := object{"type": "message", "role": "user", "content": content}
	if err := client.send(object{"type": "conversation.item.create", "item": item}); err != nil {
		return err
	}
	return client.send(object{"type": "response.create"})
}

// Close ends the session.
func (client *Client) Close() error {
	if client.socket == nil {
		return nil
	}
	client.socket.Close(websocket.StatusNormalClosure, "")
	return nil
}

func (client *Client) send(event object) error {
	text, err := json.Marshal(event)
	if err != nil {
		return err
	}
	return client.socket.Write(context.Background(), websocket.MessageText, text)
}

func (client *Client) read() {
	for {
		_, text, err := client.socket.Read(context.Background())
		if err != nil {
			client.OnClose(int(websocket.CloseStatus(err)))
			return
		}
		var came event
		if err := json.Unmarshal(text, &came); err != nil {
			client.OnError(err.Error())
			continue
		}
		switch came.Type {
		case "response.output_text.delta", "response.output_audio_transcript.delta":
			client.OnText(came.Delta)
		case "response.done":
			client.OnDone(came.Response.Status)
		case "error":
			client.OnError(came.Error.Message)
		}
	}
}
