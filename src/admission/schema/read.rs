//! The tables, read from text.

use crate::contract::Channel;

use crate::json::Node;

use super::node::{Property, head};
use super::{List, Root, Rule, Schema, Type};

pub(super) fn read_rule(line: &'static str) -> Option<Rule> {
    let mut fields = line.split('\t');
    let mut rule = Rule::of(fields.next()?);
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

pub(super) fn read_root(
    line: &'static str,
    release: Option<&'static str>,
    group: &'static str,
) -> Option<Root> {
    let (line, warning) = match line.split_once('\t') {
        Some((line, warning)) => (line, Some(warning)),
        None => (line, None),
    };
    let mut words = line.split(' ');
    let (channel, kind) = words.next()?.split_at_checked(1)?;
    let versions = words.next()?.split(',').collect();
    let mut root = Root {
        channel: match channel {
            "s" => Some(Channel::Standard),
            "e" => Some(Channel::Experimental),
            _ => None,
        },
        release,
        group,
        kind,
        versions,
        warning,
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

pub(super) fn read_schema(
    line: &'static str,
    names: &[&'static str],
    before: &[Schema],
) -> Option<Schema> {
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
            "w" => schema.status_apart = true,
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
