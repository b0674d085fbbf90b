//! The form of an object tells which version made it: of what Kuma itself made, and of what this module does.
#![expect(
    clippy::unwrap_used,
    reason = "a test fails where something is missing"
)]

use kuma_gapi::contract::Target;
use kuma_gapi::json::Node;
use kuma_gapi::target::Form;
use kuma_gapi_tools::compare::object::ObjectKey;
use kuma_gapi_tools::compare::recorded::{self, Recorded};
use kuma_gapi_tools::{golden, paths, snapshot, yaml};
use serde_json::{Value, json};

fn form(object: &Value) -> Form {
    let text = object.to_string();
    let node: Node<'_> = serde_json::from_str(&text).unwrap();
    Form::of(object["kind"].as_str().unwrap(), &node)
}

#[test]
fn what_kuma_made_has_the_form_of_its_version() {
    let mut counts = Vec::new();
    for target in Target::ALL.iter().copied() {
        let Some(file) = recorded::file(target) else {
            continue;
        };
        let mut count = 0;
        for set in ["hand", "random", "probe"] {
            let set = paths::repository("tests/recorded").join(set);
            for directory in paths::directories_with(&set, file).unwrap() {
                let text = paths::read(&directory.join(file)).unwrap();
                let recorded: Recorded = serde_yaml_ng::from_str(&text).unwrap();
                let input = paths::read(&directory.join("in.yaml")).unwrap();
                let given = yaml::documents(&input).unwrap();
                // What was there before, another version may have made.
                let is_given = |object: &Value| {
                    given
                        .iter()
                        .any(|other| ObjectKey::of_object(other) == ObjectKey::of_object(object))
                };
                for object in recorded
                    .resources
                    .into_iter()
                    .filter(|object| !is_given(object))
                {
                    assert!(
                        form(&object).has(target),
                        "{}: {object}",
                        directory.display()
                    );
                    count += 1;
                }
            }
        }
        counts.push(count);
    }
    assert!(
        counts.len() == 3 && counts.iter().all(|count| *count > 10),
        "{counts:?}"
    );
}

#[test]
fn what_a_target_makes_has_its_form() {
    for golden in golden::all().unwrap() {
        for target in Target::ALL.iter().copied() {
            let mut input: Value = serde_json::from_str(&golden.snapshot).unwrap();
            input["options"]["target"] = json!(target.name());
            let answer: Value =
                serde_json::from_str(&kuma_gapi::evaluate_json(&input.to_string())).unwrap();
            for object in snapshot::list_at(&answer, "/ok/resources") {
                // What is kept as it is, is in whatever form it was.
                let is_kept = golden.snapshot.contains("\"observed\"");
                assert!(
                    is_kept || form(object).has(target),
                    "{}: {object}",
                    target.name()
                );
            }
        }
    }
}
