//! Verdicts on rules, their matches, filters and backends.

use crate::diagnostic::Problem;
use crate::json::{Pointer, Text};

/// What becomes of a rule for one way of traffic.
#[derive(Debug)]
pub struct RuleNode<'a> {
    /// Its place in `spec.rules`.
    pub index: usize,
    /// Whether it is served.
    pub verdict: RuleVerdict,
    /// The matches, in order.
    pub matches: Vec<MatchVerdict<'a>>,
    /// The filters that are applied, in order: those of the rule, then those of its only backend.
    pub filters: Vec<FilterVerdict<'a>>,
    /// The backends, in order.
    pub backends: Vec<BackendVerdict<'a>>,
    /// Why it is not served as written.
    pub problems: Vec<Problem<'a>>,
    /// Findings that change nothing.
    pub notes: Vec<Problem<'a>>,
}

impl<'a> RuleNode<'a> {
    /// Everything that keeps the rule from being served as written.
    pub fn obstacles(&self) -> impl Iterator<Item = &Problem<'a>> {
        self.matches
            .iter()
            .flat_map(|verdict| &verdict.problem)
            .chain(self.filters.iter().flat_map(|verdict| &verdict.problem))
            .chain(&self.problems)
    }

    /// The references that could not be resolved.
    pub fn unresolved(&self) -> impl Iterator<Item = &Problem<'a>> {
        let mirrors = self.filters.iter().flat_map(|filter| &filter.mirror);
        mirrors
            .flat_map(|mirror| mirror.target.as_ref().err())
            .chain(
                self.backends
                    .iter()
                    .flat_map(|backend| backend.target.as_ref().err()),
            )
    }

    /// Whether the rule answers with a redirect.
    #[must_use]
    pub fn redirects(&self) -> bool {
        self.filters.iter().any(|filter| filter.redirects)
    }
}

/// Whether a rule is served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RuleVerdict {
    /// As written, perhaps without a match that cannot be expressed.
    Served,
    /// It takes its requests and answers 500, as sending them on would be unsafe.
    Answers500,
    /// None of its matches can be expressed.
    Dropped,
}

/// What becomes of a match.
#[derive(Clone, Debug, Default)]
pub struct MatchVerdict<'a> {
    /// Why it cannot be expressed.
    pub problem: Option<Problem<'a>>,
    /// Findings that change nothing.
    pub notes: Vec<Problem<'a>>,
}

/// What becomes of a filter.
#[derive(Clone, Debug, Default)]
pub struct FilterVerdict<'a> {
    /// The place of the filter in the route.
    pub path: Pointer,
    /// The index of the backend that it belongs to; none for filters of the rule.
    pub backend: Option<usize>,
    /// Its place among the filters of the rule or the backend.
    pub index: usize,
    /// Why the rule cannot be served with it.
    pub problem: Option<Problem<'a>>,
    /// It changes nothing, or nothing of it can take effect, and is left out.
    pub left_out: bool,
    /// It answers with a redirect.
    pub redirects: bool,
    /// Of a mirror: where to.
    pub mirror: Option<MirrorVerdict<'a>>,
    /// Findings that change nothing.
    pub notes: Vec<Problem<'a>>,
}

/// Where a mirror goes.
#[derive(Clone, Debug)]
pub struct MirrorVerdict<'a> {
    /// The backend, or why there is none.
    pub target: Result<BackendTarget<'a>, Problem<'a>>,
}

/// What becomes of a backend.
#[derive(Clone, Debug)]
pub struct BackendVerdict<'a> {
    /// Its place in `backendRefs`.
    pub index: usize,
    /// The backend, or why there is none.
    pub target: Result<BackendTarget<'a>, Problem<'a>>,
    /// Its weight.
    pub weight: i64,
    /// Findings that change nothing.
    pub notes: Vec<Problem<'a>>,
}

/// A backend that was resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BackendTarget<'a> {
    /// A port of a Service.
    Service {
        /// The namespace.
        namespace: Text<'a>,
        /// The name.
        name: Text<'a>,
        /// The port.
        port: i64,
        /// The port's name, where it is known and has one.
        port_name: Option<Text<'a>>,
    },
    /// Something of the implementation's own.
    Custom(CustomBackend<'a>),
}

/// A backend of one of the implementation's own kinds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomBackend<'a> {
    /// The kind.
    pub kind: &'static str,
    /// The namespace; empty where it has none.
    pub namespace: Text<'a>,
    /// The name by which it is referred to.
    pub name: Text<'a>,
    /// The port.
    pub port: Option<i64>,
    /// The port's name, where it is known and has one.
    pub port_name: Option<Text<'a>>,
    /// The name by which it is known, which may be another.
    pub display_name: Text<'a>,
}
