//! Values of every type at every place of objects of every kind: nothing panics, whatever stands there.
//! `FUZZ_CASES` sets how many objects are tried, 400 by default.
#![expect(
    clippy::unwrap_used,
    reason = "a test fails where something is missing"
)]

use kuma_gapi::admission::regex::Regex;
use kuma_gapi::admission::{Id, admit};
use kuma_gapi::contract::Channel;
use kuma_gapi::json::Node;
use kuma_gapi_tools::{module, paths, snapshot};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Value, json};

fn config() -> ProptestConfig {
    let cases = std::env::var("FUZZ_CASES")
        .ok()
        .and_then(|cases| cases.parse().ok())
        .unwrap_or(400);
    ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// Objects of every kind that a real API server accepted, as it stored them.
fn objects() -> Vec<Value> {
    let text = paths::read(&paths::repository("tests/cases/admission.jsonl")).unwrap();
    let cases = text
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap());
    cases
        .filter_map(|case| case.pointer("/answer/stored").cloned())
        .collect()
}

/// A value that is wrong nearly everywhere.
fn wrong() -> impl Strategy<Value = Value> {
    select(vec![
        json!(null),
        json!(true),
        json!(0),
        json!(i64::MIN),
        json!(u64::MAX),
        json!(80.5),
        json!(-0.0),
        json!(1e300),
        json!(""),
        json!("\u{0}\u{fffd}é\u{10ffff}"),
        json!("a".repeat(5_000)),
        json!("1h".repeat(2_000)),
        json!([]),
        json!([null]),
        json!([[[[]]]]),
        json!([1, "a", {}, [], null, true]),
        json!(vec![json!({"name": "a"}); 1_500]),
        json!({}),
        json!({"": {"": []}}),
        json!({"name": null, "type": 1, "value": []}),
    ])
}

/// How many places there are in a value, itself included.
fn places(value: &Value) -> usize {
    1 + match value {
        Value::Array(entries) => entries.iter().map(places).sum(),
        Value::Object(members) => members.values().map(places).sum(),
        _ => 0,
    }
}

/// Puts a value at one of the places.
fn put(into: &mut Value, place: &mut usize, wrong: &Value) {
    if *place == 0 {
        *into = wrong.clone();
    }
    *place = place.wrapping_sub(1);
    match into {
        _ if *place == usize::MAX => {}
        Value::Array(entries) => entries
            .iter_mut()
            .for_each(|entry| put(entry, place, wrong)),
        Value::Object(members) => members
            .values_mut()
            .for_each(|value| put(value, place, wrong)),
        _ => {}
    }
}

/// An object of some kind with wrong values in it, and as it was.
fn changed() -> impl Strategy<Value = (Value, Value)> {
    let mistakes = prop::collection::vec((any::<Index>(), wrong()), 1..4);
    (select(objects()), mistakes).prop_map(|(old, mistakes)| {
        let mut new = old.clone();
        for (place, wrong) in mistakes {
            let mut place = place.index(places(&new));
            put(&mut new, &mut place, &wrong);
        }
        (old, new)
    })
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn admission_takes_anything((old, new) in changed()) {
        let text = |at: &str| old.get(at).and_then(Value::as_str).unwrap_or_default().to_owned();
        let (api_version, kind) = (text("apiVersion"), text("kind"));
        let written = [&old, &new].map(|object| serde_json::to_string(object).unwrap());
        let nodes: Vec<Node<'_>> = written.iter().map(|text| serde_json::from_str(text).unwrap()).collect();
        for channel in [Channel::Standard, Channel::Experimental] {
            let id = Id {
                api_version: &api_version, kind: &kind, channel, release: None, creates: true, old: None,
            };
            let (before, after) = (&nodes[0], &nodes[1]);
            for (object, id) in [
                (after, id),
                (after, Id { creates: false, ..id }),
                (after, Id { creates: false, old: Some(before), ..id }),
                (before, Id { creates: false, old: Some(after), ..id }),
            ] {
                let admitted = admit(&mut object.clone(), id);
                prop_assert!(admitted.known);
                prop_assert_eq!(
                    admitted.refused,
                    !admitted.causes.is_empty() || admitted.unread.is_some()
                );
            }
        }
    }

    #[test]
    fn a_snapshot_takes_anything((old, new) in changed()) {
        let text = snapshot::text(std::slice::from_ref(&new), Some(std::slice::from_ref(&old)), None);
        prop_assert!(module::evaluate(&text).is_ok());
        let text = snapshot::text(&[old], Some(&[new]), None);
        prop_assert!(module::evaluate(&text).is_ok());
    }

    #[test]
    fn a_pattern_is_compiled_or_refused(pattern in r"[\[\](){}*+?|^$.\\a-c0-9,:iPs<>\-]{0,24}", text in "[a-c0-9]{0,64}") {
        if let Ok(regex) = Regex::new(&pattern) {
            let _ = regex.is_match(&text);
        }
    }
}

/// Patterns that take other engines years, or gigabytes.
#[test]
fn hostile_patterns_are_bounded() {
    let long = "a".repeat(100_000) + "!";
    for pattern in [
        "(a+)+$",
        "(a|aa)+$",
        "^(a|a)*$",
        "^(([a-z])+.)+[A-Z]([a-z])+$",
        "(.*a){12}$",
    ] {
        if let Ok(regex) = Regex::new(pattern) {
            assert!(!regex.is_match(&long), "{pattern}");
        }
    }
    for pattern in [
        "((((a{1000}){1000}){1000}){1000}){1000}",
        "(a?){1000}a{1000}b{1000}c{1000}d{1000}",
        "(.*a.{20}){20}",
        &"(".repeat(10_000),
        &("(".repeat(1_000) + &")".repeat(1_000)),
    ] {
        assert!(Regex::new(pattern).is_err(), "{}", pattern.len());
    }
}
