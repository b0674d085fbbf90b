//! The catalogue of codes as data, for `kuma-gapi codes` and `docs/codes.md`.

use serde::Serialize;

use super::code::{Code, Severity};
use super::explanation::{Explanation, explanation};

/// One entry of the catalogue.
#[derive(Clone, Debug, Serialize)]
pub struct Entry {
    /// The stable name.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What it means, in one sentence.
    pub summary: &'static str,
    /// What to do about it, in one sentence.
    pub help: &'static str,
    /// One paragraph.
    pub explanation: &'static str,
    /// A piece of YAML that shows it.
    pub example: &'static str,
}

/// Every code, in the order of the subjects.
#[must_use]
pub fn catalogue() -> Vec<Entry> {
    Code::ALL
        .iter()
        .map(|&code| {
            let Explanation { paragraph, example } = explanation(code);
            Entry {
                code: code.name(),
                severity: code.severity(),
                summary: code.summary(),
                help: code.help(),
                explanation: paragraph,
                example,
            }
        })
        .collect()
}
