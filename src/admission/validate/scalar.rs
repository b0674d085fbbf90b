//! Texts and numbers: lengths, patterns, formats, bounds, and types.

use std::net::{Ipv4Addr, Ipv6Addr};

use crate::admission::place::Place;
use crate::admission::schema::{Schema, Type};
use crate::admission::words::{self, quoted, shown};
use crate::diagnostic::Code;
use crate::json::Node;

use super::Validator;

impl<'t> Validator<'t> {
    pub(super) fn string(&mut self, text: &str, schema: &Schema, place: &Place<'_>) {
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

    pub(super) fn number(&mut self, node: &Node<'_>, schema: &Schema, place: &Place<'_>) {
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
                // As the text that Go makes of it.
                other => shown_fully(other).parse::<i64>().is_ok_and(|value| {
                    schema.format != Some("int32") || i32::try_from(value).is_ok()
                }),
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
        let bound = |bound: f64| match node {
            Node::Float(_) => words::number(bound),
            _ => bound.to_string(),
        };
        if let Some(most) = bounds.most.filter(|most| value > *most) {
            self.invalid(
                Code::SchemaRange,
                place,
                &shown(node),
                format_args!("should be less than or equal to {}", bound(most)),
            );
        }
        if let Some(least) = bounds.least.filter(|least| value < *least) {
            self.invalid(
                Code::SchemaRange,
                place,
                &shown(node),
                format_args!("should be greater than or equal to {}", bound(least)),
            );
        }
    }
}

pub(super) fn type_name(of_type: Type) -> &'static str {
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

fn shown_fully(node: &Node<'_>) -> String {
    let mut text = String::new();
    words::json(node, &mut text);
    text
}

/// Whether a float counts as an integer: as good as one, and small enough to be a certain one.
fn is_whole(number: f64) -> bool {
    let cut = number.trunc();
    number.abs() < 9_007_199_254_740_992.0
        && (number == cut || (number - cut).abs() / (number.abs() + cut.abs()) < 1e-9)
}

/// What type a value should have and what it has, as the two are called there.
pub(super) fn mistyped<'s>(node: &Node<'_>, schema: &'s Schema) -> Option<(&'s str, &'static str)> {
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
        (Type::Integer | Type::IntegerOrString, Node::Float(number)) => is_whole(*number),
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
pub(super) fn is_formatted(text: &str, format: &str) -> bool {
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
