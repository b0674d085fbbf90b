//! One scenario: its two answers and the differences between them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::{Value, json};

use super::diff::{self, Raw};
use super::normal;
use super::object::ObjectKey;
use super::origins::OneToOne;
use super::provenance::Provenance;
use super::recorded::{self, Note, Recorded};
use super::source::{Codes, Input};
use super::tree::Tree;
use crate::crds::Crds;
use crate::snapshot::list_at;
use crate::{Failure, module, paths, snapshot, yaml};
use kuma_gapi::contract::Target;

/// What came of one scenario.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Its name: the last two parts of its path.
    pub name: String,
    /// Where we differ from Kuma.
    pub differences: Vec<Difference>,
}

/// One difference with all that can explain it.
#[derive(Clone, Debug)]
pub struct Difference {
    /// The object, of the output or the owner of a status.
    pub object: ObjectKey,
    /// The place and both values. A place that begins with `/!` is a fault that no ledger can explain.
    pub raw: Raw,
    /// What our evaluation says where it comes from.
    pub codes: Codes,
    /// What Kuma's validators say of Kuma's object.
    pub refused: Vec<String>,
    /// How Kuma's reconcile failed.
    pub errors: Vec<String>,
}

impl Outcome {
    /// A scenario that could not be compared.
    #[must_use]
    pub fn failed(path: &Path, why: &str) -> Self {
        Outcome {
            name: name(path),
            differences: vec![fault(
                &ObjectKey::new("Scenario", "", &name(path)),
                "failed",
                why,
            )],
        }
    }
}

fn name(path: &Path) -> String {
    let set = path.parent().map(paths::name).unwrap_or_default();
    format!("{set}/{}", paths::name(path))
}

/// A difference that nothing explains.
fn fault(object: &ObjectKey, what: &str, message: &str) -> Difference {
    Difference {
        object: object.clone(),
        raw: Raw {
            path: format!("/!{what}"),
            kuma: None,
            ours: Some(json!(message)),
        },
        codes: Codes::default(),
        refused: Vec::new(),
        errors: Vec::new(),
    }
}

/// Compares one scenario.
#[must_use]
pub fn compare(path: &Path, crds: &Crds, target: Target) -> Outcome {
    match read_and_compare(path, crds, target) {
        Ok(differences) => Outcome {
            name: name(path),
            differences,
        },
        Err(failure) => Outcome::failed(path, &failure.to_string()),
    }
}

fn read_and_compare(path: &Path, crds: &Crds, target: Target) -> Result<Vec<Difference>, Failure> {
    let recorded: Recorded = serde_yaml_ng::from_str(&paths::read(
        &path.join(recorded::file(target).unwrap_or_default()),
    )?)?;
    let mut documents = yaml::documents(&paths::read(&path.join("in.yaml"))?)?;
    snapshot::fill_in(&mut documents);
    // Nobody validated what Kuma was given, and some of it an API server refuses.
    let (stored, said) = snapshot::unvalidated(&documents)?;
    let options = snapshot::trusted(target);
    let mut answer = module::evaluate(&snapshot::text(&stored, None, Some(&options)))?;
    if let Some(Value::Array(diagnostics)) = answer.evaluation.get_mut("diagnostics") {
        diagnostics.extend(said);
    }
    let mut found = Vec::new();
    let seed = name(path).bytes().fold(7, |seed: u64, byte| {
        seed.wrapping_mul(31).wrapping_add(u64::from(byte))
    });
    let again = module::evaluate(&snapshot::text(
        &snapshot::shuffled(&stored, seed),
        None,
        Some(&options),
    ))?;
    if again.text != answer.text {
        let what = "another order of the input gives another answer";
        found.push(fault(
            &ObjectKey::new("Scenario", "", &name(path)),
            "order",
            what,
        ));
    }
    found.extend(invalid(&answer, crds));
    found.extend(differences(
        &documents,
        &recorded,
        &answer.evaluation,
        crds,
        target,
    ));
    Ok(found)
}

/// The differences between what Kuma answered to `documents` and `evaluation`.
#[must_use]
pub fn differences(
    documents: &[Value],
    recorded: &Recorded,
    evaluation: &Value,
    crds: &Crds,
    target: Target,
) -> Vec<Difference> {
    let sides = Sides {
        input: Input::new(documents, evaluation, target),
        provenance: Provenance::read(evaluation),
        refused: recorded.refused().collect(),
        errors: recorded.failed().collect(),
        crds,
    };
    let mut found = sides.resources(&recorded.resources, list_at(evaluation, "/resources"));
    found.extend(sides.statuses(recorded, list_at(evaluation, "/statuses")));
    found
}

/// Objects of ours that Kuma or an API server would refuse.
fn invalid(answer: &module::Answer, crds: &Crds) -> Vec<Difference> {
    let broken = answer.violations.iter().map(|violation| {
        let object = ObjectKey::new(&violation.kind, &violation.namespace, &violation.name);
        fault(&object, "refused by Kuma", &violation.message)
    });
    let mismatched = list_at(&answer.evaluation, "/resources")
        .iter()
        .flat_map(|object| {
            let key = normal::key(object);
            crds.errors(object)
                .into_iter()
                .map(move |error| fault(&key, "refused by the CRD", &error))
        });
    broken.chain(mismatched).collect()
}

