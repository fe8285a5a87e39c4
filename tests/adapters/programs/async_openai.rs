//! The crate alone.
//!
//! `read` are frames, answered with `shown`, the event as Rust prints it, or with what is `raised`. `send` are names of
//! values that are made here, answered with the text that the crate makes of each.

use async_openai::types::realtime::*;
use serde_json::{json, Value};

fn main() {
    let asked: Value = serde_json::from_reader(std::io::stdin()).unwrap();
    let read: Vec<Value> = asked["read"].as_array().unwrap().iter().map(received).collect();
    let send: Vec<String> = asked["send"].as_array().unwrap().iter().map(sent).collect();
    print!("{}", json!({"read": read, "send": send}));
}

fn received(frame: &Value) -> Value {
    match serde_json::from_str::<RealtimeServerEvent>(frame.as_str().unwrap()) {
        Ok(event) => json!({"shown": format!("{event:?}")}),
        Err(refusal) => json!({"raised": refusal.to_string()}),
    }
}

fn sent(name: &Value) -> String {
    match name.as_str().unwrap() {
        "cancel" => String::from(&RealtimeClientEvent::from(RealtimeClientEventResponseCancel {
            event_id: None,
            response_id: Some("r".into()),
        })),
        "create" => String::from(&RealtimeClientEvent::from(RealtimeClientEventResponseCreate {
            event_id: None,
            response: None,
        })),
        "secret" => serde_json::to_string(&RealtimeCreateClientSecretRequest {
            session: Session::RealtimeSession(Box::default()),
            expires_after: Some(ClientSecretExpiration { anchor: None, seconds: 60 }),
        })
        .unwrap(),
        other => panic!("no {other}"),
    }
}
