//! The walker: one way down an object and its schema, mending on the way.

use std::collections::BTreeMap;
use std::fmt;

use crate::contract::Channel;
use crate::diagnostic::{Code, Problem, did_you_mean};
use crate::json::{Member, Node};
use crate::order;

use super::admit::{Admitted, MAX_PROBLEMS};
use super::id::Id;
use super::metadata::Unfit;
use super::place::{Place, Segment};
use super::schema::{PropertySet, Schema, Tables};
use super::validate::{Found, validate_part};
use super::words::quoted;

/// The most warnings that are kept in an API server's words.
const MAX_TOLD: usize = 1000;

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

    pub(super) fn finish(mut self, found: Found) -> Admitted<'a> {
        let Found {
            causes,
            left_out,
            tolerated,
        } = found;
        for cause in tolerated {
            self.tell(format_args!("{cause}"));
            self.warnings_found += 1;
            let message = cause.problem();
            self.warnings
                .push(Problem::new(Code::RuleStillBroken, cause.path, message));
        }
        let found = causes.len() + left_out + usize::from(self.unread.is_some());
        // A flood of warnings never hides why an object is refused.
        let mut problems: Vec<Problem<'a>> = causes
            .iter()
            .take(MAX_PROBLEMS)
            .map(|cause| {
                Problem::new(cause.code, cause.path.clone(), cause.problem()).rule(&cause.rule)
            })
            .collect();
        problems.extend(self.unread);
        problems.extend(self.warnings);
        problems.truncate(MAX_PROBLEMS);
        Admitted {
            refused: found > 0,
            left_out: (found + self.warnings_found).saturating_sub(problems.len()),
            problems,
            causes,
            warnings: self.told,
            ..Admitted::default()
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
        let mut told: BTreeMap<String, String> = BTreeMap::new();
        members.retain_mut(|(key, value)| {
            let stays = stays.next().unwrap_or(true);
            if !stays {
                // Whoever reads the text tells what is written twice in there too.
                self.free(value, &place.key(key));
                if told.insert(key.to_string(), String::new()).is_some() {
                    return false;
                }
                let place = place.key(key);
                // Quoted, where an unknown field is told as it is.
                let shown = quoted(&place.to_string());
                self.tell(format_args!("duplicate field {shown}"));
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
    pub(super) fn unknown(&mut self, parent: &Place<'_>, key: &str, names: &[&'static str]) {
        let place = parent.key(key);
        self.tell(format_args!("unknown field \"{place}\""));
        self.warn(Code::UnknownField, &place, |walker| {
            let message = format!("`{place}` is not a field of {}, and is left out", walker.id.kind);
            let help = if walker.in_experimental(&place) {
                Some(format!(
                    "`{key}` is in Gateway API's experimental channel only: install those CRDs and set \
                     `crds: experimental`"
                ))
            } else {
                did_you_mean(key, names.iter().copied())
            };
            (message, help)
        });
    }

    /// Whether a place that this channel does not know is one of the experimental channel.
    fn in_experimental(&self, place: &Place<'_>) -> bool {
        if self.id.channel == Channel::Experimental {
            return false;
        }
        let mut at = self
            .tables
            .root(
                self.id.api_version,
                self.id.kind,
                Channel::Experimental,
                self.id.release,
            )
            .and_then(|root| self.tables.schema(root.schema));
        for segment in place.segments() {
            at = at.and_then(|schema| match segment {
                Segment::Root => Some(schema),
                Segment::Key(key) | Segment::MapKey(key) => {
                    schema.member(key).and_then(|id| self.tables.schema(id))
                }
                Segment::Index(_) => schema.items.and_then(|id| self.tables.schema(id)),
            });
        }
        at.is_some()
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

    /// What an API server says of an object that it takes.
    #[cold]
    pub(super) fn advise(&mut self, place: &Place<'_>, said: &str) {
        self.tell(format_args!("{said}"));
        self.warn(Code::ServerWarning, place, |_| (said.to_owned(), None));
    }

    /// Why the object could not be read.
    #[cold]
    pub(super) fn unread(&mut self, unfit: &Unfit) {
        self.unread = Some(Problem::new(
            Code::WrongType,
            unfit.path.clone(),
            unfit.message.clone(),
        ));
    }

    /// Forgets what was told: an API server warns of nothing in an object that it cannot read.
    pub(super) fn forget(&mut self) {
        self.told.clear();
        self.warnings.clear();
        self.warnings_found = 0;
    }

    /// Keeps a warning in an API server's words.
    fn tell(&mut self, warning: fmt::Arguments<'_>) {
        if self.told.len() < MAX_TOLD {
            self.told.push(warning.to_string());
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

/// A number that is written with a fraction, but has none (`80.0`), as an integer.
pub(super) fn whole(number: f64) -> Option<i64> {
    // Beyond 2^53 a float is no longer one certain integer.
    (number.fract() == 0.0 && number.abs() < 9_007_199_254_740_992.0).then_some(number as i64)
}

/// Writes numbers as an API server stores them: `80.0` is 80.
pub(super) fn without_fractions(node: &mut Node<'_>) {
    match node {
        Node::Float(number) => {
            if let Some(integer) = whole(*number) {
                *node = Node::Integer(integer);
            }
        }
        Node::Array(entries) => entries.iter_mut().for_each(without_fractions),
        Node::Object(members) => members
            .iter_mut()
            .for_each(|(_, value)| without_fractions(value)),
        _ => {}
    }
}
