//! Comparisons of two targets, over every golden's snapshot and every pair of targets.
#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test fails where something is missing"
)]

use std::collections::BTreeSet;
use std::sync::LazyLock;

use kuma_gapi::compare_json;
use kuma_gapi::contract::Target;
use kuma_gapi_tools::golden;
use kuma_gapi_tools::paths;
use serde_json::{Value, json};

/// A golden's snapshot for a pair of targets.
struct Compared {
    name: String,
    snapshot: Value,
    from: Target,
    to: Target,
    comparison: Value,
}

/// Every pair of targets with every golden that is no refusal.
static ALL: LazyLock<Vec<Compared>> = LazyLock::new(|| {
    let mut all = Vec::new();
    for golden in golden::all().unwrap() {
        let snapshot: Value = serde_json::from_str(&golden.snapshot).unwrap();
        for (place, from) in Target::ALL.iter().copied().enumerate() {
            for to in Target::ALL[place..].iter().copied() {
                let targets = json!({"from": from.name(), "to": to.name()}).to_string();
                let answer = compare_json(&golden.snapshot, &targets);
                let answer: Value = serde_json::from_str(&answer).unwrap();
                let directory = golden.directory.display();
                all.extend(answer.get("ok").map(|comparison| Compared {
                    name: format!("{directory} {} {}", from.name(), to.name()),
                    snapshot: snapshot.clone(),
                    from,
                    to,
                    comparison: comparison.clone(),
                }));
            }
        }
    }
    assert!(all.len() > 1_000, "{}", all.len());
    all
});

fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

fn for_all(check: impl Fn(&str, &Value, &Compared)) {
    for compared in ALL.iter() {
        check(&compared.name, &compared.comparison, compared);
    }
}

#[test]
fn fit_the_schema() {
    let text = paths::read(&paths::repository("pkg/contract.schema.json")).unwrap();
    let mut schema: Value = serde_json::from_str(&text).unwrap();
    schema.as_object_mut().unwrap().remove("anyOf");
    schema["$ref"] = json!("#/$defs/Comparison");
    let validator = jsonschema::validator_for(&schema).unwrap();
    for_all(|name, comparison, _| {
        if let Err(error) = validator.validate(comparison) {
            panic!("{name}: {error} at {}", error.instance_path);
        }
    });
}

#[test]
fn one_target_changes_nothing() {
    for_all(|name, comparison, compared| {
        if compared.from != compared.to {
            return;
        }
        for entry in list(comparison, "objects") {
            let verdict = &entry["verdict"];
            assert!(
                verdict == "unchanged" || verdict == "none",
                "{name}: {entry}"
            );
            assert_eq!(list(entry, "diagnostics"), [] as [Value; 0], "{name}");
        }
        assert_eq!(list(comparison, "actions"), [] as [Value; 0], "{name}");
        // What a golden observes may be anything.
        if compared.snapshot.get("observed").is_none() {
            assert_ne!(comparison["verdict"], "blocked", "{name}");
            let changed = |step: &&Value| step["action"] != "unchanged";
            assert_eq!(
                list(comparison, "plan").iter().find(changed),
                None,
                "{name}"
            );
            assert!(comparison["uninterrupted"].is_string(), "{name}");
        }
    });
}

/// A change has a reason that says what is chosen otherwise, or a finding; what is lost has something to
/// do instead.
#[test]
fn changes_have_reasons() {
    for_all(|name, comparison, _| {
        for entry in list(comparison, "objects") {
            let text = entry.to_string();
            assert!(
                !text.contains("makes something else of it"),
                "{name}: {text}"
            );
            for part in [entry].into_iter().chain(list(entry, "rules")) {
                let has_reason = !list(part, "reasons").is_empty();
                let is_told = has_reason || !list(part, "diagnostics").is_empty();
                assert!(part["verdict"] != "changed" || is_told, "{name}: {part}");
                let instead = part["instead"].as_str().unwrap_or_default();
                assert_eq!(
                    part["verdict"] == "lost",
                    !instead.is_empty(),
                    "{name}: {part}"
                );
            }
        }
    });
}

