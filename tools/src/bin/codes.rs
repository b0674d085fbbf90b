//! `docs/codes.md`, and the rules that its `rule-broken` names: `codes` writes them, `codes --check`
//! says whether they are up to date.
#![expect(clippy::print_stderr, reason = "a command prints")]

use std::process::ExitCode;

use kuma_gapi_tools::{Failure, codes, rules};

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
        None => codes::write().and_then(|()| rules::write()),
        Some("--check") => codes::check().and_then(|()| rules::check()),
        Some(other) => Err(format!("unknown argument {other}: codes [--check]").into()),
    }
}
