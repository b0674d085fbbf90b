//! The schemas of all kinds, read from `tables.txt` once.

mod read;

use std::sync::OnceLock;

use crate::contract::Channel;
use crate::json::Node;

use crate::admission::cel::Program;
use crate::admission::regex::Regex;
use crate::admission::validate::slug;

use read::{read_root, read_rule, read_schema};

static TEXT: &str = include_str!("../tables.txt");
static TABLES: OnceLock<Tables> = OnceLock::new();

/// Where a schema is in the table.
pub(in crate::admission) type SchemaId = u32;

/// One node of a structural schema.
#[derive(Debug, Default)]
pub(in crate::admission) struct Schema {
    pub(in crate::admission) of_type: Type,
    /// Sorted by name; at most 64, so that a set of them is one word.
    pub(in crate::admission) properties: Vec<Property>,
    /// The [`head`] of each property's name.
    heads: Vec<u64>,
    /// The schema of each entry of a list.
    pub(in crate::admission) items: Option<SchemaId>,
    /// The schema of each value of a map.
    pub(in crate::admission) additional: Option<SchemaId>,
    /// The properties that must be there, by position.
    pub(in crate::admission) required: PropertySet,
    /// The properties that have a default, by position.
    pub(in crate::admission) defaulted: PropertySet,
    /// What is written where the value is absent.
    pub(in crate::admission) default: Option<Node<'static>>,
    pub(in crate::admission) nullable: bool,
    /// Unknown fields stay.
    pub(in crate::admission) preserve: bool,
    pub(in crate::admission) format: Option<&'static str>,
    /// The values that it may have; empty: any.
    pub(in crate::admission) values: Vec<Node<'static>>,
    /// The number of its pattern.
    pub(in crate::admission) pattern: Option<u32>,
    /// How many characters a string may have.
    pub(in crate::admission) length: Bounds<u32>,
    pub(in crate::admission) number: Bounds<f64>,
    /// How many entries a list may have.
    pub(in crate::admission) entries: Bounds<u32>,
    /// How many members an object may have.
    pub(in crate::admission) members: Bounds<u32>,
    pub(in crate::admission) list: List,
    /// Schemas that say something about the same value.
    pub(in crate::admission) combined: Option<Box<Combined>>,
    /// The numbers of its rules.
    pub(in crate::admission) rules: Vec<u32>,
    /// Of a whole object: only the endpoint of its status takes a status.
    pub(in crate::admission) status_apart: bool,
    /// It has rules, or one further down has.
    pub(in crate::admission) has_rules: bool,
}

/// The least and the most.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::admission) struct Bounds<T> {
    pub(in crate::admission) least: Option<T>,
    pub(in crate::admission) most: Option<T>,
}

/// What tells the entries of a list apart.
#[derive(Debug, Default)]
pub(in crate::admission) enum List {
    /// Nothing: an entry may be there twice.
    #[default]
    Atomic,
    /// The whole entry.
    Set,
    /// The values of these members.
    Map(Vec<&'static str>),
}

/// `anyOf` and so on.
#[derive(Debug, Default)]
pub(in crate::admission) struct Combined {
    pub(in crate::admission) any: Vec<SchemaId>,
    pub(in crate::admission) one: Vec<SchemaId>,
    pub(in crate::admission) all: Vec<SchemaId>,
    pub(in crate::admission) not: Option<SchemaId>,
}

/// What is compiled when it is first needed. One type for all keeps the code small.
#[derive(Debug)]
enum Compiled {
    Nothing,
    Regex(Regex),
    Program(Program),
}

#[inline(never)]
fn compiled<'c>(cell: &'c OnceLock<Compiled>, make: &dyn Fn() -> Compiled) -> &'c Compiled {
    cell.get_or_init(make)
}

fn program<'c>(cell: &'c OnceLock<Compiled>, tree: &'static str) -> Option<&'c Program> {
    let program = compiled(cell, &|| {
        Program::read(tree).map_or(Compiled::Nothing, Compiled::Program)
    });
    match program {
        Compiled::Program(program) => Some(program),
        _ => None,
    }
}

/// A pattern.
#[derive(Debug)]
pub(in crate::admission) struct Pattern {
    pub(in crate::admission) text: &'static str,
    compiled: OnceLock<Compiled>,
}

impl Pattern {
    pub(in crate::admission) const fn new(text: &'static str) -> Pattern {
        Pattern {
            text,
            compiled: OnceLock::new(),
        }
    }

    pub(in crate::admission) fn is_match(&self, text: &str) -> bool {
        let regex = compiled(&self.compiled, &|| {
            Regex::new(self.text).map_or(Compiled::Nothing, Compiled::Regex)
        });
        match regex {
            Compiled::Regex(regex) => regex.is_match(text),
            // The generator and a test compile every pattern: there is always one.
            _ => true,
        }
    }

