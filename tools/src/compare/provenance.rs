//! Where our outputs come from.

use std::collections::BTreeMap;

use serde_json::Value;

use super::object::ObjectKey;
use super::origins::Origins;
use crate::snapshot::{list_at, text_at};

/// The provenance of one evaluation, by output.
#[derive(Debug, Default)]
pub struct Provenance(BTreeMap<ObjectKey, OfOutput>);

/// The provenance of one output.
#[derive(Debug, Default)]
pub struct OfOutput {
    /// The objects that it comes from.
    pub sources: Vec<ObjectKey>,
    /// Input rule by (`to`, rule).
    rules: BTreeMap<(usize, usize), usize>,
    /// Input backends by (`to`, rule, backend).
    backends: BTreeMap<(usize, usize, usize), Vec<usize>>,
}

impl Provenance {
    /// Reads it from an evaluation.
    #[must_use]
    pub fn read(evaluation: &Value) -> Self {
        let mut all = Provenance::default();
        for entry in list_at(evaluation, "/provenance") {
            let nothing = Value::Null;
            let output = ObjectKey::of_reference(entry.get("output").unwrap_or(&nothing));
            let source = ObjectKey::of_reference(entry.get("from").unwrap_or(&nothing));
            // As a MeshGatewayRoute is compared.
            let path = text_at(entry, "/path")
                .replace("/spec/conf/http/rules/", "/spec/to/0/rules/")
                .replace("/backends/", "/default/backendRefs/");
            all.0
                .entry(output)
                .or_default()
                .add(&path, source, text_at(entry, "/fromPath"));
        }
        all
    }

    /// The provenance of one output.
    #[must_use]
    pub fn of(&self, output: &ObjectKey) -> Option<&OfOutput> {
        self.0.get(output)
    }
}

impl OfOutput {
    fn add(&mut self, path: &str, source: ObjectKey, from: &str) {
        if !self.sources.contains(&source) {
            self.sources.push(source);
        }
        let at = indexes(
            path,
            &[
                "spec",
                "to",
                "*",
                "rules",
                "*",
                "default",
                "backendRefs",
                "*",
            ],
        );
        let rule = indexes(from, &["spec", "rules", "*"]).first().copied();
        let backend = indexes(from, &["spec", "rules", "*", "backendRefs", "*"])
            .get(1)
            .copied();
        match (at.as_slice(), rule, backend) {
            (&[to, out], Some(rule), _) if is_rule(path) => {
                self.rules.entry((to, out)).or_insert(rule);
            }
            (&[to, out, entry], _, Some(backend)) => {
                self.backends
                    .entry((to, out, entry))
                    .or_default()
                    .push(backend);
            }
            _ => {}
        }
    }
}

/// Whether a path is that of a rule itself.
fn is_rule(path: &str) -> bool {
    path.split('/').count() == 6
}

/// The indexes in a pointer that begins as `pattern` does; those behind the point where it ends
/// or differs are left out.
fn indexes(pointer: &str, pattern: &[&str]) -> Vec<usize> {
    pointer
        .split('/')
        .skip(1)
        .zip(pattern)
        .map_while(|(segment, expected)| match *expected {
            "*" => segment.parse().ok().map(Some),
            expected => (segment == expected).then_some(None),
        })
        .flatten()
        .collect()
}

impl Origins for OfOutput {
    fn rule(&self, to: usize, rule: usize) -> Option<usize> {
        self.rules.get(&(to, rule)).copied()
    }

    fn backends(&self, to: usize, rule: usize, backend: usize) -> Vec<usize> {
        self.backends
            .get(&(to, rule, backend))
            .cloned()
            .unwrap_or_default()
    }
}
