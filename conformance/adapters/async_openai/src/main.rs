//! Serves async-openai by the suite's stdio protocol.
//!
//! A payload is decoded with `serde_json::from_str` into the crate's own type and written back with
//! `serde_json::to_string`: what the crate's users do, and nothing more.
//!
//! With `--dialect openai-ga` it answers to the official type names instead of the crate's.
//!
//! `typed` is not offered. The crate keeps no undeclared members, so whatever `roundtrip` writes was
//! read from a declared field; printing the same value again would prove nothing new. `build` is not
//! offered either: the builders are methods fixed at compile time and take no JSON members.

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
                types: types::NAMES,
                roundtrip: types::roundtrip,
                build: None,
            },
            Dialect {
                name: "openai-ga",
                types: official::NAMES,
                roundtrip: official::roundtrip,
                build: None,
            },
        ],
    })
}
