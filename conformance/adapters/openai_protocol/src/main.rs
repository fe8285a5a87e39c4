//! Serves openai-protocol by the suite's stdio protocol.
//!
//! A payload is decoded with `serde_json::from_str` into the crate's own type and written back with
//! `serde_json::to_string`, as the crate's own gateway does.
//!
//! `typed` is not offered. The crate keeps no undeclared members, so whatever `roundtrip` writes was
//! read from a declared field; printing the same value again would prove nothing new.

mod build;
mod members;
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
            types: types::NAMES,
            roundtrip: types::roundtrip,
            build: Some(build::build),
        }],
    })
}
