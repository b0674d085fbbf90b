//! `metadata` as Go's decoder reads it into `ObjectMeta`: what it refuses, what it leaves out.

use crate::admission::place::Place;
use crate::admission::words;
use crate::json::{Member, Node, Pointer};
use crate::order;

use super::time;

/// What a value is read into.
#[derive(Clone, Copy)]
enum Holds {
    /// A string, and what Go calls its type.
    Text(&'static str),
    Integer,
    Bool,
    Time,
    /// Any JSON.
    Any,
    /// An object whose values are strings.
    Map,
    /// A list, what Go calls its type, and what its entries hold.
    List(&'static str, &'static Holds),
    Struct(&'static Struct),
}

/// An object with known members.
struct Struct {
    name: &'static str,
    fields: &'static [Field],
}

struct Field {
    name: &'static str,
    holds: Holds,
    /// Stays where it says nothing.
    stays: bool,
}

const fn field(name: &'static str, holds: Holds) -> Field {
    Field {
        name,
        holds,
        stays: false,
    }
}

const TEXT: Holds = Holds::Text("string");
const UID: Holds = Holds::Text("types.UID");

const fn always(name: &'static str, holds: Holds) -> Field {
    Field {
        name,
        holds,
        stays: true,
    }
}

static OBJECT_META: Struct = Struct {
    name: "ObjectMeta",
    fields: &[
        field("name", TEXT),
        field("namespace", TEXT),
        field("labels", Holds::Map),
        field("annotations", Holds::Map),
        field("creationTimestamp", Holds::Time),
        field("uid", UID),
        field("resourceVersion", TEXT),
        field("generation", Holds::Integer),
        field("generateName", TEXT),
        field("finalizers", Holds::List("[]string", &TEXT)),
        field(
            "ownerReferences",
            Holds::List("[]v1.OwnerReference", &Holds::Struct(&OWNER)),
        ),
        field(
            "managedFields",
            Holds::List("[]v1.ManagedFieldsEntry", &Holds::Struct(&MANAGED)),
        ),
        field("selfLink", TEXT),
        field("deletionTimestamp", Holds::Time),
        field("deletionGracePeriodSeconds", Holds::Integer),
    ],
};

static OWNER: Struct = Struct {
    name: "OwnerReference",
    fields: &[
        always("apiVersion", TEXT),
        always("kind", TEXT),
        always("name", TEXT),
        always("uid", UID),
        field("controller", Holds::Bool),
        field("blockOwnerDeletion", Holds::Bool),
    ],
};

static MANAGED: Struct = Struct {
    name: "ManagedFieldsEntry",
    fields: &[
        field("manager", TEXT),
        field("operation", Holds::Text("v1.ManagedFieldsOperationType")),
        field("apiVersion", TEXT),
        field("time", Holds::Time),
        field("fieldsType", TEXT),
        field("fieldsV1", Holds::Any),
        field("subresource", TEXT),
    ],
};

/// What an API server itself writes of a new object, whatever its author says.
pub(in crate::admission) const OF_THE_SERVER: &[&str] = &[
    "creationTimestamp",
    "deletionGracePeriodSeconds",
    "deletionTimestamp",
    "generation",
    "managedFields",
    "resourceVersion",
    "selfLink",
    "uid",
];

impl Struct {
    fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

/// Why `metadata` cannot be read.
pub(in crate::admission) struct Unfit {
    pub(in crate::admission) path: Pointer,
    /// In the words of Go's decoder.
    pub(in crate::admission) message: String,
}

/// A field that is not known: where it is, its name, and the names that there are.
pub(in crate::admission) type Unknown<'u> = dyn FnMut(&Place<'_>, &str, &[&'static str]) + 'u;

/// Brings `metadata` into the form in which it is stored; tells the fields that are not known.
///
/// # Errors
/// A value of another type than its field's.
pub(in crate::admission) fn decode(
    metadata: &mut Node<'_>,
    unknown: &mut Unknown<'_>,
) -> Result<(), Unfit> {
    let holds = Holds::Struct(&OBJECT_META);
    let place = Place::ROOT;
    let place = place.key("metadata");
    if fits(metadata, holds) {
        return Ok(());
    }
    let mut decoder = Decoder {
        unknown,
        unfit: None,
        of: "",
        stack: Vec::new(),
    };
    decoder.value(metadata, holds, "v1.ObjectMeta", &place)?;
    match decoder.unfit {
        Some(unfit) => Err(unfit),
        None => Ok(()),
    }
}

/// The members of `metadata` that an author decides about.
pub(in crate::admission) fn kept(metadata: &mut Vec<Member<'_>>) {
    metadata.retain(|(key, _)| !OF_THE_SERVER.contains(&key.as_str()));
}

/// Whether a value is as it is stored already, which most are.
fn fits(node: &Node<'_>, holds: Holds) -> bool {
    match (holds, node) {
        (Holds::Text(_), Node::String(text)) => !text.is_empty(),
        (Holds::Time, Node::String(text)) => {
            time::check(text).is_ok() && time::in_seconds(text) == **text
        }
        (Holds::Integer, Node::Integer(number)) => *number != 0,
        (Holds::Bool, Node::Bool(_)) => true,
        (Holds::Map, Node::Object(members)) => {
            !members.is_empty()
                && members
                    .iter()
                    .all(|(_, value)| matches!(value, Node::String(_)))
        }
        (Holds::List(_, of_entries), Node::Array(entries)) => {
            !entries.is_empty() && entries.iter().all(|entry| fits(entry, *of_entries))
        }
        (Holds::Struct(of), Node::Object(members)) => {
            let always = of.fields.iter().filter(|field| field.stays).count();
            let mut found = 0;
            members.iter().all(|(key, value)| {
                of.field(key).is_some_and(|field| {
                    found += usize::from(field.stays);
                    fits(value, field.holds)
                })
            }) && found == always
        }
        (Holds::Any, _) => true,
        _ => false,
    }
}

struct Decoder<'d, 'u> {
    unknown: &'d mut Unknown<'u>,
    /// The first value that does not fit: the decoder goes on.
    unfit: Option<Unfit>,
    /// The struct that is being read.
    of: &'static str,
    /// The fields on the way down, without the keys of maps.
    stack: Vec<&'static str>,
}

impl Decoder<'_, '_> {
    /// Reads a value. A point in time that is none ends it all, and is told before what was wrong earlier.
    fn value(
        &mut self,
        node: &mut Node<'_>,
        holds: Holds,
        of_type: &str,
        place: &Place<'_>,
    ) -> Result<(), Unfit> {
        match (holds, &mut *node) {
            (_, Node::Null)
            | (Holds::Text(_), Node::String(_))
            | (Holds::Bool, Node::Bool(_))
            | (Holds::Any, _) => {}
            (Holds::Time, Node::String(text)) => {
                time::check(text).map_err(|message| Unfit {
                    path: place.pointer(),
                    message,
                })?;
                *node = Node::String(time::in_seconds(text).into());
            }
            (Holds::Time, other) => {
                let found = kind_of(other);
                return Err(self.unlike(found, "string", place));
            }
            (Holds::Integer, Node::Integer(_) | Node::Float(_)) => {
                let mut text = String::new();
                words::json(node, &mut text);
                match text.parse::<i64>() {
                    Ok(number) => *node = Node::Integer(number),
                    Err(_) => self.note(&format!("number {text}"), of_type, place),
                }
            }
            (Holds::Map, Node::Object(members)) => {
                for at in sorted(members) {
                    let Some((key, value)) = members.get_mut(at) else {
                        continue;
                    };
                    match value {
                        Node::String(_) => {}
                        Node::Null => *value = Node::String("".into()),
                        other => {
                            let found = kind_of(other);
                            self.note(found, "string", &place.key(key));
                        }
                    }
                }
            }
            (Holds::List(_, of_entries), Node::Array(entries)) => {
                for (i, entry) in entries.iter_mut().enumerate() {
                    let of_entry = match of_entries {
                        Holds::Struct(of) if of.name == OWNER.name => "v1.OwnerReference",
                        Holds::Struct(_) => "v1.ManagedFieldsEntry",
                        _ => "string",
                    };
                    self.value(entry, *of_entries, of_entry, &place.index(i))?;
                    match (of_entries, &entry) {
                        (Holds::Text(_), Node::Null) => *entry = Node::String("".into()),
                        (Holds::Struct(of), Node::Null) => {
                            *entry = Node::Object(Vec::new());
                            complete(entry, of);
                        }
                        _ => {}
                    }
                }
            }
            (Holds::Struct(of), Node::Object(members)) => {
                for at in sorted(members) {
                    let Some((key, value)) = members.get_mut(at) else {
                        continue;
                    };
                    let Some(field) = of.field(key) else {
                        let names: Vec<&'static str> =
                            of.fields.iter().map(|field| field.name).collect();
                        (self.unknown)(place, key, &names);
                        continue;
                    };
                    let outer = std::mem::replace(&mut self.of, of.name);
                    self.stack.push(field.name);
                    let of_type = match field.holds {
                        Holds::Text(name) | Holds::List(name, _) => name,
                        Holds::Integer => "int64",
                        Holds::Bool => "bool",
                        _ => "map[string]string",
                    };
                    self.value(value, field.holds, of_type, &place.key(field.name))?;
                    self.stack.pop();
                    self.of = outer;
                }
                members.retain(|(key, value)| {
                    of.field(key).is_some_and(|field| !is_empty(value, field))
                });
                complete(node, of);
            }
            (_, other) => {
                let found = kind_of(other);
                self.note(found, of_type, place);
            }
        }
        Ok(())
    }

    fn note(&mut self, found: &str, of_type: &str, place: &Place<'_>) {
        if self.unfit.is_none() {
            self.unfit = Some(self.unlike(found, of_type, place));
        }
    }

    fn unlike(&self, found: &str, of_type: &str, place: &Place<'_>) -> Unfit {
        let into = match self.of {
            "" => "Go value".to_owned(),
            of => format!("Go struct field {of}.{}", self.stack.join(".")),
        };
        Unfit {
            path: place.pointer(),
            message: format!("json: cannot unmarshal {found} into {into} of type {of_type}"),
        }
    }
}

/// The positions of the members in the order of their keys, in which the decoder sees them.
fn sorted(members: &[Member<'_>]) -> Vec<usize> {
    let mut positions: Vec<(&str, usize)> = members
        .iter()
        .enumerate()
        .map(|(at, (key, _))| (key.as_str(), at))
        .collect();
    order::sort_by(&mut positions, |a, b| a.cmp(b));
    positions.into_iter().map(|(_, at)| at).collect()
}

/// Whether a field is left out where it is stored.
fn is_empty(value: &Node<'_>, field: &Field) -> bool {
    match value {
        Node::Null => true,
        Node::String(text) => text.is_empty() && !field.stays,
        Node::Array(entries) => entries.is_empty(),
        Node::Object(members) => members.is_empty(),
        Node::Integer(number) => *number == 0 && field.name == "generation",
        _ => false,
    }
}

/// Writes what is always there.
fn complete(node: &mut Node<'_>, of: &Struct) {
    let Node::Object(members) = node else { return };
    for field in of.fields.iter().filter(|field| field.stays) {
        if !members.iter().any(|(key, _)| *key == field.name) {
            members.push((field.name.into(), Node::String("".into())));
        }
    }
}

/// What Go's decoder calls a value.
fn kind_of(node: &Node<'_>) -> &'static str {
    match node {
        Node::Bool(_) => "bool",
        Node::Integer(_) => "number",
        other => other.type_name(),
    }
}