/// The verdict is blocked exactly if something is lost, refused or in another mesh.
#[test]
fn verdicts_follow_from_what_is_told() {
    for_all(|name, comparison, _| {
        let mut blocks = list(comparison, "plan")
            .iter()
            .any(|step| step["action"] == "replace");
        for entry in list(comparison, "objects") {
            let lost = |part: &Value| part["verdict"] == "lost";
            let refuses =
                |found: &Value| found["severity"] == "error" || found["code"] == "mesh-not-read";
            blocks |= lost(entry)
                || list(entry, "rules").iter().any(lost)
                || list(entry, "diagnostics").iter().any(refuses);
        }
        assert_eq!(comparison["verdict"] == "blocked", blocks, "{name}");
    });
}

/// Every rule of a route is told at least once, and every output of the new target is somebody's.
#[test]
fn nothing_is_left_out() {
    for_all(|name, comparison, compared| {
        let mut snapshot = compared.snapshot.clone();
        snapshot["options"]["target"] = json!(compared.to.name());
        snapshot["options"]["provenance"] = json!("include");
        let answer: Value =
            serde_json::from_str(&kuma_gapi::evaluate_json(&snapshot.to_string())).unwrap();
        let told: BTreeSet<String> = list(comparison, "objects")
            .iter()
            .flat_map(|entry| list(entry, "after"))
            .map(ToString::to_string)
            .collect();
        let made = list(&answer["ok"], "provenance")
            .iter()
            .filter(|entry| entry["path"] == "")
            .map(|entry| entry["output"].to_string())
            .collect();
        assert_eq!(told, made, "{name}");
        for entry in list(comparison, "objects") {
            let object = &entry["object"];
            let is_it = |other: &&Value| {
                other["kind"] == "HTTPRoute"
                    && other["metadata"]["name"] == object["name"]
                    && other["metadata"]["namespace"] == object["namespace"]
            };
            let routes: Vec<&Value> = list(&snapshot, "resources").iter().filter(is_it).collect();
            let [route] = routes.as_slice() else { continue };
            let rules = list(entry, "rules");
            for index in 0..list(&route["spec"], "rules").len() {
                let path = format!("/spec/rules/{index}");
                let is_told = rules.iter().any(|rule| rule["path"] == path);
                // A route that admission refuses has no rules.
                assert!(is_told || rules.is_empty(), "{name}: {path}");
            }
        }
    });
}

/// What takes the place of something is there before that is removed.
#[test]
fn deletes_come_last() {
    for_all(|name, comparison, _| {
        let actions = list(comparison, "plan").iter().map(|step| &step["action"]);
        let actions: Vec<&Value> = actions.filter(|action| *action != "unchanged").collect();
        let first_delete = actions.iter().position(|action| *action == "delete");
        let last_other = actions.iter().rposition(|action| *action != "delete");
        assert!(
            first_delete.is_none() || last_other.is_none() || last_other < first_delete,
            "{name}"
        );
    });
}

#[test]
fn targets_are_read() {
    for (targets, code, message) in [
        ("{", "not-json", "the targets are not JSON"),
        (
            "[]",
            "invalid-targets",
            "an object is expected, but this is an array",
        ),
        (
            r#"{"from": "kuma-2.14"}"#,
            "invalid-targets",
            "`to` is missing",
        ),
        (
            r#"{"from": "kuma-2.9", "to": "kuma-3.0"}"#,
            "invalid-targets",
            "`kuma-2.13` stands for it",
        ),
        (
            r#"{"from": "kuma-2.14", "to": "kuma-3.1"}"#,
            "invalid-targets",
            "`kuma-3.1` is not one of",
        ),
        (
            r#"{"from": "kuma-2.14", "to": "kuma-3.0", "via": "kuma-2.14"}"#,
            "invalid-targets",
            "no `via`",
        ),
        (
            r#"{"from": "kuma-3.0", "to": "kuma-2.14"}"#,
            "downgrade",
            "which is newer than `kuma-2.14`",
        ),
    ] {
        let answer: Value = serde_json::from_str(&compare_json("{}", targets)).unwrap();
        let error = &answer["error"];
        assert_eq!(error["code"], code, "{targets}");
        assert!(
            error["message"].as_str().unwrap().contains(message),
            "{error}"
        );
        assert!(!error["help"].as_str().unwrap().is_empty());
    }
}
