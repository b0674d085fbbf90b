//! Shared parts of the repository's tools: the comparison with Kuma's recorded answers, goldens,
//! the page of codes. Only the library looks at the module; the binaries read arguments and print.

pub mod admission;
pub mod cel;
pub mod codes;
pub mod compare;
pub mod crds;
pub mod golden;
pub mod module;
pub mod paths;
pub mod rules;
pub mod schemas;
pub mod snapshot;
pub mod targets;
pub mod traffic;
pub mod yaml;

/// Whatever can go wrong in a tool; it ends as one line on stderr.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;
