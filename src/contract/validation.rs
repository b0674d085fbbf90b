//! The answer of admission alone.

use serde::Serialize;

use crate::diagnostic::Diagnostic;
use crate::json::{Node, Pointer};

use super::object_ref::ObjectRef;

/// What an API server would say of each object of a snapshot.
#[derive(Debug, Default, Serialize)]
pub struct Validation<'a> {
    /// One entry for each object, in the order of the snapshot.
    pub objects: Vec<Validated<'a>>,
    /// The same as findings with help, and what is no object at all, sorted by object and place.
    pub diagnostics: Vec<Diagnostic<'a>>,
}

/// What an API server would say of one object.
#[derive(Debug, Serialize)]
pub struct Validated<'a> {
    /// The object.
    pub object: ObjectRef<'a>,
    /// Its place in the snapshot.
    pub at: Pointer,
    /// What becomes of it.
    pub verdict: Verdict,
    /// Of a refused object: the reason in the API server's answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<&'static str>,
    /// Of a refused object: the message in the API server's answer. Of an unknown one: why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Of a refused object: `details.causes` in the API server's answer.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub causes: Vec<ValidationCause>,
    /// What the API server would warn of, in its words.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
    /// Of an accepted object: the form in which it is stored.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stored: Option<Node<'a>>,
}

/// What becomes of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// It is stored.
    Accepted,
    /// It is not.
    Refused,
    /// There is no schema of its kind here.
    Unknown,
}

/// One entry of `details.causes`, and what is known of it here.
#[derive(Debug, Serialize)]
pub struct ValidationCause {
    /// The code here.
    pub code: &'static str,
    /// The name of the rule that is broken.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub rule: String,
    /// The place in the object.
    pub path: Pointer,
    /// As `FieldValueInvalid`.
    pub reason: &'static str,
    /// As `spec.rules[0]`.
    pub field: String,
    /// As `Required value`.
    pub message: String,
}
