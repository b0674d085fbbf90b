//! What an API server checks once an object is pruned and defaulted, and the words that it finds.
//!
//! The habits are those of Kubernetes' own validators (kube-openapi's for schemas, then list types,
//! then rules), down to which errors hide others.

use std::fmt::{self, Write as _};
use std::net::{Ipv4Addr, Ipv6Addr};

use crate::diagnostic::Code;
use crate::json::{Member, Node, Pointer};
use crate::order;

use super::cel::{Budget, CelError};
use super::place::{AsField, Place, Segment};
use super::schema::{Combined, List, PropertySet, Rule, Schema, SchemaId, Tables, Type};
use super::words::{json, quoted, shown};

/// Why an API server refuses an object: one entry of `details.causes` in its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// Its code here.
    pub code: Code,
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
    pub(super) fn problem(&self) -> String {
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
pub(super) struct Found {
    pub(super) causes: Vec<Cause>,
    pub(super) left_out: usize,
}

impl Found {
    fn push(&mut self, cause: Cause) {
        if self.causes.len() < MAX_CAUSES {
            self.causes.push(cause);
        } else {
            self.left_out += 1;
        }
    }
}

/// Checks an object against its schema.
pub(super) fn validate(
    tables: &Tables,
    object: &Node<'_>,
    old: Option<&Node<'_>>,
    schema: &Schema,
) -> Found {
    let mut validator = Validator {
        tables,
        found: Found::default(),
        budget: Budget::default(),
    };
    validator.value(object, schema, &Place::ROOT);
    if schema.has_rules {
        let blocked =
            validator.found.left_out > 0
                || validator.found.causes.iter().any(|cause| {
                    !matches!(cause.reason, "FieldValueInvalid" | "FieldValueDuplicate")
                });
        if blocked {
            validator.found.push(Cause {
                code: Code::RulesNotChecked,
                path: Pointer::root(),
                reason: "FieldValueInvalid",
                field: NOWHERE.to_owned(),
                message: "Invalid value: null: some validation rules were not checked because the \
                          object was invalid; correct the existing errors to complete validation"
                    .to_owned(),
            });
        } else {
            let _ = validator.rules(object, old, schema, &Place::ROOT);
        }
    }
    validator.found
}

/// Checks one value alone, without rules.
pub(super) fn validate_part(
    tables: &Tables,
    node: &Node<'_>,
    schema: &Schema,
    place: &Place<'_>,
) -> Found {
    let mut validator = Validator {
        tables,
        found: Found::default(),
        budget: Budget::default(),
    };
    validator.value(node, schema, place);
    validator.found
}

struct Validator<'t> {
    tables: &'t Tables,
    found: Found,
    /// What rules may still cost.
    budget: Budget,
}

