package main

import (
	"encoding/json"
	"errors"
)

// A stand-in for the library under test, with one event. Delete it once your own library is plugged in.

const version = "0.0.0"

// SpeechStarted says that speech begins in the input audio buffer.
type SpeechStarted struct {
	EventID      string `json:"event_id"`
	Type         string `json:"type"`
	AudioStartMs *int64 `json:"audio_start_ms"`
	ItemID       string `json:"item_id"`
}

// UnmarshalJSON refuses what is not this event. encoding/json would take EVENT_ID for event_id, so that it is given the
// exact names alone.
func (event *SpeechStarted) UnmarshalJSON(text []byte) error {
	type plain SpeechStarted
	var sent map[string]json.RawMessage
	if err := json.Unmarshal(text, &sent); err != nil {
		return err
	}
	known := map[string]json.RawMessage{}
	for _, name := range []string{"event_id", "type", "audio_start_ms", "item_id"} {
		if value, ok := sent[name]; ok {
			known[name] = value
		}
	}
	exact, err := json.Marshal(known)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(exact, (*plain)(event)); err != nil {
		return err
	}
	if event.Type != "input_audio_buffer.speech_started" || event.AudioStartMs == nil {
		return errors.New("not an input_audio_buffer.speech_started event")
	}
	return nil
}

// through decodes a text and encodes the value again, as the users of an SDK with plain structs do.
func through[T any](text string) ([]byte, error) {
	var value T
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		return nil, err
	}
	return json.Marshal(value)
}
