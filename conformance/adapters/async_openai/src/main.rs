//! async-openai behind the suite's stdio protocol, version 1: one JSON object a line, in and out.
//!
//! A payload is decoded with `serde_json::from_str` into the crate's own type and written back with
//! `serde_json::to_string`: what the crate's users do, and nothing more.
//!
//! `typed` is not offered. The crate keeps no undeclared members, so whatever `roundtrip` writes was
//! read from a declared field; printing the same value again would prove nothing new. `build` is not
//! offered either: the builders are methods fixed at compile time and take no JSON members.

mod types;
mod wire;

use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::process::ExitCode;

fn main() -> ExitCode {
    match serve(io::stdin().lock(), io::stdout().lock()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("async-openai adapter: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Answers every line of `input` until `bye` or its end.
fn serve(input: impl Read, output: impl Write) -> io::Result<()> {
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
        serde_json::to_writer(&mut output, &request.answer())?;
        output.write_all(b"\n")?;
        if request.is_bye() {
            return output.flush();
        }
    }
}
