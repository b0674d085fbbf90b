//! The matches of rules in the order of Envoy's routes.

use std::borrow::Cow;

use crate::order;

use super::super::config::{Match, ValueMatch};
use super::super::merge::{Merged, RuleRef};

/// One match of a rule, before Envoy's routes are made.
pub(super) struct Entry<'g, 'c> {
    pub(super) rule: &'g Merged<'c>,
    pub(super) matched: &'c Match<'c>,
    pub(super) origin: RuleRef,
    pub(super) path: Path<'c>,
    pub(super) query: Vec<(&'c str, &'c str, bool)>,
    /// Of a prefix rule the route for the prefix itself.
    pub(super) twin: bool,
}

#[derive(Clone)]
pub(super) enum Path<'c> {
    Exact(&'c str),
    Prefix(Cow<'c, str>),
    Pattern(&'c str),
}

impl Path<'_> {
    /// What sorts it: kind, then the longer one first, then by text.
    fn key(&self) -> (u8, std::cmp::Reverse<usize>, &str) {
        match self {
            Path::Exact(path) => (0, std::cmp::Reverse(path.len()), path),
            Path::Prefix(path) => (1, std::cmp::Reverse(path.len()), path),
            Path::Pattern(text) => (2, std::cmp::Reverse(text.len()), text),
        }
    }
}

/// The entries of a table before they are sorted: patterns, prefixes by path, exact paths by path. A
/// prefix has an exact twin unless there is any exact match of that path (F132).
pub(super) fn expanded<'g, 'c>(rules: &[&'g Merged<'c>]) -> Vec<Entry<'g, 'c>> {
    let mut patterns = Vec::new();
    let mut exact: Vec<(&'c str, Entry<'g, 'c>)> = Vec::new();
    let mut prefixes: Vec<(&'c str, Entry<'g, 'c>)> = Vec::new();
    for rule in rules {
        for (place, matched) in rule.matches.iter().enumerate() {
            let path = matched.path.as_ref();
            let value = path.map_or("/", |path| &path.value);
            let kind = path.map_or("PathPrefix", |path| path.kind.as_str());
            let entry = |path: Path<'c>| Entry {
                rule,
                matched,
                origin: RuleRef {
                    r#match: place,
                    ..rule.origin
                },
                path,
                query: parameters(&matched.query_params),
                twin: false,
            };
            match kind {
                "Exact" => exact.push((value, entry(Path::Exact(value)))),
                "RegularExpression" => patterns.push(entry(Path::Pattern(value))),
                _ => prefixes.push((value, entry(Path::Prefix(Cow::Borrowed(value))))),
            }
        }
    }
    order::sort_by(&mut prefixes, |a, b| a.0.cmp(b.0));
    order::sort_by(&mut exact, |a, b| a.0.cmp(b.0));
    let mut entries = patterns;
    let mut twins = Vec::new();
    for (value, mut entry) in prefixes {
        let bare = value.trim_end_matches('/');
        let taken = exact
            .binary_search_by(|(path, _)| (*path).cmp(bare))
            .is_ok();
        if !taken {
            let path = if bare.is_empty() { "/" } else { bare };
            twins.push((
                bare,
                Entry {
                    path: Path::Exact(path),
                    query: entry.query.clone(),
                    twin: true,
                    ..entry
                },
            ));
        }
        entry.path = Path::Prefix(Cow::Owned(format!("{bare}/")));
        entries.push(entry);
    }
    exact.extend(twins);
    order::sort_by(&mut exact, |a, b| a.0.cmp(b.0));
    entries.extend(exact.into_iter().map(|(_, entry)| entry));
    entries
}

/// Query parameters as Kuma gathers them: exact ones, then patterns, of which the list is made anew of
/// the exact ones so far whenever one is met (F134). Go's slices make it stranger: an exact parameter
/// that comes later takes the pattern's place where the list still has room.
fn parameters<'c>(params: &'c [ValueMatch<'c>]) -> Vec<(&'c str, &'c str, bool)> {
    let mut exact: Vec<(&'c str, &'c str, bool)> = Vec::new();
    let mut patterns: Vec<(&'c str, &'c str, bool)> = Vec::new();
    // The place that both lists share.
    let mut shared = None;
    for param in params {
        let pair = (param.name.as_str(), param.value.as_str());
        if param.kind == "RegularExpression" {
            let room = exact.len().next_power_of_two() > exact.len() && !exact.is_empty();
            patterns = exact
                .iter()
                .map(|(name, value, _)| (*name, *value, true))
                .collect();
            shared = room.then_some(patterns.len());
            patterns.push((pair.0, pair.1, true));
        } else {
            if shared == Some(exact.len())
                && let Some(place) = patterns.get_mut(exact.len())
            {
                *place = (pair.0, pair.1, true);
            }
            exact.push((pair.0, pair.1, false));
        }
    }
    exact.extend(patterns);
    exact
}

/// Whether an entry comes before another.
pub(super) fn is_before(a: &Entry<'_, '_>, b: &Entry<'_, '_>) -> bool {
    let ((a_kind, a_len, a_text), (b_kind, b_len, b_text)) = (a.path.key(), b.path.key());
    let by_path = (a_kind, a_len).cmp(&(b_kind, b_len));
    // Patterns of equal length are not ordered any further.
    if by_path.is_eq() && matches!(a.path, Path::Pattern(_)) {
        return false;
    }
    by_path
        .then_with(|| b.matched.method.is_some().cmp(&a.matched.method.is_some()))
        .then_with(|| counted(b).cmp(&counted(a)))
        .then_with(|| b.query.len().cmp(&a.query.len()))
        .then_with(|| a_text.cmp(b_text))
        .is_lt()
}

/// How many headers count: those of a prefix do not.
fn counted(entry: &Entry<'_, '_>) -> usize {
    let headers = entry.matched.headers.iter();
    headers.filter(|header| header.kind != "Prefix").count()
}
