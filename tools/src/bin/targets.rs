//! `docs/targets.md`: `targets` writes it, `targets --check` says whether it is up to date.
#![expect(clippy::print_stderr, reason = "a command prints")]

use std::process::ExitCode;

use kuma_gapi_tools::{Failure, targets};

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("targets: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Failure> {
    match std::env::args().nth(1).as_deref() {
        None => targets::write(),
        Some("--check") => targets::check(),
        Some(other) => Err(format!("unknown argument {other}: targets [--check]").into()),
    }
}
