//! Which rule and backend of the input made which of the output.

use std::collections::BTreeSet;

/// Which rule of the input made the rule `rule` of the `to` entry `to`, and which backend the backend `backend` of it.
pub trait Origins {
    /// The index of the input rule; none where it is not known.
    fn rule(&self, to: usize, rule: usize) -> Option<usize>;
    /// The indexes of the input backends; several where they were merged.
    fn backends(&self, to: usize, rule: usize, backend: usize) -> Vec<usize>;
}

/// Kuma 2.14 makes one rule of each rule and one backend of each backend, in their order.
#[derive(Debug)]
pub struct OneToOne;

impl Origins for OneToOne {
    fn rule(&self, _: usize, rule: usize) -> Option<usize> {
        Some(rule)
    }

    fn backends(&self, _: usize, _: usize, backend: usize) -> Vec<usize> {
        vec![backend]
    }
}

/// What Kuma left out: up to 2.6 rules that send nothing anywhere, from 3.0 on backends that no grant
/// permits. The rest has its order.
#[derive(Debug)]
pub struct Kumas {
    /// The rules that it kept.
    pub(super) rules: Vec<usize>,
    /// The places of backends that it left out.
    pub(super) refused: BTreeSet<String>,
}

impl Origins for Kumas {
    fn rule(&self, _: usize, rule: usize) -> Option<usize> {
        // A route without rules has the one that takes everything.
        self.rules
            .get(rule)
            .copied()
            .or(self.rules.is_empty().then_some(rule))
    }

    fn backends(&self, to: usize, rule: usize, backend: usize) -> Vec<usize> {
        let rule = self.rule(to, rule).unwrap_or(rule);
        let is_left_out = |index: &usize| {
            let place = format!("/spec/rules/{rule}/backendRefs/{index}");
            self.refused.contains(&place)
        };
        let mut made = (0..).filter(|index| !is_left_out(index));
        made.nth(backend).into_iter().collect()
    }
}
