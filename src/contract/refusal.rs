//! Why a snapshot could not be evaluated at all.

use serde::Serialize;
use serde::ser::{SerializeStruct, Serializer};

use super::options;

/// The snapshot itself is unusable. What is wrong with single objects is a diagnostic instead.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The text is not JSON.
    #[error("the snapshot is not JSON: {0}")]
    NotJson(String),
    /// The text of the requests is not JSON.
    #[error("the requests are not JSON: {0}")]
    RequestsNotJson(String),
    /// The text of the targets is not JSON.
    #[error("the targets are not JSON: {0}")]
    TargetsNotJson(String),
    /// The targets of a comparison are none.
    #[error("{message}")]
    InvalidTargets {
        /// What is wrong with them.
        message: String,
        /// Where.
        path: String,
    },
    /// A comparison goes back in time.
    #[error("`from` is `{from}`, which is newer than `{to}`")]
    Downgrade {
        /// The target that is left.
        from: &'static str,
        /// The target that comes.
        to: &'static str,
    },
    /// The JSON is not a snapshot.
    #[error("{message}")]
    NotASnapshot {
        /// What was found instead.
        message: String,
        /// Where.
        path: String,
    },
    /// An option that does not exist, or a value that it does not have.
    #[error("{message}")]
    InvalidOption {
        /// What is wrong with it.
        message: String,
        /// Where.
        path: String,
    },
    /// Objects are to be admitted by a build that cannot.
    #[error("this build of the module trusts its objects and cannot take `admission: enforce`")]
    NoAdmission,
    /// Requests are to be tried by a build that cannot.
    #[error(
        "this build of the module has no model of the data plane and cannot take `requests: check`"
    )]
    NoSimulation,
    /// More bytes than the module takes.
    #[error("the snapshot has {bytes} bytes, more than the {limit} that are taken")]
    TooLarge {
        /// The size of the snapshot.
        bytes: usize,
        /// The most that is taken.
        limit: usize,
    },
    /// More objects than the module takes.
    #[error("the snapshot has more than {limit} objects")]
    TooManyObjects {
        /// The most that are taken.
        limit: usize,
    },
    /// The answer could not be written.
    #[error("the answer could not be written: {0}")]
    NotWritten(String),
}

impl Refusal {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Refusal::NotJson(_) | Refusal::RequestsNotJson(_) | Refusal::TargetsNotJson(_) => {
                "not-json"
            }
            Refusal::InvalidTargets { .. } => "invalid-targets",
            Refusal::Downgrade { .. } => "downgrade",
            Refusal::NotASnapshot { .. } => "not-a-snapshot",
            Refusal::InvalidOption { .. } => "invalid-option",
            Refusal::NoAdmission => "admission-not-built",
            Refusal::NoSimulation => "requests-not-built",
            Refusal::TooLarge { .. } => "snapshot-too-large",
            Refusal::TooManyObjects { .. } => "too-many-objects",
            Refusal::NotWritten(_) => "answer-not-written",
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> &'static str {
        match self {
            Refusal::NotJson(_) => {
                "hand over one JSON object; YAML is read by the command `kuma-gapi`"
            }
            Refusal::RequestsNotJson(_) => "hand over a list of requests as JSON, or one",
            Refusal::TargetsNotJson(_) | Refusal::InvalidTargets { .. } => {
                "name the targets as `{\"from\": \"kuma-2.14\", \"to\": \"kuma-3.0\"}`"
            }
            Refusal::Downgrade { .. } => "an upgrade goes to a newer version: swap the two",
            Refusal::NotASnapshot { .. } => {
                "a snapshot is an object with `resources`, and optionally `observed` and `options`"
            }
            Refusal::InvalidOption { path, .. } => options::help_for(path),
            Refusal::NoAdmission => {
                "load `kuma_gapi.wasm`, or set `admission: trusted` if the objects come from an API server"
            }
            Refusal::NoSimulation => "load the npm package's module, or leave out `requests`",
            Refusal::TooLarge { .. } | Refusal::TooManyObjects { .. } => {
                "leave out the objects that are not Gateway API's, Kuma's, Services, Namespaces or Secrets"
            }
            Refusal::NotWritten(_) => {
                "this is a fault of the module: please report it with the snapshot"
            }
        }
    }

    fn path(&self) -> Option<&str> {
        match self {
            Refusal::NotASnapshot { path, .. }
            | Refusal::InvalidOption { path, .. }
            | Refusal::InvalidTargets { path, .. } => Some(path),
            Refusal::Downgrade { .. } => Some("/from"),
            Refusal::NoAdmission => Some("/options/admission"),
            Refusal::NoSimulation => Some("/options/requests"),
            _ => None,
        }
    }
}

impl Serialize for Refusal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Refusal", 4)?;
        fields.serialize_field("code", self.code())?;
        fields.serialize_field("message", &self.to_string())?;
        fields.serialize_field("help", self.help())?;
        if let Some(path) = self.path() {
            fields.serialize_field("path", path)?;
        }
        fields.end()
    }
}
