//! Metadata of generated objects.

use serde::Serialize;

use crate::json::{SortedMap, Text};

/// The metadata of a generated object.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ObjectMeta<'a> {
    /// The name.
    pub name: Text<'a>,
    /// The namespace; empty for objects of the whole cluster.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub namespace: Text<'a>,
    /// The labels.
    #[serde(skip_serializing_if = "SortedMap::is_empty")]
    pub labels: SortedMap<'a>,
    /// The annotations.
    #[serde(skip_serializing_if = "SortedMap::is_empty")]
    pub annotations: SortedMap<'a>,
    /// The owners.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub owner_references: Vec<OwnerReference<'a>>,
}

/// An owner: the object goes when the owner goes.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OwnerReference<'a> {
    /// The owner's `apiVersion`.
    pub api_version: &'static str,
    /// The owner's kind.
    pub kind: &'static str,
    /// The owner's name.
    pub name: Text<'a>,
    /// The owner's unique id; absent while the owner was never stored.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uid: Option<Text<'a>>,
    /// The owner is the controller of the object.
    pub controller: bool,
    /// The owner is not removed before the object.
    pub block_owner_deletion: bool,
}
