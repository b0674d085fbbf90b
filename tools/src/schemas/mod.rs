//! The tables of `src/admission/tables.txt`, made out of CRDs: what the walker reads, and nothing else.
//!
//! Which releases of Gateway API there are is up to whoever makes them (`make schemas`): nothing here
//! names a version. The same CRDs always give the same bytes.

mod crd;
mod node;
mod root;
mod rule;
mod shared;
mod text;

#[cfg(test)]
mod tests;

use serde_json::Value;

use crate::Failure;

use crd::Crd;
use root::Root;
use shared::Shared;

/// A release of Gateway API: its CRDs in both channels.
#[derive(Debug)]
pub struct Release {
    /// As `1.7.0`.
    pub version: String,
    /// The CRDs of the standard channel.
    pub standard: Vec<Value>,
    /// The CRDs of the experimental channel.
    pub experimental: Vec<Value>,
}

/// The tables of some releases of Gateway API, and of CRDs that are there with each of them.
///
/// # Errors
/// A CRD that is none, a keyword that is not known, or a rule that the evaluator cannot do as an API
/// server does it; the message names the kind, the field and the rule.
pub fn tables(mut releases: Vec<Release>, others: &[Value]) -> Result<String, Failure> {
    releases.sort_by_key(|release| std::cmp::Reverse(numbers_of(&release.version)));
    let mut tables = Tables::default();
    let mut sections = Vec::new();
    for release in &releases {
        let standard = tables
            .add(&release.standard, "s")
            .map_err(|error| format!("Gateway API {}, standard: {error}", release.version))?;
        let experimental = tables
            .add(&release.experimental, "e")
            .map_err(|error| format!("Gateway API {}, experimental: {error}", release.version))?;
        sections.push((release.version.as_str(), standard, experimental));
    }
    let others = tables.add(others, "-")?;
    let mut lines = Vec::new();
    root::write(&others, &mut lines)?;
    for (version, standard, experimental) in sections {
        lines.push(format!("#{version}"));
        root::write(&root::of_both(standard, experimental), &mut lines)?;
    }
    tables.text(&lines)
}

/// What a version is sorted by.
fn numbers_of(version: &str) -> Vec<u64> {
    version
        .split(['.', '-'])
        .map(|part| part.parse().unwrap_or_default())
        .collect()
}

/// The nodes of all schemas, equal subtrees once, children before their parents.
#[derive(Debug, Default)]
struct Tables {
    patterns: Shared,
    rules: Shared,
    nodes: Shared,
    statuses: Shared,
}

impl Tables {
    /// The roots of some CRDs, sorted by group and kind.
    fn add(&mut self, crds: &[Value], channel: &'static str) -> Result<Vec<Root>, Failure> {
        let mut crds: Vec<Crd> = crds.iter().map(Crd::read).collect::<Result<_, _>>()?;
        crds.sort_by(|a, b| (&a.group, &a.kind).cmp(&(&b.group, &b.kind)));
        let mut roots = Vec::new();
        for crd in crds {
            let of_crd = self
                .roots(&crd, channel)
                .map_err(|error| format!("{}: {error}", crd.kind))?;
            roots.extend(of_crd);
        }
        Ok(roots)
    }

    /// One root for all versions with the same schema; the first is the newest.
    fn roots(&mut self, crd: &Crd, channel: &'static str) -> Result<Vec<Root>, Failure> {
        let mut roots: Vec<Root> = Vec::new();
        for served in &crd.served {
            let mut schema = served.schema.clone();
            let status = crd::prepare(&mut schema, served.status_apart);
            let status = match status.is_null() {
                true => None,
                false => Some(self.statuses.add(serde_json::to_string(&status)?)),
            };
            let node = self.node(&schema)?;
            match roots.iter_mut().find(|root| {
                root.node == node && root.status == status && root.warning == served.warning
            }) {
                Some(root) => root.versions.push(served.version.clone()),
                None => roots.push(Root {
                    channel,
                    group: crd.group.clone(),
                    kind: crd.kind.clone(),
                    versions: vec![served.version.clone()],
                    node,
                    status,
                    cluster: crd.cluster,
                    warning: served.warning.clone(),
                }),
            }
        }
        match roots.is_empty() {
            true => Err("no served version".into()),
            false => Ok(roots),
        }
    }
}
