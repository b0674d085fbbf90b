//! `allOf`, `anyOf`, `oneOf` and `not`.

use crate::admission::place::Place;
use crate::admission::schema::{Combined, SchemaId};
use crate::admission::words::quoted;
use crate::diagnostic::Code;
use crate::json::Node;

use super::{Found, Validator};

impl<'t> Validator<'t> {
    /// `anyOf` and its like.
    #[cold]
    pub(super) fn combined(
        &mut self,
        node: &Node<'_>,
        combined: &'t Combined,
        place: &Place<'_>,
    ) -> u32 {
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

    /// Checks a value, and keeps what is found apart. What was there before does not count in here: it
    /// counts for the value as a whole.
    fn apart(&mut self, node: &Node<'_>, id: SchemaId, place: &Place<'_>) -> (Found, u32) {
        let before = std::mem::take(&mut self.found);
        let passed = self
            .schema(Some(id))
            .map_or(0, |schema| self.value(node, None, schema, place));
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
}