    #[cfg(test)]
    pub(in crate::admission) fn is_known(&self) -> bool {
        Regex::new(self.text).is_ok()
    }
}

/// A field of an object.
#[derive(Debug)]
pub(in crate::admission) struct Property {
    pub(in crate::admission) name: &'static str,
    pub(in crate::admission) schema: SchemaId,
}

/// The type that a value must have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::admission) enum Type {
    #[default]
    Any,
    Boolean,
    Integer,
    Number,
    String,
    IntegerOrString,
    Array,
    Object,
}

/// Some of the properties of one object, by position.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::admission) struct PropertySet(u64);

impl PropertySet {
    pub(in crate::admission) fn insert(&mut self, position: usize) {
        self.0 |= 1 << position;
    }

    pub(in crate::admission) fn contains(self, position: usize) -> bool {
        self.0 & (1 << position) != 0
    }

    pub(in crate::admission) fn without(self, other: PropertySet) -> PropertySet {
        PropertySet(self.0 & !other.0)
    }
}

impl IntoIterator for PropertySet {
    type Item = usize;
    type IntoIter = Positions;

    fn into_iter(self) -> Positions {
        Positions(self.0)
    }
}

pub(in crate::admission) struct Positions(u64);

impl Iterator for Positions {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        if self.0 == 0 {
            return None;
        }
        let position = self.0.trailing_zeros() as usize;
        self.0 &= self.0 - 1;
        Some(position)
    }
}

impl Schema {
    /// The position of the property `name`.
    pub(in crate::admission) fn position(&self, name: &str) -> Option<usize> {
        let wanted = head(name);
        let mut from = 0;
        loop {
            let position = from
                + self
                    .heads
                    .get(from..)?
                    .iter()
                    .position(|head| *head == wanted)?;
            if self.properties.get(position)?.name == name {
                return Some(position);
            }
            from = position + 1;
        }
    }

    /// The schema of the member `name`, whether it is a property or a key of a map.
    pub(in crate::admission) fn member(&self, name: &str) -> Option<SchemaId> {
        self.position(name)
            .and_then(|position| self.properties.get(position))
            .map(|property| property.schema)
            .or(self.additional)
    }
}

/// The length of a name and its last bytes in one word. Names of one object seldom share it, and
/// words compare faster than strings.
fn head(name: &str) -> u64 {
    name.bytes()
        .rev()
        .take(7)
        .fold(name.len() as u64, |head, byte| head << 8 | u64::from(byte))
}

/// A rule, compiled when it is first needed.
#[derive(Debug, Default)]
pub(in crate::admission) struct Rule {
    tree: &'static str,
    program: OnceLock<Compiled>,
    /// The expression that makes the message.
    message_tree: Option<&'static str>,
    message_program: OnceLock<Compiled>,
    pub(in crate::admission) message: Option<&'static str>,
    /// Its own text, if it has no message.
    pub(in crate::admission) text: Option<&'static str>,
    pub(in crate::admission) reason: Option<&'static str>,
    /// Which member its error is about.
    pub(in crate::admission) field: Option<&'static str>,
    /// It is about a change, and says nothing where there was no object before.
    pub(in crate::admission) on_update: bool,
}

impl Rule {
    // The generator and a test read every tree: there is always a program.
    pub(in crate::admission) fn program(&self) -> Option<&Program> {
        program(&self.program, self.tree)
    }

    /// What diagnostics call it.
    pub(in crate::admission) fn name(&self) -> String {
        slug(self.message.or(self.text).unwrap_or_default())
    }

    pub(in crate::admission) fn message_program(&self) -> Option<&Program> {
        program(&self.message_program, self.message_tree?)
    }
}

/// A kind.
#[derive(Debug, Default)]
pub(in crate::admission) struct Root {
    /// The release of Gateway API whose CRD this is. None: it is there with any.
    release: Option<&'static str>,
    /// None: whatever the channel.
    channel: Option<Channel>,
    group: &'static str,
    kind: &'static str,
    /// The versions with this schema.
    versions: Vec<&'static str>,
    /// Its objects live in no namespace.
    pub(in crate::admission) cluster: bool,
    pub(in crate::admission) schema: SchemaId,
    /// The status that an API server writes for a new object.
    pub(in crate::admission) status: Option<u32>,
    /// What an API server says to whoever uses one of these versions.
    warning: Option<&'static str>,
}

impl Root {
    /// What an API server says to whoever writes an object in a version that is deprecated.
    pub(in crate::admission) fn deprecated(&self, api_version: &str) -> Option<&'static str> {
        let (_, version) = api_version.split_once('/')?;
        self.warning.filter(|_| self.versions.contains(&version))
    }
}

impl Root {
    /// Whether it is served in this version.
    pub(in crate::admission) fn serves(&self, version: &str) -> bool {
        self.versions.contains(&version)
    }
}

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
