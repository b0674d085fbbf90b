//! What admission is asked, in builds with it and without.

use crate::contract::Channel;
use crate::json::Node;

/// Which object is to be admitted, and how.
#[derive(Clone, Copy, Debug)]
pub struct Id<'i> {
    /// As in the object.
    pub api_version: &'i str,
    /// As in the object.
    pub kind: &'i str,
    /// Whose CRDs an API server would have.
    pub channel: Channel,
    /// The release of Gateway API that they are of, one of [`releases`](super::releases). None: the newest.
    pub release: Option<&'i str>,
    /// The object is being created: its status is not its author's. Otherwise a status is kept.
    pub creates: bool,
    /// The object that is there now, as an API server gives it: what is written is a change of it.
    pub old: Option<&'i Node<'i>>,
}
