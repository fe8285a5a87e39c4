//! Types made from a dialect's document, served by the suite's protocol.
#![allow(dead_code, non_camel_case_types, non_snake_case, clippy::all)]

use std::collections::{BTreeMap, HashMap};
use std::process::ExitCode;

use serde::de::{DeserializeOwned, Error};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{from_value, Value};
use serve::{decode, serve, Answer, Dialect, Direction, Library, Payload, Written};

/// Whether a value is of no variant that is known.
trait Told {
    fn other(&self) -> bool {
        false
    }
}

impl Told for String {}
impl<T> Told for Vec<T> {}
impl<T> Told for HashMap<String, T> {}
impl<T> Told for BTreeMap<String, T> {}
impl<T: Told> Told for Option<T> {
    fn other(&self) -> bool {
        self.as_ref().is_some_and(Told::other)
    }
}

fn through<T: DeserializeOwned + Serialize + Told>(payload: Payload) -> Answer {
    let value = decode!(T, payload)?;
    let text = serde_json::to_string(&value)?;
    Ok(if value.other() { Written::Other(text) } else { Written::Asked(text) })
}

/// The value of a member that is there, which may be null.
fn there<'de, T: Deserialize<'de>, D: Deserializer<'de>>(from: D) -> Result<Option<T>, D::Error> {
    T::deserialize(from).map(Some)
}

/// A member that may be null and not be absent, as an `Option` might otherwise be.
fn required<'de, T: Deserialize<'de>, D: Deserializer<'de>>(from: D) -> Result<T, D::Error> {
    T::deserialize(from)
}

include!(env!("RIGHT_TYPES"));

fn main() -> ExitCode {
    serve(&Library {
        name: "right-rust",
        version: "1",
        profile: "default",
        homepage: "https://serde.rs",
        issues: "https://serde.rs",
        dialects: &[async_openai::DIALECT, openai_ga::DIALECT],
    })
}
