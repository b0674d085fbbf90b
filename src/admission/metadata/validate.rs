//! What an API server checks in `metadata`.

use crate::diagnostic::Code;
use crate::json::{Member, Node, Pointer};

use crate::admission::schema::Pattern;
use crate::admission::validate::Cause;
use crate::admission::words::{json, quoted, shown};

static SUBDOMAIN: Pattern =
    Pattern::new("^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*)$");
static LABEL: Pattern = Pattern::new("^([a-z0-9]([-a-z0-9]*[a-z0-9])?)$");
static NAME: Pattern = Pattern::new("^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$");
static VALUE: Pattern = Pattern::new("^((([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?)$");

/// How many bytes all annotations may have together.
const MAX_ANNOTATIONS: usize = 256 * 1024;

/// A pattern as messages show it: without what anchors it.
fn inner(pattern: &Pattern) -> &str {
    let text = pattern.text.strip_prefix("^(").unwrap_or_default();
    text.strip_suffix(")$").unwrap_or(text)
}

/// How many bytes a name keeps of what it is generated from.
const MAX_PREFIX: usize = 58;

/// Instead of the five random letters and digits of a generated name. It could be them.
const RANDOM: &str = "xxxxx";

/// The name that an API server makes for an object without one.
pub(in crate::admission) fn generated_name(metadata: Option<&Node<'_>>) -> Option<String> {
    let metadata = metadata?;
    let text = |key: &str| metadata.get(key).and_then(Node::as_str).unwrap_or_default();
    let prefix = text("generateName");
    if prefix.is_empty() || !text("name").is_empty() {
        return None;
    }
    let end = prefix.floor_char_boundary(MAX_PREFIX);
    let prefix = prefix.get(..end).unwrap_or(prefix);
    Some(format!("{prefix}{RANDOM}"))
}

/// The finalizers in an object's metadata.
pub(in crate::admission) fn finalizers<'n>(metadata: Option<&'n Node<'_>>) -> Vec<&'n str> {
    match metadata.and_then(|metadata| metadata.get("finalizers")) {
        Some(Node::Array(names)) => names.iter().filter_map(Node::as_str).collect(),
        _ => Vec::new(),
    }
}

/// Checks the names, the labels, the annotations, the owners and the finalizers of an object. On an update its name is that of the object
/// that is there, and nobody asks whether it is a good one.
pub(in crate::admission) fn validate(
    metadata: Option<&Node<'_>>,
    namespaced: bool,
    updates: bool,
    is_loaded: bool,
    causes: &mut Vec<Cause>,
) {
    let member = |key: &str| metadata.and_then(|metadata| metadata.get(key));
    let text = |key: &str| member(key).and_then(Node::as_str).unwrap_or_default();
    let generated = generated_name(metadata);
    let at = Pointer::root().key("metadata");
    let mut tell = |key: &str, value: &str, message: String| {
        tell_at(&at, key, value, message, causes);
    };
    let prefix = text("generateName");
    let name = generated.as_deref().unwrap_or_else(|| text("name"));
    if updates {
        for c in ['/', '%'] {
            if prefix.contains(c) {
                tell("generateName", prefix, format!("may not contain '{c}'"));
            }
        }
    } else if !prefix.is_empty() {
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
    if !name.is_empty() && !updates {
        subdomain(name, "characters", &mut |message| {
            tell("name", name, message)
        });
    }
    let namespace = text("namespace");
    if namespaced && !namespace.is_empty() {
        label(namespace, &mut |message| {
            tell("namespace", namespace, message)
        });
    }
    if let Some(Node::Array(finalizers)) = member("finalizers") {
        let names = || finalizers.iter().filter_map(Node::as_str);
        for name in names() {
            qualified(name, &mut |message| tell("finalizers", name, message));
        }
        if ["orphan", "foregroundDeletion"]
            .iter()
            .all(|one| names().any(|name| name == *one))
        {
            causes.push(Cause {
                rule: String::new(),
                code: Code::MetadataInvalid,
                path: at.key("finalizers"),
                reason: "FieldValueInvalid",
                field: "metadata.finalizers".to_owned(),
                message: format!(
                    "Invalid value: {}: finalizer orphan and foregroundDeletion cannot be both set",
                    member("finalizers").map(shown).unwrap_or_default()
                ),
            });
        }
    }
    if let Some(Node::Array(owners)) = member("ownerReferences") {
        validate_owners(owners, is_loaded, &at.key("ownerReferences"), causes);
    }
    let mut tell = |key: &str, value: &str, message: String| {
        tell_at(&at, key, value, message, causes);
    };
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
                rule: String::new(),
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
            rule: String::new(),
            code: Code::MissingField,
            path: at.key("name"),
            reason: "FieldValueRequired",
            field: "metadata.name".to_owned(),
            message: "Required value: name or generateName is required".to_owned(),
        });
    }
}

