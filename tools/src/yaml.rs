//! YAML in and out.

use serde::Deserialize;
use serde_json::Value;

use crate::Failure;

/// The documents of a YAML text; empty ones are left out.
///
/// # Errors
/// The text is not YAML, or holds what JSON cannot.
pub fn documents(text: &str) -> Result<Vec<Value>, Failure> {
    let mut documents = Vec::new();
    for document in serde_yaml_ng::Deserializer::from_str(text) {
        let value = Value::deserialize(document)?;
        if !value.is_null() {
            documents.push(value);
        }
    }
    Ok(documents)
}

/// JSON text as YAML, with its keys in their order.
///
/// # Errors
/// The text is not JSON.
pub fn from_json(json: &str) -> Result<String, Failure> {
    // YAML's own tree keeps the order, which serde_json's does not.
    let tree: serde_yaml_ng::Value = serde_json::from_str(json)?;
    Ok(serde_yaml_ng::to_string(&tree)?)
}
