//! A schema of a CRD as a node of the tables.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::Failure;

use super::{Tables, rule};

/// What the walker can look up by one bit each.
const MAX_PROPERTIES: usize = 64;

/// The keywords that go into a node as they are, and their names there.
const AS_THEY_ARE: &[(&str, &str)] = &[
    ("default", "d"),
    ("enum", "e"),
    ("format", "f"),
    ("minLength", "l"),
    ("maxLength", "L"),
    ("minimum", "v"),
    ("maximum", "V"),
    ("minItems", "c"),
    ("maxItems", "C"),
    ("minProperties", "q"),
    ("maxProperties", "Q"),
];

/// Marks the schema of an object whose status only its own endpoint takes.
pub(super) const STATUS_APART: &str = "x-status-apart";

/// The keywords of which only `true` says something.
const FLAGS: &[(&str, &str)] = &[
    ("nullable", "n"),
    ("x-kubernetes-preserve-unknown-fields", "k"),
    // Not of the CRD: made out of its subresources.
    (STATUS_APART, "w"),
];

/// The keywords that hold schemas which say something about the same value.
const COMBINED: &[(&str, &str)] = &[("anyOf", "any"), ("oneOf", "one"), ("allOf", "all")];

/// The keywords that are read elsewhere, or that an API server does not check. Any other is an error:
/// nothing of a CRD gets lost in silence.
const READ: &[&str] = &[
    "type",
    "properties",
    "items",
    "additionalProperties",
    "required",
    "pattern",
    "not",
    "x-kubernetes-int-or-string",
    "x-kubernetes-list-type",
    "x-kubernetes-list-map-keys",
    "x-kubernetes-map-type",
    "x-kubernetes-validations",
    "description",
    "example",
    "title",
];

impl Tables {
    /// Adds a schema and what is below it; gives its number.
    pub(super) fn node(&mut self, whole: &Value) -> Result<usize, Failure> {
        let schema = whole.as_object().ok_or("a schema that is not an object")?;
        // A BTreeMap, and so the same order whatever serde_json's Map is made of.
        let mut node: BTreeMap<&str, Value> = BTreeMap::new();
        for keyword in schema.keys() {
            let keyword = keyword.as_str();
            let known = AS_THEY_ARE.iter().chain(FLAGS).chain(COMBINED);
            if !READ.contains(&keyword) && !known.into_iter().any(|(known, _)| *known == keyword) {
                return Err(format!("the keyword {keyword} is not known").into());
            }
        }
        if schema.get("x-kubernetes-int-or-string") == Some(&Value::Bool(true)) {
            node.insert("t", "x".into());
        } else if let Some(of_type) = schema.get("type").and_then(Value::as_str) {
            node.insert("t", of_type.get(..1).unwrap_or_default().into());
        }
        let mut names = Vec::new();
        if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
            let sorted: BTreeMap<&String, &Value> = properties.iter().collect();
            if sorted.len() > MAX_PROPERTIES {
                return Err(format!("more than {MAX_PROPERTIES} properties in one object").into());
            }
            let mut indices = Map::new();
            for (name, property) in sorted {
                let index = self
                    .node(property)
                    .map_err(|error| format!("{name}: {error}"))?;
                indices.insert(name.clone(), index.into());
                names.push(name.as_str());
            }
            node.insert("p", indices.into());
        }
        if let Some(items) = schema.get("items") {
            node.insert("i", self.node(items)?.into());
        }
        match schema.get("additionalProperties") {
            None | Some(Value::Bool(false)) => {}
            Some(Value::Bool(true)) => {
                node.insert("k", 1.into());
            }
            Some(of_values) => {
                node.insert("a", self.node(of_values)?.into());
            }
        }
        if let Some(required) = schema.get("required").and_then(Value::as_array) {
            let mut positions = Vec::new();
            for name in required.iter().filter_map(Value::as_str) {
                let position = names.iter().position(|known| *known == name);
                positions.push(
                    position.ok_or_else(|| format!("{name} is required, but is no property"))?,
                );
            }
            positions.sort_unstable();
            if !positions.is_empty() {
                node.insert("r", positions.into());
            }
        }
        for (keyword, name) in AS_THEY_ARE {
            if let Some(value) = schema.get(*keyword) {
                node.insert(name, value.clone());
            }
        }
        for (keyword, name) in FLAGS {
            if schema.get(*keyword) == Some(&Value::Bool(true)) {
                node.insert(name, 1.into());
            }
        }
        for (keyword, name) in COMBINED {
            if let Some(schemas) = schema.get(*keyword).and_then(Value::as_array) {
                let nodes: Result<Vec<usize>, _> =
                    schemas.iter().map(|schema| self.node(schema)).collect();
                node.insert(name, nodes?.into());
            }
        }
        if let Some(not) = schema.get("not") {
            node.insert("not", self.node(not)?.into());
        }
        if let Some(pattern) = schema.get("pattern").and_then(Value::as_str) {
            kuma_gapi::admission::regex::Regex::new(pattern)
                .map_err(|error| format!("{pattern}: {error}"))?;
            if pattern.contains('\n') {
                return Err(format!("the pattern {pattern} has line breaks").into());
            }
            node.insert("m", self.patterns.add(pattern.to_owned()).into());
        }
        match schema.get("x-kubernetes-list-type").and_then(Value::as_str) {
            Some("set") => {
                node.insert("u", json!([]));
            }
            Some("map") => {
                let keys = schema.get("x-kubernetes-list-map-keys");
                node.insert("u", keys.cloned().ok_or("a list map without keys")?);
            }
            _ => {}
        }
        if let Some(rules) = schema
            .get("x-kubernetes-validations")
            .and_then(Value::as_array)
        {
            let mut indices = Vec::new();
            for rule in rules {
                indices.push(self.rules.add(rule::line(rule, whole)?));
            }
            node.insert("x", indices.into());
        }
        Ok(self.nodes.add(serde_json::to_string(&node)?))
    }
}
