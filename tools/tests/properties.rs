//! What holds for every snapshot, for every target. `PROPERTY_CASES` sets how many are tried, 100 by default.
#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test fails where something is missing"
)]

mod generator;

use generator::documents;
use kuma_gapi::contract::Target;
use kuma_gapi_tools::compare::object::ObjectKey;
use kuma_gapi_tools::crds::Crds;
use kuma_gapi_tools::module::{Answer, evaluate};
use kuma_gapi_tools::snapshot;
use proptest::prelude::*;
use serde_json::{Value, json};

fn config() -> ProptestConfig {
    let cases = std::env::var("PROPERTY_CASES")
        .ok()
        .and_then(|cases| cases.parse().ok())
        .unwrap_or(100);
    // What fails is printed; nothing is written into the repository.
    ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

fn answer(documents: &[Value], observed: Option<&[Value]>, target: Target) -> Answer {
    let options = json!({"target": target.name()});
    evaluate(&snapshot::text(documents, observed, Some(&options))).unwrap()
}

/// The resources and statuses of an answer.
fn outcome(answer: &Answer) -> (&Value, &Value) {
    (
        &answer.evaluation["resources"],
        &answer.evaluation["statuses"],
    )
}

/// An answer without what counts the kinds that are not read.
fn without_counts(answer: &Answer) -> Value {
    let mut evaluation = answer.evaluation.clone();
    if let Some(diagnostics) = evaluation["diagnostics"].as_array_mut() {
        diagnostics.retain(|diagnostic| diagnostic["code"] != "kind-not-read");
    }
    evaluation
}

/// The documents with the statuses of an answer written into them, as a host would.
fn with_statuses(documents: &[Value], answer: &Answer) -> Vec<Value> {
    let mut documents = documents.to_vec();
    for status in snapshot::list_at(&answer.evaluation, "/statuses") {
        let key = ObjectKey::of_reference(status);
        for document in documents
            .iter_mut()
            .filter(|document| ObjectKey::of_object(document) == key)
        {
            document["status"] = status["status"].clone();
            if let Some(finalizers) = status.get("finalizers") {
                document["metadata"]["finalizers"] = finalizers.clone();
            }
        }
    }
    documents
}

/// What two targets make of the documents, as JSON text.
fn comparison(documents: &[Value], from: Target, to: Target) -> String {
    let targets = json!({"from": from.name(), "to": to.name()}).to_string();
    kuma_gapi::compare_json(&snapshot::text(documents, None, None), &targets)
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn every_object_is_valid(documents in documents()) {
        let crds = Crds::load().unwrap();
        for target in Target::ALL.iter().copied() {
            let answer = answer(&documents, None, target);
            prop_assert!(answer.violations.is_empty(), "{}: {:?}", target.name(), answer.violations);
            for object in snapshot::list_at(&answer.evaluation, "/resources") {
                prop_assert_eq!(crds.errors(object), Vec::<String>::new(), "{}: {}", target.name(), object);
            }
        }
    }

    #[test]
    fn any_order_gives_the_same_bytes(documents in documents(), seed in any::<u64>()) {
        let shuffled = snapshot::shuffled(&documents, seed);
        for target in Target::ALL.iter().copied() {
            let (first, again) = (answer(&documents, None, target), answer(&shuffled, None, target));
            prop_assert_eq!(first.text, again.text, "{}", target.name());
            let newest = Target::ALL[Target::ALL.len() - 1];
            prop_assert_eq!(comparison(&documents, target, newest), comparison(&shuffled, target, newest));
        }
    }

    #[test]
    fn what_was_made_before_changes_nothing(documents in documents()) {
        for target in Target::ALL.iter().copied() {
            let first = answer(&documents, None, target);
            let outputs = snapshot::list_at(&first.evaluation, "/resources");
            let again = answer(&documents, Some(outputs), target);
            prop_assert_eq!(outcome(&first), outcome(&again), "{}", target.name());
        }
    }

    #[test]
    fn statuses_that_were_written_change_nothing(documents in documents()) {
        for target in Target::ALL.iter().copied() {
            let first = answer(&documents, None, target);
            let again = answer(&with_statuses(&documents, &first), None, target);
            prop_assert_eq!(outcome(&first), outcome(&again), "{}", target.name());
        }
    }

    #[test]
    fn unrelated_objects_change_nothing(documents in documents()) {
        let unrelated = [
            json!({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "qzqzqz", "namespace": "shop"}, "spec": {}}),
            json!({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "qzqzqzqzqzqz", "namespace": "shop"},
                "spec": {"ports": [{"port": 80}]}}),
        ];
        let more = [documents.as_slice(), &unrelated].concat();
        for target in Target::ALL.iter().copied() {
            let (without, with) = (answer(&documents, None, target), answer(&more, None, target));
            prop_assert_eq!(without_counts(&without), without_counts(&with), "{}", target.name());
        }
    }

    /// An upgrade to the same target changes no object and no rule, and its plan has nothing to do.
    #[test]
    fn the_same_target_changes_nothing(documents in documents()) {
        for target in Target::ALL.iter().copied() {
            let answer: Value = serde_json::from_str(&comparison(&documents, target, target)).unwrap();
            let ends = |key: &str, member: &str, allowed: &[&str]| {
                let entries = snapshot::list_at(&answer, key);
                entries.iter().find(|entry| !allowed.iter().any(|word| entry[member] == *word)).cloned()
            };
            prop_assert_eq!(ends("/ok/objects", "verdict", &["unchanged", "none"]), None, "{}", target.name());
            prop_assert_eq!(ends("/ok/plan", "action", &["unchanged"]), None, "{}", target.name());
            prop_assert_eq!(ends("/ok/interruptions", "message", &[]), None, "{}", target.name());
        }
    }
}
