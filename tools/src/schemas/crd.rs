//! CRDs, as Gateway API publishes them or as the short form that Kuma's are kept in.

use serde_json::Value;

use crate::Failure;

use super::node::STATUS_APART;

/// What the tables need of a CRD.
#[derive(Debug)]
pub(super) struct Crd {
    pub(super) group: String,
    pub(super) kind: String,
    /// Its objects live in no namespace.
    pub(super) cluster: bool,
    /// The served versions, in the order of the CRD.
    pub(super) served: Vec<Served>,
}

/// A version.
#[derive(Debug)]
pub(super) struct Served {
    pub(super) version: String,
    pub(super) schema: Value,
    /// Only the endpoint of the status takes a status.
    pub(super) status_apart: bool,
    /// What an API server says to whoever uses it, if it is deprecated.
    pub(super) warning: Option<String>,
}

impl Crd {
    pub(super) fn read(crd: &Value) -> Result<Crd, Failure> {
        let spec = crd.get("spec").unwrap_or(crd);
        let text = |pointer: &str| spec.pointer(pointer).and_then(Value::as_str);
        let kind = text("/names/kind").ok_or("a CRD without a kind")?;
        let fail = |what: &str| Failure::from(format!("{kind}: {what}"));
        let versions = spec.get("versions").and_then(Value::as_array);
        let mut served = Vec::new();
        for version in versions.ok_or_else(|| fail("no versions"))? {
            if version.get("served") != Some(&Value::Bool(true)) {
                continue;
            }
            let name = version.get("name").and_then(Value::as_str);
            let schema = version
                .get("schema")
                .map(|schema| schema.get("openAPIV3Schema").unwrap_or(schema));
            let warning = version.get("deprecationWarning").and_then(Value::as_str);
            if version.get("deprecated") == Some(&Value::Bool(true)) && warning.is_none() {
                return Err(fail("a deprecated version without a warning"));
            }
            served.push(Served {
                version: name
                    .ok_or_else(|| fail("a version without a name"))?
                    .to_owned(),
                schema: schema
                    .ok_or_else(|| fail("a version without a schema"))?
                    .clone(),
                status_apart: version.pointer("/subresources/status").is_some(),
                warning: warning.map(str::to_owned),
            });
        }
        Ok(Crd {
            group: text("/group").ok_or_else(|| fail("no group"))?.to_owned(),
            kind: kind.to_owned(),
            cluster: text("/scope") == Some("Cluster"),
            served,
        })
    }
}

/// Where our meaning of an object differs from its CRD; gives what an API server writes as the
/// status of a new object.
pub(super) fn prepare(root: &mut Value, status_apart: bool) -> Value {
    // What is in `metadata` is not the CRD's: the API server reads it by itself.
    if let Some(metadata) = root
        .pointer_mut("/properties/metadata")
        .and_then(Value::as_object_mut)
    {
        metadata.insert(
            "x-kubernetes-preserve-unknown-fields".to_owned(),
            true.into(),
        );
    }
    if !status_apart {
        return Value::Null;
    }
    if let Some(root) = root.as_object_mut() {
        root.insert(STATUS_APART.to_owned(), true.into());
    }
    // An API server gives an object that no controller has seen the conditions Unknown/Pending.
    // Here `status` is what was there before, read to keep its transition times and what others
    // wrote, and an object that comes from a file has none: what was never written must stay
    // absent, or those conditions would come out as a status of 1970. The defaults further down
    // only complete entries that somebody did write (`parents[].parentRef.group`), so they stay.
    let Some(status) = root
        .pointer_mut("/properties/status")
        .and_then(Value::as_object_mut)
    else {
        return Value::Null;
    };
    let default = status.remove("default").unwrap_or_default();
    if let Some(properties) = status.get_mut("properties").and_then(Value::as_object_mut) {
        for property in properties.values_mut().filter_map(Value::as_object_mut) {
            property.remove("default");
        }
    }
    default
}
