//! The crate alone.
//!
//! `read` are frames, answered with `shown`, the event as Rust prints it, or with what is `raised`. `send` are names of
//! values that are made here, answered with the text that the crate makes of each.

use openai_protocol::realtime_events::{ClientEvent, ServerEvent};
use serde_json::{json, Value};

fn main() {
    let asked: Value = serde_json::from_reader(std::io::stdin()).unwrap();
    let read: Vec<Value> = asked["read"].as_array().unwrap().iter().map(received).collect();
    let send: Vec<String> = asked["send"].as_array().unwrap().iter().map(sent).collect();
    print!("{}", json!({"read": read, "send": send}));
}

fn received(frame: &Value) -> Value {
    match serde_json::from_str::<ServerEvent>(frame.as_str().unwrap()) {
        Ok(event) => json!({"shown": format!("{event:?}")}),
        Err(refusal) => json!({"raised": refusal.to_string()}),
    }
}

fn sent(name: &Value) -> String {
    let written = match name.as_str().unwrap() {
        "cancel" => serde_json::to_string(&ClientEvent::response_cancel(None, Some("r".into()))),
        "create" => serde_json::to_string(&ClientEvent::response_create(None, None)),
        "cleared" => serde_json::to_string(&ServerEvent::input_audio_buffer_cleared("e")),
        other => panic!("no {other}"),
    };
    written.unwrap()
}
