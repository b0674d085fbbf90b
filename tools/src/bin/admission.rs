//! `make admission CASES=FILE`: admission against recorded answers of a real API server.
//! `--json OUT FILE…` writes the cases with the native build's answers, for the tests on other engines.

use std::path::Path;
use std::process::ExitCode;

use kuma_gapi_tools::{Failure, admission, paths};

const USAGE: &str = "usage: admission FILE.jsonl [PRINTED], or admission --json OUT FILE.jsonl…";

/// How many differences are printed, if nothing is said.
const PRINTED: usize = 20;

#[expect(clippy::print_stdout, reason = "this is a command")]
fn main() -> Result<ExitCode, Failure> {
    let words: Vec<_> = std::env::args_os().skip(1).collect();
    if let Some((flag, rest)) = words.split_first()
        && flag == "--json"
    {
        let (out, files) = rest.split_first().ok_or(USAGE)?;
        let files: Vec<_> = files.iter().map(Path::new).collect();
        paths::write(Path::new(out), &admission::as_json(&files)?)?;
        return Ok(ExitCode::SUCCESS);
    }
    let file = std::env::args_os().nth(1).ok_or(USAGE)?;
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
