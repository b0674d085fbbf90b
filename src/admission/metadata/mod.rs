//! `metadata`, which no CRD describes: an API server reads it as Kubernetes' own `ObjectMeta`.

mod decode;
mod time;
mod validate;

pub(super) use decode::{OF_THE_SERVER, Unfit, decode, kept};
pub(super) use validate::{finalizers, generated_name, validate};
