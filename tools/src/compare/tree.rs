//! Values in which lists are maps wherever their entries have names.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::snapshot::{list_at, text_at};

use super::origins::Origins;
use super::status::status_body;

/// A value with names instead of indexes.
#[derive(Clone, Debug, PartialEq)]
pub enum Tree {
    /// What is compared as a whole.
    Leaf(Value),
    /// What is compared by member.
    Map(BTreeMap<String, Tree>),
    /// Entries without names: compared one by one where there are as many on both sides.
    List(Vec<Tree>),
    /// The weight of an entry that was merged from several.
    Share {
        /// The weight of all of them together.
        weight: i64,
        /// Their names.
        of: Vec<String>,
    },
    /// A condition of a status.
    Condition {
        /// `True/Accepted`
        verdict: String,
        /// The message.
        message: String,
        /// The generation that it speaks of.
        generation: Option<i64>,
    },
}

impl Tree {
    /// A generated object.
    #[must_use]
    pub fn of_resource(object: &Value, origins: &dyn Origins) -> Tree {
        let mut tree = plain(object);
        match text_at(object, "/kind") {
            "MeshGateway" => {
                let listeners = named(
                    list_at(object, "/spec/conf/listeners"),
                    plain,
                    |_, listener| {
                        // Two listeners of a foreign gateway may lack the tag.
                        text_at(listener, "/tags/gateways.kuma.io~1listener-name").to_owned()
                    },
                );
                tree.replace(&["spec", "conf", "listeners"], listeners);
            }
            "MeshHTTPRoute" | "MeshGatewayRoute" => {
                let to = list_at(object, "/spec/to")
                    .iter()
                    .enumerate()
                    .map(|(index, to)| {
                        (
                            reference(to.get("targetRef").unwrap_or(&Value::Null)),
                            self::to(index, to, origins),
                        )
                    });
                let to = unique(to.collect());
                tree.replace(&["spec", "to"], to);
            }
            _ => {}
        }
        tree
    }

    /// A status with its finalizers.
    #[must_use]
    pub fn of_status(status: &Value, finalizers: Option<&Value>) -> Tree {
        let mut tree = BTreeMap::from([("status".to_owned(), status_body(status))]);
        if let Some(finalizers) =
            finalizers.filter(|finalizers| !super::normal::is_nothing(finalizers))
        {
            tree.insert("finalizers".to_owned(), Tree::Leaf(finalizers.clone()));
        }
        Tree::Map(tree)
    }

    pub(super) fn replace(&mut self, path: &[&str], with: Tree) {
        let (Tree::Map(members), Some((first, rest))) = (self, path.split_first()) else {
            return;
        };
        match members.get_mut(*first) {
            Some(slot) if rest.is_empty() => *slot = with,
            Some(below) => below.replace(rest, with),
            None => {}
        }
    }

    /// The tree as a value again, for messages.
    #[must_use]
    pub fn value(&self) -> Value {
        match self {
            Tree::Leaf(value) => value.clone(),
            Tree::Map(members) => members
                .iter()
                .map(|(key, tree)| (key.clone(), tree.value()))
                .collect(),
            Tree::List(entries) => entries.iter().map(Tree::value).collect(),
            Tree::Share { weight, .. } => json!(weight),
            Tree::Condition { verdict, .. } => json!(verdict),
        }
    }
}

/// Maps by member; lists of scalars as a whole; other lists by entry.
pub(super) fn plain(value: &Value) -> Tree {
    match value {
        Value::Object(members) => Tree::Map(
            members
                .iter()
                .map(|(key, member)| (key.clone(), plain(member)))
                .collect(),
        ),
        Value::Array(entries) if entries.iter().any(Value::is_object) => {
            Tree::List(entries.iter().map(plain).collect())
        }
        other => Tree::Leaf(other.clone()),
    }
}

/// Entries by the name that `name` gives them.
pub(super) fn named(
    entries: &[Value],
    tree: impl Fn(&Value) -> Tree,
    name: impl Fn(usize, &Value) -> String,
) -> Tree {
    unique(
        entries
            .iter()
            .enumerate()
            .map(|(index, entry)| (name(index, entry), tree(entry)))
            .collect(),
    )
}

/// A map; of equal names the second gets `+1`, the third `+2`.
fn unique(entries: Vec<(String, Tree)>) -> Tree {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut members = BTreeMap::new();
    for (name, tree) in entries {
        let count = counts.entry(name.clone()).or_default();
        let key = if *count == 0 {
            name
        } else {
            format!("{name}+{count}")
        };
        *count += 1;
        members.insert(key, tree);
    }
    Tree::Map(members)
}

/// Adds what the order of the names is, where it means something.
fn ordered(tree: Tree, order: Vec<String>) -> Tree {
    match tree {
        Tree::Map(mut members) if members.len() > 1 => {
            members.insert("$order".to_owned(), Tree::Leaf(json!(order)));
            Tree::Map(members)
        }
        other => other,
    }
}

pub(super) fn joined(parts: &[&str]) -> String {
    parts
        .iter()
        .filter(|part| !part.is_empty())
        .copied()
        .collect::<Vec<_>>()
        .join(" ")
}

