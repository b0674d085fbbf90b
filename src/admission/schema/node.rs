//! One node of a structural schema, and what it holds.

use crate::json::Node;

/// Where a schema is in the table.
pub(in crate::admission) type SchemaId = u32;

/// One node of a structural schema.
#[derive(Debug, Default)]
pub(in crate::admission) struct Schema {
    pub(in crate::admission) of_type: Type,
    /// Sorted by name; at most 64, so that a set of them is one word.
    pub(in crate::admission) properties: Vec<Property>,
    /// The [`head`] of each property's name.
    pub(super) heads: Vec<u64>,
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
pub(super) fn head(name: &str) -> u64 {
    name.bytes()
        .rev()
        .take(7)
        .fold(name.len() as u64, |head, byte| head << 8 | u64::from(byte))
}
