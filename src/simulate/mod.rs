//! One request through an evaluation: what Kuma's data plane does with it.

pub mod data_plane;
pub mod envoy;
mod request;

pub use request::Request;
