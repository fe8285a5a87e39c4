//! Serves async-openai by the suite's stdio protocol.
//!
//! A payload is decoded with `serde_json::from_str` into the crate's own type and written back with
//! `serde_json::to_string`: what the crate's users do, and nothing more.
//!
//! With `--dialect openai-ga` it answers to the official type names instead of the crate's, and is
//! asked more: `typed`, what a reader of the public fields reaches, is what serde writes of the value, for
//! the crate writes every field by its name on the wire, skips none that has a value, and keeps no
//! undeclared members; `build` is a struct with the members as its fields. The dialect `async-openai` is
//! what serde reads and writes, and nothing more can be asked of it.

mod bodies;
mod official;
mod types;

use std::process::ExitCode;

use serve::{Dialect, Library};

fn main() -> ExitCode {
    serve::serve(&Library {
        name: "async-openai",
        version: types::RELEASE,
        profile: types::RELEASE,
        homepage: "https://github.com/64bit/async-openai",
        issues: "https://github.com/64bit/async-openai/issues",
        dialects: &[
            Dialect {
                name: "async-openai",
                types: types::TYPES,
                decode: types::decode,
                typed: None,
                build: None,
            },
            Dialect {
                name: "openai-ga",
                types: official::TYPES,
                decode: official::decode,
                typed: Some(official::decode),
                build: Some(official::build),
            },
        ],
    })
}
