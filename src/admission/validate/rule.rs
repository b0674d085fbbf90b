//! The rules of the CRDs (`x-kubernetes-validations`).

use crate::admission::cel::CelError;
use crate::admission::place::{AsField, Place, Segment};
use crate::admission::schema::{Rule, Schema, Type};
use crate::admission::words::{quoted, shown};
use crate::diagnostic::Code;
use crate::json::Node;

use super::previous::{Previous, old_entry};
use super::scalar::type_name;
use super::{Cause, NOWHERE, Validator};

impl<'t> Validator<'t> {
    /// The rules of a value and of what is in it, outside in. Gives nothing once the budget is used up.
    pub(super) fn rules<'p>(
        &mut self,
        node: &'p Node<'p>,
        previous: Previous<'p>,
        schema: &'p Schema,
        place: &Place<'_>,
    ) -> Option<()>
    where
        't: 'p,
    {
        if !schema.has_rules || matches!(node, Node::Null) {
            return Some(());
        }
        for number in &schema.rules {
            if let Some(rule) = self.tables.rule(*number) {
                self.rule(rule, node, previous, schema, place)?;
            }
        }
        match node {
            Node::Object(members) => {
                for (key, value) in members {
                    // Also the members of what is changed as a whole have a former self.
                    let old = previous.within(node, schema, |old| old.get(key));
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
                        let old =
                            previous.within(node, schema, |old| old_entry(old, entry, schema));
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
        previous: Previous<'_>,
        schema: &Schema,
        place: &Place<'_>,
    ) -> Option<()> {
        let old = previous.old.filter(|old| !matches!(old, Node::Null));
        if rule.on_update && old.is_none() {
            return Some(());
        }
        let Some(program) = rule.program() else {
            return Some(());
        };
        match program.evaluate(node, old, &mut self.budget) {
            Ok(true) => Some(()),
            Ok(false) => {
                let cause = self.broken(rule, node, old, schema, place);
                // A rule about a change is never tolerated.
                if !program.uses_old_self() && previous.is_kept(self.tables, node, schema) {
                    self.found.tolerated.push(cause);
                } else {
                    self.found.push(cause);
                }
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
    ) -> Cause {
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
            Some(field) => cause(rule, reason, &place.key(field), message),
            None => cause(rule, reason, place, message),
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
        let message = rule.says();
        let said = match error {
            CelError::NoSuchOverload => format!(
                "'{error}': call arguments did not match a supported operator, function or macro signature \
                 for rule: {message}"
            ),
            CelError::Budget => format!(
                "'{error}': no further validation rules will be run due to call cost exceeds limit for \
                 rule: {message}"
            ),
            CelError::Exhausted => error.to_string(),
            CelError::Failed(error) => format!("{error} evaluating rule: {message}"),
        };
        let of_type = match schema.of_type {
            // Such a schema has no type of its own.
            Type::Any | Type::IntegerOrString => "",
            _ => type_name(schema.of_type),
        };
        let message = format!("Invalid value: {}: {said}", quoted(of_type));
        self.found
            .push(cause(rule, "FieldValueInvalid", place, message));
        (!matches!(error, CelError::Budget | CelError::Exhausted)).then_some(())
    }
}

#[cold]
fn cause(rule: &Rule, reason: &'static str, place: &Place<'_>, message: String) -> Cause {
    let field = match place.segment {
        Segment::Root => NOWHERE.to_owned(),
        _ => AsField(place).to_string(),
    };
    Cause {
        code: Code::RuleBroken,
        rule: rule.name(),
        path: place.pointer(),
        reason,
        field,
        message,
    }
}
