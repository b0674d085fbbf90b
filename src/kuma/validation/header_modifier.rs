//! Changes of headers.

use std::collections::BTreeSet;

use crate::kuma::mesh_http_route::{HeaderModifier, HeaderValue};

use super::report::Report;
use crate::kuma::charset::is_header_name;

/// The most entries of each list.
const MAX_ENTRIES: usize = 16;

pub(super) fn check(modifier: &HeaderModifier<'_>, at: &str, report: &mut Report) {
    something_is_changed(modifier, at, report);
    lists_are_short(modifier, at, report);
    names_are_valid(&modifier.set, &format!("{at}.set"), report);
    names_are_valid(&modifier.add, &format!("{at}.add"), report);
    names_appear_once(modifier, at, report);
}

fn something_is_changed(modifier: &HeaderModifier<'_>, at: &str, report: &mut Report) {
    let kept = !(modifier.set.is_empty() && modifier.add.is_empty() && modifier.remove.is_empty());
    report.require(
        kept,
        "V42",
        at,
        "must have at least one defined: set, add, remove",
    );
}

fn lists_are_short(modifier: &HeaderModifier<'_>, at: &str, report: &mut Report) {
    for (name, length) in [
        ("set", modifier.set.len()),
        ("add", modifier.add.len()),
        ("remove", modifier.remove.len()),
    ] {
        report.require(
            length <= MAX_ENTRIES,
            "V42",
            format!("{at}.{name}"),
            "must have at most 16 items",
        );
    }
}

fn names_are_valid(headers: &[HeaderValue<'_>], at: &str, report: &mut Report) {
    for (index, header) in headers.iter().enumerate() {
        let field = format!("{at}[{index}].name");
        report.require(
            is_header_name(&header.name),
            "V38",
            field,
            "is not a lower-case header name",
        );
    }
}

fn names_appear_once(modifier: &HeaderModifier<'_>, at: &str, report: &mut Report) {
    let of = |list: &'static str, index: usize| match list {
        "remove" => format!("{at}.remove[{index}]"),
        list => format!("{at}.{list}[{index}].name"),
    };
    let set = modifier
        .set
        .iter()
        .map(|header| &header.name)
        .enumerate()
        .map(|entry| ("set", entry));
    let add = modifier
        .add
        .iter()
        .map(|header| &header.name)
        .enumerate()
        .map(|entry| ("add", entry));
    let remove = modifier
        .remove
        .iter()
        .enumerate()
        .map(|entry| ("remove", entry));
    let mut names = BTreeSet::new();
    for (list, (index, name)) in set.chain(add).chain(remove) {
        report.require(
            names.insert(name.as_str()),
            "V43",
            of(list, index),
            "duplicate header name",
        );
    }
}
