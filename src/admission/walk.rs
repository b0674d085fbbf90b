//! The walker: one way down an object and its schema, mending on the way.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};

use crate::contract::Channel;
use crate::diagnostic::{Code, Problem, nearest};
use crate::json::{Member, Node, Pointer};
use crate::order;

use super::schema::{PropertySet, Schema, Tables, Type};

/// The most problems that are told of one object.
pub const MAX_PROBLEMS: usize = 100;

/// The longest value that is repeated in a message, in bytes.
const MAX_QUOTED: usize = 40;

/// What became of an object.
#[derive(Debug, Default)]
pub struct Admitted<'a> {
    /// What is wrong with it: first what refuses it, then warnings; each from the outside in, and in
    /// the order of the document.
    pub problems: Vec<Problem<'a>>,
    /// An API server would refuse it: a value has the wrong type, or a required field is missing.
    pub refused: bool,
    /// How many problems there are beyond [`MAX_PROBLEMS`].
    pub left_out: usize,
}

/// Brings an object into the form in which an API server stores it.
///
/// Of keys that are written twice the last one stays; of kinds with a schema (Gateway API's and
/// Kuma's), unknown fields and nulls go and defaults come. Core kinds have none and keep all else.
pub fn admit<'a>(object: &mut Node<'a>, group: &str, kind: &str, channel: Channel) -> Admitted<'a> {
    let tables = Tables::get();
    let mut walker = Walker {
        tables,
        group,
        kind,
        channel,
        errors: Vec::new(),
        warnings: Vec::new(),
        errors_found: 0,
        warnings_found: 0,
    };
    let Some(schema) = tables.root(group, kind, channel) else {
        walker.free(object, &Place::ROOT);
        return walker.finish();
    };
    walker.value(object, schema, &Place::ROOT);
    walker.finish()
}

/// A place on the way down: a list on the stack, read only when there is something to tell.
struct Place<'p> {
    parent: Option<&'p Place<'p>>,
    segment: Segment<'p>,
}

#[derive(Clone, Copy)]
enum Segment<'p> {
    Root,
    Key(&'p str),
    Index(usize),
}

impl<'p> Place<'p> {
    const ROOT: Place<'static> = Place {
        parent: None,
        segment: Segment::Root,
    };

    fn key(&'p self, key: &'p str) -> Place<'p> {
        Place {
            parent: Some(self),
            segment: Segment::Key(key),
        }
    }

    fn index(&'p self, index: usize) -> Place<'p> {
        Place {
            parent: Some(self),
            segment: Segment::Index(index),
        }
    }

    /// From the root to here.
    fn segments(&self) -> Vec<Segment<'p>> {
        let mut segments = Vec::new();
        let mut at = Some(self);
        while let Some(place) = at {
            segments.push(place.segment);
            at = place.parent;
        }
        segments.reverse();
        segments
    }

    fn pointer(&self) -> Pointer {
        self.segments()
            .iter()
            .fold(Pointer::root(), |at, segment| match segment {
                Segment::Root => at,
                Segment::Key(key) => at.key(key),
                Segment::Index(index) => at.index(*index),
            })
    }
}

/// As Kubernetes writes a place: `spec.rules[0].backendRefs`.
impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut first = true;
        for segment in self.segments() {
            match segment {
                Segment::Root => continue,
                Segment::Key(key) if first => f.write_str(key)?,
                Segment::Key(key) => write!(f, ".{key}")?,
                Segment::Index(index) => write!(f, "[{index}]")?,
            }
            first = false;
        }
        Ok(())
    }
}

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

struct Walker<'w, 'a> {
    tables: &'static Tables,
    group: &'w str,
    kind: &'w str,
    channel: Channel,
    /// Each at most [`MAX_PROBLEMS`]: a flood of warnings never hides why an object is refused.
    errors: Vec<Problem<'a>>,
    warnings: Vec<Problem<'a>>,
    errors_found: usize,
    warnings_found: usize,
}

