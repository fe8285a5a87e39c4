// Drives go-openai-realtime, as a plain application does: to ask is to send an item and response.create, and all words
// that come are shown.
//
// Its types cannot say null, so the server's turn detection stays on, and hears where the user's speech ends.
package main

import (
	"context"
	"encoding/base64"
	"fmt"
	"runtime/debug"
	"strings"

	openairt "github.com/WqyJh/go-openai-realtime/v2"
)

const (
	library = "github.com/WqyJh/go-openai-realtime/v2"
	piece   = 48_000
)

type client struct {
	*openairt.Conn
	ended <-chan struct{}
}

func connect(to server, show func(object)) (session, error) {
	config := openairt.DefaultConfig(to.Key)
	config.BaseURL, _, _ = strings.Cut(to.URL, "?")
	logger := shown{show}
	connected, err := openairt.NewClientWithConfig(config).Connect(
		context.Background(), openairt.WithModel(to.Model), openairt.WithLogger(logger))
	if err != nil {
		return nil, err
	}
	handler := openairt.NewConnHandler(context.Background(), connected, func(_ context.Context, event openairt.ServerEvent) {
		take(event, show)
	})
	handler.Start()
	ended := make(chan struct{})
	go func() {
		show(object{"kind": "closed", "reason": (<-handler.Err()).Error()})
		close(ended)
	}()
	settings := openairt.RealtimeSession{OutputModalities: []openairt.Modality{openairt.Modality(to.Output)}}
	update := openairt.SessionUpdateEvent{Session: openairt.SessionUnion{Realtime: &settings}}
	return &client{connected, ended}, connected.SendMessage(context.Background(), update)
}

func take(event openairt.ServerEvent, show func(object)) {
	switch event := event.(type) {
	case openairt.ResponseOutputTextDeltaEvent:
		show(object{"kind": "text", "delta": event.Delta})
	case openairt.ResponseOutputAudioTranscriptDeltaEvent:
		show(object{"kind": "text", "delta": event.Delta})
	case openairt.ResponseOutputAudioDeltaEvent:
		sound, _ := base64.StdEncoding.DecodeString(event.Delta) // to decode is the application's
		show(object{"kind": "audio", "bytes": len(sound)})
	case openairt.ResponseDoneEvent:
		show(object{"kind": "turn", "status": event.Response.Status})
	case openairt.ErrorEvent:
		show(object{"kind": "error", "message": event.Error.Message, "code": event.Error.Code})
	}
}

func (client *client) say(text string) error {
	content := []openairt.MessageContentInput{{Type: openairt.MessageContentTypeInputText, Text: text}}
	item := openairt.MessageItemUnion{User: &openairt.MessageItemUser{Content: content}}
	err := client.SendMessage(context.Background(), openairt.ConversationItemCreateEvent{Item: item})
	if err != nil {
		return err
	}
	return client.SendMessage(context.Background(), openairt.ResponseCreateEvent{})
}

func (client *client) audio(pcm []byte) error {
	for start := 0; start < len(pcm); start += piece {
		sound := base64.StdEncoding.EncodeToString(pcm[start:min(start+piece, len(pcm))])
		event := openairt.InputAudioBufferAppendEvent{Audio: sound}
		if err := client.SendMessage(context.Background(), event); err != nil {
			return err
		}
	}
	return nil
}

func (client *client) close() error {
	_ = client.Conn.Close() // says that it is closed already where the server has closed it
	<-client.ended
	return nil
}

// shown is the logger of a connection.
type shown struct{ show func(object) }

func (log shown) Errorf(format string, values ...any) { log.say("error", format, values...) }
func (log shown) Warnf(format string, values ...any)  { log.say("status", format, values...) }
func (log shown) Infof(string, ...any)                {}
func (log shown) Debugf(string, ...any)               {}

func (log shown) say(kind, format string, values ...any) {
	log.show(object{"kind": kind, "message": fmt.Sprintf(format, values...)})
}

func version() string {
	info, _ := debug.ReadBuildInfo()
	for _, module := range info.Deps {
		if module.Path == library {
			return strings.TrimPrefix(module.Version, "v")
		}
	}
	return "unknown"
}

func main() {
	serve(object{
		"protocol": 1, "role": "client", "name": "go-openai-realtime", "version": version(), "language": "go",
		"can":      []string{"say", "audio"},
		"homepage": "https://github.com/WqyJh/go-openai-realtime", "issues": "https://github.com/WqyJh/go-openai-realtime/issues",
	}, connect)
}
