//! JSON as it was written: one object's tree with borrowed text, and pointers into it.
//!
//! `serde_json::Value` sorts keys and copies every string. Defaulting, pruning and located
//! errors need the document's own order and duplicates, and a snapshot of ten thousand
//! routes needs the strings borrowed.

mod decode;
mod node;
mod pointer;
mod record;
mod sorted_map;
mod split;
mod text;
mod write;

pub use decode::{DecodeError, FromNode};
pub use node::{MAX_DEPTH, Member, Node};
pub use pointer::Pointer;
pub use record::{Record, members, read_record};
pub use sorted_map::SortedMap;
pub use text::Text;
pub use write::to_json;

pub(crate) use record::record;
pub(crate) use split::Splitter;
