//! What an API server checks in `metadata`, which has no schema in a CRD.

use crate::diagnostic::Code;
use crate::json::{Member, Node, Pointer};

use super::schema::Pattern;
use super::validate::Cause;
use super::words::quoted;

static SUBDOMAIN: Pattern =
    Pattern::new("^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*)$");
static NAME: Pattern = Pattern::new("^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$");
static VALUE: Pattern = Pattern::new("^((([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?)$");

/// How many bytes all annotations may have together.
const MAX_ANNOTATIONS: usize = 256 * 1024;

/// A pattern as messages show it: without what anchors it.
fn inner(pattern: &Pattern) -> &str {
    let text = pattern.text.strip_prefix("^(").unwrap_or_default();
    text.strip_suffix(")$").unwrap_or(text)
}

/// Checks the name, the labels and the annotations of an object.
pub(super) fn validate(object: &[Member<'_>], causes: &mut Vec<Cause>) {
    let metadata = object
        .iter()
        .find(|(key, _)| *key == "metadata")
        .map(|(_, metadata)| metadata);
    let member = |key: &str| metadata.and_then(|metadata| metadata.get(key));
    let text = |key: &str| member(key).and_then(Node::as_str).unwrap_or_default();
    let at = Pointer::root().key("metadata");
    let mut tell = |key: &str, value: &str, message: String| {
        causes.push(Cause {
            code: Code::MetadataInvalid,
            path: at.key(key),
            reason: "FieldValueInvalid",
            field: format!("metadata.{key}"),
            message: format!("Invalid value: {}: {message}", quoted(value)),
        });
    };
    let (name, prefix) = (text("name"), text("generateName"));
    if !prefix.is_empty() {
        // What is generated goes on with letters and digits.
        let masked = prefix
            .strip_suffix('-')
            .and_then(|rest| rest.get(..rest.len().checked_sub(1)?))
            .map(|rest| format!("{rest}a"));
        subdomain(
            masked.as_deref().unwrap_or(prefix),
            "characters",
            &mut |message| tell("generateName", prefix, message),
        );
    }
    if !name.is_empty() {
        subdomain(name, "characters", &mut |message| {
            tell("name", name, message)
        });
    }
    if let Some(Node::Object(labels)) = member("labels") {
        for (key, value) in labels {
            qualified(key, &mut |message| tell("labels", key, message));
            let value = value.as_str().unwrap_or_default();
            if value.len() > 63 {
                tell("labels", value, too_long(63));
            }
            if !VALUE.is_match(value) {
                tell(
                    "labels",
                    value,
                    format!(
                        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or \
                     '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  \
                     or 'my_value',  or '12345', regex used for validation is '{}')",
                        inner(&VALUE)
                    ),
                );
            }
        }
    }
    if let Some(Node::Object(annotations)) = member("annotations") {
        for (key, _) in annotations {
            let lower = key.to_ascii_lowercase();
            qualified(&lower, &mut |message| tell("annotations", key, message));
        }
        let size = |(key, value): &Member<'_>| key.len() + value.as_str().unwrap_or_default().len();
        if annotations.iter().map(size).sum::<usize>() > MAX_ANNOTATIONS {
            causes.push(Cause {
                code: Code::MetadataInvalid,
                path: at.key("annotations"),
                reason: "FieldValueTooLong",
                field: "metadata.annotations".to_owned(),
                message: format!("Too long: may not be more than {MAX_ANNOTATIONS} bytes"),
            });
        }
    }
    if name.is_empty() && prefix.is_empty() {
        causes.push(Cause {
            code: Code::MissingField,
            path: at.key("name"),
            reason: "FieldValueRequired",
            field: "metadata.name".to_owned(),
            message: "Required value: name or generateName is required".to_owned(),
        });
    }
}

fn too_long(most: usize) -> String {
    format!("must be no more than {most} bytes")
}

/// A name, or the prefix of a key; `unit` is what its length is told in.
fn subdomain(text: &str, unit: &str, tell: &mut dyn FnMut(String)) {
    if text.len() > 253 {
        tell(format!("must be no more than 253 {unit}"));
    }
    if !SUBDOMAIN.is_match(text) {
        tell(format!(
            "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and \
             must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is \
             '{}')",
            inner(&SUBDOMAIN)
        ));
    }
}

/// The key of a label or an annotation.
fn qualified(key: &str, tell: &mut dyn FnMut(String)) {
    let shape = || {
        format!(
            "'MyName',  or 'my.name',  or '123-abc', regex used for validation is '{}'",
            inner(&NAME)
        )
    };
    let mut parts = key.split('/');
    let name = match (parts.next(), parts.next(), parts.next()) {
        (Some(name), None, _) => name,
        (Some(prefix), Some(name), None) => {
            if prefix.is_empty() {
                tell("prefix part must be non-empty".to_owned());
            } else {
                subdomain(prefix, "bytes", &mut |message| {
                    tell(format!("prefix part {message}"));
                });
            }
            name
        }
        _ => {
            tell(format!(
                "a valid label key must consist of alphanumeric characters, '-', '_' or '.', and must start and \
                 end with an alphanumeric character (e.g. {}) with an optional DNS subdomain prefix and '/' (e.g. \
                 'example.com/MyName')",
                shape()
            ));
            return;
        }
    };
    if name.is_empty() {
        tell("name part must be non-empty".to_owned());
    } else if name.len() > 63 {
        tell(format!("name part {}", too_long(63)));
    }
    if !NAME.is_match(name) {
        tell(format!(
            "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an \
             alphanumeric character (e.g. {})",
            shape()
        ));
    }
}
