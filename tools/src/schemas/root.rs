//! Where the schema of a kind begins.

use std::fmt::Write as _;

use crate::Failure;

use super::text::number;

/// A kind in some of its versions.
#[derive(Clone, Debug)]
pub(super) struct Root {
    /// `s` (standard), `e` (experimental) or `-` (any channel).
    pub(super) channel: &'static str,
    pub(super) group: String,
    pub(super) kind: String,
    pub(super) versions: Vec<String>,
    pub(super) node: usize,
    pub(super) status: Option<usize>,
    pub(super) cluster: bool,
    /// What an API server says to whoever uses these versions, which are deprecated.
    pub(super) warning: Option<String>,
}

impl Root {
    /// Its line without its channel: its kind, its versions, its node, its status, whether it is one
    /// of the whole cluster, and after a tab that it is deprecated.
    fn line(&self) -> Result<String, Failure> {
        let mut line = format!(
            "{} {} {}",
            self.kind,
            self.versions.join(","),
            number(self.node)?
        );
        if let Some(status) = self.status {
            write!(line, " s{}", number(status)?)?;
        }
        if self.cluster {
            line.push_str(" c");
        }
        if let Some(warning) = &self.warning {
            write!(line, "\t{warning}")?;
        }
        Ok(line)
    }

    fn is_as(&self, other: &Root) -> bool {
        (&self.group, &self.kind, &self.versions) == (&other.group, &other.kind, &other.versions)
            && (self.node, self.status, self.cluster) == (other.node, other.status, other.cluster)
            && self.warning == other.warning
    }
}

/// The roots of both channels; what is the same in both stands there once.
pub(super) fn of_both(mut standard: Vec<Root>, experimental: Vec<Root>) -> Vec<Root> {
    for root in experimental {
        match standard.iter_mut().find(|other| other.is_as(&root)) {
            Some(twin) => twin.channel = "-",
            None => standard.push(root),
        }
    }
    standard
}

/// A line for each root, and one before them that names their group.
pub(super) fn write(roots: &[Root], lines: &mut Vec<String>) -> Result<(), Failure> {
    let mut group = "";
    for root in roots {
        if root.group != group {
            group = &root.group;
            lines.push(format!("={group}"));
        }
        lines.push(format!("{}{}", root.channel, root.line()?));
    }
    Ok(())
}
