//! The differences between two trees.

use serde_json::{Value, json};

use super::merged;
use super::tree::Tree;

/// One difference: the place, Kuma's value and ours; none where it is absent.
#[derive(Clone, Debug, PartialEq)]
pub struct Raw {
    /// The place, with names instead of indexes, as a JSON pointer.
    pub path: String,
    /// What Kuma has there.
    pub kuma: Option<Value>,
    /// What we have there.
    pub ours: Option<Value>,
}

/// Every difference between Kuma's tree and ours.
#[must_use]
pub fn between(kuma: &Tree, ours: &Tree) -> Vec<Raw> {
    let mut found = Vec::new();
    walk("", Some(kuma), Some(ours), &mut found);
    found
}

fn walk(path: &str, kuma: Option<&Tree>, ours: Option<&Tree>, found: &mut Vec<Raw>) {
    match (kuma, ours) {
        (Some(Tree::Map(left)), Some(Tree::Map(right))) if merged::any(right) => {
            let (left, right) = merged::split(path, left, right, found);
            walk(path, Some(&left), Some(&right), found);
        }
        (Some(Tree::Map(left)), Some(Tree::Map(right))) => {
            for (key, tree) in left {
                walk(&below(path, key), Some(tree), right.get(key), found);
            }
            for (key, tree) in right.iter().filter(|(key, _)| !left.contains_key(*key)) {
                walk(&below(path, key), None, Some(tree), found);
            }
        }
        (Some(Tree::List(left)), Some(Tree::List(right))) if left.len() == right.len() => {
            for (index, (left, right)) in left.iter().zip(right).enumerate() {
                walk(
                    &below(path, &index.to_string()),
                    Some(left),
                    Some(right),
                    found,
                );
            }
        }
        (Some(left @ Tree::Condition { .. }), Some(right @ Tree::Condition { .. })) => {
            conditions(path, left, right, found);
        }
        (left, right) if left == right => {}
        // Only the order of what both have: one that is missing is a difference of its own.
        (Some(Tree::Leaf(left)), Some(Tree::Leaf(right))) if path.ends_with("/$order") => {
            order(path, left, right, found);
        }
        (None, Some(_)) | (Some(_), None) if path.ends_with("/$order") => {}
        // Entries that only one side has are differences one by one where they have names.
        (None, Some(Tree::Map(members))) if is_named_list(path) => {
            for (key, tree) in members {
                walk(&below(path, key), None, Some(tree), found);
            }
        }
        (Some(Tree::Map(members)), None) if is_named_list(path) => {
            for (key, tree) in members {
                walk(&below(path, key), Some(tree), None, found);
            }
        }
        (left, right) => found.push(Raw {
            path: path.to_owned(),
            kuma: left.map(Tree::value),
            ours: right.map(Tree::value),
        }),
    }
}

/// Lists whose absence means the absence of each entry, and what holds such lists.
fn is_named_list(path: &str) -> bool {
    [
        "/conditions",
        "/listeners",
        "/parents",
        "/rules",
        "/default",
        "/backendRefs",
        "/filters",
    ]
    .iter()
    .any(|list| path.ends_with(list))
}

/// The verdict; the message and the generation only of equal verdicts, as another verdict has another message.
fn conditions(path: &str, kuma: &Tree, ours: &Tree, found: &mut Vec<Raw>) {
    let (
        Tree::Condition {
            verdict: verdict_k,
            message: message_k,
            generation: generation_k,
        },
        Tree::Condition {
            verdict: verdict_o,
            message: message_o,
            generation: generation_o,
        },
    ) = (kuma, ours)
    else {
        return;
    };
    if verdict_k != verdict_o {
        found.push(Raw {
            path: path.to_owned(),
            kuma: Some(json!(verdict_k)),
            ours: Some(json!(verdict_o)),
        });
        return;
    }
    if message_k != message_o {
        let path = below(path, "message");
        found.push(Raw {
            path,
            kuma: Some(json!(message_k)),
            ours: Some(json!(message_o)),
        });
    }
    if generation_k != generation_o {
        let path = below(path, "observedGeneration");
        found.push(Raw {
            path,
            kuma: generation_k.map(Value::from),
            ours: generation_o.map(Value::from),
        });
    }
}

