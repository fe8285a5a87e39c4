//! The crate alone.
//!
//! `read` are frames, answered with `shown`, the event as Rust prints it, and `declared`, the text of its declared fields,
//! or with what is `raised`. `send` are names of values that are made here, answered with the text that the crate makes
//! of each.

use gproxy_protocol::openai::realtime::*;
use gproxy_protocol::wire::DeclaredFields;
use serde_json::{json, Value};

fn main() {
    let asked: Value = serde_json::from_reader(std::io::stdin()).unwrap();
    let read: Vec<Value> = asked["read"].as_array().unwrap().iter().map(received).collect();
    let send: Vec<String> = asked["send"].as_array().unwrap().iter().map(sent).collect();
    print!("{}", json!({"read": read, "send": send}));
}

fn received(frame: &Value) -> Value {
    match serde_json::from_str::<RealtimeServerEvent>(frame.as_str().unwrap()) {
        Ok(event) => json!({
            "shown": format!("{event:?}"),
            "declared": serde_json::to_string(&event.into_declared()).unwrap(),
        }),
        Err(refusal) => json!({"raised": refusal.to_string()}),
    }
}

fn sent(name: &Value) -> String {
    let written = match name.as_str().unwrap() {
        "cancel" => {
            let cancel = ResponseCancelEvent::builder(ResponseCancelEventType::ResponseCancel);
            serde_json::to_string(&cancel.response_id("r".to_string()).build())
        }
        "create" => serde_json::to_string(&ResponseCreateEvent::builder(ResponseCreateEventType::ResponseCreate).build()),
        "turns off" => {
            let session = RealtimeSessionCreateRequest::builder(RealtimeSessionCreateRequestType::Realtime);
            let input = RealtimeAudioConfigInput::builder().turn_detection(None).build();
            let audio = RealtimeAudioConfig::builder().input(input).build();
            serde_json::to_string(&session.audio(audio).build())
        }
        "cleared" => serde_json::to_string(
            &InputAudioBufferClearedEvent::builder(
                "e".into(),
                InputAudioBufferClearedEventType::InputAudioBufferCleared,
            )
            .build(),
        ),
        other => panic!("no {other}"),
    };
    written.unwrap()
}
