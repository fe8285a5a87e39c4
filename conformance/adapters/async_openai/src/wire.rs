//! The protocol: what a request asks for, and how an answer is put.

use std::io::{Error, ErrorKind, Result};

use serde_json::{json, Map, Value};

use crate::official;
use crate::types::{self, Payload, Written};

const PROTOCOL: u64 = 1;

/// The names that types are asked by, and what answers to them.
pub struct Dialect {
    name: &'static str,
    types: &'static [&'static str],
    roundtrip: fn(&str, Payload) -> Option<serde_json::Result<Written>>,
}

static DIALECTS: [Dialect; 2] = [
    Dialect {
        name: "async-openai",
        types: types::NAMES,
        roundtrip: types::roundtrip,
    },
    Dialect {
        name: "openai-ga",
        types: official::NAMES,
        roundtrip: official::roundtrip,
    },
];

impl Dialect {
    /// The dialect of that name; without a name the crate's own.
    pub fn of(name: Option<&str>) -> Option<&'static Dialect> {
        DIALECTS
            .iter()
            .find(|dialect| dialect.name == name.unwrap_or(DIALECTS[0].name))
    }
}

/// One question. Its number is echoed as it came.
pub struct Request {
    seq: Value,
    members: Map<String, Value>,
}

impl Request {
    /// Reads a line. An error means that no answer could be told from another, so the peer must be
    /// left instead: a line that is not a JSON object, or one without `seq`.
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

    pub fn answer(&self, dialect: &Dialect) -> Value {
        let mut answer = match self.text("op") {
            Some("hello") => self.hello(dialect),
            Some("roundtrip") => self.roundtrip(dialect),
            Some("bye") => json!({"outcome": "ok"}),
            Some(op) => failure("unsupported", format!("no op {op:?}")),
            None => failure("adapter-error", "the request names no op"),
        };
        answer["seq"] = self.seq.clone();
        answer
    }

    fn text(&self, member: &str) -> Option<&str> {
        self.members.get(member)?.as_str()
    }

    fn hello(&self, dialect: &Dialect) -> Value {
        let asked = self.members.get("protocol").unwrap_or(&Value::Null);
        if asked.as_u64() != Some(PROTOCOL) {
            return failure(
                "adapter-error",
                format!("this adapter speaks protocol {PROTOCOL}, not {asked}"),
            );
        }
        json!({"outcome": "ok", "hello": {
            "name": "async-openai",
            "version": types::RELEASE,
            "language": "rust",
            "profile": types::RELEASE,
            "dialect": dialect.name,
            "types": dialect.types,
            "ops": ["roundtrip"],
            "declares": {"bytes": true, "byte_exact": true},
            "homepage": "https://github.com/64bit/async-openai",
            "issues": "https://github.com/64bit/async-openai/issues",
        }})
    }

    fn roundtrip(&self, dialect: &Dialect) -> Value {
        let Some(name) = self.text("type") else {
            return failure("adapter-error", "the request names no type");
        };
        let outcome = match (self.text("text"), self.text("base64").map(base64)) {
            (Some(text), None) => (dialect.roundtrip)(name, Payload::Text(text)),
            (None, Some(Some(bytes))) => (dialect.roundtrip)(name, Payload::Bytes(&bytes)),
            (None, Some(None)) => return failure("adapter-error", "the payload is not base64"),
            _ => return failure("adapter-error", "a request carries either text or base64"),
        };
        match outcome {
            Some(Ok(Written::Asked(text))) => json!({"outcome": "ok", "text": text}),
            Some(Ok(Written::Other(text))) => {
                failure("fallback", format!("read as another variant: {text}"))
            }
            Some(Err(error)) => failure("rejected", error.to_string()),
            None => failure("unsupported", format!("no type {name:?}")),
        }
    }
}

fn failure(outcome: &str, message: impl Into<String>) -> Value {
    json!({"outcome": outcome, "message": message.into()})
}

/// Standard base64 with padding; too little to be worth a dependency.
fn base64(text: &str) -> Option<Vec<u8>> {
    if text.len() & 3 != 0 {
        return None;
    }
    let body = text.trim_end_matches('=');
    if text.len() - body.len() > 2 {
        return None;
    }
    let mut bytes = Vec::with_capacity(body.len() / 4 * 3 + 2);
    let (mut bits, mut held) = (0u32, 0);
    for byte in body.bytes() {
        let digit = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(digit);
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held) as u8);
            bits &= (1 << held) - 1;
        }
    }
    Some(bytes)
}
