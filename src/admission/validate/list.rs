//! Lists: how many, sets, and maps by keys.

use std::fmt::Write as _;

use crate::admission::place::{AsField, Place};
use crate::admission::schema::{List, Schema};
use crate::admission::words::{json, shown};
use crate::diagnostic::Code;
use crate::json::Node;
use crate::order;

use super::{Cause, Validator, old_entry};

impl<'t> Validator<'t> {
    pub(super) fn entries(
        &mut self,
        entries: &[Node<'_>],
        old: Option<&Node<'_>>,
        schema: &'t Schema,
        place: &Place<'_>,
    ) -> u32 {
        let mut passed = 0;
        if let Some(items) = self.schema(schema.items) {
            for (i, entry) in entries.iter().enumerate() {
                let old = old.and_then(|old| old_entry(old, entry, schema));
                passed += self.value(entry, old, items, &place.index(i));
            }
        }
        let count = entries.len();
        if let Some(least) = schema.entries.least.filter(|least| count < *least as usize) {
            self.invalid(
                Code::SchemaItems,
                place,
                &count.to_string(),
                format_args!("should have at least {least} items"),
            );
        }
        if let Some(most) = schema.entries.most.filter(|most| count > *most as usize) {
            self.too_many(place, count, most);
        }
        match &schema.list {
            List::Atomic => {}
            List::Set => {
                for i in second_ones(entries, &|one, other| one == other, &shown) {
                    if let Some(entry) = entries.get(i) {
                        self.duplicate(&place.index(i), &shown(entry));
                    }
                }
            }
            List::Map(keys) => self.list_map(entries, keys, place),
        }
        passed
    }

    /// Entries that are told apart by some of their members.
    fn list_map(&mut self, entries: &[Node<'_>], keys: &[&str], place: &Place<'_>) {
        for (i, entry) in entries.iter().enumerate() {
            if !matches!(entry, Node::Null | Node::Object(_)) {
                let body = format!(
                    "Invalid value: {}: must be an object for an array of list-type map",
                    shown(entry)
                );
                let place = place.index(i);
                self.lists.push(Cause {
                    rule: String::new(),
                    code: Code::WrongType,
                    path: place.pointer(),
                    reason: "FieldValueInvalid",
                    field: AsField(&place).to_string(),
                    message: body,
                });
                return;
            }
        }
        if entries.len() < 2 {
            return;
        }
        let same = |one: &Node<'_>, other: &Node<'_>| {
            keys.iter().all(|key| one.get(key) == other.get(key))
        };
        let value = |entry: &Node<'_>| key_value(entry, keys);
        for i in second_ones(entries, &same, &value) {
            if let Some(entry) = entries.get(i) {
                self.duplicate(&place.index(i), &value(entry));
            }
        }
    }
}

/// The longest list whose entries are compared one by one.
const FEW: usize = 32;

/// Which entries are there for the second time: the third and later ones are not told.
fn second_ones(
    entries: &[Node<'_>],
    same: &dyn Fn(&Node<'_>, &Node<'_>) -> bool,
    text: &dyn Fn(&Node<'_>) -> String,
) -> Vec<usize> {
    if entries.len() <= FEW {
        let seconds = entries.iter().enumerate().filter(|(i, entry)| {
            let before = entries.iter().take(*i);
            before.filter(|other| same(entry, other)).count() == 1
        });
        return seconds.map(|(i, _)| i).collect();
    }
    let mut texts: Vec<(String, usize)> = entries.iter().map(text).zip(0..).collect();
    order::sort_by(&mut texts, |one, other| one.cmp(other));
    let mut seconds: Vec<usize> = texts
        .chunk_by(|one, other| one.0 == other.0)
        .filter_map(|same| same.get(1).map(|(_, place)| *place))
        .collect();
    order::sort_by(&mut seconds, |one, other| one.cmp(other));
    seconds
}

/// What tells an entry apart, as an object.
fn key_value(entry: &Node<'_>, keys: &[&str]) -> String {
    let mut sorted: Vec<&&str> = keys.iter().collect();
    order::sort_by(&mut sorted, |one, other| one.cmp(other));
    let mut value = String::from("{");
    for key in sorted {
        if let Some(member) = entry.get(key) {
            if value.len() > 1 {
                value.push(',');
            }
            // Writing to a string cannot fail.
            let _ = write!(value, "\"{key}\":");
            json(member, &mut value);
        }
    }
    value.push('}');
    value
}
