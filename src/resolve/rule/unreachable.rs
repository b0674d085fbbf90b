//! Rules that never apply, as an earlier one takes the same requests.

use crate::diagnostic::{Code, Problem};
use crate::gateway_api::{HttpRoute, MatchType, RouteMatch};
use crate::json::Pointer;
use crate::resolve::graph::RuleNode;

/// Rules whose matches all stand in one earlier rule never apply.
pub(super) fn note<'a>(route: &HttpRoute<'a>, rules: &mut [RuleNode<'a>]) {
    let at = Pointer::root().keys(&["spec", "rules"]);
    let everything = [RouteMatch::default()];
    let facts: Vec<Vec<Facts<'_>>> = route
        .spec
        .rules
        .iter()
        .map(|rule| {
            let written = match rule.matches.as_slice() {
                [] => &everything[..],
                written => written,
            };
            written.iter().map(facts).collect()
        })
        .collect();
    for (index, node) in rules.iter_mut().enumerate() {
        let Some(own) = facts.get(index) else {
            continue;
        };
        let earlier = facts
            .iter()
            .take(index)
            .position(|other| own.iter().all(|entry| other.contains(entry)));
        if let Some(earlier) = earlier {
            let message = format!("rule {earlier} takes the same requests and comes first");
            node.notes.push(Problem::new(
                Code::RuleUnreachable,
                at.index(index),
                message,
            ));
        }
    }
}

/// What a match asks for, however it is written.
struct Facts<'m> {
    /// The type and the value of the path, and the method.
    parts: [&'m str; 3],
    /// The type, the name and the value of each header; names in any case.
    headers: Vec<[&'m str; 3]>,
    /// The same of each query parameter.
    params: Vec<[&'m str; 3]>,
}

impl PartialEq for Facts<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.parts == other.parts
            && same_entries(&self.headers, &other.headers, |a, b| {
                a[0] == b[0] && a[1].eq_ignore_ascii_case(b[1]) && a[2] == b[2]
            })
            && same_entries(&self.params, &other.params, |a, b| a == b)
    }
}

/// Whether two lists have the same entries, each as often, in whatever order.
fn same_entries<'m>(
    these: &[[&'m str; 3]],
    those: &[[&'m str; 3]],
    same: fn(&[&'m str; 3], &[&'m str; 3]) -> bool,
) -> bool {
    let count =
        |list: &[[&'m str; 3]], entry| list.iter().filter(|other| same(entry, other)).count();
    these.len() == those.len()
        && these
            .iter()
            .all(|entry| count(these, entry) == count(those, entry))
}

fn facts<'m>(route_match: &'m RouteMatch<'_>) -> Facts<'m> {
    let path = route_match.path.as_ref();
    let of_path = path
        .and_then(|path| path.r#type.as_ref())
        .map_or("PathPrefix", |of| of.as_str());
    let value = path.and_then(|path| path.value.as_deref()).unwrap_or("/");
    let value = match of_path {
        "PathPrefix" if value.len() > 1 => value.strip_suffix('/').unwrap_or(value),
        _ => value,
    };
    let of_entry = |of: Option<&'m MatchType<'_>>| of.map_or("Exact", |of| of.as_str());
    Facts {
        parts: [
            of_path,
            value,
            route_match.method.as_deref().unwrap_or_default(),
        ],
        headers: route_match
            .headers
            .iter()
            .map(|header| {
                [
                    of_entry(header.r#type.as_ref()),
                    header.name.as_str(),
                    header.value.as_str(),
                ]
            })
            .collect(),
        params: route_match
            .query_params
            .iter()
            .map(|param| {
                [
                    of_entry(param.r#type.as_ref()),
                    param.name.as_str(),
                    param.value.as_str(),
                ]
            })
            .collect(),
    }
}
