//! Statuses as trees.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::snapshot::{list_at, text_at};

use super::tree::{Tree, joined, named, plain};

pub(super) fn status_body(status: &Value) -> Tree {
    // A status that is not there has nothing in it.
    let mut tree = if status.is_null() {
        Tree::Map(BTreeMap::new())
    } else {
        plain(status)
    };
    tree.replace(&["conditions"], conditions(status));
    tree.replace(
        &["listeners"],
        named(
            list_at(status, "/listeners"),
            listener_status,
            |_, entry| text_at(entry, "/name").to_owned(),
        ),
    );
    tree.replace(
        &["parents"],
        named(list_at(status, "/parents"), parent_status, |_, entry| {
            parent_name(entry)
        }),
    );
    if let Some(addresses) = status.get("addresses") {
        tree.replace(&["addresses"], Tree::Leaf(addresses.clone()));
    }
    if let Some(features) = status.get("supportedFeatures") {
        tree.replace(&["supportedFeatures"], Tree::Leaf(features.clone()));
    }
    tree
}

fn listener_status(status: &Value) -> Tree {
    let mut tree = plain(status);
    tree.replace(&["conditions"], conditions(status));
    let kinds: Vec<String> = list_at(status, "/supportedKinds")
        .iter()
        .map(|kind| joined(&[text_at(kind, "/group"), text_at(kind, "/kind")]))
        .collect();
    tree.replace(&["supportedKinds"], Tree::Leaf(json!(kinds)));
    tree
}

fn parent_status(status: &Value) -> Tree {
    let mut tree = plain(status);
    tree.replace(&["conditions"], conditions(status));
    tree
}

/// The name of the parent, before it the controller if it is another one.
fn parent_name(parent: &Value) -> String {
    let name = parent_ref_name(parent.get("parentRef").unwrap_or(&Value::Null));
    match text_at(parent, "/controllerName") {
        "gateways.kuma.io/controller" => name,
        other => format!("{other} {name}"),
    }
}

/// A parentRef as `Gateway shop/edge#https:443`.
#[must_use]
pub fn parent_ref_name(reference: &Value) -> String {
    let text = |pointer| text_at(reference, pointer);
    let mut name = match text("/kind") {
        "" => "Gateway ".to_owned(),
        kind => format!("{kind} "),
    };
    if !text("/namespace").is_empty() {
        name.push_str(text("/namespace"));
        name.push('/');
    }
    name.push_str(text("/name"));
    if !text("/sectionName").is_empty() {
        name.push('#');
        name.push_str(text("/sectionName"));
    }
    if let Some(port) = reference.get("port") {
        name.push_str(&format!(":{port}"));
    }
    name
}

fn conditions(status: &Value) -> Tree {
    named(
        list_at(status, "/conditions"),
        |condition| Tree::Condition {
            verdict: format!(
                "{}/{}",
                text_at(condition, "/status"),
                text_at(condition, "/reason")
            ),
            message: text_at(condition, "/message").to_owned(),
            generation: condition.get("observedGeneration").and_then(Value::as_i64),
        },
        |_, condition| text_at(condition, "/type").to_owned(),
    )
}
