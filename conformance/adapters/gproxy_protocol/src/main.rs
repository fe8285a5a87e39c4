//! Serves gproxy-protocol by the suite's stdio protocol.
//!
//! A payload is decoded with `serde_json::from_str` into the crate's own type and written back with
//! `serde_json::to_string`, as its documentation says. It is a crate of types for gateways, without a connection
//! of its own. Members that a struct does not declare are kept in its field `rest`, and written back.

mod build;
mod types;

use std::process::ExitCode;

use serve::{Dialect, Library};

fn main() -> ExitCode {
    serve::serve(&Library {
        name: "gproxy-protocol",
        version: serve::locked(include_str!("../Cargo.lock"), "gproxy-protocol"),
        profile: "default",
        homepage: "https://github.com/LeenHawk/gproxy",
        issues: "https://github.com/LeenHawk/gproxy/issues",
        dialects: &[Dialect {
            name: "openai-ga",
            types: types::TYPES,
            decode: types::decode,
            typed: Some(types::typed),
            build: Some(build::build),
        }],
    })
}
