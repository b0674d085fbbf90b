//! The schemas of all kinds, read from `tables.json` once.

use std::sync::OnceLock;

use crate::contract::Channel;
use crate::json::{Node, Text};

use super::cel::Program;
use super::regex::Regex;

static TEXT: &str = include_str!("tables.json");
static TABLES: OnceLock<Tables> = OnceLock::new();

/// Where a schema is in the table.
pub(super) type SchemaId = u32;

/// One node of a structural schema.
#[derive(Debug, Default)]
pub(super) struct Schema {
    pub(super) of_type: Type,
    /// Sorted by name; at most 64, so that a set of them is one word.
    pub(super) properties: Vec<Property>,
    /// The [`head`] of each property's name.
    heads: Vec<u64>,
    /// The schema of each entry of a list.
    pub(super) items: Option<SchemaId>,
    /// The schema of each value of a map.
    pub(super) additional: Option<SchemaId>,
    /// The properties that must be there, by position.
    pub(super) required: PropertySet,
    /// The properties that have a default, by position.
    pub(super) defaulted: PropertySet,
    /// What is written where the value is absent.
    pub(super) default: Option<Node<'static>>,
    pub(super) nullable: bool,
    /// Unknown fields stay.
    pub(super) preserve: bool,
    pub(super) format: Option<&'static str>,
    /// The values that it may have; empty: any.
    pub(super) values: Vec<Node<'static>>,
    /// The number of its pattern.
    pub(super) pattern: Option<u32>,
    /// How many characters a string may have.
    pub(super) length: Bounds<u32>,
    pub(super) number: Bounds<f64>,
    /// How many entries a list may have.
    pub(super) entries: Bounds<u32>,
    /// How many members an object may have.
    pub(super) members: Bounds<u32>,
    pub(super) list: List,
    /// Schemas that say something about the same value.
    pub(super) combined: Option<Box<Combined>>,
    /// The numbers of its rules.
    pub(super) rules: Vec<u32>,
    /// Of an object: rules do not see which of its members there was before.
    pub(super) atomic: bool,
    /// It has rules, or one further down has.
    pub(super) has_rules: bool,
}

/// The least and the most.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Bounds<T> {
    pub(super) least: Option<T>,
    pub(super) most: Option<T>,
}

/// What tells the entries of a list apart.
#[derive(Debug, Default)]
pub(super) enum List {
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
pub(super) struct Combined {
    pub(super) any: Vec<SchemaId>,
    pub(super) one: Vec<SchemaId>,
    pub(super) all: Vec<SchemaId>,
    pub(super) not: Option<SchemaId>,
}

/// A pattern, compiled when it is first needed.
#[derive(Debug)]
pub(super) struct Pattern {
    pub(super) text: Text<'static>,
    compiled: OnceLock<Option<Regex>>,
}

impl Pattern {
    pub(super) fn is_match(&self, text: &str) -> bool {
        // The generator and a test compile every pattern: there is always one.
        self.compiled
            .get_or_init(|| Regex::new(&self.text).ok())
            .as_ref()
            .is_none_or(|regex| regex.is_match(text))
    }

    #[cfg(test)]
    pub(super) fn is_known(&self) -> bool {
        Regex::new(&self.text).is_ok()
    }
}

/// A field of an object.
#[derive(Debug)]
pub(super) struct Property {
    pub(super) name: &'static str,
    pub(super) schema: SchemaId,
}

/// The type that a value must have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Type {
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
pub(super) struct PropertySet(u64);

impl PropertySet {
    pub(super) fn insert(&mut self, position: usize) {
        self.0 |= 1 << position;
    }

    pub(super) fn contains(self, position: usize) -> bool {
        self.0 & (1 << position) != 0
    }

