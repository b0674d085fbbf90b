//! Collects violations.

use super::Violation;

/// The violations found so far.
#[derive(Debug, Default)]
pub(super) struct Report(Vec<Violation>);

impl Report {
    /// Adds one.
    pub(super) fn add(
        &mut self,
        row: &'static str,
        field: impl Into<String>,
        message: impl Into<String>,
    ) {
        self.0.push(Violation {
            row,
            field: field.into(),
            message: message.into(),
        });
    }

    /// Adds one unless the rule is kept.
    pub(super) fn require(
        &mut self,
        kept: bool,
        row: &'static str,
        field: impl Into<String>,
        message: impl Into<String>,
    ) {
        if !kept {
            self.add(row, field, message);
        }
    }

    /// All of them, in the order of the fields.
    pub(super) fn into_violations(self) -> Vec<Violation> {
        self.0
    }
}
