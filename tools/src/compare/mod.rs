//! The comparison of the module's answers with Kuma's recorded ones.
//!
//! Both sides are normalised ([`normal`]), made into trees in which lists have names instead of
//! indexes ([`tree`]), and compared ([`diff`]). Each difference knows where in the input it comes
//! from ([`source`]) and must be explained by exactly one row of the ledger ([`ledger`]).

pub mod diff;
pub mod gateway_route;
pub mod glob;
pub mod groups;
pub mod ledger;
pub mod matcher;
pub mod merged;
pub mod normal;
pub mod object;
pub mod origins;
pub mod provenance;
pub mod recorded;
pub mod references;
pub mod report;
pub mod scenario;
pub mod source;
pub mod status;
pub mod tree;

use std::path::{Path, PathBuf};

use crate::crds::Crds;
use crate::{Failure, paths};
use kuma_gapi::contract::Target;
use ledger::Ledger;
use report::Report;

/// Where the ledger lies.
pub const LEDGER: &str = "tests/ledger.yaml";

/// Compares every scenario in `directories` for `target` and explains the differences with the ledger at `ledger`.
///
/// # Errors
/// The ledger, the CRDs or a directory cannot be read. A scenario that cannot be read is a
/// difference of its own.
pub fn run(directories: &[PathBuf], ledger: &Path, target: Target) -> Result<Report, Failure> {
    let file = recorded::file(target)
        .ok_or_else(|| format!("no answers of {} were recorded", target.choices().title))?;
    let ledger = Ledger::parse(&paths::read(ledger)?)?.of(target);
    let crds = Crds::load()?;
    let mut scenarios = Vec::new();
    for directory in directories {
        scenarios.extend(scenarios_of(directory, file)?);
    }
    Ok(Report::new(in_parallel(&scenarios, &crds, target), ledger))
}

/// The scenarios in a directory; where it holds none, those in the sets that it holds.
fn scenarios_of(directory: &Path, file: &str) -> Result<Vec<PathBuf>, Failure> {
    let mut found = paths::directories_with(directory, file)?;
    if found.is_empty() {
        for set in paths::directories(directory)? {
            found.extend(paths::directories_with(&set, file)?);
        }
    }
    if found.is_empty() {
        return Err(format!("{}: no directory with a {file}", directory.display()).into());
    }
    Ok(found)
}

/// The outcomes of the scenarios, in their order, computed on every core.
fn in_parallel(scenarios: &[PathBuf], crds: &Crds, target: Target) -> Vec<scenario::Outcome> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let share = scenarios.len().div_ceil(threads).max(1);
    std::thread::scope(|scope| {
        let workers: Vec<_> = scenarios
            .chunks(share)
            .map(|chunk| {
                let work = move || {
                    chunk
                        .iter()
                        .map(|path| scenario::compare(path, crds, target))
                        .collect::<Vec<_>>()
                };
                (chunk, scope.spawn(work))
            })
            .collect();
        workers
            .into_iter()
            .flat_map(|(chunk, worker)| {
                worker.join().unwrap_or_else(|_| {
                    // Which one it was is on stderr; none of the share can be trusted.
                    chunk
                        .iter()
                        .map(|path| scenario::Outcome::failed(path, "the module panicked"))
                        .collect()
                })
            })
            .collect()
    })
}
