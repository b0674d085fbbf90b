//! The schemas of Kuma's CRDs for what the module makes: validation and defaults.

use std::collections::BTreeMap;

use jsonschema::Validator;
use serde_json::{Map, Value, json};

use crate::snapshot::kind;
use crate::{Failure, paths};

/// The schemas of MeshGatewayInstance and MeshHTTPRoute. MeshGateway's has nothing in it that a
/// CRD checks.
#[derive(Debug)]
pub struct Crds {
    schemas: BTreeMap<String, (Value, Validator)>,
}

impl Crds {
    /// Reads `tests/crds/kuma-2.14.3.json`.
    ///
    /// # Errors
    /// The file is missing or is not what it should be.
    pub fn load() -> Result<Self, Failure> {
        let text = paths::read(&paths::repository("tests/crds/kuma-2.14.3.json"))?;
        let file: BTreeMap<String, Value> = serde_json::from_str(&text)?;
        let mut schemas = BTreeMap::new();
        for (kind, schema) in file {
            let validator =
                jsonschema::validator_for(&strict(&schema)).map_err(|error| error.to_string())?;
            schemas.insert(kind, (schema, validator));
        }
        Ok(Crds { schemas })
    }

    /// What the schema of its kind says against an object.
    #[must_use]
    pub fn errors(&self, object: &Value) -> Vec<String> {
        let Some((_, validator)) = self.schemas.get(kind(object)) else {
            return Vec::new();
        };
        validator
            .iter_errors(object)
            .map(|error| format!("{}: {error}", error.instance_path))
            .collect()
    }

    /// Fills in the defaults of the schema of its kind, as an API server does.
    pub fn apply_defaults(&self, object: &mut Value) {
        if let Some((schema, _)) = self.schemas.get(kind(object)) {
            fill(object, schema);
        }
    }
}

/// A schema as an API server that knows no field beyond it: unknown fields would be pruned, so an
/// object that has one is not canonical.
fn strict(schema: &Value) -> Value {
    match schema {
        Value::Object(members) => {
            let mut members: Map<String, Value> = members
                .iter()
                .map(|(key, value)| (key.clone(), strict(value)))
                .collect();
            let closed = members.get("properties").is_some_and(Value::is_object)
                && members.get("x-kubernetes-preserve-unknown-fields") != Some(&json!(true))
                && !members.contains_key("additionalProperties");
            if closed {
                members.insert("additionalProperties".to_owned(), json!(false));
            }
            Value::Object(members)
        }
        Value::Array(entries) => entries.iter().map(strict).collect(),
        other => other.clone(),
    }
}

fn fill(value: &mut Value, schema: &Value) {
    match value {
        Value::Object(members) => {
            for (key, property) in schema
                .get("properties")
                .and_then(Value::as_object)
                .into_iter()
                .flatten()
            {
                if let (None, Some(default)) = (members.get(key), property.get("default")) {
                    members.insert(key.clone(), default.clone());
                }
                if let Some(member) = members.get_mut(key) {
                    fill(member, property);
                }
            }
        }
        Value::Array(entries) => {
            if let Some(items) = schema.get("items") {
                entries.iter_mut().for_each(|entry| fill(entry, items));
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn route(rule: Value) -> Value {
        json!({
            "apiVersion": "kuma.io/v1alpha1",
            "kind": "MeshHTTPRoute",
            "metadata": {"name": "a"},
            "spec": {"to": [{"targetRef": {"kind": "Mesh"}, "rules": [rule]}]},
        })
    }

    #[test]
    fn what_a_crd_refuses() {
        let crds = Crds::load().unwrap();
        let matches = json!([{"path": {"type": "PathPrefix", "value": "/"}}]);
        let with = |default: Value| {
            crds.errors(&route(json!({"matches": matches, "default": default})))
                .len()
        };
        assert_eq!(with(json!({"filters": [], "backendRefs": []})), 0);
        assert_eq!(
            with(json!({"backendRefs": [{"kind": "MeshService", "name": "a", "weight": -1}]})),
            1
        );
        assert_eq!(with(json!({"unknown": true})), 1);
        assert_eq!(
            crds.errors(&route(json!({"matches": [], "default": {}})))
                .len(),
            1
        );
        let instance = json!({"kind": "MeshGatewayInstance", "spec": {"replicas": 0}});
        assert_eq!(crds.errors(&instance).len(), 1);
    }

    #[test]
    fn defaults_are_filled_in() {
        let crds = Crds::load().unwrap();
        let filters = json!([{"type": "RequestRedirect", "requestRedirect": {}}]);
        let mut object = route(
            json!({"default": {"filters": filters, "backendRefs": [{"kind": "MeshService"}]}}),
        );
        crds.apply_defaults(&mut object);
        let at = |pointer| object.pointer(&format!("/spec/to/0/rules/0/default{pointer}"));
        assert_eq!(
            at("/filters/0/requestRedirect/statusCode"),
            Some(&json!(302))
        );
        assert_eq!(at("/backendRefs/0/weight"), Some(&json!(1)));
    }
}
