//! How long the native build takes for a snapshot: `cargo bench --bench evaluate -- FILE` prints milliseconds.
#![expect(clippy::print_stdout, reason = "a command prints")]

use std::error::Error;
use std::time::{Duration, Instant};

const ROUNDS: usize = 9;

fn main() -> Result<(), Box<dyn Error>> {
    // cargo hands over an option of its own, too.
    let file = std::env::args().skip(1).find(|word| !word.starts_with('-'));
    let text = std::fs::read_to_string(file.ok_or("which snapshot?")?)?;
    let mut spent = Vec::with_capacity(ROUNDS);
    for _ in 0..ROUNDS {
        let started = Instant::now();
        std::hint::black_box(kuma_gapi::evaluate_json(std::hint::black_box(&text)));
        spent.push(started.elapsed());
    }
    spent.sort_unstable();
    let median = spent.get(ROUNDS / 2).map_or(0.0, Duration::as_secs_f64);
    println!("{}", median * 1000.0);
    Ok(())
}
