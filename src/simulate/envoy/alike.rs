//! Whether two tables take the same requests and do the same with them.

use super::matching::Table;
use super::route::{HeaderTest, PathSpec, QueryTest, Route};

/// Routes of two tables for one path of which not all are alike.
#[derive(Debug)]
pub struct Unlike<'t, 'a, 'b, A, B> {
    /// Those of the first table, in their order.
    pub ours: Vec<&'t Route<'a, A>>,
    /// Those of the second.
    pub theirs: Vec<&'t Route<'b, B>>,
}

/// The paths at which two tables differ. Both are sorted by kind and length of the path, so that two
/// tables with the same routes for each path, in the same order, take the same requests, wherever they
/// stand otherwise; regular expressions are one such group, as nobody knows which of them overlap.
pub fn unlike<'t, 'a, 'b, A, B>(
    ours: &'t Table<'a, A>,
    theirs: &'t Table<'b, B>,
) -> Vec<Unlike<'t, 'a, 'b, A, B>> {
    let mut found = Vec::new();
    let (mut left, mut right) = (ours.groups(), theirs.groups());
    let (mut one, mut other) = (left.next(), right.next());
    loop {
        let group = match (one.take(), other.take()) {
            (None, None) => return found,
            (Some(a), Some(b)) if a.key() == b.key() => {
                let group = Unlike {
                    ours: a.routes(ours),
                    theirs: b.routes(theirs),
                };
                (one, other) = (left.next(), right.next());
                group
            }
            (a, b) => {
                let first = match (&a, &b) {
                    (Some(a), Some(b)) => a.key() < b.key(),
                    (a, _) => a.is_some(),
                };
                if first {
                    other = b;
                    one = left.next();
                    Unlike {
                        ours: a.map(|a| a.routes(ours)).unwrap_or_default(),
                        theirs: Vec::new(),
                    }
                } else {
                    one = a;
                    other = right.next();
                    Unlike {
                        ours: Vec::new(),
                        theirs: b.map(|b| b.routes(theirs)).unwrap_or_default(),
                    }
                }
            }
        };
        let same = group.ours.len() == group.theirs.len()
            && group
                .ours
                .iter()
                .zip(&group.theirs)
                .all(|(a, b)| is_alike(a, b));
        if !same {
            found.push(group);
        }
    }
}

/// Whether two routes for one path take the same requests and do the same with them.
fn is_alike<A, B>(a: &Route<'_, A>, b: &Route<'_, B>) -> bool {
    let same_header = |a: &HeaderTest<'_>, b: &HeaderTest<'_>| {
        a.name.eq_ignore_ascii_case(b.name) && a.test == b.test
    };
    let same_parameter =
        |a: &QueryTest<'_>, b: &QueryTest<'_>| a.name == b.name && a.test == b.test;
    same_path(&a.path, &b.path)
        && a.method == b.method
        && a.headers.len() == b.headers.len()
        && a.headers
            .iter()
            .zip(&b.headers)
            .all(|(a, b)| same_header(a, b))
        && a.query.len() == b.query.len()
        && a.query
            .iter()
            .zip(&b.query)
            .all(|(a, b)| same_parameter(a, b))
        && a.action == b.action
        && a.request == b.request
        && a.response == b.response
}

fn same_path(a: &PathSpec<'_>, b: &PathSpec<'_>) -> bool {
    match (a, b) {
        (PathSpec::Exact(a), PathSpec::Exact(b)) => a == b,
        (PathSpec::Prefix(a), PathSpec::Prefix(b)) => a == b,
        (PathSpec::Pattern(a), PathSpec::Pattern(b)) => a == b,
        _ => false,
    }
}
