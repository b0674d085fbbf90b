//! What an API server checks once an object is pruned and defaulted, and the words that it finds.
//!
//! The habits are those of Kubernetes' own validators (kube-openapi's for schemas, then list types,
//! then rules), down to which errors hide others.

mod combined;
mod list;
mod previous;
mod report;
mod rule;
mod scalar;
mod slug;

use std::fmt;

use crate::diagnostic::Code;
use crate::json::{Member, Node, Pointer};

use crate::admission::cel::Budget;
use crate::admission::number::whole;
use crate::admission::place::{Place, Segment};
use crate::admission::schema::{PropertySet, Schema, SchemaId, Tables, Type};

use previous::{Previous, is_unchanged, old_entry};
use scalar::{is_formatted, mistyped};
pub(in crate::admission) use slug::slug;

/// Why an API server refuses an object: one entry of `details.causes` in its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// Its code here.
    pub code: Code,
    /// The name of the rule that is broken, made from what it says; empty where it is no rule.
    pub rule: String,
    /// The place in the object.
    pub path: Pointer,
    /// As `FieldValueRequired`.
    pub reason: &'static str,
    /// As `spec.rules[0].name`.
    pub field: String,
    /// As `Required value`.
    pub message: String,
}

impl Cause {
    /// The cause as a problem tells it.
    pub(in crate::admission) fn problem(&self) -> String {
        if self.field == NOWHERE {
            self.message.clone()
        } else {
            self.to_string()
        }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.field, self.message)
    }
}

/// The field of an error that names none.
const NOWHERE: &str = "<nil>";

/// How many causes are kept. Beyond that an object is refused all the same.
const MAX_CAUSES: usize = 1000;

/// What is found.
#[derive(Debug, Default)]
pub(in crate::admission) struct Found {
    pub(in crate::admission) causes: Vec<Cause>,
    pub(in crate::admission) left_out: usize,
    /// The rules that are broken where nothing was changed: they refuse nothing.
    pub(in crate::admission) tolerated: Vec<Cause>,
}

impl Found {
    fn push(&mut self, cause: Cause) {
        if self.causes.len() < MAX_CAUSES {
            self.causes.push(cause);
        } else {
            self.left_out += 1;
        }
    }

    fn append(&mut self, other: Found) {
        other.causes.into_iter().for_each(|cause| self.push(cause));
        self.left_out += other.left_out;
    }
}

/// Checks an object against its schema. What was found before keeps rules from being checked too.
///
/// On an update a fault is tolerated where nothing was changed (CRD validation ratcheting, as in
/// Kubernetes 1.33 and later).
pub(in crate::admission) fn validate(
    tables: &Tables,
    object: &Node<'_>,
    old: Option<&Node<'_>>,
    schema: &Schema,
    before: &[Cause],
) -> Found {
    let mut validator = Validator::new(tables);
    validator.value(object, old, schema, &Place::ROOT);
    let lists = std::mem::take(&mut validator.lists);
    if old.is_none_or(|old| has_sound_lists(tables, old, schema)) {
        validator.found.append(lists);
    }
    if schema.has_rules {
        let blocked =
            validator.found.left_out > 0
                || validator.found.causes.iter().chain(before).any(|cause| {
                    !matches!(cause.reason, "FieldValueInvalid" | "FieldValueDuplicate")
                });
        if blocked {
            validator.found.push(Cause {
                code: Code::RulesNotChecked,
                rule: String::new(),
                path: Pointer::root(),
                reason: "FieldValueInvalid",
                field: NOWHERE.to_owned(),
                message: "Invalid value: null: some validation rules were not checked because the \
                          object was invalid; correct the existing errors to complete validation"
                    .to_owned(),
            });
        } else {
            let _ = validator.rules(object, Previous::of(old), schema, &Place::ROOT);
        }
    }
    validator.found
}

/// Checks one value alone, without rules.
pub(in crate::admission) fn validate_part(
    tables: &Tables,
    node: &Node<'_>,
    schema: &Schema,
    place: &Place<'_>,
) -> Found {
    let mut validator = Validator::new(tables);
    validator.value(node, None, schema, place);
    validator.found.append(validator.lists);
    validator.found
}

/// Whether a number that is written as `80.0` is among the values, which are integers.
fn is_listed(node: &Node<'_>, schema: &Schema) -> bool {
    let Node::Float(number) = node else {
        return false;
    };
    let integer = whole(*number).map(Node::Integer);
    integer.is_some_and(|integer| schema.values.contains(&integer))
}

/// Whether each entry of an object's sets and maps is there once. Where that was not so before, nobody
/// asks for it afterwards.
fn has_sound_lists(tables: &Tables, old: &Node<'_>, schema: &Schema) -> bool {
    let mut validator = Validator::new(tables);
    validator.value(old, None, schema, &Place::ROOT);
    validator.lists.causes.is_empty()
}