struct Sides<'a> {
    input: Input,
    provenance: Provenance,
    refused: Vec<Note>,
    errors: Vec<Note>,
    crds: &'a Crds,
}

impl Sides<'_> {
    fn resources(&self, kuma: &[Value], ours: &[Value]) -> Vec<Difference> {
        let by_key = |objects: &[Value]| -> BTreeMap<ObjectKey, Value> {
            objects
                .iter()
                .map(|object| (normal::key(object), normal::resource(object, self.crds)))
                .collect()
        };
        let (mut kuma, ours) = (by_key(kuma), by_key(ours));
        kuma.retain(|key, object| {
            // What somebody else made and Kuma left alone is no output of Kuma's.
            let left_alone = self
                .input
                .object(key)
                .is_some_and(|before| normal::resource(before, self.crds) == *object);
            !(left_alone && normal::is_foreign(object) && !ours.contains_key(key))
        });
        let keys: BTreeSet<&ObjectKey> = kuma.keys().chain(ours.keys()).collect();
        keys.into_iter()
            .flat_map(|key| self.resource(key, kuma.get(key), ours.get(key)))
            .collect()
    }

    fn resource(
        &self,
        key: &ObjectKey,
        kuma: Option<&Value>,
        ours: Option<&Value>,
    ) -> Vec<Difference> {
        let sources = self.input.sources(key, kuma, &self.provenance);
        let raws = match (kuma, ours) {
            (Some(kuma), Some(ours)) => {
                let theirs = self.input.kumas(key, &sources);
                let kuma = Tree::of_resource(kuma, &theirs);
                let ours = match self.provenance.of(key) {
                    Some(origins) => Tree::of_resource(ours, origins),
                    None => Tree::of_resource(ours, &OneToOne),
                };
                diff::between(&kuma, &ours)
            }
            (kuma, ours) => vec![Raw {
                path: String::new(),
                kuma: kuma.cloned(),
                ours: ours.cloned(),
            }],
        };
        let notes = |notes: &[Note], of: &dyn Fn(&ObjectKey) -> bool| -> Vec<String> {
            notes
                .iter()
                .filter(|(object, _)| of(object))
                .map(|(_, message)| message.clone())
                .collect()
        };
        let refused = notes(&self.refused, &|object| {
            (&object.kind, &object.name) == (&key.kind, &key.name)
        });
        let errors = notes(&self.errors, &|object| sources.contains(object));
        raws.into_iter()
            .map(|raw| {
                let place = self.input.place(sources.clone(), &key.kind, &raw.path);
                Difference {
                    object: key.clone(),
                    raw,
                    codes: self.input.codes(&place),
                    refused: refused.clone(),
                    errors: errors.clone(),
                }
            })
            .collect()
    }

    fn statuses(&self, recorded: &Recorded, ours: &[Value]) -> Vec<Difference> {
        let by_key = |statuses| -> BTreeMap<ObjectKey, &Value> {
            let statuses: &[Value] = statuses;
            statuses
                .iter()
                .map(|status| (ObjectKey::of_reference(status), status))
                .collect()
        };
        let (kuma, ours) = (by_key(&recorded.statuses), by_key(ours));
        let keys: BTreeSet<&ObjectKey> = kuma.keys().chain(ours.keys()).collect();
        let mut found = Vec::new();
        for key in keys {
            let refused = self.refused_for(key, &recorded.resources);
            let errors: Vec<String> = self
                .errors
                .iter()
                .filter(|(object, _)| object == key)
                .map(|(_, message)| message.clone())
                .collect();
            for raw in self.status(key, kuma.get(key).copied(), ours.get(key).copied()) {
                let place = self.input.place(vec![key.clone()], &key.kind, &raw.path);
                let codes = self.input.codes(&place);
                let (refused, errors) = (refused.clone(), errors.clone());
                found.push(Difference {
                    object: key.clone(),
                    raw,
                    codes,
                    refused,
                    errors,
                });
            }
        }
        found
    }

    fn status(&self, key: &ObjectKey, kuma: Option<&Value>, ours: Option<&Value>) -> Vec<Raw> {
        let nothing = Value::Null;
        let tree = |entry: &Value| {
            Tree::of_status(
                &normal::status(entry.get("status").unwrap_or(&nothing)),
                entry.get("finalizers"),
            )
        };
        match (kuma, ours) {
            (Some(kuma), Some(ours)) => diff::between(&tree(kuma), &tree(ours)),
            (Some(kuma), None) if normal::is_untouched(kuma, self.input.object(key)) => Vec::new(),
            (kuma, ours) => vec![Raw {
                path: String::new(),
                kuma: kuma.map(|entry| tree(entry).value()),
                ours: ours.map(|entry| tree(entry).value()),
            }],
        }
    }

    /// What Kuma's validators say of the objects that come from `key`.
    fn refused_for(&self, key: &ObjectKey, resources: &[Value]) -> Vec<String> {
        self.refused
            .iter()
            .filter(|(refused, _)| {
                resources.iter().any(|object| {
                    let output = normal::key(object);
                    (&output.kind, &output.name) == (&refused.kind, &refused.name)
                        && self
                            .input
                            .sources(&output, Some(object), &self.provenance)
                            .contains(key)
                })
            })
            .map(|(_, message)| message.clone())
            .collect()
    }
}
