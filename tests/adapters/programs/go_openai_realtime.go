// The module go-openai-realtime alone: a connection of its client over a socket of ours.
//
// `read` are frames, answered with the event as Go shows it, or the error of ReadMessage. `send` are names of the
// events below, answered with what goes into the socket.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"

	rt "github.com/WqyJh/go-openai-realtime/v2"
)

var events = map[string]rt.ClientEvent{
	"cancel": rt.ResponseCancelEvent{ResponseID: "r"},
	"create": rt.ResponseCreateEvent{},
	"silent": rt.SessionUpdateEvent{Session: rt.SessionUnion{Realtime: &rt.RealtimeSession{
		Audio: &rt.RealtimeSessionAudio{Input: &rt.SessionAudioInput{
			TurnDetection: &rt.TurnDetectionUnion{ServerVad: &rt.ServerVad{CreateResponse: false}},
		}},
	}}},
	"nothing": rt.SessionUpdateEvent{},
}

type socket struct {
	frames []string
	sent   []byte
}

func (s *socket) ReadMessage(context.Context) (rt.MessageType, []byte, error) {
	frame := s.frames[0]
	s.frames = s.frames[1:]
	return rt.MessageText, []byte(frame), nil
}

func (s *socket) WriteMessage(_ context.Context, _ rt.MessageType, data []byte) error {
	s.sent = data
	return nil
}

func (s *socket) Close() error               { return nil }
func (s *socket) Response() *http.Response   { return nil }
func (s *socket) Ping(context.Context) error { return nil }

func (s *socket) Dial(context.Context, string, http.Header) (rt.WebSocketConn, error) { return s, nil }

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	var asked struct{ Read, Send []string }
	if err := json.NewDecoder(os.Stdin).Decode(&asked); err != nil {
		return err
	}
	peer := &socket{frames: asked.Read}
	ctx := context.Background()
	conn, err := rt.NewClient("none").Connect(ctx, rt.WithDialer(peer))
	if err != nil {
		return err
	}
	answers := map[string][]any{"read": {}, "send": {}}
	for range asked.Read {
		if event, err := conn.ReadMessage(ctx); err != nil {
			answers["read"] = append(answers["read"], map[string]string{"error": err.Error()})
		} else {
			answers["read"] = append(answers["read"], map[string]string{"event": shown(event)})
		}
	}
	for _, name := range asked.Send {
		if err := conn.SendMessage(ctx, events[name]); err != nil {
			answers["send"] = append(answers["send"], map[string]string{"error": err.Error()})
		} else {
			answers["send"] = append(answers["send"], json.RawMessage(peer.sent))
		}
	}
	return json.NewEncoder(os.Stdout).Encode(answers)
}

// shown writes what a user reads in the fields that are of interest here.
func shown(event rt.ServerEvent) string {
	switch event := event.(type) {
	case rt.RateLimitsUpdatedEvent:
		return fmt.Sprintf("%+v", event.RateLimits)
	case rt.ConversationItemInputAudioTranscriptionCompletedEvent:
		return fmt.Sprintf("%+v", *event.Usage.Duration)
	case rt.SessionUpdatedEvent:
		return fmt.Sprint(event.Session.Realtime.Truncation.Strategy)
	default:
		return fmt.Sprintf("%T", event)
	}
}
