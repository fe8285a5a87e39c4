//! async-openai behind the suite's stdio protocol, version 1: one JSON object a line, in and out.
//!
//! A payload is decoded with `serde_json::from_str` into the crate's own type and written back with
//! `serde_json::to_string`: what the crate's users do, and nothing more.
//!
//! `--dialect openai-ga` has it answer to the official type names instead of the crate's.
//!
//! `typed` is not offered. The crate keeps no undeclared members, so whatever `roundtrip` writes was
//! read from a declared field; printing the same value again would prove nothing new. `build` is not
//! offered either: the builders are methods fixed at compile time and take no JSON members.

mod official;
mod types;
mod wire;

use std::env;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::process::ExitCode;

use wire::Dialect;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let chosen = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => Dialect::of(None),
        ["--dialect", name] => Dialect::of(Some(name)),
        _ => None,
    };
    let Some(dialect) = chosen else {
        eprintln!("async-openai adapter: no such arguments: {arguments:?}");
        return ExitCode::FAILURE;
    };
    match serve(io::stdin().lock(), io::stdout().lock(), dialect) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("async-openai adapter: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Answers every line of `input` until `bye` or its end.
fn serve(input: impl Read, output: impl Write, dialect: &Dialect) -> io::Result<()> {
    let mut input = BufReader::with_capacity(1 << 16, input);
    let mut output = BufWriter::with_capacity(1 << 16, output);
    let mut line = Vec::new();
    loop {
        // Answers may wait only while another whole request is already here: a peer that waits for
        // them before it writes on must get them.
        if !input.buffer().contains(&b'\n') {
            output.flush()?;
        }
        line.clear();
        if input.read_until(b'\n', &mut line)? == 0 {
            return output.flush();
        }
        let request = wire::Request::parse(&line)?;
        serde_json::to_writer(&mut output, &request.answer(dialect))?;
        output.write_all(b"\n")?;
        if request.is_bye() {
            return output.flush();
        }
    }
}
