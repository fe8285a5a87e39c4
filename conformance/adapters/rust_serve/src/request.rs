//! The protocol: what a request asks for, and how an answer is written.

use std::io::{Error, ErrorKind, Result};

use serde_json::{json, Map, Value};

use crate::base64;
use crate::library::{Dialect, Library, Payload, Written};

const PROTOCOL: u64 = 1;

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
        let mut answer = match (self.text("op"), dialect.build) {
            (Some("hello"), _) => self.hello(library, dialect),
            (Some("roundtrip"), _) => self.roundtrip(dialect),
            (Some("build"), Some(build)) => self.build(build),
            (Some("bye"), _) => json!({"outcome": "ok"}),
            (Some(op), _) => failure("unsupported", format!("no op {op:?}")),
            (None, _) => failure("adapter-error", "the request names no op"),
        };
        answer["seq"] = self.seq.clone();
        answer
    }

    fn text(&self, member: &str) -> Option<&str> {
        self.members.get(member)?.as_str()
    }

    fn hello(&self, library: &Library, dialect: &Dialect) -> Value {
        let asked = self.members.get("protocol").unwrap_or(&Value::Null);
        if asked.as_u64() != Some(PROTOCOL) {
            return failure(
                "adapter-error",
                format!("this adapter speaks protocol {PROTOCOL}, not {asked}"),
            );
        }
        let ops: &[&str] = match dialect.build {
            Some(_) => &["roundtrip", "build"],
            None => &["roundtrip"],
        };
        json!({"outcome": "ok", "hello": {
            "name": library.name,
            "version": library.version,
            "language": "rust",
            "profile": library.profile,
            "dialect": dialect.name,
            "types": dialect.types,
            "ops": ops,
            "declares": {"bytes": true, "byte_exact": true},
            "homepage": library.homepage,
            "issues": library.issues,
        }})
    }

    fn roundtrip(&self, dialect: &Dialect) -> Value {
        let Some(name) = self.text("type") else {
            return failure("adapter-error", "the request names no type");
        };
        let answer = match (self.text("text"), self.text("base64").map(base64::decode)) {
            (Some(text), None) => (dialect.roundtrip)(name, Payload::Text(text)),
            (None, Some(Some(bytes))) => (dialect.roundtrip)(name, Payload::Bytes(&bytes)),
            (None, Some(None)) => return failure("adapter-error", "the payload is not base64"),
            _ => return failure("adapter-error", "a request carries either text or base64"),
        };
        match answer {
            Some(Ok(Written::Asked(text))) => json!({"outcome": "ok", "text": text}),
            Some(Ok(Written::Other(text))) => {
                failure("fallback", format!("read as another variant: {text}"))
            }
            Some(Err(error)) => failure("rejected", error.to_string()),
            None => failure("unsupported", format!("no type {name:?}")),
        }
    }

    fn build(&self, build: fn(&str, &str) -> std::result::Result<String, String>) -> Value {
        let (Some(name), Some(members)) = (self.text("type"), self.text("text")) else {
            return failure("adapter-error", "build is asked with a type and a text");
        };
        match build(name, members) {
            Ok(text) => json!({"outcome": "ok", "text": text}),
            Err(lacking) => failure("unsupported", lacking),
        }
    }
}

fn failure(outcome: &str, message: impl Into<String>) -> Value {
    json!({"outcome": outcome, "message": message.into()})
}
