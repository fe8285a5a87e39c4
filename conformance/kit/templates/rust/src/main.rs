//! Runs payloads through the library under test, one JSON object per line.

mod example_sdk;

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpListener;

use serde::{de::DeserializeOwned, Serialize};
use serde_json::{json, Value};

use example_sdk::SpeechStarted;

// YOUR LIBRARY HERE: every wire type that it has, with the type that your library decodes it into.
const TYPES: &[(&str, Roundtrip)] = &[
    ("RealtimeServerEventInputAudioBufferSpeechStarted", through::<SpeechStarted>),
];

type Roundtrip = fn(&str) -> serde_json::Result<String>;

fn through<T: DeserializeOwned + Serialize>(text: &str) -> serde_json::Result<String> {
    serde_json::to_string(&serde_json::from_str::<T>(text)?)
}

fn answer(request: &Value) -> Value {
    let found = TYPES.iter().find(|(name, _)| request["type"] == *name);
    match (request["op"].as_str(), found) {
        (Some("hello"), _) => json!({"outcome": "ok", "hello": {
            "name": "example-sdk", "version": example_sdk::VERSION, "language": "rust", "profile": "default",
            "dialect": "openai-ga", "ops": ["roundtrip"],
            // Which way types travel: "decodes", what users only receive (add typed); "sends", what they only send (build).
            "types": TYPES.iter().map(|(name, _)| name).collect::<Vec<_>>(),
        }}),
        (Some("bye"), _) => json!({"outcome": "ok"}),
        (Some("roundtrip"), Some((_, roundtrip))) => match roundtrip(request["text"].as_str().unwrap_or_default()) {
            Ok(text) => json!({"outcome": "ok", "text": text}),
            // Where the library decodes and then cannot encode, "not-written"; what is raw inside goes into "raw": ["/item"].
            Err(error) => json!({"outcome": "rejected", "message": error.to_string()}),
        },
        _ => json!({"outcome": "unsupported"}),
    }
}

fn serve(input: impl Read, mut output: impl Write) -> io::Result<()> {
    for line in BufReader::new(input).lines() {
        let request: Value = serde_json::from_str(&line?)?;
        let mut reply = answer(&request);
        reply["seq"] = request["seq"].clone();
        writeln!(output, "{reply}")?;
        output.flush()?;
        if request["op"] == "bye" {
            break;
        }
    }
    Ok(())
}

fn main() -> io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [option, port] = &arguments[..] else {
        return serve(io::stdin(), io::stdout());
    };
    assert_eq!(option, "--listen");
    for connection in TcpListener::bind(format!("127.0.0.1:{port}"))?.incoming() {
        let connection = connection?;
        if let Err(error) = serve(&connection, &connection) {
            eprintln!("{error}");
        }
    }
    Ok(())
}