fn order(path: &str, kuma: &Value, ours: &Value, found: &mut Vec<Raw>) {
    let names = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let (left, right) = (names(kuma), names(ours));
    let common_left: Vec<&Value> = left.iter().filter(|name| right.contains(name)).collect();
    let common_right: Vec<&Value> = right.iter().filter(|name| left.contains(name)).collect();
    if common_left != common_right {
        found.push(Raw {
            path: path.to_owned(),
            kuma: Some(kuma.clone()),
            ours: Some(ours.clone()),
        });
    }
}

/// The place `key` below `path`.
#[must_use]
pub fn below(path: &str, key: &str) -> String {
    format!("{path}/{}", key.replace('~', "~0").replace('/', "~1"))
}

#[cfg(test)]
mod tests {
    use super::super::origins::{OneToOne, Origins};
    use super::super::tree::Tree;
    use super::*;

    fn route(rules: &Value) -> Tree {
        let object = json!({"kind": "MeshHTTPRoute", "spec": {"to": [{"targetRef": {"kind": "Mesh"}, "rules": rules}]}});
        Tree::of_resource(&object, &OneToOne)
    }

    #[test]
    fn another_backend_is_one_difference() {
        let backend = |name| json!([{"default": {"backendRefs": [{"kind": "MeshService", "name": name, "weight": 1}]}}]);
        let found = between(&route(&backend("a")), &route(&backend("b")));
        let expected = Raw {
            path: "/spec/to/Mesh/rules/0/default/backendRefs/0/ref".to_owned(),
            kuma: Some(json!("MeshService a")),
            ours: Some(json!("MeshService b")),
        };
        assert_eq!(found, [expected]);
    }

    #[test]
    fn a_condition_differs_in_its_verdict_or_its_message() {
        let status = |status, message| {
            let condition =
                json!({"type": "Accepted", "status": status, "reason": "R", "message": message});
            Tree::of_status(&json!({"conditions": [condition]}), None)
        };
        let paths = |left: &Tree, right: &Tree| -> Vec<String> {
            between(left, right)
                .into_iter()
                .map(|raw| raw.path)
                .collect()
        };
        assert_eq!(
            paths(&status("True", "a"), &status("False", "b")),
            ["/status/conditions/Accepted"]
        );
        assert_eq!(
            paths(&status("True", "a"), &status("True", "b")),
            ["/status/conditions/Accepted/message"]
        );
    }

    #[test]
    fn a_filter_that_is_missing_says_nothing_about_the_order() {
        let filters = |types: &[&str]| {
            let filters: Vec<Value> = types.iter().map(|name| json!({"type": name})).collect();
            route(&json!([{"default": {"filters": filters}}]))
        };
        let count = |left: &[&str], right: &[&str]| between(&filters(left), &filters(right)).len();
        assert_eq!(count(&["A", "B", "C"], &["A", "C"]), 1);
        assert_eq!(count(&["A", "B"], &["B", "A"]), 1);
        assert_eq!(count(&["A", "B"], &["A"]), 1);
    }

    #[test]
    fn merged_backends_are_one_difference() {
        struct Merged;
        impl Origins for Merged {
            fn rule(&self, _: usize, rule: usize) -> Option<usize> {
                Some(rule)
            }
            fn backends(&self, _: usize, _: usize, _: usize) -> Vec<usize> {
                vec![0, 1]
            }
        }
        let backends = |weights: &[i64], origins: &dyn Origins| {
            let refs: Vec<Value> = weights
                .iter()
                .map(|weight| json!({"kind": "X", "name": "a", "weight": weight}))
                .collect();
            let rules = json!([{"default": {"backendRefs": refs}}]);
            let to = json!([{"targetRef": {"kind": "Mesh"}, "rules": rules}]);
            Tree::of_resource(
                &json!({"kind": "MeshHTTPRoute", "spec": {"to": to}}),
                origins,
            )
        };
        let paths = |merged| -> Vec<String> {
            let found = between(&backends(&[1, 3], &OneToOne), &backends(&[merged], &Merged));
            found
                .into_iter()
                .map(|raw| {
                    raw.path
                        .replace("/spec/to/Mesh/rules/0/default/backendRefs", "")
                })
                .collect()
        };
        assert_eq!(paths(4), ["/$merged"]);
        assert_eq!(paths(5), ["/$merged", "/0/weight"]);
    }
}
