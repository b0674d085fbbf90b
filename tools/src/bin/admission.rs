//! `make admission CASES=FILE`: admission against recorded answers of a real API server.

use std::path::Path;
use std::process::ExitCode;

use kuma_gapi_tools::{Failure, admission, paths};

/// How many differences are printed.
const PRINTED: usize = 20;

#[expect(clippy::print_stdout, reason = "this is a command")]
fn main() -> Result<ExitCode, Failure> {
    let file = std::env::args_os()
        .nth(1)
        .ok_or("usage: admission FILE.jsonl")?;
    let (tally, differences) = admission::compare(&paths::read(Path::new(&file))?)?;
    for difference in differences.iter().take(PRINTED) {
        println!("{difference}");
    }
    if differences.len() > PRINTED {
        println!("… and {} more\n", differences.len() - PRINTED);
    }
    println!("{tally}");
    Ok(if tally.is_clean() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
