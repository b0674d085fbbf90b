//! The ledger: each deliberate difference from Kuma, one row each.

use std::collections::BTreeSet;

use kuma_gapi::contract::Target;
use serde::Deserialize;

use super::glob;
use super::matcher::{Matcher, Pattern};
use super::scenario::Difference;
use super::source::Codes;
use crate::{Failure, golden, paths};

/// A row.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// Its name, unique.
    pub id: String,
    /// The kind, or kinds, of the object.
    pub kind: OneOrMore,
    /// The place, a pattern of a path.
    pub path: String,
    /// What Kuma has there.
    pub kuma: Matcher,
    /// What we have there.
    pub ours: Matcher,
    /// Codes of which our evaluation must have at least one where the difference comes from.
    #[serde(default)]
    pub code: OneOrMore,
    /// Codes of which our evaluation must have none there.
    #[serde(default)]
    pub without: OneOrMore,
    /// The targets that it holds for; `kuma-2.14` where it names none.
    #[serde(default)]
    pub target: OneOrMore,
    /// How far around that place the codes are looked for.
    #[serde(default)]
    pub scope: Scope,
    /// What Kuma's validators must say of the generated object, or of one that comes from this object.
    #[serde(default)]
    pub refused: Option<Pattern>,
    /// How Kuma's reconcile of the object must fail.
    #[serde(default)]
    pub error: Option<Pattern>,
    /// The golden that shows our side, for a row that no recorded scenario of this repository uses: it must
    /// have one of the row's codes.
    #[serde(default)]
    pub golden: Option<String>,
    /// The rows of kuma.md that it is about.
    pub f: OneOrMore,
    /// Why we differ.
    pub reason: String,
}

/// How far around a place codes are looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// At the place, above it and below it.
    #[default]
    Here,
    /// Anywhere on the object.
    Object,
    /// On objects that it refers to or that refer to it as well.
    Linked,
}

/// One text, several, or none.
#[derive(Clone, Debug, Default)]
pub struct OneOrMore(pub Vec<String>);

impl<'de> Deserialize<'de> for OneOrMore {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Form {
            One(String),
            More(Vec<String>),
        }
        Ok(OneOrMore(match Form::deserialize(deserializer)? {
            Form::One(text) => vec![text],
            Form::More(texts) => texts,
        }))
    }
}

impl OneOrMore {
    /// The entries for a target: those that name it (`…@TARGET`), without its name, and those that name none.
    fn for_target(&self, target: Target) -> Self {
        let entry = |entry: &String| match entry.split_once('@') {
            Some((kind, of)) => (of == target.name()).then(|| kind.to_owned()),
            None => Some(entry.clone()),
        };
        OneOrMore(self.0.iter().filter_map(entry).collect())
    }

    fn contains(&self, text: &str) -> bool {
        self.0.iter().any(|entry| entry == text)
    }
}

/// The rows.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    /// In the order of the file.
    pub rows: Vec<Row>,
    /// The target that they were chosen for.
    pub target: Target,
}

impl Ledger {
    /// Reads a ledger.
    ///
    /// # Errors
    /// A row is not well-formed, not unique, or so wide that it could explain anything.
    pub fn parse(text: &str) -> Result<Self, Failure> {
        let rows: Vec<Row> = serde_yaml_ng::from_str::<Option<_>>(text)?.unwrap_or_default();
        let mut ids = BTreeSet::new();
        for row in &rows {
            let refuse = |why: &str| -> Result<(), Failure> {
                Err(format!("ledger row `{}`: {why}", row.id).into())
            };
            if !ids.insert(row.id.as_str()) {
                refuse("there is another row of this id")?;
            }
            if row.reason.trim().is_empty() || row.f.0.is_empty() {
                refuse("it gives no reason, or no row of kuma.md")?;
            }
            if row.path.starts_with("/!") || row.path.trim_end_matches('/').ends_with("**") {
                refuse("such a path explains anything")?;
            }
            let any = [&row.kuma, &row.ours]
                .into_iter()
                .filter(|matcher| matches!(matcher, Matcher::Any))
                .count();
            let specific = row
                .path
                .split('/')
                .filter(|segment| !segment.is_empty() && *segment != "**")
                .count()
                >= 2;
            if any == 2 || (any == 1 && !specific) {
                refuse("`any` needs a specific path, and something definite on the other side")?;
            }
            let of_kinds = row.kind.0.iter().filter_map(|kind| kind.split_once('@'));
            for name in of_kinds.map(|(_, name)| name) {
                if !row.target.contains(name) {
                    refuse(&format!("a kind is for `{name}`, and the row is not"))?;
                }
            }
            for name in &row.target.0 {
                if Target::of(name).is_none() {
                    refuse(&format!("there is no target `{name}`"))?;
                }
            }
            for code in row.code.0.iter().chain(&row.without.0) {
                if !kuma_gapi::diagnostic::Code::ALL
                    .iter()
                    .any(|known| known.name() == code)
                {
                    refuse(&format!("there is no code `{code}`"))?;
                }
            }
        }
        Ok(Ledger {
            rows,
            target: Target::default(),
        })
    }

    /// The rows that hold for a target.
    #[must_use]
    pub fn of(mut self, target: Target) -> Self {
        self.rows.retain(|row| row.holds_for(target));
        for row in &mut self.rows {
            row.kind = row.kind.for_target(target);
        }
        self.target = target;
        self
    }

