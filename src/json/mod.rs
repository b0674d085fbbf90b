//! JSON as it was written: one object's tree with borrowed text, and pointers into it.
//!
//! `serde_json::Value` sorts keys and copies every string. Defaulting, pruning and located
//! errors need the document's own order and duplicates, and a snapshot of ten thousand
//! routes needs the strings borrowed.

mod decode;
mod node;
mod pointer;
mod record;
mod text;

pub use decode::{DecodeError, FromNode};
pub use node::{MAX_DEPTH, Member, Node};
pub use pointer::Pointer;
pub use record::{members, read_field};
pub use text::Text;

pub(crate) use record::record;
