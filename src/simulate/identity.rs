//! Identities of objects in an outcome.

use crate::contract::ObjectRef;
use crate::json::Text;

/// The identity of nothing.
pub(super) fn none() -> ObjectRef<'static> {
    ObjectRef {
        api_version: Text::default(),
        kind: Text::default(),
        namespace: Text::default(),
        name: Text::default(),
    }
}

/// An identity that outlives the snapshot.
pub(super) fn owned(object: &ObjectRef<'_>) -> ObjectRef<'static> {
    let text = |text: &Text<'_>| Text::from(text.as_str().to_owned());
    ObjectRef {
        api_version: text(&object.api_version),
        kind: text(&object.kind),
        namespace: text(&object.namespace),
        name: text(&object.name),
    }
}
