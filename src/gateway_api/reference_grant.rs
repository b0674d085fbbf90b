//! ReferenceGrant.

use crate::json::{Text, record};

use super::meta::Metadata;

record! {
    /// A ReferenceGrant: who may refer to objects of its namespace.
    #[derive(Debug)]
    pub struct ReferenceGrant<'a> {
        /// The metadata.
        metadata: Metadata<'a> = "metadata",
        /// Who may refer to what.
        spec: ReferenceGrantSpec<'a> = "spec",
    }
}

record! {
    /// The spec of a ReferenceGrant.
    #[derive(Debug)]
    pub struct ReferenceGrantSpec<'a> {
        /// Who may refer.
        from: Vec<GrantFrom<'a>> = "from",
        /// What may be referred to.
        to: Vec<GrantTo<'a>> = "to",
    }
}

record! {
    /// Who may refer.
    #[derive(Debug)]
    pub struct GrantFrom<'a> {
        /// The group of the referrer.
        group: Text<'a> = "group",
        /// The kind of the referrer.
        kind: Text<'a> = "kind",
        /// The namespace of the referrer.
        namespace: Text<'a> = "namespace",
    }
}

record! {
    /// What may be referred to.
    #[derive(Debug)]
    pub struct GrantTo<'a> {
        /// The group.
        group: Text<'a> = "group",
        /// The kind.
        kind: Text<'a> = "kind",
        /// The name; all of the kind when absent.
        name: Option<Text<'a>> = "name",
    }
}
