//! A kind: its name, its versions and where its schema is.

use crate::contract::Channel;

use super::SchemaId;

/// A kind.
#[derive(Debug, Default)]
pub(in crate::admission) struct Root {
    /// The release of Gateway API whose CRD this is. None: it is there with any.
    pub(super) release: Option<&'static str>,
    /// None: whatever the channel.
    pub(super) channel: Option<Channel>,
    pub(super) group: &'static str,
    pub(in crate::admission) kind: &'static str,
    /// The versions with this schema.
    pub(super) versions: Vec<&'static str>,
    /// Its objects live in no namespace.
    pub(in crate::admission) cluster: bool,
    pub(in crate::admission) schema: SchemaId,
    /// The status that an API server writes for a new object.
    pub(in crate::admission) status: Option<u32>,
    /// What an API server says to whoever uses one of these versions.
    pub(super) warning: Option<&'static str>,
}

impl Root {
    /// What an API server says to whoever writes an object in a version that is deprecated.
    pub(in crate::admission) fn deprecated(&self, api_version: &str) -> Option<&'static str> {
        let (_, version) = api_version.split_once('/')?;
        self.warning.filter(|_| self.serves(version))
    }

    /// Whether it is served in this version.
    pub(in crate::admission) fn serves(&self, version: &str) -> bool {
        self.versions.contains(&version)
    }
}
