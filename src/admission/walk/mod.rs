//! The walker: one way down an object and its schema, mending on the way.

mod duplicates;
mod told;
mod unknown;

use crate::diagnostic::{Code, Problem};
use crate::json::{Member, Node};

use super::id::Id;
use super::place::Place;
use super::schema::{PropertySet, Schema, Tables};
use super::validate::validate_part;

use duplicates::has_duplicates;

/// The schemas of the first members of an object, so that they are looked up once.
#[derive(Default)]
struct Known {
    schemas: [Option<&'static Schema>; 12],
    len: usize,
}

impl Known {
    fn push(&mut self, schema: Option<&'static Schema>) {
        if let Some(slot) = self.schemas.get_mut(self.len) {
            *slot = schema;
            self.len += 1;
        }
    }

    fn get(&self, position: usize) -> Option<Option<&'static Schema>> {
        self.schemas
            .get(position)
            .copied()
            .filter(|_| position < self.len)
    }
}

/// Mends an object, and notes what it did.
pub(super) struct Walker<'w, 'a> {
    tables: &'static Tables,
    id: Id<'w>,
    warnings: Vec<Problem<'a>>,
    warnings_found: usize,
    /// The warnings as an API server words them.
    told: Vec<String>,
    /// There is a number that is written with a fraction or an exponent.
    pub(super) has_floats: bool,
    /// Why it could not be read.
    unread: Option<Problem<'a>>,
}

impl<'w, 'a> Walker<'w, 'a> {
    pub(super) fn new(tables: &'static Tables, id: Id<'w>) -> Self {
        Walker {
            tables,
            id,
            warnings: Vec::new(),
            warnings_found: 0,
            told: Vec::new(),
            has_floats: false,
            unread: None,
        }
    }

    /// Brings one value into form, whatever type it should have. Goes no deeper than the tree, which
    /// has a bound.
    pub(super) fn value(&mut self, node: &mut Node<'a>, schema: &Schema, place: &Place<'_>) {
        match node {
            Node::Object(members) => self.object(members, schema, place),
            Node::Array(entries) => {
                if schema.items.is_none() && schema.preserve {
                    self.free(node, place);
                    return;
                }
                let nothing = Schema::default();
                let items = schema
                    .items
                    .and_then(|id| self.tables.schema(id))
                    .unwrap_or(&nothing);
                for (i, entry) in entries.iter_mut().enumerate() {
                    // A null entry takes its default too, but is never taken out.
                    if matches!(entry, Node::Null)
                        && !items.nullable
                        && let Some(default) = &items.default
                    {
                        *entry = default.clone();
                    }
                    self.value(entry, items, &place.index(i));
                }
            }
            Node::Float(_) => self.has_floats = true,
            _ => {}
        }
    }

    fn object(&mut self, members: &mut Vec<Member<'a>>, schema: &Schema, place: &Place<'_>) {
        let tables = self.tables;
        let mut known = Known::default();
        let present = match self.present(members, schema, &mut known) {
            Some(present) => present,
            None => {
                known = Known::default();
                self.mend(members, schema, place)
            }
        };
        for position in schema.defaulted.without(present) {
            let Some(property) = schema.properties.get(position) else {
                continue;
            };
            let Some(default) = tables
                .schema(property.schema)
                .and_then(|s| s.default.as_ref())
            else {
                continue;
            };
            members.push((property.name.into(), default.clone()));
        }
        for (i, (key, value)) in members.iter_mut().enumerate() {
            let member = match known.get(i) {
                Some(member) => member,
                None => schema.member(key).and_then(|id| tables.schema(id)),
            };
            match member {
                Some(member) => self.value(value, member, &place.key(key)),
                None => self.free(value, &place.key(key)),
            }
        }
    }

    /// The properties that an object has, if nothing in it has to be taken out.
    fn present(
        &self,
        members: &[Member<'a>],
        schema: &Schema,
        known: &mut Known,
    ) -> Option<PropertySet> {
        let mut present = PropertySet::default();
        let mut others = false;
        for (key, value) in members {
            let id = match schema.position(key) {
                Some(position) => {
                    if present.contains(position) {
                        return None;
                    }
                    present.insert(position);
                    schema
                        .properties
                        .get(position)
                        .map(|property| property.schema)
                }
                None => {
                    others = true;
                    schema.additional
                }
            };
            let member = id.and_then(|id| self.tables.schema(id));
            match member {
                Some(member) if matches!(value, Node::Null) && !member.nullable => return None,
                None if !schema.preserve => return None,
                _ => known.push(member),
            }
        }
        if others && has_duplicates(members) {
            return None;
        }
        Some(present)
    }

    /// Takes out what an API server takes out, and tells the properties that are left.
    #[cold]
    fn mend(
        &mut self,
        members: &mut Vec<Member<'a>>,
        schema: &Schema,
        place: &Place<'_>,
    ) -> PropertySet {
        let tables = self.tables;
        self.drop_duplicates(members, place);
        members.retain_mut(|(key, value)| {
            match schema.member(key).and_then(|id| tables.schema(id)) {
                Some(member) => !matches!(value, Node::Null) || member.nullable,
                None if schema.preserve => true,
                None => {
                    // Whoever reads the text tells what is written twice in there too.
                    self.free(value, &place.key(key));
                    let names: Vec<&'static str> = schema
                        .properties
                        .iter()
                        .map(|property| property.name)
                        .collect();
                    self.unknown(place, key, &names);
                    false
                }
            }
        });
        // A null in a map whose values have a default would become that default; no such map is in the
        // tables (a test looks), so that it goes like any other null.
        let mut present = PropertySet::default();
        members
            .iter()
            .filter_map(|(key, _)| schema.position(key))
            .for_each(|p| present.insert(p));
        present
    }

    /// A value without a schema: any JSON, but each key once.
    pub(super) fn free(&mut self, node: &mut Node<'a>, place: &Place<'_>) {
        match node {
            Node::Object(members) => {
                if has_duplicates(members) {
                    self.drop_duplicates(members, place);
                }
                members
                    .iter_mut()
                    .for_each(|(key, value)| self.free(value, &place.key(key)));
            }
            Node::Array(entries) => {
                entries
                    .iter_mut()
                    .enumerate()
                    .for_each(|(i, entry)| self.free(entry, &place.index(i)));
            }
            Node::Float(_) => self.has_floats = true,
            _ => {}
        }
    }

    /// An API server takes no status from whoever writes an object, so that a status that does not
    /// fit its schema refuses nothing: it goes, and the object goes on without.
    pub(super) fn status(&mut self, members: &mut Vec<Member<'a>>, schema: &Schema) {
        let Some(at) = members.iter().position(|(key, _)| *key == "status") else {
            return;
        };
        let place = Place::ROOT.key("status");
        let found = schema
            .member("status")
            .and_then(|id| self.tables.schema(id))
            .zip(members.get(at))
            .and_then(|(schema, (_, status))| {
                let found = validate_part(self.tables, status, schema, &place);
                // Of the rest, those that read the status make what they can.
                let mut causes = found.causes.into_iter();
                causes.find(|cause| matches!(cause.code, Code::WrongType | Code::MissingField))
            });
        let Some(first) = found else { return };
        members.remove(at);
        self.warn(Code::UnknownField, &place, |_| {
            let help =
                "remove `status`: controllers write it, and an API server ignores it in a manifest";
            (
                format!("`status` is left out: {}", first.problem()),
                Some(help.to_owned()),
            )
        });
    }
}
