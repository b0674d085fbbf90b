//! What goes in and what comes out, the same for every host (`pkg/contract.schema.json`).

mod evaluation;
mod object_ref;
mod options;
mod refusal;
mod snapshot;
mod validation;

pub use evaluation::{Answer, Evaluation, Output, OutputRef, Provenance, Status};
pub use object_ref::ObjectRef;
pub use options::{Admission, Channel, Missing, Mode, Options, Origins, Requests};
pub use refusal::Refusal;
pub use snapshot::{Document, Snapshot};
pub use validation::{Validated, Validation, ValidationCause, Verdict};

pub use crate::target::Target;
