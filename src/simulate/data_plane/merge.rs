//! How rules of several MeshHTTPRoutes become one list.

use std::collections::BTreeMap;

use super::config::{Filter, Match, Route, Rule, TargetRef};

/// The place of a rule in the [`Config`](super::Config).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RuleRef {
    /// Which MeshHTTPRoute.
    pub route: usize,
    /// Which `to`.
    pub to: usize,
    /// Which rule.
    pub rule: usize,
    /// Which match.
    pub r#match: usize,
}

impl RuleRef {
    /// Of what Kuma adds itself.
    pub const DEFAULT: RuleRef = RuleRef {
        route: usize::MAX,
        to: 0,
        rule: 0,
        r#match: 0,
    };
}

/// A rule after the merge.
#[derive(Debug)]
pub(super) struct Merged<'c> {
    pub(super) matches: &'c [Match<'c>],
    pub(super) filters: Option<&'c [Filter<'c>]>,
    pub(super) backends: Option<&'c [TargetRef<'c>]>,
    pub(super) origin: RuleRef,
}

impl<'c> Merged<'c> {
    pub(super) fn filters(&self) -> &'c [Filter<'c>] {
        self.filters.unwrap_or_default()
    }

    pub(super) fn backends(&self) -> &'c [TargetRef<'c>] {
        self.backends.unwrap_or_default()
    }
}

/// Rules of one key: a list of hostnames on gateways, a destination on sidecars.
#[derive(Debug, Default)]
pub(super) struct MergedRules<'c> {
    pub(super) rules: Vec<Merged<'c>>,
    /// The places of the rules whose first match has a path of this value.
    by_path: BTreeMap<&'c str, Vec<usize>>,
}

impl<'c> MergedRules<'c> {
    /// Appends the rules of one `to`, which are weaker than what is there: of a rule with equal matches
    /// only what is absent so far is taken (F128).
    pub(super) fn append(&mut self, routes: &'c [Route<'c>], route: usize, to: usize) {
        let rules: &'c [Rule<'c>] = routes
            .get(route)
            .and_then(|route| route.spec.to.get(to))
            .map(|to| to.rules.as_slice())
            .unwrap_or_default();
        for (place, rule) in rules.iter().enumerate() {
            let filters = rule.conf.filters.as_deref();
            let backends = rule.conf.backend_refs.as_deref();
            let path = rule
                .matches
                .first()
                .and_then(|matched| matched.path.as_ref())
                .map_or("", |path| &path.value);
            let alike = self.by_path.entry(path).or_default();
            let twin = alike.iter().copied().find(|place| {
                self.rules
                    .get(*place)
                    .is_some_and(|other| other.matches == rule.matches)
            });
            if let Some(other) = twin.and_then(|twin| self.rules.get_mut(twin)) {
                other.filters = other.filters.or(filters);
                other.backends = other.backends.or(backends);
                continue;
            }
            alike.push(self.rules.len());
            self.rules.push(Merged {
                matches: &rule.matches,
                filters,
                backends,
                origin: RuleRef {
                    route,
                    to,
                    rule: place,
                    r#match: 0,
                },
            });
        }
    }
}