    pub(super) fn without(self, other: PropertySet) -> PropertySet {
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

pub(super) struct Positions(u64);

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
    pub(super) fn position(&self, name: &str) -> Option<usize> {
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
    pub(super) fn member(&self, name: &str) -> Option<SchemaId> {
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
pub(super) struct Rule {
    tree: &'static str,
    program: OnceLock<Option<Program>>,
    /// The expression that makes the message.
    message_tree: Option<&'static str>,
    message_program: OnceLock<Option<Program>>,
    pub(super) message: Option<Text<'static>>,
    /// Its own text, if it has no message.
    pub(super) text: Option<Text<'static>>,
    pub(super) reason: Option<&'static str>,
    /// Which member its error is about.
    pub(super) field: Option<&'static str>,
    /// It is about a change, and says nothing where there was no object before.
    pub(super) on_update: bool,
}

impl Rule {
    // The generator and a test read every tree: there is always a program.
    pub(super) fn program(&self) -> Option<&Program> {
        let program = self.program.get_or_init(|| Program::read(self.tree));
        program.as_ref()
    }

    pub(super) fn message_program(&self) -> Option<&Program> {
        let tree = self.message_tree?;
        let program = self.message_program.get_or_init(|| Program::read(tree));
        program.as_ref()
    }
}

fn read_rule(node: Node<'static>) -> Option<Rule> {
    let Node::Object(members) = node else {
        return None;
    };
    let mut rule = Rule::default();
    for (key, value) in members {
        match (key.as_str(), value) {
            ("m", Node::String(text)) => rule.message = Some(text),
            ("f", Node::String(text)) => rule.text = Some(text),
            ("t", value) => rule.tree = word(value)?,
            ("e", value) => rule.message_tree = Some(word(value)?),
            ("r", value) => rule.reason = Some(word(value)?),
            ("p", value) => rule.field = Some(word(value)?),
            ("o", _) => rule.on_update = true,
            _ => return None,
        }
    }
    Some(rule)
}

/// A kind.
#[derive(Debug, Default)]
pub(super) struct Root {
    /// None: whatever the channel.
    channel: Option<Channel>,
    group: &'static str,
    kind: &'static str,
    /// The versions with this schema.
    versions: Vec<&'static str>,
    /// Its objects live in no namespace.
    pub(super) cluster: bool,
    pub(super) schema: SchemaId,
    /// The status that an API server writes for a new object.
    pub(super) status: Option<u32>,
}

/// All schemas.
#[derive(Debug, Default)]
pub(super) struct Tables {
    roots: Vec<Root>,
    schemas: Vec<Schema>,
    patterns: Vec<Pattern>,
    statuses: Vec<Node<'static>>,
    rules: Vec<Rule>,
}

impl Tables {
    /// The tables of this build.
    pub(super) fn get() -> &'static Tables {
        // The text is part of the build, and a test reads it: it cannot be malformed.
        TABLES.get_or_init(|| Tables::read(TEXT).unwrap_or_default())
    }

    /// A kind in one version. Of a version that is not served the first served one stands in.
    pub(super) fn root(&self, api_version: &str, kind: &str, channel: Channel) -> Option<&Root> {
        let (group, version) = api_version.split_once('/')?;
        let mut of_kind = self.roots.iter().filter(|root| {
            root.kind == kind
                && root.group == group
                && root.channel.is_none_or(|only| only == channel)
        });
        let first = of_kind.clone().next();
        of_kind
            .find(|root| root.versions.contains(&version))
            .or(first)
    }

    pub(super) fn schema(&self, id: SchemaId) -> Option<&Schema> {
        self.schemas.get(id as usize)
    }

    pub(super) fn pattern(&self, number: u32) -> Option<&Pattern> {
        self.patterns.get(number as usize)
    }

    pub(super) fn status(&self, number: u32) -> Option<&Node<'static>> {
        self.statuses.get(number as usize)
    }

    pub(super) fn rule(&self, number: u32) -> Option<&Rule> {
        self.rules.get(number as usize)
    }

    pub(super) fn read(text: &'static str) -> Option<Tables> {
        let mut tables = Tables::default();
        let Node::Object(members) = serde_json::from_str(text).ok()? else {
            return None;
        };
        for (key, value) in members {
            let Node::Array(entries) = value else {
                return None;
            };
            match key.as_str() {
                "roots" => {
                    tables.roots = entries.into_iter().map(read_root).collect::<Option<_>>()?;
                }
                "statuses" => tables.statuses = entries,
                "rules" => {
                    tables.rules = entries.into_iter().map(read_rule).collect::<Option<_>>()?;
                }
                "patterns" => {
                    for entry in entries {
                        let Node::String(text) = entry else {
                            return None;
                        };
                        tables.patterns.push(Pattern {
                            text,
                            compiled: OnceLock::new(),
                        });
                    }
                }
                "nodes" => {
                    tables.schemas.reserve(entries.len());
                    for entry in entries {
                        // Children come before their parents.
                        let schema = read_schema(entry, &tables.schemas)?;
                        tables.schemas.push(schema);
                    }
                }
                _ => return None,
            }
        }
        Some(tables)
    }

    #[cfg(test)]
    pub(super) fn sizes(&self) -> (usize, usize) {
        (self.roots.len(), self.schemas.len())
    }

    #[cfg(test)]
    pub(super) fn rules(&self) -> &[Rule] {
        &self.rules
    }

    #[cfg(test)]
    pub(super) fn patterns(&self) -> &[Pattern] {
        &self.patterns
    }

    #[cfg(test)]
    pub(super) fn text() -> &'static str {
        TEXT
    }
}

fn read_root(node: Node<'static>) -> Option<Root> {
    let Node::Object(members) = node else {
        return None;
    };
    let mut root = Root::default();
    for (key, value) in members {
        match key.as_str() {
            "channel" => {
                root.channel = Some(match value.as_str()? {
                    "standard" => Channel::Standard,
                    "experimental" => Channel::Experimental,
                    _ => return None,
                });
            }
            "cluster" => root.cluster = true,
            "group" => root.group = word(value)?,
            "kind" => root.kind = word(value)?,
            "node" => root.schema = index(&value)?,
            "status" => root.status = Some(index(&value)?),
            "versions" => root.versions = words(value)?,
            _ => return None,
        }
    }
    Some(root)
}

fn read_schema(node: Node<'static>, before: &[Schema]) -> Option<Schema> {
    let known = |id: SchemaId| before.get(id as usize);
    let Node::Object(members) = node else {
        return None;
    };
    let mut schema = Schema::default();
    for (key, value) in members {
        match key.as_str() {
            "t" => {
                schema.of_type = match value.as_str()? {
                    "b" => Type::Boolean,
                    "i" => Type::Integer,
                    "n" => Type::Number,
                    "s" => Type::String,
                    "x" => Type::IntegerOrString,
                    "a" => Type::Array,
                    "o" => Type::Object,
                    _ => return None,
                }
            }
            "p" => {
                let Node::Object(properties) = value else {
                    return None;
                };
                for (position, (name, value)) in properties.into_iter().enumerate() {
                    let id = index(&value)?;
                    let property = known(id)?;
                    if position >= 64 {
                        return None;
                    }
                    if property.default.is_some() {
                        schema.defaulted.insert(position);
                    }
                    // A status is not its author's, and no rule looks at it on creation.
                    schema.has_rules |= property.has_rules;
                    let name = static_text(name)?;
                    schema.heads.push(head(name));
                    schema.properties.push(Property { name, schema: id });
                }
            }
            "i" => {
                let id = index(&value)?;
                schema.has_rules |= known(id)?.has_rules;
                schema.items = Some(id);
            }
            "a" => {
                let id = index(&value)?;
                schema.has_rules |= known(id)?.has_rules;
                schema.additional = Some(id);
            }
            "r" => {
                for position in indices(&value)? {
                    schema.required.insert(position as usize);
                }
            }
            "d" => schema.default = Some(value),
            "e" => {
                let Node::Array(values) = value else {
                    return None;
                };
                schema.values = values;
            }
            "f" => schema.format = Some(word(value)?),
            "k" => schema.preserve = true,
            "z" => schema.atomic = true,
            "n" => schema.nullable = true,
            "m" => schema.pattern = Some(index(&value)?),
            "l" => schema.length.least = Some(index(&value)?),
            "L" => schema.length.most = Some(index(&value)?),
            "v" => schema.number.least = Some(number(&value)?),
            "V" => schema.number.most = Some(number(&value)?),
            "c" => schema.entries.least = Some(index(&value)?),
            "C" => schema.entries.most = Some(index(&value)?),
            "q" => schema.members.least = Some(index(&value)?),
            "Q" => schema.members.most = Some(index(&value)?),
            "u" => {
                let keys = words(value)?;
                schema.list = if keys.is_empty() {
                    List::Set
                } else {
                    List::Map(keys)
                };
            }
            "x" => {
                schema.rules = indices(&value)?;
                schema.has_rules = true;
            }
            "any" => schema.combined.get_or_insert_default().any = indices(&value)?,
            "one" => schema.combined.get_or_insert_default().one = indices(&value)?,
            "all" => schema.combined.get_or_insert_default().all = indices(&value)?,
            "not" => schema.combined.get_or_insert_default().not = Some(index(&value)?),
            _ => return None,
        }
    }
    Some(schema)
}

fn words(node: Node<'static>) -> Option<Vec<&'static str>> {
    let Node::Array(entries) = node else {
        return None;
    };
    entries.into_iter().map(word).collect()
}

fn indices(node: &Node<'_>) -> Option<Vec<u32>> {
    let Node::Array(entries) = node else {
        return None;
    };
    entries.iter().map(index).collect()
}

fn number(node: &Node<'_>) -> Option<f64> {
    match node {
        Node::Integer(value) => Some(*value as f64),
        Node::Float(value) => Some(*value),
        _ => None,
    }
}

fn word(node: Node<'static>) -> Option<&'static str> {
    match node {
        Node::String(text) => static_text(text),
        _ => None,
    }
}

fn static_text(text: Text<'static>) -> Option<&'static str> {
    match text.into_cow() {
        std::borrow::Cow::Borrowed(text) => Some(text),
        std::borrow::Cow::Owned(_) => None,
    }
}

fn index(node: &Node<'_>) -> Option<SchemaId> {
    match node {
        Node::Integer(value) => SchemaId::try_from(*value).ok(),
        _ => None,
    }
}