    /// The rows that explain a difference, by index.
    #[must_use]
    pub fn explain(&self, difference: &Difference) -> Vec<usize> {
        self.rows
            .iter()
            .enumerate()
            .filter(|(_, row)| row.explains(difference))
            .map(|(index, _)| index)
            .collect()
    }
}

impl Row {
    /// Whether a golden shows what the row is about.
    ///
    /// # Errors
    /// The golden that it names cannot be read.
    pub fn is_shown(&self) -> Result<bool, Failure> {
        let Some(name) = &self.golden else {
            return Ok(false);
        };
        let out = paths::repository(golden::DIRECTORY)
            .join(name)
            .join("out.yaml");
        let text = paths::read(&out)?;
        Ok(self
            .code
            .0
            .iter()
            .any(|code| text.contains(&format!("code: {code}\n"))))
    }

    /// Whether the answers of a target must show it: those of the first one that it names.
    #[must_use]
    pub fn belongs_to(&self, target: Target) -> bool {
        match self.target.0.first() {
            None => target == Target::default(),
            Some(first) => first == target.name(),
        }
    }

    fn holds_for(&self, target: Target) -> bool {
        if self.target.0.is_empty() {
            return target == Target::default();
        }
        self.target.contains(target.name())
    }

    fn explains(&self, difference: &Difference) -> bool {
        let raw = &difference.raw;
        let (kuma, ours) = (raw.kuma.as_ref(), raw.ours.as_ref());
        let noted = |pattern: &Option<Pattern>, notes: &[String]| {
            pattern
                .as_ref()
                .is_none_or(|pattern| notes.iter().any(|note| pattern.fits(note)))
        };
        let codes = self.scope.of(&difference.codes);
        self.kind.contains(&difference.object.kind)
            && !raw.path.starts_with("/!")
            && glob::matches(&self.path, &raw.path)
            && self.kuma.fits(kuma, ours)
            && self.ours.fits(ours, kuma)
            && (self.code.0.is_empty() || self.code.0.iter().any(|code| codes.contains(code)))
            && !self.without.0.iter().any(|code| codes.contains(code))
            && noted(&self.refused, &difference.refused)
            && noted(&self.error, &difference.errors)
    }
}

impl Scope {
    fn of(self, codes: &Codes) -> &BTreeSet<String> {
        match self {
            Scope::Here => &codes.here,
            Scope::Object => &codes.object,
            Scope::Linked => &codes.linked,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::compare::diff::Raw;
    use crate::compare::object::ObjectKey;

    const ROW: &str = r#"
- id: port
  kind: MeshHTTPRoute
  path: /spec/to/*/rules/*/default/backendRefs/*/ref
  kuma: "~MeshServiceSubset .*"
  ours: MeshService kuma.io/unresolved-backend
  code: backend-port-not-found
  f: F81
  reason: the port does not exist
"#;

    fn difference(kuma: Value, ours: Value, codes: &[&str]) -> Difference {
        let here: BTreeSet<String> = codes.iter().map(|code| (*code).to_owned()).collect();
        Difference {
            object: ObjectKey::new("MeshHTTPRoute", "kuma-system", "r"),
            raw: Raw {
                path: "/spec/to/Mesh/rules/0/default/backendRefs/0/ref".to_owned(),
                kuma: Some(kuma),
                ours: Some(ours),
            },
            codes: Codes {
                here,
                ..Codes::default()
            },
            refused: Vec::new(),
            errors: Vec::new(),
        }
    }

    #[test]
    fn a_row_explains_what_has_its_values_and_its_code() {
        let ledger = Ledger::parse(ROW).unwrap();
        let unresolved = || json!("MeshService kuma.io/unresolved-backend");
        let explained = |kuma: &str, ours: Value, codes: &[&str]| {
            !ledger
                .explain(&difference(json!(kuma), ours, codes))
                .is_empty()
        };
        assert!(explained(
            "MeshServiceSubset a [x=y]",
            unresolved(),
            &["backend-port-not-found"]
        ));
        assert!(!explained(
            "MeshServiceSubset a [x=y]",
            unresolved(),
            &["backend-not-found"]
        ));
        assert!(!explained(
            "MeshService a",
            unresolved(),
            &["backend-port-not-found"]
        ));
        assert!(!explained(
            "MeshServiceSubset a",
            json!("MeshService b"),
            &["backend-port-not-found"]
        ));
    }

    #[test]
    fn rows_that_could_explain_anything_are_refused() {
        for (from, to) in [
            ("/spec/to/*/rules/*/default/backendRefs/*/ref", "/spec/**"),
            (
                "/spec/to/*/rules/*/default/backendRefs/*/ref",
                "/!refused by Kuma",
            ),
            (
                "\"~MeshServiceSubset .*\"\n  ours: MeshService kuma.io/unresolved-backend",
                "any\n  ours: any",
            ),
            ("reason: the port does not exist", "reason: \"\""),
            ("backend-port-not-found", "no-such-code"),
        ] {
            let text = ROW.replace(from, to);
            assert_ne!(text, ROW, "{from}");
            assert!(Ledger::parse(&text).is_err(), "{text}");
        }
        assert!(Ledger::parse(&[ROW, ROW].concat()).is_err());
    }
}
