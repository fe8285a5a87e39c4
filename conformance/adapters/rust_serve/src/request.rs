//! The protocol: what a request asks for, and how an answer is written.

use std::io::{Error, ErrorKind, Result};

use serde_json::{json, Map, Value};

use crate::base64;
use crate::library::{Answer, Dialect, Direction, Library, Payload, Written};
use crate::members::Made;

const PROTOCOL: [u64; 2] = [1, 2];

/// One question. Its number is echoed unchanged.
pub struct Request {
    seq: Value,
    members: Map<String, Value>,
}

impl Request {
    /// Reads a line. After an error (a line that is not a JSON object, or has no `seq`) no answer can
    /// name its request, so the program has to end.
    pub fn parse(line: &[u8]) -> Result<Self> {
        let broken = |why: String| {
            Error::new(
                ErrorKind::InvalidData,
                format!("broken request line: {why}"),
            )
        };
        let mut members: Map<String, Value> =
            serde_json::from_slice(line).map_err(|error| broken(error.to_string()))?;
        let seq = members
            .remove("seq")
            .ok_or_else(|| broken("no seq".into()))?;
        Ok(Request { seq, members })
    }

    pub fn is_bye(&self) -> bool {
        self.text("op") == Some("bye")
    }

    pub fn answer(&self, library: &Library, dialect: &Dialect) -> Value {
        let mut answer = match (self.text("op"), dialect.typed, dialect.build) {
            (Some("hello"), ..) => self.hello(library, dialect),
            (Some("roundtrip"), ..) => self.decoded(dialect, dialect.decode),
            (Some("typed"), Some(typed), _) => self.decoded(dialect, typed),
            (Some("build"), _, Some(build)) => self.built(dialect, build),
            (Some("bye"), ..) => json!({"outcome": "ok"}),
            (Some(op), ..) => failure("unsupported", format!("no op {op:?}")),
            (None, ..) => failure("adapter-error", "the request names no op"),
        };
        answer["seq"] = self.seq.clone();
        answer
    }

    fn text(&self, member: &str) -> Option<&str> {
        self.members.get(member)?.as_str()
    }

    fn hello(&self, library: &Library, dialect: &Dialect) -> Value {
        let asked = self.members.get("protocol").unwrap_or(&Value::Null);
        if !asked
            .as_u64()
            .is_some_and(|version| PROTOCOL.contains(&version))
        {
            return failure(
                "adapter-error",
                format!("this adapter speaks protocol 1 and 2, not {asked}"),
            );
        }
        let mut ops = vec!["roundtrip"];
        ops.extend(dialect.typed.map(|_| "typed"));
        ops.extend(dialect.build.map(|_| "build"));
        json!({"outcome": "ok", "hello": {
            "name": library.name,
            "version": library.version,
            "language": "rust",
            "profile": library.profile,
            "dialect": dialect.name,
            "types": dialect.names(|_| true),
            "decodes": dialect.names(Direction::receives),
            "sends": dialect.names(Direction::sends),
            "ops": ops,
            "declares": {"bytes": true, "byte_exact": true},
            "homepage": library.homepage,
            "issues": library.issues,
        }})
    }

    /// What comes of decoding the payload, and of encoding the value again, or of showing it.
    fn decoded(&self, dialect: &Dialect, decode: fn(&str, Payload) -> Answer) -> Value {
        let Some(name) = self.text("type") else {
            return failure("adapter-error", "the request names no type");
        };
        let bytes;
        let payload = match (self.text("text"), self.text("base64").map(base64::decode)) {
            (Some(text), None) => Payload::Text(text),
            (None, Some(Some(given))) => {
                bytes = given;
                Payload::Bytes(&bytes)
            }
            (None, Some(None)) => return failure("adapter-error", "the payload is not base64"),
            _ => return failure("adapter-error", "a request carries either text or base64"),
        };
        if !dialect.has(name, Direction::receives) {
            return failure("unsupported", format!("no type {name:?} to receive"));
        }
        match decode(name, payload) {
            Ok(Written::Asked(text)) => json!({"outcome": "ok", "text": text}),
            Ok(Written::Other(text)) => {
                failure("fallback", format!("read as another variant: {text}"))
            }
            Ok(Written::Not(refusal)) => failure("not-written", refusal),
            Err(error) => failure("rejected", error.to_string()),
        }
    }

    fn built(&self, dialect: &Dialect, build: fn(&str, &str) -> Made<String>) -> Value {
        let (Some(name), Some(members)) = (self.text("type"), self.text("text")) else {
            return failure("adapter-error", "build is asked with a type and a text");
        };
        if !dialect.has(name, Direction::sends) {
            return failure("unsupported", format!("no type {name:?} to send"));
        }
        match build(name, members) {
            Ok(text) => json!({"outcome": "ok", "text": text}),
            Err(lacking) => failure("rejected", lacking),
        }
    }
}

fn failure(outcome: &str, message: impl Into<String>) -> Value {
    json!({"outcome": outcome, "message": message.into()})
}
