//! `interruptible FROM TO`: a WebAssembly file whose calls the host can end.
#![expect(clippy::print_stderr, reason = "a command prints")]

use std::process::ExitCode;

use kuma_gapi_interruptible::interruptible;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("interruptible: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn std::error::Error>> {
    let paths: Vec<String> = std::env::args().skip(1).collect();
    let [from, to] = paths.as_slice() else {
        return Err("usage: interruptible FROM TO".into());
    };
    let wasm = interruptible(&std::fs::read(from)?)?;
    std::fs::write(to, wasm)?;
    Ok(())
}