fn tell_at(at: &Pointer, key: &str, value: &str, message: String, causes: &mut Vec<Cause>) {
    causes.push(Cause {
        rule: String::new(),
        code: Code::MetadataInvalid,
        path: at.key(key),
        reason: "FieldValueInvalid",
        field: format!("metadata.{key}"),
        message: format!("Invalid value: {}: {message}", quoted(value)),
    });
}

fn validate_owners(owners: &[Node<'_>], is_loaded: bool, at: &Pointer, causes: &mut Vec<Cause>) {
    let mut tell = |key: &str, value: &str, message: String| {
        let field = match key {
            "" => "metadata.ownerReferences".to_owned(),
            _ => format!("metadata.ownerReferences.{key}"),
        };
        causes.push(Cause {
            rule: String::new(),
            code: Code::MetadataInvalid,
            path: at.clone(),
            reason: "FieldValueInvalid",
            field,
            message: format!("Invalid value: {value}: {message}"),
        });
    };
    let mut controller: Option<String> = None;
    for owner in owners {
        let text = |key: &str| owner.get(key).and_then(Node::as_str).unwrap_or_default();
        let api_version = text("apiVersion");
        let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
        if version.is_empty() || version.contains('/') {
            let message = "version must not be empty".to_owned();
            tell("apiVersion", &quoted(api_version), message);
        }
        for key in ["kind", "name", "uid"] {
            // What this module made for an owner out of a file has no uid of it, and is read again.
            let is_asked = !is_loaded || key != "uid";
            if is_asked && text(key).is_empty() {
                tell(key, &quoted(""), "must not be empty".to_owned());
            }
        }
        if (group, version, text("kind")) == ("", "v1", "Event") {
            let message = "/v1, Kind=Event is disallowed from being an owner".to_owned();
            tell("", &shown_owner(owner), message);
        }
        if owner.get("controller") == Some(&Node::Bool(true)) {
            let this = format!("{}/{}", text("kind"), text("name"));
            match &controller {
                Some(first) => {
                    let all: Vec<String> = owners.iter().map(shown_owner).collect();
                    let message = format!(
                        "Only one reference can have Controller set to true. Found \"true\" in references for \
                         {first} and {this}"
                    );
                    tell("", &format!("[{}]", all.join(",")), message);
                }
                None => controller = Some(this),
            }
        }
    }
}

/// An owner as Go writes the struct: its members in the order of the fields.
fn shown_owner(owner: &Node<'_>) -> String {
    let keys = [
        "apiVersion",
        "kind",
        "name",
        "uid",
        "controller",
        "blockOwnerDeletion",
    ];
    let members = keys.iter().filter_map(|key| {
        let mut text = format!("\"{key}\":");
        json(owner.get(key)?, &mut text);
        Some(text)
    });
    format!("{{{}}}", members.collect::<Vec<String>>().join(","))
}

/// The name of a namespace.
fn label(text: &str, tell: &mut dyn FnMut(String)) {
    if text.len() > 63 {
        tell("must be no more than 63 characters".to_owned());
    }
    if LABEL.is_match(text) {
        return;
    }
    if SUBDOMAIN.is_match(text) {
        tell("must not contain dots".to_owned());
    } else {
        tell(format!(
            "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start \
             and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is \
             '{}')",
            inner(&LABEL)
        ));
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
