//! The schemas of all kinds, read from `tables.txt` once.

use std::sync::OnceLock;

use crate::contract::Channel;
use crate::json::Node;

use super::cel::Program;
use super::regex::Regex;

static TEXT: &str = include_str!("tables.txt");
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
pub(super) struct Pattern {
    pub(super) text: &'static str,
    compiled: OnceLock<Compiled>,
}

impl Pattern {
    pub(super) const fn new(text: &'static str) -> Pattern {
        Pattern {
            text,
            compiled: OnceLock::new(),
        }
    }

    pub(super) fn is_match(&self, text: &str) -> bool {
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
    pub(super) fn is_known(&self) -> bool {
        Regex::new(self.text).is_ok()
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
    program: OnceLock<Compiled>,
    /// The expression that makes the message.
    message_tree: Option<&'static str>,
    message_program: OnceLock<Compiled>,
    pub(super) message: Option<&'static str>,
    /// Its own text, if it has no message.
    pub(super) text: Option<&'static str>,
    pub(super) reason: Option<&'static str>,
    /// Which member its error is about.
    pub(super) field: Option<&'static str>,
    /// It is about a change, and says nothing where there was no object before.
    pub(super) on_update: bool,
}

impl Rule {
    // The generator and a test read every tree: there is always a program.
    pub(super) fn program(&self) -> Option<&Program> {
        program(&self.program, self.tree)
    }

    pub(super) fn message_program(&self) -> Option<&Program> {
        program(&self.message_program, self.message_tree?)
    }
}

fn read_rule(line: &'static str) -> Option<Rule> {
    let mut fields = line.split('\t');
    let mut rule = Rule {
        tree: fields.next()?,
        ..Rule::default()
    };
    for field in fields {
        let (key, value) = field.split_at_checked(1)?;
        match key {
            "m" => rule.message = Some(value),
            "f" => rule.text = Some(value),
            "e" => rule.message_tree = Some(value),
            "r" => rule.reason = Some(value),
            "p" => rule.field = Some(value),
            "o" => rule.on_update = true,
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
        let mut group = "";
        for line in sections.next()?.lines() {
            match line.strip_prefix('=') {
                Some(name) => group = name,
                None => tables.roots.push(read_root(line, group)?),
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

fn read_root(line: &'static str, group: &'static str) -> Option<Root> {
    let mut words = line.split(' ');
    let (channel, kind) = words.next()?.split_at_checked(1)?;
    let versions = words.next()?.split(',').collect();
    let mut root = Root {
        channel: match channel {
            "s" => Some(Channel::Standard),
            "e" => Some(Channel::Experimental),
            _ => None,
        },
        group,
        kind,
        versions,
        schema: numbers(words.next()?).next()?,
        ..Root::default()
    };
    for word in words {
        match word.split_at_checked(1)? {
            ("s", number) => root.status = numbers(number).next(),
            _ => root.cluster = true,
        }
    }
    Some(root)
}

fn read_schema(line: &'static str, names: &[&'static str], before: &[Schema]) -> Option<Schema> {
    let mut fields = line.split('\t');
    let mut schema = Schema {
        of_type: match fields.next()? {
            "b" => Type::Boolean,
            "i" => Type::Integer,
            "n" => Type::Number,
            "s" => Type::String,
            "x" => Type::IntegerOrString,
            "a" => Type::Array,
            "o" => Type::Object,
            _ => Type::Any,
        },
        ..Schema::default()
    };
    for field in fields {
        let (key, value) = field.split_at_checked(1)?;
        let mut ids = numbers(value);
        let bound = || value.parse::<u32>().ok();
        match key {
            "p" => {
                while let Some(name) = ids.next() {
                    let name = names.get(name as usize)?;
                    let id = ids.next()?;
                    let property = before.get(id as usize)?;
                    let position = schema.properties.len();
                    if position >= 64 {
                        return None;
                    }
                    if property.default.is_some() {
                        schema.defaulted.insert(position);
                    }
                    schema.has_rules |= property.has_rules;
                    schema.heads.push(head(name));
                    schema.properties.push(Property { name, schema: id });
                }
            }
            "i" | "a" => {
                let id = ids.next();
                schema.has_rules |= before.get(id? as usize)?.has_rules;
                if key == "i" {
                    schema.items = id;
                } else {
                    schema.additional = id;
                }
            }
            "r" => ids.for_each(|position| schema.required.insert(position as usize)),
            "d" => schema.default = Some(serde_json::from_str(value).ok()?),
            "e" => {
                let Node::Array(values) = serde_json::from_str(value).ok()? else {
                    return None;
                };
                schema.values = values;
            }
            "f" => schema.format = Some(value),
            "k" => schema.preserve = true,
            "z" => schema.atomic = true,
            "n" => schema.nullable = true,
            "m" => schema.pattern = ids.next(),
            "l" => schema.length.least = bound(),
            "L" => schema.length.most = bound(),
            // Reading any float would cost ten kilobytes; the generator refuses other bounds.
            "v" => schema.number.least = bound().map(f64::from),
            "V" => schema.number.most = bound().map(f64::from),
            "c" => schema.entries.least = bound(),
            "C" => schema.entries.most = bound(),
            "q" => schema.members.least = bound(),
            "Q" => schema.members.most = bound(),
            "u" if value.is_empty() => schema.list = List::Set,
            "u" => schema.list = List::Map(value.split(' ').collect()),
            "x" => {
                schema.rules = ids.collect();
                schema.has_rules = true;
            }
            "y" => schema.combined.get_or_insert_default().any = ids.collect(),
            "o" => schema.combined.get_or_insert_default().one = ids.collect(),
            "A" => schema.combined.get_or_insert_default().all = ids.collect(),
            "N" => schema.combined.get_or_insert_default().not = ids.next(),
            _ => return None,
        }
    }
    Some(schema)
}

/// The numbers of a field: each has two digits to the base of 64.
fn numbers(text: &str) -> impl Iterator<Item = u32> + '_ {
    text.as_bytes().chunks_exact(2).map(|pair| {
        pair.iter().fold(0, |number, digit| {
            let digit = match digit {
                b'0'..=b'9' => digit - b'0',
                b'a'..=b'z' => digit - b'a' + 10,
                b'A'..=b'Z' => digit - b'A' + 36,
                b'+' => 62,
                _ => 63,
            };
            number * 64 + u32::from(digit)
        })
    })
}
