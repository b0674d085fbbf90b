//! `docs/codes.md`: `codes` writes it, `codes --check` says whether it is up to date.
#![expect(clippy::print_stderr, reason = "a command prints")]

use std::process::ExitCode;

use kuma_gapi_tools::{Failure, codes};

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("codes: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Failure> {
    match std::env::args().nth(1).as_deref() {
        None => codes::write(),
        Some("--check") => codes::check(),
        Some(other) => Err(format!("unknown argument {other}: codes [--check]").into()),
    }
}
