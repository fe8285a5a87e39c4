//! Serves a crate by the suite's stdio protocol: one JSON object per line, in and out.
//!
//! The library under test is a [`Library`] of plain functions; [`serve`] is the whole `main`.

mod base64;
mod library;
mod members;
mod request;

use std::env;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::process::ExitCode;

pub use library::{locked, Answer, Dialect, Direction, Library, Payload, Written};
pub use members::{Made, Members};
// For `decode!`, so that the crates that use it need no serde_json of their own.
pub use serde_json;

use request::Request;

/// Answers the requests on stdin until `bye` or the end of input; `--dialect NAME` chooses the type
/// names, by default those of the first dialect.
pub fn serve(library: &Library) -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let chosen = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => library.dialects.first(),
        ["--dialect", name] => library.dialects.iter().find(|dialect| dialect.name == name),
        _ => None,
    };
    let Some(dialect) = chosen else {
        eprintln!("{} adapter: no such arguments: {arguments:?}", library.name);
        return ExitCode::FAILURE;
    };
    match answer_all(io::stdin().lock(), io::stdout().lock(), library, dialect) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{} adapter: {error}", library.name);
            ExitCode::FAILURE
        }
    }
}

fn answer_all(
    input: impl Read,
    output: impl Write,
    library: &Library,
    dialect: &Dialect,
) -> io::Result<()> {
    let mut input = BufReader::with_capacity(1 << 16, input);
    let mut output = BufWriter::with_capacity(1 << 16, output);
    let mut line = Vec::new();
    loop {
        // Hold answers back only while another whole request has arrived: a peer may wait for them
        // before it writes the next.
        if !input.buffer().contains(&b'\n') {
            output.flush()?;
        }
        line.clear();
        if input.read_until(b'\n', &mut line)? == 0 {
            return output.flush();
        }
        let request = Request::parse(&line)?;
        serde_json::to_writer(&mut output, &request.answer(library, dialect))?;
        output.write_all(b"\n")?;
        if request.is_bye() {
            return output.flush();
        }
    }
}