fn to(index: usize, value: &Value, origins: &dyn Origins) -> Tree {
    let mut tree = plain(value);
    let rules: Vec<(String, Tree)> = list_at(value, "/rules")
        .iter()
        .enumerate()
        .map(|(at, entry)| {
            let name = origins
                .rule(index, at)
                .map_or_else(|| format!("?{at}"), |source| source.to_string());
            (name, rule((index, at), entry, origins))
        })
        .collect();
    let order = rules.iter().map(|(name, _)| name.clone()).collect();
    tree.replace(&["rules"], in_source_order(unique(rules), order));
    tree
}

/// Rules in the order of the input say nothing more by their order.
fn in_source_order(rules: Tree, order: Vec<String>) -> Tree {
    let numbers: Vec<Option<usize>> = order.iter().map(|name| name.parse().ok()).collect();
    if numbers.is_sorted() {
        rules
    } else {
        ordered(rules, order)
    }
}

fn rule(at: (usize, usize), value: &Value, origins: &dyn Origins) -> Tree {
    let mut tree = plain(value);
    let backends = list_at(value, "/default/backendRefs")
        .iter()
        .enumerate()
        .flat_map(|(index, entry)| {
            backend_entries(origins.backends(at.0, at.1, index), index, entry)
        })
        .collect();
    tree.replace(&["default", "backendRefs"], unique(backends));
    let filters = list_at(value, "/default/filters");
    let order = filters
        .iter()
        .map(|filter| text_at(filter, "/type").to_owned())
        .collect();
    let by_type = named(filters, filter, |_, entry| {
        text_at(entry, "/type").to_owned()
    });
    tree.replace(&["default", "filters"], ordered(by_type, order));
    let matches = list_at(value, "/matches").iter().map(match_entry).collect();
    tree.replace(&["matches"], Tree::List(matches));
    tree
}

fn match_entry(value: &Value) -> Tree {
    let mut tree = plain(value);
    for list in ["headers", "queryParams"] {
        let entries = list_at(value, &format!("/{list}"));
        tree.replace(
            &[list],
            named(entries, plain, |_, entry| {
                // Kuma 2.6 loses the names of query parameters.
                match text_at(entry, "/name") {
                    "" => "?".to_owned(),
                    name => name.to_owned(),
                }
            }),
        );
    }
    tree
}

fn filter(value: &Value) -> Tree {
    let mut tree = plain(value);
    for modifier in ["requestHeaderModifier", "responseHeaderModifier"] {
        for list in ["set", "add"] {
            let entries = list_at(value, &format!("/{modifier}/{list}"));
            let headers = named(entries, plain, |_, entry| {
                text_at(entry, "/name").to_owned()
            });
            tree.replace(&[modifier, list], headers);
        }
    }
    if let Some(mirrored) = value.pointer("/requestMirror/backendRef") {
        tree.replace(&["requestMirror", "backendRef"], backend(mirrored));
    }
    tree
}

/// A backend under the index of the input backend; under each of them where several were merged.
fn backend_entries(sources: Vec<usize>, index: usize, value: &Value) -> Vec<(String, Tree)> {
    let of: Vec<String> = match sources.as_slice() {
        [] => vec![index.to_string()],
        sources => sources.iter().map(usize::to_string).collect(),
    };
    let mut tree = backend(value);
    if of.len() > 1 {
        let weight = value.get("weight").and_then(Value::as_i64).unwrap_or(1);
        tree.replace(
            &["weight"],
            Tree::Share {
                weight,
                of: of.clone(),
            },
        );
    }
    of.into_iter().map(|name| (name, tree.clone())).collect()
}

/// A destination as `KIND NAME`, or `KIND NAME.NAMESPACE#SECTION` where labels say which it is.
fn reference(value: &Value) -> String {
    let mut line = joined(&[text_at(value, "/kind"), text_at(value, "/name")]);
    if let Some(labels) = value.get("labels").and_then(Value::as_object) {
        let label = |key: &str| labels.get(key).and_then(Value::as_str).unwrap_or_default();
        let name = label("kuma.io/display-name");
        let namespace = label("k8s.kuma.io/namespace");
        line.push_str(&format!(" {name}.{namespace}"));
        if labels.len() != 2 {
            line.push_str(&format!(" {}", json!(labels)));
        }
    }
    if let Some(section) = value.get("sectionName").and_then(Value::as_str) {
        line.push_str(&format!("#{section}"));
    }
    line
}

/// A backend as `{ref, weight}`: which one it is in one line, so that another one is one difference.
fn backend(value: &Value) -> Tree {
    let tags: Vec<String> = value
        .get("tags")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .map(|(key, tag)| format!("{key}={}", tag.as_str().unwrap_or_default()))
        .collect();
    let mut line = reference(value);
    if let Some(port) = value.get("port") {
        line.push_str(&format!(":{port}"));
    }
    if let Some(namespace) = value.get("namespace").and_then(Value::as_str) {
        line.push_str(&format!(" in {namespace}"));
    }
    if !tags.is_empty() {
        line.push_str(&format!(" [{}]", tags.join(", ")));
    }
    let known = [
        "kind",
        "name",
        "namespace",
        "port",
        "tags",
        "labels",
        "sectionName",
        "weight",
    ];
    let mut members = BTreeMap::from([("ref".to_owned(), Tree::Leaf(json!(line)))]);
    for (key, member) in value.as_object().into_iter().flatten() {
        if key == "weight" || !known.contains(&key.as_str()) {
            members.insert(key.clone(), plain(member));
        }
    }
    Tree::Map(members)
}
