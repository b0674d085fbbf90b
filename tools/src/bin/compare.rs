//! Compares the module's answers with Kuma's recorded ones.
//!
//! `compare DIR… [--target TARGET] [--ledger FILE] [--unused] [--verbose] [--explain-missing]`: each `DIR` holds
//! `NAME/in.yaml` and `NAME/kuma.yaml`, or is one such directory. Every difference must be explained
//! by exactly one row of the ledger. `--unused` also fails when a row explains nothing; `--verbose`
//! says how often each row is used; `--explain-missing` prints drafts of rows for what is unexplained.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command prints"
)]

use std::path::PathBuf;
use std::process::ExitCode;

use kuma_gapi::contract::Target;
use kuma_gapi_tools::{Failure, compare, paths};

struct Arguments {
    directories: Vec<PathBuf>,
    ledger: PathBuf,
    target: Target,
    unused: bool,
    verbose: bool,
    explain_missing: bool,
}

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(failure) => {
            eprintln!("compare: {failure}");
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<bool, Failure> {
    let arguments = arguments()?;
    let report = compare::run(&arguments.directories, &arguments.ledger, arguments.target)?;
    if arguments.explain_missing {
        print!("{}", compare::groups::drafts(&report));
    } else {
        print!("{report}");
    }
    if arguments.verbose {
        report.rows().iter().for_each(|row| println!("{row}"));
    }
    let unused = if arguments.unused {
        report.unused()
    } else {
        Vec::new()
    };
    unused.iter().for_each(|row| println!("unused: {row}"));
    println!("{}", report.summary());
    Ok(unused.is_empty() && report.unexplained().next().is_none())
}

fn arguments() -> Result<Arguments, Failure> {
    let mut parsed = Arguments {
        directories: Vec::new(),
        ledger: paths::repository(compare::LEDGER),
        target: Target::default(),
        unused: false,
        verbose: false,
        explain_missing: false,
    };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--unused" => parsed.unused = true,
            "--verbose" => parsed.verbose = true,
            "--explain-missing" => parsed.explain_missing = true,
            "--target" => {
                let name = words.next().ok_or("--target needs a name")?;
                parsed.target = Target::of(&name).ok_or_else(|| {
                    format!("no target {name}: one of {}", Target::NAMES.join(", "))
                })?;
            }
            "--ledger" => parsed.ledger = words.next().ok_or("--ledger needs a file")?.into(),
            flag if flag.starts_with('-') => return Err(format!("unknown flag {flag}").into()),
            directory => parsed.directories.push(directory.into()),
        }
    }
    if parsed.directories.is_empty() {
        return Err("which directories? compare DIR… [--target TARGET] [--ledger FILE] [--unused] [--verbose] [--explain-missing]".into());
    }
    Ok(parsed)
}
