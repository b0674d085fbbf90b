//! The rules of all CRDs, for whoever wants to read about one: pages and commands, not the module.

use std::collections::{BTreeMap, BTreeSet};

use super::schema::{Schema, SchemaId, Tables};

/// A rule of a CRD.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// What diagnostics call it, after `rule-broken/`.
    pub name: String,
    /// Its message; its own text, if it has none.
    pub says: &'static str,
    /// It is about a change of the object.
    pub on_update: bool,
    /// The kinds and fields that it is for, as `HTTPRoute spec.rules[]`, in order.
    pub places: BTreeSet<String>,
}

/// All rules, by name. Rules that say the same are one.
#[must_use]
pub fn rules() -> Vec<Listed> {
    let tables = Tables::get();
    let mut found = BTreeMap::new();
    for root in tables.roots() {
        look(tables, root.schema, root.kind, "", &mut found);
    }
    let mut rules: Vec<Listed> = found.into_values().collect();
    rules.sort_by(|a, b| (&a.name, a.says).cmp(&(&b.name, b.says)));
    rules
}

fn look(
    tables: &Tables,
    id: SchemaId,
    kind: &str,
    path: &str,
    found: &mut BTreeMap<&'static str, Listed>,
) {
    let Some(schema) = tables.schema(id).filter(|schema| schema.has_rules) else {
        return;
    };
    for rule in schema.rules.iter().filter_map(|rule| tables.rule(*rule)) {
        let says = rule.says();
        let listed = found.entry(says).or_insert_with(|| Listed {
            name: rule.name(),
            says,
            on_update: rule.on_update,
            places: BTreeSet::new(),
        });
        listed
            .places
            .insert(format!("{kind} {path}").trim_end().to_owned());
    }
    for (child, path) in children(schema, path) {
        look(tables, child, kind, &path, found);
    }
}

fn children(schema: &Schema, path: &str) -> Vec<(SchemaId, String)> {
    let of = |name: &str| {
        if path.is_empty() {
            name.to_owned()
        } else {
            format!("{path}.{name}")
        }
    };
    let properties = schema
        .properties
        .iter()
        .map(|property| (property.schema, of(property.name)));
    let values = schema.additional.map(|id| (id, of("*")));
    let items = schema.items.map(|id| (id, format!("{path}[]")));
    properties.chain(values).chain(items).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_that_say_different_things_have_different_names() {
        let rules = rules();
        assert!(rules.len() > 60, "{}", rules.len());
        let names: BTreeSet<&str> = rules.iter().map(|rule| rule.name.as_str()).collect();
        assert_eq!(names.len(), rules.len());
    }

    #[test]
    fn a_rule_is_listed_with_its_places() {
        let rules = rules();
        let rule = rules
            .iter()
            .find(|rule| rule.name == "tls-mode-must-be-terminate-for-protocol-https")
            .expect("it is a rule of Gateway");
        assert!(rule.places.contains("Gateway spec.listeners"), "{rule:?}");
    }
}
