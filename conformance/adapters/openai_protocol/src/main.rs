//! Serves openai-protocol by the suite's stdio protocol.
//!
//! A payload is decoded with `serde_json::from_str` into the crate's own type and written back with
//! `serde_json::to_string`, as a program does that uses the crate. It is a crate of types: the gateway that
//! it was made for relays frames of its Realtime socket without decoding more than their `type`, and uses these types
//! for the bodies of its HTTP routes alone.
//!
//! `typed`, what a reader of the public fields reaches, is what serde writes of the value: the crate writes
//! every field by its name on the wire, skips none that has a value, and keeps no undeclared members.

mod arguments;
mod build;
mod types;

use std::process::ExitCode;

use serve::{Dialect, Library};

fn main() -> ExitCode {
    serve::serve(&Library {
        name: "openai-protocol",
        version: serve::locked(include_str!("../Cargo.lock"), "openai-protocol"),
        profile: "default",
        homepage: "https://github.com/smg-project/smg",
        issues: "https://github.com/smg-project/smg/issues",
        dialects: &[Dialect {
            name: "openai-ga",
            types: types::TYPES,
            decode: types::decode,
            typed: Some(types::decode),
            build: Some(build::build),
        }],
    })
}
