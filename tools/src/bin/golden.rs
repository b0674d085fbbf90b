//! The goldens in `tests/golden`.
//!
//! `golden` rewrites every `out.yaml`, `golden --check` says which are not what the module answers,
//! `golden --json FILE` writes all of them as JSON for the tests on other engines, and
//! `golden --recorded FILE` what the module answers to the recorded scenarios.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command prints"
)]

use std::path::Path;
use std::process::ExitCode;

use kuma_gapi_tools::{Failure, golden, paths};

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(failure) => {
            eprintln!("golden: {failure}");
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<bool, Failure> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match words
        .iter()
        .map(String::as_str)
        .collect::<Vec<_>>()
        .as_slice()
    {
        [] => {
            let changed = golden::rewrite()?;
            changed
                .iter()
                .for_each(|name| println!("rewritten: {name}"));
            println!("{} goldens rewritten", changed.len());
            Ok(true)
        }
        ["--check"] => {
            let wrong = golden::check()?;
            wrong.iter().for_each(|message| println!("{message}"));
            Ok(wrong.is_empty())
        }
        ["--json", file] => {
            paths::write(Path::new(file), &golden::as_json()?)?;
            Ok(true)
        }
        ["--recorded", file] => {
            paths::write(Path::new(file), &golden::recorded_as_json()?)?;
            Ok(true)
        }
        _ => Err("golden [--check | --json FILE | --recorded FILE]".into()),
    }
}
