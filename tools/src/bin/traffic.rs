//! `make traffic ORACLE=DIR`: the model of the data plane against what real requests got.

use std::path::Path;
use std::process::ExitCode;

use kuma_gapi_tools::{Failure, traffic};

/// How many differences are printed, unless `--all` is given.
const PRINTED: usize = 20;

#[expect(clippy::print_stdout, reason = "this is a command")]
fn main() -> Result<ExitCode, Failure> {
    let mut all = false;
    let mut directories = Vec::new();
    for word in std::env::args().skip(1) {
        match word.as_str() {
            "--all" => all = true,
            flag if flag.starts_with('-') => return Err(format!("unknown flag {flag}").into()),
            directory => directories.push(directory.to_owned()),
        }
    }
    if directories.is_empty() {
        return Err("usage: traffic DIR… [--all]".into());
    }
    let mut report = traffic::Report::default();
    for directory in directories {
        traffic::compare(Path::new(&directory), &mut report)?;
    }
    let printed = if all { usize::MAX } else { PRINTED };
    for difference in report.differences.iter().take(printed) {
        println!("{difference}");
    }
    if report.differences.len() > printed {
        println!("… and {} more\n", report.differences.len() - printed);
    }
    for (scenario, own) in &report.records_own {
        println!(
            "the record's own: {scenario}: {} requests: {}",
            own.requests, own.reason
        );
    }
    println!("{report}");
    Ok(if report.differences.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
