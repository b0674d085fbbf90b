//! What holds for every snapshot. `PROPERTY_CASES` sets how many are tried, 200 by default.
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
        .unwrap_or(200);
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

/// Any target.
fn target() -> impl Strategy<Value = Target> {
    prop::sample::select(Target::ALL)
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

proptest! {
    #![proptest_config(config())]

    #[test]
    fn every_object_is_valid(documents in documents(), target in target()) {
        let crds = Crds::load().unwrap();
        let answer = answer(&documents, None, target);
        prop_assert!(answer.violations.is_empty(), "{:?}", answer.violations);
        for object in snapshot::list_at(&answer.evaluation, "/resources") {
            prop_assert_eq!(crds.errors(object), Vec::<String>::new(), "{}", object);
        }
    }

    #[test]
    fn any_order_gives_the_same_bytes(documents in documents(), target in target(), seed in any::<u64>()) {
        let shuffled = snapshot::shuffled(&documents, seed);
        prop_assert_eq!(answer(&documents, None, target).text, answer(&shuffled, None, target).text);
    }

    #[test]
    fn what_was_made_before_changes_nothing(documents in documents(), target in target()) {
        let first = answer(&documents, None, target);
        let outputs = snapshot::list_at(&first.evaluation, "/resources");
        let again = answer(&documents, Some(outputs), target);
        prop_assert_eq!(outcome(&first), outcome(&again));
    }

    #[test]
    fn statuses_that_were_written_change_nothing(documents in documents(), target in target()) {
        let first = answer(&documents, None, target);
        let again = answer(&with_statuses(&documents, &first), None, target);
        prop_assert_eq!(outcome(&first), outcome(&again));
    }

    #[test]
    fn unrelated_objects_change_nothing(documents in documents(), target in target()) {
        let unrelated = [
            json!({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "qzqzqz", "namespace": "shop"}, "spec": {}}),
            json!({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "qzqzqzqzqzqz", "namespace": "shop"},
                "spec": {"ports": [{"port": 80}]}}),
        ];
        let without = answer(&documents, None, target);
        let with = answer(&[documents.as_slice(), &unrelated].concat(), None, target);
        prop_assert_eq!(without_counts(&without), without_counts(&with));
    }
}
