//! Backends that we merged into one and Kuma did not: one difference, instead of one for each weight.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::diff::{Raw, below};
use super::tree::Tree;

type Members = BTreeMap<String, Tree>;

/// Whether some entries were merged.
#[must_use]
pub fn any(members: &Members) -> bool {
    members
        .values()
        .any(|entry| matches!(member(entry, "weight"), Some(Tree::Share { .. })))
}

/// Both sides with each merged entry split again, and the difference that this was. Where Kuma's
/// weights do not add up to the merged one, that is a difference of the first.
#[must_use]
pub fn split(path: &str, kuma: &Members, ours: &Members, found: &mut Vec<Raw>) -> (Tree, Tree) {
    let (mut left, mut right) = (kuma.clone(), ours.clone());
    for (name, entry) in ours {
        let Some(Tree::Share { weight, of }) = member(entry, "weight") else {
            continue;
        };
        if of.first() == Some(name) {
            found.push(Raw {
                path: below(path, "$merged"),
                kuma: None,
                ours: Some(json!(of)),
            });
            let sum: i64 = of
                .iter()
                .filter_map(|name| weight_of(kuma.get(name)?))
                .sum();
            if sum != *weight {
                let path = below(&below(path, name), "weight");
                found.push(Raw {
                    path,
                    kuma: Some(json!(sum)),
                    ours: Some(json!(weight)),
                });
            }
        }
        for side in [&mut left, &mut right] {
            if let Some(Tree::Map(entry)) = side.get_mut(name) {
                entry.remove("weight");
            }
        }
    }
    (Tree::Map(left), Tree::Map(right))
}

fn member<'t>(tree: &'t Tree, name: &str) -> Option<&'t Tree> {
    match tree {
        Tree::Map(members) => members.get(name),
        _ => None,
    }
}

fn weight_of(entry: &Tree) -> Option<i64> {
    match member(entry, "weight")? {
        Tree::Leaf(weight) => Value::as_i64(weight),
        _ => None,
    }
}
