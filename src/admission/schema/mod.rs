//! The schemas of all kinds, read from `tables.txt` once.

mod compiled;
mod node;
mod read;
mod root;

use std::sync::OnceLock;

use crate::contract::Channel;
use crate::json::Node;

pub(in crate::admission) use compiled::{Pattern, Rule};
pub(in crate::admission) use node::{Combined, List, PropertySet, Schema, SchemaId, Type};
pub(in crate::admission) use root::Root;

use read::{read_root, read_rule, read_schema};

static TEXT: &str = include_str!("../tables.txt");
static TABLES: OnceLock<Tables> = OnceLock::new();

/// All schemas.
#[derive(Debug, Default)]
pub(in crate::admission) struct Tables {
    /// Of Gateway API, the newest first.
    releases: Vec<&'static str>,
    roots: Vec<Root>,
    schemas: Vec<Schema>,
    patterns: Vec<Pattern>,
    statuses: Vec<Node<'static>>,
    rules: Vec<Rule>,
}

impl Tables {
    /// The tables of this build.
    pub(in crate::admission) fn get() -> &'static Tables {
        // The text is part of the build, and a test reads it: it cannot be malformed.
        TABLES.get_or_init(|| Tables::read(TEXT).unwrap_or_default())
    }

    /// The releases of Gateway API, the newest first.
    pub(in crate::admission) fn releases(&self) -> &[&'static str] {
        &self.releases
    }

    /// A kind in one version. Of a version that is not served the first served one stands in; without
    /// a release of Gateway API the newest counts.
    pub(in crate::admission) fn root(
        &self,
        api_version: &str,
        kind: &str,
        channel: Channel,
        release: Option<&str>,
    ) -> Option<&Root> {
        let release = release.or_else(|| self.releases.first().copied());
        let (group, version) = api_version.split_once('/')?;
        let mut of_kind = self.roots.iter().filter(|root| {
            root.kind == kind
                && root.group == group
                && root.channel.is_none_or(|only| only == channel)
                && (root.release.is_none() || root.release == release)
        });
        let first = of_kind.clone().next();
        of_kind
            .find(|root| root.versions.contains(&version))
            .or(first)
    }

    pub(in crate::admission) fn schema(&self, id: SchemaId) -> Option<&Schema> {
        self.schemas.get(id as usize)
    }

    pub(in crate::admission) fn pattern(&self, number: u32) -> Option<&Pattern> {
        self.patterns.get(number as usize)
    }

    pub(in crate::admission) fn status(&self, number: u32) -> Option<&Node<'static>> {
        self.statuses.get(number as usize)
    }

    pub(in crate::admission) fn rule(&self, number: u32) -> Option<&Rule> {
        self.rules.get(number as usize)
    }

    pub(in crate::admission) fn read(text: &'static str) -> Option<Tables> {
        let mut sections = text.trim_ascii_end().split("\n\n");
        let names: Vec<&'static str> = sections.next()?.split(' ').collect();
        let mut tables = Tables::default();
        for line in sections.next()?.lines() {
            tables.statuses.push(serde_json::from_str(line).ok()?);
        }
        for text in sections.next()?.lines() {
            tables.patterns.push(Pattern::new(text));
        }
        for line in sections.next()?.lines() {
            tables.rules.push(read_rule(line)?);
        }
        let nodes = sections.next()?;
        tables.schemas.reserve(nodes.len() / 20);
        for line in nodes.lines() {
            // Children come before their parents.
            let schema = read_schema(line, &names, &tables.schemas)?;
            tables.schemas.push(schema);
        }
        let (mut release, mut group) = (None, "");
        for line in sections.next()?.lines() {
            match line.split_at_checked(1)? {
                ("#", version) => {
                    release = Some(version);
                    tables.releases.push(version);
                }
                ("=", name) => group = name,
                _ => tables.roots.push(read_root(line, release, group)?),
            }
        }
        Some(tables)
    }

    /// The kinds.
    pub(in crate::admission) fn roots(&self) -> &[Root] {
        &self.roots
    }

    #[cfg(test)]
    pub(in crate::admission) fn sizes(&self) -> (usize, usize) {
        (self.roots.len(), self.schemas.len())
    }

    #[cfg(test)]
    pub(in crate::admission) fn rules(&self) -> &[Rule] {
        &self.rules
    }

    #[cfg(test)]
    pub(in crate::admission) fn patterns(&self) -> &[Pattern] {
        &self.patterns
    }

    #[cfg(test)]
    pub(in crate::admission) fn text() -> &'static str {
        TEXT
    }
}