struct Validator<'t> {
    tables: &'t Tables,
    found: Found,
    /// The same of sets and maps, which are looked at by themselves.
    lists: Found,
    /// What rules may still cost.
    budget: Budget,
}

impl<'t> Validator<'t> {
    fn new(tables: &'t Tables) -> Validator<'t> {
        Validator {
            tables,
            found: Found::default(),
            lists: Found::default(),
            budget: Budget::default(),
        }
    }

    /// Checks a value; counts the checks that went well as Kubernetes does, which decides whose errors
    /// are told where one of several schemas should fit.
    ///
    /// What is found in a value that is as it was before is forgotten.
    fn value(
        &mut self,
        node: &Node<'_>,
        old: Option<&Node<'_>>,
        schema: &'t Schema,
        place: &Place<'_>,
    ) -> u32 {
        let before = (self.found.causes.len(), self.found.left_out);
        let passed = self.check(node, old, schema, place);
        if let Some(old) = old
            && before != (self.found.causes.len(), self.found.left_out)
            && is_unchanged(self.tables, node, old, schema)
        {
            self.found.causes.truncate(before.0);
            self.found.left_out = before.1;
        }
        passed
    }

    fn check(
        &mut self,
        node: &Node<'_>,
        old: Option<&Node<'_>>,
        schema: &'t Schema,
        place: &Place<'_>,
    ) -> u32 {
        let mut passed = 0;
        if schema.of_type != Type::Any || schema.format.is_some() {
            match mistyped(node, schema) {
                Some((expected, found)) => self.wrong_type(place, expected, found),
                None => passed += 1,
            }
            passed += u32::from(!matches!(node, Node::Null));
        }
        if !schema.values.is_empty() && !schema.values.contains(node) && !is_listed(node, schema) {
            self.unsupported(node, schema, place);
        }
        if matches!(node, Node::Null) {
            // Nothing else is asked of a null.
            return passed;
        }
        passed += 3;
        if let Some(combined) = &schema.combined {
            passed += self.combined(node, combined, place);
        }
        match node {
            Node::String(text) => {
                self.string(text, schema, place);
                passed += 1;
                if let Some(format) = schema.format {
                    passed += 1;
                    if !is_formatted(text, format) {
                        self.wrong_type(place, format, text);
                    }
                }
            }
            Node::Integer(_) | Node::Float(_) => {
                self.number(node, schema, place);
                passed += 2;
            }
            Node::Array(entries) => {
                passed += self.entries(entries, old, schema, place) + 2;
            }
            Node::Object(members) => {
                passed += self.members(members, old, schema, place) + 1;
            }
            Node::Null | Node::Bool(_) => {}
        }
        passed
    }

    fn members(
        &mut self,
        members: &[Member<'_>],
        old: Option<&Node<'_>>,
        schema: &'t Schema,
        place: &Place<'_>,
    ) -> u32 {
        let mut passed = 0;
        let mut present = PropertySet::default();
        for (key, value) in members {
            if let Some(position) = schema.position(key) {
                present.insert(position);
                if schema.status_apart && *key == "status" {
                    // It is not its author's: an API server checks it where a controller writes it.
                    continue;
                }
                let is_root = matches!(place.segment, Segment::Root);
                // What these two say is never tolerated: versions are converted before.
                let is_type = is_root && (*key == "apiVersion" || *key == "kind");
                let old = old.filter(|_| !is_type).and_then(|old| old.get(key));
                let property = schema.properties.get(position).map(|p| p.schema);
                if let Some(property) = self.schema(property) {
                    passed += self.value(value, old, property, &place.key(key));
                }
            } else if let Some(additional) = self.schema(schema.additional) {
                let old = old.and_then(|old| old.get(key));
                passed += self.value(value, old, additional, &place.map_key(key));
            }
        }
        let count = members.len();
        if let Some(least) = schema.members.least.filter(|least| count < *least as usize) {
            self.invalid(
                Code::SchemaItems,
                place,
                &count.to_string(),
                format_args!("should have at least {least} properties"),
            );
        }
        if let Some(most) = schema.members.most.filter(|most| count > *most as usize) {
            self.too_many(place, count, most);
        }
        for position in schema.required.without(present) {
            if let Some(property) = schema.properties.get(position) {
                let place = place.key(property.name);
                let body = "Required value".to_owned();
                self.tell(Code::MissingField, "FieldValueRequired", &place, body);
            }
        }
        passed
    }

    fn schema(&self, id: Option<SchemaId>) -> Option<&'t Schema> {
        id.and_then(|id| self.tables.schema(id))
    }
}