impl<'t> Validator<'t> {
    /// Checks a value; counts the checks that went well as Kubernetes does, which decides whose errors
    /// are told where one of several schemas should fit.
    fn value(&mut self, node: &Node<'_>, schema: &'t Schema, place: &Place<'_>) -> u32 {
        let mut passed = 0;
        if schema.of_type != Type::Any || schema.format.is_some() {
            match mistyped(node, schema) {
                Some((expected, found)) => self.wrong_type(place, expected, found),
                None => passed += 1,
            }
            passed += u32::from(!matches!(node, Node::Null));
        }
        if !schema.values.is_empty() && !schema.values.contains(node) {
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
                passed += self.entries(entries, schema, place) + 2;
            }
            Node::Object(members) => {
                passed += self.members(members, schema, place) + 1;
            }
            Node::Null | Node::Bool(_) => {}
        }
        passed
    }

    fn string(&mut self, text: &str, schema: &Schema, place: &Place<'_>) {
        // Characters are counted only where their number can matter.
        let count = |text: &str| text.chars().count();
        if let Some(most) = schema.length.most
            && text.len() > most as usize
            && count(text) > most as usize
        {
            let bytes = if most == 1 { "byte" } else { "bytes" };
            let body = format!("Too long: may not be more than {most} {bytes}");
            self.tell(Code::SchemaLength, "FieldValueTooLong", place, body);
        } else if let Some(least) = schema.length.least
            && text.len() < (least as usize).saturating_mul(4)
            && count(text) < least as usize
        {
            self.invalid(
                Code::SchemaLength,
                place,
                &quoted(text),
                format_args!("should be at least {least} chars long"),
            );
        } else if let Some(pattern) = schema
            .pattern
            .and_then(|number| self.tables.pattern(number))
            && !pattern.is_match(text)
        {
            self.invalid(
                Code::SchemaPattern,
                place,
                &quoted(text),
                format_args!("should match '{}'", pattern.text),
            );
        }
    }

    fn number(&mut self, node: &Node<'_>, schema: &Schema, place: &Place<'_>) {
        let value = match node {
            Node::Integer(value) => *value as f64,
            Node::Float(value) => *value,
            _ => return,
        };
        if schema.of_type == Type::Integer {
            let fits = match node {
                Node::Integer(value) => {
                    schema.format != Some("int32") || i32::try_from(*value).is_ok()
                }
                _ => false,
            };
            if !fits {
                let format = match schema.format {
                    Some(format) => format!("with format {format}"),
                    None => "(default format)".to_owned(),
                };
                let message = format!("Checked value must be of type integer {format} in {place}");
                self.nowhere(Code::SchemaRange, place, &message);
            }
        }
        let bounds = schema.number;
        if let Some(most) = bounds.most.filter(|most| value > *most) {
            self.invalid(
                Code::SchemaRange,
                place,
                &shown(node),
                format_args!("should be less than or equal to {most}"),
            );
        }
        if let Some(least) = bounds.least.filter(|least| value < *least) {
            self.invalid(
                Code::SchemaRange,
                place,
                &shown(node),
                format_args!("should be greater than or equal to {least}"),
            );
        }
    }

    fn entries(&mut self, entries: &[Node<'_>], schema: &'t Schema, place: &Place<'_>) -> u32 {
        let mut passed = 0;
        if let Some(items) = self.schema(schema.items) {
            for (i, entry) in entries.iter().enumerate() {
                passed += self.value(entry, items, &place.index(i));
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
                self.found.push(Cause {
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

    fn members(&mut self, members: &[Member<'_>], schema: &'t Schema, place: &Place<'_>) -> u32 {
        let mut passed = 0;
        let mut present = PropertySet::default();
        for (key, value) in members {
            if let Some(position) = schema.position(key) {
                present.insert(position);
                if matches!(place.segment, Segment::Root) && *key == "status" {
                    // It is not its author's: an API server checks it where a controller writes it.
                    continue;
                }
                let property = schema.properties.get(position).map(|p| p.schema);
                if let Some(property) = self.schema(property) {
                    passed += self.value(value, property, &place.key(key));
                }
            } else if let Some(additional) = self.schema(schema.additional) {
                passed += self.value(value, additional, &place.map_key(key));
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

    /// `anyOf` and its like.
    #[cold]
    fn combined(&mut self, node: &Node<'_>, combined: &'t Combined, place: &Place<'_>) -> u32 {
        let mut passed = 0;
        if !combined.any.is_empty() {
            let (fitting, best) = self.alternatives(node, &combined.any, place, true);
            if fitting == 0 {
                let message = format!(
                    "{} must validate at least one schema (anyOf)",
                    quoted(&place.to_string())
                );
                self.nowhere(Code::SchemaAlternatives, place, &message);
            }
            passed += self.merge(best);
        }
        if !combined.one.is_empty() {
            let (fitting, best) = self.alternatives(node, &combined.one, place, false);
            if fitting != 1 {
                let found = if fitting == 0 {
                    "Found none valid".to_owned()
                } else {
                    format!("Found {fitting} valid alternatives")
                };
                let message = format!(
                    "{} must validate one and only one schema (oneOf). {found}",
                    quoted(&place.to_string())
                );
                self.nowhere(Code::SchemaAlternatives, place, &message);
            }
            passed += self.merge(best);
        }
        let mut fitting = 0;
        for id in &combined.all {
            let (found, count) = self.apart(node, *id, place);
            fitting += usize::from(found.causes.is_empty());
            passed += self.merge(Some((found, count)));
        }
        if fitting < combined.all.len() {
            let none = if fitting == 0 { ". None validated" } else { "" };
            let message = format!(
                "{} must validate all the schemas (allOf){none}",
                quoted(&place.to_string())
            );
            self.nowhere(Code::SchemaAlternatives, place, &message);
        }
        if let Some(id) = combined.not
            && self.apart(node, id, place).0.causes.is_empty()
        {
            let message = format!(
                "{} must not validate the schema (not)",
                quoted(&place.to_string())
            );
            self.nowhere(Code::SchemaAlternatives, place, &message);
        }
        passed
    }

    /// How many of several schemas fit, and what the first of those says, or else the one with the most
    /// checks that went well.
    fn alternatives(
        &mut self,
        node: &Node<'_>,
        schemas: &[SchemaId],
        place: &Place<'_>,
        one_is_enough: bool,
    ) -> (usize, Option<(Found, u32)>) {
        let mut fitting = 0;
        let mut best: Option<(Found, u32)> = None;
        for id in schemas {
            let (found, count) = self.apart(node, *id, place);
            if found.causes.is_empty() {
                fitting += 1;
                if fitting == 1 {
                    best = Some((found, count));
                }
                if one_is_enough {
                    break;
                }
            } else if fitting == 0 && best.as_ref().is_none_or(|(_, most)| count > *most) {
                best = Some((found, count));
            }
        }
        (fitting, best)
    }

    /// Checks a value, and keeps what is found apart.
    fn apart(&mut self, node: &Node<'_>, id: SchemaId, place: &Place<'_>) -> (Found, u32) {
        let before = std::mem::take(&mut self.found);
        let passed = self
            .schema(Some(id))
            .map_or(0, |schema| self.value(node, schema, place));
        (std::mem::replace(&mut self.found, before), passed)
    }

    fn merge(&mut self, best: Option<(Found, u32)>) -> u32 {
        let Some((found, passed)) = best else {
            return 0;
        };
        for cause in found.causes {
            // An error that is there already is not told again.
            if !self.found.causes.contains(&cause) {
                self.found.push(cause);
            }
        }
        passed
    }

    /// The rules of a value and of what is in it, outside in. Gives nothing once the budget is used up.
    fn rules(
        &mut self,
        node: &Node<'_>,
        old: Option<&Node<'_>>,
        schema: &'t Schema,
        place: &Place<'_>,
    ) -> Option<()> {
        if !schema.has_rules || matches!(node, Node::Null) {
            return Some(());
        }
        for number in &schema.rules {
            if let Some(rule) = self.tables.rule(*number) {
                self.rule(rule, node, old, schema, place)?;
            }
        }
        match node {
            Node::Object(members) => {
                let old = old.filter(|_| !schema.atomic);
                for (key, value) in members {
                    let old = old.and_then(|old| old.get(key));
                    match schema.position(key) {
                        Some(position) => {
                            let id = schema.properties.get(position).map(|p| p.schema);
                            if let Some(property) = self.schema(id) {
                                self.rules(value, old, property, &place.key(key))?;
                            }
                        }
                        None => {
                            if let Some(additional) = self.schema(schema.additional) {
                                self.rules(value, old, additional, &place.map_key(key))?;
                            }
                        }
                    }
                }
            }
            Node::Array(entries) => {
                if let Some(items) = self.schema(schema.items).filter(|items| items.has_rules) {
                    for (i, entry) in entries.iter().enumerate() {
                        let old = match (&schema.list, old) {
                            (List::Map(keys), Some(Node::Array(olds))) => olds
                                .iter()
                                .find(|old| keys.iter().all(|key| old.get(key) == entry.get(key))),
                            _ => None,
                        };
                        self.rules(entry, old, items, &place.index(i))?;
                    }
                }
            }
            _ => {}
        }
        Some(())
    }

    fn rule(
        &mut self,
        rule: &'t Rule,
        node: &Node<'_>,
        old: Option<&Node<'_>>,
        schema: &Schema,
        place: &Place<'_>,
    ) -> Option<()> {
        if rule.on_update && old.is_none() {
            return Some(());
        }
        let Some(program) = rule.program() else {
            return Some(());
        };
        match program.evaluate(node, old, &mut self.budget) {
            Ok(true) => Some(()),
            Ok(false) => {
                self.broken(rule, node, old, schema, place);
                Some(())
            }
            Err(error) => self.failed(rule, &error, schema, place),
        }
    }

    #[cold]
    fn broken(
        &mut self,
        rule: &'t Rule,
        node: &Node<'_>,
        old: Option<&Node<'_>>,
        schema: &Schema,
        place: &Place<'_>,
    ) {
        let said = rule
            .message_program()
            .and_then(|program| program.message(node, old, &mut self.budget).ok())
            .filter(|said| !said.trim().is_empty());
        let said = said.unwrap_or_else(|| match (rule.message, rule.text) {
            (Some(message), _) => message.to_owned(),
            (None, text) => format!("failed rule: {}", text.unwrap_or_default()),
        });
        let is_shown = !matches!(schema.of_type, Type::Object | Type::Array);
        let reason = rule.reason.unwrap_or("FieldValueInvalid");
        let (what, shows_value) = match reason {
            "FieldValueForbidden" => ("Forbidden", false),
            "FieldValueRequired" => ("Required value", false),
            "FieldValueDuplicate" => ("Duplicate value", is_shown),
            _ => ("Invalid value", is_shown),
        };
        let mut message = what.to_owned();
        if shows_value {
            message.push_str(": ");
            message.push_str(&shown(node));
        }
        if reason != "FieldValueDuplicate" {
            message.push_str(": ");
            message.push_str(&said);
        }
        match rule.field {
            Some(field) => self.rule_broken(reason, &place.key(field), message),
            None => self.rule_broken(reason, place, message),
        }
    }

    /// A rule without a verdict refuses the object too.
    #[cold]
    fn failed(
        &mut self,
        rule: &Rule,
        error: &CelError,
        schema: &Schema,
        place: &Place<'_>,
    ) -> Option<()> {
        let message = rule.message.or(rule.text).unwrap_or_default();
        let said = match error {
            CelError::NoSuchOverload => format!(
                "'{error}': call arguments did not match a supported operator, function or macro signature \
                 for rule: {message}"
            ),
            CelError::Budget => format!(
                "'{error}': no further validation rules will be run due to call cost exceeds limit for \
                 rule: {message}"
            ),
            CelError::Failed(error) => format!("{error} evaluating rule: {message}"),
        };
        let of_type = match schema.of_type {
            // Such a schema has no type of its own.
            Type::Any | Type::IntegerOrString => "",
            _ => type_name(schema.of_type),
        };
        let message = format!("Invalid value: {}: {said}", quoted(of_type));
        self.rule_broken("FieldValueInvalid", place, message);
        (*error != CelError::Budget).then_some(())
    }

    #[cold]
    fn rule_broken(&mut self, reason: &'static str, place: &Place<'_>, message: String) {
        let field = match place.segment {
            Segment::Root => NOWHERE.to_owned(),
            _ => AsField(place).to_string(),
        };
        self.found.push(Cause {
            code: Code::RuleBroken,
            path: place.pointer(),
            reason,
            field,
            message,
        });
    }

    fn schema(&self, id: Option<SchemaId>) -> Option<&'t Schema> {
        id.and_then(|id| self.tables.schema(id))
    }

    #[cold]
    fn wrong_type(&mut self, place: &Place<'_>, expected: &str, found: &str) {
        let found = quoted(found);
        let body =
            format!("Invalid value: {found}: {place} in body must be of type {expected}: {found}");
        self.tell(Code::WrongType, "FieldValueTypeInvalid", place, body);
    }

    #[cold]
    fn unsupported(&mut self, node: &Node<'_>, schema: &Schema, place: &Place<'_>) {
        let mut body = format!("Unsupported value: {}: supported values: ", shown(node));
        for (i, value) in schema.values.iter().enumerate() {
            if i > 0 {
                body.push_str(", ");
            }
            body.push_str(&match value {
                Node::String(text) => quoted(text),
                other => quoted(&shown(other)),
            });
        }
        self.tell(Code::SchemaEnum, "FieldValueNotSupported", place, body);
    }

    #[cold]
    fn invalid(&mut self, code: Code, place: &Place<'_>, value: &str, what: fmt::Arguments<'_>) {
        let body = format!("Invalid value: {value}: {place} in body {what}");
        self.tell(code, "FieldValueInvalid", place, body);
    }

    #[cold]
    fn too_many(&mut self, place: &Place<'_>, count: usize, most: u32) {
        let items = if most == 1 { "item" } else { "items" };
        let body = format!("Too many: {count}: must have at most {most} {items}");
        self.tell(Code::SchemaItems, "FieldValueTooMany", place, body);
    }

    #[cold]
    fn duplicate(&mut self, place: &Place<'_>, value: &str) {
        self.found.push(Cause {
            code: Code::SchemaDuplicate,
            path: place.pointer(),
            reason: "FieldValueDuplicate",
            field: AsField(place).to_string(),
            message: format!("Duplicate value: {value}"),
        });
    }

    /// An error whose field an API server does not tell.
    #[cold]
    fn nowhere(&mut self, code: Code, place: &Place<'_>, message: &str) {
        self.found.push(Cause {
            code,
            path: place.pointer(),
            reason: "FieldValueInvalid",
            field: NOWHERE.to_owned(),
            message: format!("Invalid value: \"\": {message}"),
        });
    }

    #[cold]
    fn tell(&mut self, code: Code, reason: &'static str, place: &Place<'_>, message: String) {
        let field = match place.segment {
            Segment::Root => NOWHERE.to_owned(),
            _ => place.to_string(),
        };
        self.found.push(Cause {
            code,
            path: place.pointer(),
            reason,
            field,
            message,
        });
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

fn type_name(of_type: Type) -> &'static str {
    match of_type {
        Type::Any => "",
        Type::Boolean => "boolean",
        Type::Integer => "integer",
        Type::Number => "number",
        Type::String => "string",
        Type::IntegerOrString => "integer,string",
        Type::Array => "array",
        Type::Object => "object",
    }
}

/// What type a value should have and what it has, as the two are called there.
fn mistyped<'s>(node: &Node<'_>, schema: &'s Schema) -> Option<(&'s str, &'static str)> {
    let expected = type_name(schema.of_type);
    let found = node.type_name();
    if matches!(node, Node::Null) {
        return (!expected.is_empty() && !schema.nullable).then_some((expected, found));
    }
    let fits = match (schema.of_type, node) {
        (Type::Boolean, Node::Bool(_))
        | (Type::Integer | Type::Number | Type::IntegerOrString, Node::Integer(_))
        | (Type::Number, Node::Float(_))
        | (Type::String | Type::IntegerOrString, Node::String(_))
        | (Type::Array, Node::Array(_))
        | (Type::Object, Node::Object(_)) => true,
        (Type::Integer | Type::IntegerOrString, Node::Float(number)) => {
            super::walk::whole(*number).is_some()
        }
        _ => false,
    };
    if let Some(format) = schema.format {
        let is_text = matches!(node, Node::String(_) | Node::Array(_));
        let found_format = match node {
            Node::Integer(_) => "int64",
            Node::Float(_) => "float64",
            _ => "",
        };
        if !is_text && !fits && found_format != format {
            return Some((format, found_format));
        }
        if is_text
            && !matches!(
                schema.of_type,
                Type::Integer | Type::Number | Type::IntegerOrString
            )
        {
            return None;
        }
    }
    (!fits).then_some((expected, found))
}

/// Whether a text has a format.
fn is_formatted(text: &str, format: &str) -> bool {
    match format {
        "ipv4" => {
            text.contains('.')
                && (text.parse::<Ipv4Addr>().is_ok() || text.parse::<Ipv6Addr>().is_ok())
        }
        "ipv6" => text.contains(':') && text.parse::<Ipv6Addr>().is_ok(),
        "byte" => {
            let digits = text.trim_end_matches('=');
            !text.is_empty()
                && text.len().is_multiple_of(4)
                && text.len() - digits.len() <= 2
                && digits
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b == b'+' || b == b'/')
        }
        _ => true,
    }
}
