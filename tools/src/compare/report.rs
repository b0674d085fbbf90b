//! What a run came to.

use std::fmt;

use serde_json::Value;

use super::ledger::Ledger;
use super::scenario::{Difference, Outcome};

/// The longest value that is printed whole.
const SHORT: usize = 200;

/// The outcomes of a run and what the ledger says of them.
#[derive(Debug)]
pub struct Report {
    ledger: Ledger,
    scenarios: Vec<Explained>,
}

#[derive(Debug)]
struct Explained {
    name: String,
    differences: Vec<(Difference, Vec<usize>)>,
}

impl Report {
    /// Explains the outcomes with a ledger.
    #[must_use]
    pub fn new(outcomes: Vec<Outcome>, ledger: Ledger) -> Self {
        let scenarios = outcomes
            .into_iter()
            .map(|outcome| Explained {
                name: outcome.name,
                differences: outcome
                    .differences
                    .into_iter()
                    .map(|difference| {
                        let rows = ledger.explain(&difference);
                        (difference, rows)
                    })
                    .collect(),
            })
            .collect();
        Report { ledger, scenarios }
    }

    /// The differences that not exactly one row explains, with their scenario.
    pub fn unexplained(&self) -> impl Iterator<Item = (&str, &Difference)> {
        self.scenarios.iter().flat_map(|scenario| {
            let open = scenario
                .differences
                .iter()
                .filter(|(_, rows)| rows.len() != 1);
            open.map(|(difference, _)| (scenario.name.as_str(), difference))
        })
    }

    /// The ids of rows that explain nothing, and that no golden shows either.
    #[must_use]
    pub fn unused(&self) -> Vec<&str> {
        let used = |index: usize| self.uses(index).next().is_some();
        self.ledger
            .rows
            .iter()
            .enumerate()
            .filter(|(_, row)| row.belongs_to(self.ledger.target))
            .filter(|(index, row)| !used(*index) && !row.is_shown().unwrap_or_default())
            .map(|(_, row)| row.id.as_str())
            .collect()
    }

    fn uses(&self, row: usize) -> impl Iterator<Item = &str> {
        self.scenarios.iter().flat_map(move |scenario| {
            let explained = scenario
                .differences
                .iter()
                .filter(move |(_, rows)| rows.as_slice() == [row]);
            explained.map(|_| scenario.name.as_str())
        })
    }

    /// How often each row is used, and where first.
    #[must_use]
    pub fn rows(&self) -> Vec<String> {
        self.ledger
            .rows
            .iter()
            .enumerate()
            .map(|(index, row)| {
                let mut uses = self.uses(index);
                let first = uses.next();
                let count = usize::from(first.is_some()) + uses.count();
                format!("{count:6}  {:40} {}", row.id, first.unwrap_or("-"))
            })
            .collect()
    }

    /// The last line: `N scenarios: N equal, N explained, N unexplained`.
    #[must_use]
    pub fn summary(&self) -> String {
        let equal = self
            .scenarios
            .iter()
            .filter(|scenario| scenario.differences.is_empty())
            .count();
        let unexplained = self
            .scenarios
            .iter()
            .filter(|scenario| scenario.differences.iter().any(|(_, rows)| rows.len() != 1))
            .count();
        let all = self.scenarios.len();
        format!(
            "{all} scenarios: {equal} equal, {} explained, {unexplained} unexplained",
            all - equal - unexplained
        )
    }
}

/// Every unexplained difference, by scenario and object.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for scenario in &self.scenarios {
            let mut heading = String::new();
            for (difference, rows) in scenario
                .differences
                .iter()
                .filter(|(_, rows)| rows.len() != 1)
            {
                let here = format!("{}: {}", scenario.name, difference.object);
                if here != heading {
                    writeln!(f, "{here}")?;
                    heading = here;
                }
                self.line(f, difference, rows)?;
            }
        }
        Ok(())
    }
}

impl Report {
    fn line(
        &self,
        f: &mut fmt::Formatter<'_>,
        difference: &Difference,
        rows: &[usize],
    ) -> fmt::Result {
        let raw = &difference.raw;
        let path = if raw.path.is_empty() {
            "(the whole object)"
        } else {
            &raw.path
        };
        writeln!(f, "  {path}")?;
        writeln!(f, "    kuma: {}", shown(raw.kuma.as_ref(), difference))?;
        writeln!(f, "    ours: {}", shown(raw.ours.as_ref(), difference))?;
        if !rows.is_empty() {
            let ids: Vec<&str> = rows
                .iter()
                .filter_map(|row| self.ledger.rows.get(*row))
                .map(|row| row.id.as_str())
                .collect();
            writeln!(f, "    ambiguous: {}", ids.join(", "))?;
        }
        Ok(())
    }
}

/// A value in one line; key bytes of Secrets are not shown.
#[must_use]
pub fn shown(value: Option<&Value>, difference: &Difference) -> String {
    let Some(value) = value else {
        return "absent".to_owned();
    };
    let secret = difference.object.kind == "Secret" && !difference.raw.path.starts_with("/!");
    if secret && (difference.raw.path.is_empty() || difference.raw.path.starts_with("/data")) {
        return "present".to_owned();
    }
    let text = value.to_string();
    match text.char_indices().nth(SHORT) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}
