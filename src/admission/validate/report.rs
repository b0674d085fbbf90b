//! What is found, in an API server's words.

use std::fmt;

use crate::admission::place::{AsField, Place, Segment};
use crate::admission::schema::Schema;
use crate::admission::words::{quoted, shown};
use crate::diagnostic::Code;
use crate::json::Node;

use super::{Cause, NOWHERE, Validator};

impl<'t> Validator<'t> {
    #[cold]
    pub(super) fn wrong_type(&mut self, place: &Place<'_>, expected: &str, found: &str) {
        let found = quoted(found);
        let body =
            format!("Invalid value: {found}: {place} in body must be of type {expected}: {found}");
        self.tell(Code::WrongType, "FieldValueTypeInvalid", place, body);
    }

    #[cold]
    pub(super) fn unsupported(&mut self, node: &Node<'_>, schema: &Schema, place: &Place<'_>) {
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
    pub(super) fn invalid(
        &mut self,
        code: Code,
        place: &Place<'_>,
        value: &str,
        what: fmt::Arguments<'_>,
    ) {
        let body = format!("Invalid value: {value}: {place} in body {what}");
        self.tell(code, "FieldValueInvalid", place, body);
    }

    #[cold]
    pub(super) fn too_many(&mut self, place: &Place<'_>, count: usize, most: u32) {
        let items = if most == 1 { "item" } else { "items" };
        let body = format!("Too many: {count}: must have at most {most} {items}");
        self.tell(Code::SchemaItems, "FieldValueTooMany", place, body);
    }

    #[cold]
    pub(super) fn duplicate(&mut self, place: &Place<'_>, value: &str) {
        self.lists.push(Cause {
            code: Code::SchemaDuplicate,
            rule: String::new(),
            path: place.pointer(),
            reason: "FieldValueDuplicate",
            field: AsField(place).to_string(),
            message: format!("Duplicate value: {value}"),
        });
    }

    /// An error whose field an API server does not tell.
    #[cold]
    pub(super) fn nowhere(&mut self, code: Code, place: &Place<'_>, message: &str) {
        self.found.push(Cause {
            code,
            rule: String::new(),
            path: place.pointer(),
            reason: "FieldValueInvalid",
            field: NOWHERE.to_owned(),
            message: format!("Invalid value: \"\": {message}"),
        });
    }

    #[cold]
    pub(super) fn tell(
        &mut self,
        code: Code,
        reason: &'static str,
        place: &Place<'_>,
        message: String,
    ) {
        let field = match place.segment {
            Segment::Root => NOWHERE.to_owned(),
            _ => place.to_string(),
        };
        self.found.push(Cause {
            code,
            rule: String::new(),
            path: place.pointer(),
            reason,
            field,
            message,
        });
    }
}
