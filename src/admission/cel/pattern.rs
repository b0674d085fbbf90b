//! The pattern of a `matches`, compiled when it is first needed.

use std::sync::OnceLock;

use super::super::regex::Regex;
use super::error::Fault;
use super::evaluate::Outcome;

/// A pattern that a rule names.
#[derive(Debug, Default)]
pub(super) struct Pattern {
    compiled: OnceLock<Option<Regex>>,
}

impl Pattern {
    /// Whether `text` matches `pattern`, which is always the same.
    pub(super) fn matches<'v>(&self, pattern: &str, text: &str) -> Outcome<'v, bool> {
        self.compiled
            .get_or_init(|| Regex::new(pattern).ok())
            .as_ref()
            .map(|regex| regex.is_match(text))
            .ok_or(UNKNOWN)
    }
}

const UNKNOWN: Fault<'static> = Fault::Said("error parsing regexp");
