//! What only an API server writes, and what no update changes.

use crate::diagnostic::Code;
use crate::json::{Member, Node, Pointer};

use super::metadata::{OF_THE_SERVER, finalizers};
use super::validate::Cause;
use super::words::{quoted, shown};

/// When an object goes: who deletes it says so, and nobody else.
const OF_DELETION: [&str; 2] = ["deletionTimestamp", "deletionGracePeriodSeconds"];

/// Takes what an API server wrote into the metadata of the object that is there, whatever is written.
///
/// That goes for `resourceVersion` too: who applies a manifest sends none, and its tool takes care.
pub(super) fn take_over(metadata: &mut Vec<Member<'_>>, old: Option<&Node<'_>>) {
    for key in OF_THE_SERVER {
        let before = old.and_then(|old| old.get(key));
        if before.is_some() || !OF_DELETION.contains(key) {
            metadata.retain(|(written, _)| written != key);
        }
        if let Some(before) = before {
            metadata.push(((*key).into(), before.to_owned_text()));
        }
    }
}

/// Checks what no update can set.
pub(super) fn validate(
    metadata: Option<&Node<'_>>,
    old: Option<&Node<'_>>,
    causes: &mut Vec<Cause>,
) {
    let of = |metadata: Option<&Node<'_>>, key: &str| metadata.and_then(|m| m.get(key)).map(shown);
    let mut tell = |key: &str, reason, message| {
        causes.push(Cause {
            code: Code::MetadataInvalid,
            rule: String::new(),
            path: Pointer::root().key("metadata").key(key),
            reason,
            field: format!("metadata.{key}"),
            message,
        });
    };
    for key in OF_DELETION {
        if let (Some(value), None) = (of(metadata, key), of(old, key)) {
            let message = format!("Invalid value: {value}: field is immutable");
            tell(key, "FieldValueInvalid", message);
        }
    }
    if of(old, "deletionTimestamp").is_none() {
        return;
    }
    let before = finalizers(old);
    let mut added = finalizers(metadata);
    added.retain(|name| !before.contains(name));
    added.sort_unstable();
    added.dedup();
    if !added.is_empty() {
        let added: Vec<String> = added.into_iter().map(quoted).collect();
        let message = format!(
            "Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers \
             []string{{{}}}",
            added.join(", ")
        );
        tell("finalizers", "FieldValueForbidden", message);
    }
}

/// Brings the object that was there up to what `now` tells of it: its status, and what an API server
/// writes into its metadata.
pub fn bring_up<'a>(old: &mut Node<'a>, now: &Node<'a>) {
    let set = |members: &mut Vec<Member<'a>>, key: &str, value: Option<&Node<'a>>| {
        if let Some(value) = value {
            members.retain(|(written, _)| *written != key);
            members.push((key.to_owned().into(), value.clone()));
        }
    };
    let Node::Object(members) = old else { return };
    set(members, "status", now.get("status"));
    let metadata = members.iter_mut().find(|(key, _)| *key == "metadata");
    if let Some((_, Node::Object(metadata))) = metadata {
        for key in OF_THE_SERVER {
            set(
                metadata,
                key,
                now.get("metadata").and_then(|metadata| metadata.get(key)),
            );
        }
    }
}
