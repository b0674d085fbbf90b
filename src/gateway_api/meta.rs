//! Object metadata and conditions.

use serde::Serialize;

use crate::json::{DecodeError, FromNode, Node, Text, members, record};

/// A map of strings in the order in which it was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Map<'a>(pub Vec<(Text<'a>, Text<'a>)>);

impl<'a> Map<'a> {
    /// The value of `key`.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Text<'a>> {
        self.0
            .iter()
            .find(|(k, _)| *k == key)
            .map(|(_, value)| value)
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The entries.
    pub fn iter(&self) -> impl Iterator<Item = &(Text<'a>, Text<'a>)> {
        self.0.iter()
    }
}

impl<'a> FromNode<'a> for Map<'a> {
    fn fill(&mut self, node: &mut Node<'a>) -> Result<(), Box<DecodeError>> {
        for (key, value) in members(node)? {
            let mut text = Text::default();
            text.fill(value).map_err(|error| error.under(key))?;
            self.0.push((std::mem::take(key), text));
        }
        Ok(())
    }
}

record! {
    /// The metadata that the translation reads.
    #[derive(Debug)]
    pub struct Metadata<'a> {
        /// The name.
        name: Text<'a> = "name",
        /// The namespace; empty for objects of the whole cluster.
        namespace: Text<'a> = "namespace",
        /// The labels.
        labels: Option<Map<'a>> = "labels",
        /// The annotations.
        annotations: Option<Map<'a>> = "annotations",
        /// How often the spec was changed.
        generation: Option<i64> = "generation",
        /// The unique id.
        uid: Option<Text<'a>> = "uid",
        /// When the object was created.
        creation_timestamp: Option<Text<'a>> = "creationTimestamp",
        /// When the object was asked to go, if it was.
        deletion_timestamp: Option<Text<'a>> = "deletionTimestamp",
        /// The finalizers.
        finalizers: Option<Vec<Text<'a>>> = "finalizers",
        /// The owners.
        owner_references: Option<Vec<OwnerReference<'a>>> = "ownerReferences",
    }
}

impl<'a> Metadata<'a> {
    /// The label `key`.
    #[must_use]
    pub fn label(&self, key: &str) -> Option<&Text<'a>> {
        self.labels.as_ref().and_then(|labels| labels.get(key))
    }

    /// The annotation `key`.
    #[must_use]
    pub fn annotation(&self, key: &str) -> Option<&Text<'a>> {
        self.annotations
            .as_ref()
            .and_then(|annotations| annotations.get(key))
    }

    /// The generation; an object that was never stored would be stored with the first.
    #[must_use]
    pub fn generation(&self) -> i64 {
        self.generation.unwrap_or(1)
    }

    /// Orders objects: the older first, objects that were never stored last, then by namespace and name.
    #[must_use]
    pub fn age(&self) -> (bool, &str, &str, &str) {
        let created = self.creation_timestamp.as_deref().unwrap_or_default();
        (created.is_empty(), created, &self.namespace, &self.name)
    }
}

record! {
    /// An owner of an object.
    #[derive(Debug)]
    pub struct OwnerReference<'a> {
        /// The owner's `apiVersion`.
        api_version: Text<'a> = "apiVersion",
        /// The owner's unique id.
        uid: Option<Text<'a>> = "uid",
        /// The owner's kind.
        kind: Text<'a> = "kind",
        /// The owner's name.
        name: Text<'a> = "name",
        /// Whether the owner controls the object.
        controller: Option<bool> = "controller",
    }
}

record! {
    /// One condition of a status.
    #[derive(Debug, PartialEq, Eq, Serialize)]
    #[serde(rename_all = "camelCase")]
    pub struct Condition<'a> {
        /// What it is about.
        #[serde(rename = "type")]
        r#type: Text<'a> = "type",
        /// `True`, `False` or `Unknown`.
        status: Text<'a> = "status",
        /// Why, as one word.
        reason: Text<'a> = "reason",
        /// Why, as one sentence; may be empty.
        message: Text<'a> = "message",
        /// The generation that it speaks of.
        #[serde(skip_serializing_if = "Option::is_none")]
        observed_generation: Option<i64> = "observedGeneration",
        /// When the status changed last; the host fills it in where it is absent.
        #[serde(skip_serializing_if = "Option::is_none")]
        last_transition_time: Option<Text<'a>> = "lastTransitionTime",
    }
}