impl<'a> Walker<'_, 'a> {
    fn finish(self) -> Admitted<'a> {
        let mut problems = self.errors;
        problems.extend(self.warnings);
        problems.truncate(MAX_PROBLEMS);
        Admitted {
            refused: self.errors_found > 0,
            left_out: (self.errors_found + self.warnings_found).saturating_sub(problems.len()),
            problems,
        }
    }

    /// Brings one value into form. Goes no deeper than the tree, which has a bound.
    fn value(&mut self, node: &mut Node<'a>, schema: &Schema, place: &Place<'_>) {
        if !fits(node, schema) {
            self.wrong_type(node, schema, place);
            return;
        }
        match node {
            Node::Object(members) => self.object(members, schema, place),
            Node::Array(entries) => {
                let Some(items) = schema.items.and_then(|id| self.tables.schema(id)) else {
                    entries
                        .iter_mut()
                        .enumerate()
                        .for_each(|(i, entry)| self.free(entry, &place.index(i)));
                    return;
                };
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
            Node::Float(number) if schema.of_type != Type::Number => {
                if let Some(integer) = whole(*number) {
                    *node = Node::Integer(integer);
                }
            }
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
        let missing = schema.required.without(present).without(schema.defaulted);
        if !missing.is_empty() {
            self.missing(missing, schema, place);
        }
        let at_root = matches!(place.segment, Segment::Root);
        let mut drop_status = false;
        for (i, (key, value)) in members.iter_mut().enumerate() {
            let member = match known.get(i) {
                Some(member) => member,
                None => schema.member(key).and_then(|id| tables.schema(id)),
            };
            match member {
                Some(member) if at_root && *key == "status" => {
                    drop_status = !self.status(value, member, &place.key(key));
                }
                Some(member) => self.value(value, member, &place.key(key)),
                None => self.free(value, &place.key(key)),
            }
        }
        if drop_status {
            members.retain(|(key, _)| *key != "status");
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
        members.retain(
            |(key, value)| match schema.member(key).and_then(|id| tables.schema(id)) {
                Some(member) => !matches!(value, Node::Null) || member.nullable,
                None if schema.preserve => true,
                None => {
                    self.unknown(key, schema, place);
                    false
                }
            },
        );
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
    fn free(&mut self, node: &mut Node<'a>, place: &Place<'_>) {
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
            _ => {}
        }
    }

    /// Of keys that are written twice the last one stays.
    #[cold]
    fn drop_duplicates(&mut self, members: &mut Vec<Member<'a>>, place: &Place<'_>) {
        let stays: Vec<bool> = {
            let mut seen: BTreeMap<String, String> = BTreeMap::new();
            members
                .iter()
                .rev()
                .map(|(key, _)| seen.insert(key.to_string(), String::new()).is_none())
                .collect()
        };
        let mut stays = stays.into_iter().rev();
        members.retain(|(key, _)| {
            let stays = stays.next().unwrap_or(true);
            if !stays {
                let place = place.key(key);
                self.warn(Code::DuplicateField, &place, |_| {
                    (
                        format!("`{place}` is written more than once, and the last one counts"),
                        None,
                    )
                });
            }
            stays
        });
    }

    #[cold]
    fn unknown(&mut self, key: &str, schema: &Schema, parent: &Place<'_>) {
        let place = parent.key(key);
        self.warn(Code::UnknownField, &place, |walker| {
            let message = format!("`{place}` is not a field of {}, and is left out", walker.kind);
            let help = if walker.in_experimental(&place) {
                Some(format!(
                    "`{key}` is in Gateway API's experimental channel only: install those CRDs and set \
                     `crds: experimental`"
                ))
            } else {
                nearest(key, schema.properties.iter().map(|property| property.name))
                    .map(|name| format!("did you mean `{name}`?"))
            };
            (message, help)
        });
    }

    /// Whether a place that this channel does not know is one of the experimental channel.
    fn in_experimental(&self, place: &Place<'_>) -> bool {
        if self.channel == Channel::Experimental {
            return false;
        }
        let mut at = self
            .tables
            .root(self.group, self.kind, Channel::Experimental);
        for segment in place.segments() {
            at = at.and_then(|schema| match segment {
                Segment::Root => Some(schema),
                Segment::Key(key) => schema.member(key).and_then(|id| self.tables.schema(id)),
                Segment::Index(_) => schema.items.and_then(|id| self.tables.schema(id)),
            });
        }
        at.is_some()
    }

    #[cold]
    fn missing(&mut self, missing: PropertySet, schema: &Schema, parent: &Place<'_>) {
        for name in missing
            .into_iter()
            .filter_map(|p| schema.properties.get(p))
            .map(|p| p.name)
        {
            let place = parent.key(name);
            self.refuse(Code::MissingField, &place, || {
                format!("`{place}` is required, but is not there")
            });
        }
    }

    #[cold]
    fn wrong_type(&mut self, node: &Node<'a>, schema: &Schema, place: &Place<'_>) {
        let is_root = matches!(place.segment, Segment::Root);
        self.refuse(Code::WrongType, place, || {
            let mut message = String::new();
            // Writing to a string cannot fail.
            let _ = match is_root {
                true => write!(message, "the object is {}", article(node.type_name())),
                false => write!(message, "`{place}` is {}", article(node.type_name())),
            };
            if let Some(value) = quoted(node, schema) {
                let _ = write!(message, " (`{value}`)");
            }
            let _ = write!(message, ", but {} is expected", expected(schema));
            message
        });
    }

    /// An API server takes no status from whoever writes an object, so that a status that does not
    /// fit its schema refuses nothing: it goes, and the object goes on without. Returns whether it stays.
    fn status(&mut self, node: &mut Node<'a>, schema: &Schema, place: &Place<'_>) -> bool {
        let errors = std::mem::take(&mut self.errors);
        let errors_found = std::mem::take(&mut self.errors_found);
        self.value(node, schema, place);
        let stays = self.errors_found == 0;
        let of_status = std::mem::replace(&mut self.errors, errors);
        self.errors_found = errors_found;
        if let Some(first) = of_status.first() {
            self.warn(Code::UnknownField, place, |_| {
                let help = "remove `status`: controllers write it, and an API server ignores it in a manifest";
                (format!("`status` is left out: {}", first.message), Some(help.to_owned()))
            });
        }
        stays
    }

    fn refuse(&mut self, code: Code, place: &Place<'_>, message: impl FnOnce() -> String) {
        self.errors_found += 1;
        if self.errors.len() < MAX_PROBLEMS {
            self.errors
                .push(Problem::new(code, place.pointer(), message()));
        }
    }

    fn warn(
        &mut self,
        code: Code,
        place: &Place<'_>,
        text: impl FnOnce(&Self) -> (String, Option<String>),
    ) {
        self.warnings_found += 1;
        if self.warnings.len() < MAX_PROBLEMS {
            let (message, help) = text(self);
            self.warnings
                .push(Problem::new(code, place.pointer(), message).maybe_help(help));
        }
    }
}

/// Whether a key is written twice.
fn has_duplicates(members: &[Member<'_>]) -> bool {
    if members.len() <= 12 {
        let mut rest = members;
        while let Some(((key, _), others)) = rest.split_first() {
            if others
                .iter()
                .any(|(other, _)| other.as_str() == key.as_str())
            {
                return true;
            }
            rest = others;
        }
        return false;
    }
    let mut keys: Vec<&str> = members.iter().map(|(key, _)| key.as_str()).collect();
    order::sort_by(&mut keys, |a, b| a.cmp(b));
    keys.windows(2).any(|pair| pair.first() == pair.last())
}

/// Whether a value has the type that its schema asks for.
fn fits(node: &Node<'_>, schema: &Schema) -> bool {
    match (schema.of_type, node) {
        (_, Node::Null) if schema.nullable => true,
        (Type::Any, _)
        | (Type::Boolean, Node::Bool(_))
        | (Type::Integer | Type::Number | Type::IntegerOrString, Node::Integer(_))
        | (Type::Number, Node::Float(_))
        | (Type::String | Type::IntegerOrString, Node::String(_))
        | (Type::Array, Node::Array(_))
        | (Type::Object, Node::Object(_)) => true,
        (Type::Integer | Type::IntegerOrString, Node::Float(number)) => whole(*number).is_some(),
        _ => false,
    }
}

/// A number that is written with a fraction, but has none (`80.0`), as an integer.
fn whole(number: f64) -> Option<i64> {
    // Beyond 2^53 a float is no longer one certain integer.
    (number.fract() == 0.0 && number.abs() < 9_007_199_254_740_992.0).then_some(number as i64)
}

/// A value as it may be repeated in a message: short, and a scalar in the place of another one,
/// so that never text is shown that stands where a structure, perhaps with a key in it, belongs.
fn quoted(node: &Node<'_>, schema: &Schema) -> Option<String> {
    if matches!(schema.of_type, Type::Any | Type::Array | Type::Object) {
        return None;
    }
    let value = match node {
        Node::Bool(_) | Node::Integer(_) | Node::Float(_) => serde_json::to_string(node).ok()?,
        Node::String(text) if text.len() <= MAX_QUOTED => serde_json::to_string(node).ok()?,
        _ => return None,
    };
    (value.len() <= MAX_QUOTED).then_some(value)
}

fn expected(schema: &Schema) -> &'static str {
    match schema.of_type {
        Type::Any => "another value",
        Type::Boolean => "a boolean",
        Type::Integer => "an integer",
        Type::Number => "a number",
        Type::String => "a string",
        Type::IntegerOrString => "an integer or a string",
        Type::Array => "an array",
        Type::Object => "an object",
    }
}

fn article(type_name: &'static str) -> String {
    match type_name {
        "null" => type_name.to_owned(),
        "array" | "integer" | "object" => format!("an {type_name}"),
        _ => format!("a {type_name}"),
    }
}
