//! `make admission CASES=FILE`: admission against recorded answers of a real API server.

use std::path::Path;
use std::process::ExitCode;

use kuma_gapi_tools::{Failure, admission, paths};

/// How many differences are printed, if nothing is said.
const PRINTED: usize = 20;

#[expect(clippy::print_stdout, reason = "this is a command")]
fn main() -> Result<ExitCode, Failure> {
    let file = std::env::args_os()
        .nth(1)
        .ok_or("usage: admission FILE.jsonl [PRINTED]")?;
    let (tally, differences) = admission::compare(&paths::read(Path::new(&file))?)?;
    let printed = match std::env::args().nth(2) {
        Some(most) => most.parse()?,
        None => PRINTED,
    };
    for difference in differences.iter().take(printed) {
        println!("{difference}");
    }
    if differences.len() > printed {
        println!("… and {} more\n", differences.len() - printed);
    }
    println!("{tally}");
    Ok(if tally.is_clean() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
