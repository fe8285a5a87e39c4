// The module openai-go alone: a connection of its client to a server of ours.
//
// `read` are frames, answered with the event as Go shows it, or the error of Recv. `send` are names of the events below,
// answered with what the server receives.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"reflect"

	"github.com/coder/websocket"
	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"
	"github.com/openai/openai-go/v3/packages/param"
	rt "github.com/openai/openai-go/v3/realtime"
	"github.com/openai/openai-go/v3/responses"
)

var events = map[string]rt.RealtimeClientEventUnionParam{
	"cancel": {OfResponseCancel: &rt.ResponseCancelEventParam{ResponseID: openai.String("r")}},
	"silent": {OfSessionUpdate: &rt.SessionUpdateEventParam{Session: rt.SessionUpdateEventSessionUnionParam{
		OfRealtime: &rt.RealtimeSessionCreateRequestParam{Audio: rt.RealtimeAudioConfigParam{
			Input: rt.RealtimeAudioConfigInputParam{
				TurnDetection:  param.NullStruct[rt.RealtimeAudioInputTurnDetectionUnionParam](),
				NoiseReduction: param.NullStruct[rt.RealtimeAudioConfigInputNoiseReductionParam](),
			},
		}},
	}}},
	"free": {OfResponseCreate: &rt.ResponseCreateEventParam{Response: rt.RealtimeResponseCreateParams{
		MaxOutputTokens: rt.RealtimeResponseCreateParamsMaxOutputTokensUnion{OfInf: "inf"},
		ToolChoice: rt.RealtimeResponseCreateParamsToolChoiceUnion{
			OfToolChoiceMode: param.NewOpt(responses.ToolChoiceOptionsNone),
		},
	}}},
	"empty": {OfResponseCreate: &rt.ResponseCreateEventParam{Response: rt.RealtimeResponseCreateParams{}}},
}

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
	ctx := context.Background()
	connected := make(chan *websocket.Conn, 1)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		peer, err := websocket.Accept(w, r, nil)
		if err != nil {
			panic(err)
		}
		connected <- peer
	}))
	client := openai.NewClient(option.WithBaseURL(server.URL), option.WithAPIKey("none"))
	open := func() (*rt.RealtimeConnection, *websocket.Conn, error) {
		conn, err := client.Realtime.Connect(ctx, rt.RealtimeConnectionOptions{})
		if err != nil {
			return nil, nil, err
		}
		return conn, <-connected, nil
	}
	answers := map[string][]any{"read": {}, "send": {}}
	for _, frame := range asked.Read {
		conn, peer, err := open()
		if err != nil {
			return err
		}
		if err := peer.Write(ctx, websocket.MessageText, []byte(frame)); err != nil {
			return err
		}
		if event, err := conn.Recv(ctx); err != nil {
			answers["read"] = append(answers["read"], map[string]string{"error": err.Error()})
		} else {
			answers["read"] = append(answers["read"], map[string]string{"event": shown(event)})
		}
		conn.Abort()
	}
	conn, peer, err := open()
	if err != nil {
		return err
	}
	for _, name := range asked.Send {
		if err := conn.Send(ctx, events[name]); err != nil {
			return err
		}
		_, text, err := peer.Read(ctx)
		if err != nil {
			return err
		}
		answers["send"] = append(answers["send"], json.RawMessage(text))
	}
	conn.Abort()
	return json.NewEncoder(os.Stdout).Encode(answers)
}

// shown writes what a user reads in the fields that are of interest here.
func shown(union rt.RealtimeServerEventUnion) string {
	switch event := union.AsAny().(type) {
	case rt.RateLimitsUpdatedEvent:
		limit := event.RateLimits[0]
		return fmt.Sprint(limit.Name, " ", limit.Limit, " ", limit.Remaining, " ", limit.ResetSeconds)
	case rt.ResponseDoneEvent:
		if response := event.Response; reflect.TypeOf(response.StatusDetails).Kind() == reflect.String && !response.JSON.StatusDetails.Valid() {
			return fmt.Sprint(response.Status, ", details a string, not valid")
		}
		return "details"
	case rt.SessionUpdatedEvent:
		session := event.Session.AsRealtimeSessionCreateRequest()
		return fmt.Sprintf("%s, null %t", session.Truncation.OfRealtimeTruncationStrategy, session.JSON.Tracing.Raw() == "null")
	case nil:
		return "nothing"
	default:
		return fmt.Sprintf("%T", event)
	}
}
