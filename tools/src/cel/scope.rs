//! What the schema says of an expression, as far as it can be followed.

use serde_json::Value;

use crate::Failure;

/// The schema of a value; none when it is not known.
pub(super) type Schema<'r> = Option<&'r Value>;

/// The schema of a field, and whether it is a field of an object (and not a key of a map).
pub(super) fn field<'r>(of: Schema<'r>, name: &str) -> Schema<'r> {
    let of = of?;
    of.get("properties")
        .and_then(|properties| properties.get(name))
        .or_else(|| of.get("additionalProperties").filter(|s| s.is_object()))
}

/// Whether the value is a map: then its keys are written as they are.
pub(super) fn is_map(of: Schema<'_>) -> bool {
    of.is_some_and(|of| of.get("properties").is_none() && of.get("additionalProperties").is_some())
}

/// The schema of what `value[index]` gives.
pub(super) fn entry(of: Schema<'_>) -> Schema<'_> {
    let of = of?;
    of.get("items")
        .or_else(|| of.get("additionalProperties").filter(|s| s.is_object()))
}

/// The schema of what a macro's variable holds: the entry of a list; keys of a map are strings.
pub(super) fn element(of: Schema<'_>) -> Schema<'_> {
    of?.get("items")
}

/// The function that makes the value out of what JSON has.
pub(super) fn conversion(of: Schema<'_>) -> Result<&'static str, Failure> {
    let Some(of) = of else { return Ok("") };
    let text = |key| of.get(key).and_then(Value::as_str).unwrap_or("");
    match (text("type"), text("format")) {
        ("number", _) => Ok("cD"),
        ("string", "date-time") => Ok("cW"),
        ("string", format @ ("duration" | "byte" | "date")) => {
            Err(format!("values of the format `{format}` are not supported").into())
        }
        _ => Ok(""),
    }
}

/// Values of this schema can be compared without it.
pub(super) fn compares(of: Schema<'_>) -> Result<(), Failure> {
    let Some(of) = of else { return Ok(()) };
    let list_type = of.get("x-kubernetes-list-type").and_then(Value::as_str);
    if let Some(kind @ ("set" | "map")) = list_type {
        return Err(format!("`==` on a list of the type `{kind}` is not supported").into());
    }
    if of.get("type").and_then(Value::as_str) != Some("string") {
        // Inside lists and objects no conversion takes place.
        for part in of
            .get("properties")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
        {
            compares(Some(part.1))?;
            if !conversion(Some(part.1))?.is_empty() {
                return Err(format!("`==` on an object with `{}`", part.0).into());
            }
        }
        compares(entry(Some(of)))?;
    }
    Ok(())
}
