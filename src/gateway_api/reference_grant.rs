//! ReferenceGrant.

use serde::Deserialize;

use crate::json::Text;

use super::meta::Metadata;

/// A ReferenceGrant: who may refer to objects of its namespace.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ReferenceGrant<'a> {
    /// The metadata.
    #[serde(borrow)]
    pub metadata: Metadata<'a>,
    /// Who may refer to what.
    #[serde(borrow)]
    pub spec: ReferenceGrantSpec<'a>,
}

/// The spec of a ReferenceGrant.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ReferenceGrantSpec<'a> {
    /// Who may refer.
    #[serde(borrow)]
    pub from: Vec<GrantFrom<'a>>,
    /// What may be referred to.
    #[serde(borrow)]
    pub to: Vec<GrantTo<'a>>,
}

/// Who may refer.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct GrantFrom<'a> {
    /// The group of the referrer.
    #[serde(borrow)]
    pub group: Text<'a>,
    /// The kind of the referrer.
    #[serde(borrow)]
    pub kind: Text<'a>,
    /// The namespace of the referrer.
    #[serde(borrow)]
    pub namespace: Text<'a>,
}

/// What may be referred to.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct GrantTo<'a> {
    /// The group.
    #[serde(borrow)]
    pub group: Text<'a>,
    /// The kind.
    #[serde(borrow)]
    pub kind: Text<'a>,
    /// The name; all of the kind when absent.
    #[serde(borrow)]
    pub name: Option<Text<'a>>,
}
