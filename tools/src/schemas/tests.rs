//! Small CRDs.

use serde_json::{Value, json};

use super::{Release, tables};

fn crd(kind: &str, schema: Value) -> Value {
    json!({"spec": {
        "group": "example.com",
        "names": {"kind": kind},
        "scope": "Namespaced",
        "versions": [{"name": "v1", "served": true, "schema": {"openAPIV3Schema": schema}}],
    }})
}

fn release(version: &str, standard: Value, experimental: Value) -> Release {
    Release {
        version: version.to_owned(),
        standard: vec![crd("Thing", standard)],
        experimental: vec![crd("Thing", experimental)],
    }
}

/// An object with a string of at most so many characters.
fn of_length(most: u32) -> Value {
    json!({"type": "object", "properties": {"a": {"type": "string", "maxLength": most}}})
}

#[test]
fn what_is_equal_stands_there_once_and_the_newest_release_first() {
    let releases = vec![
        release("1.9.2", of_length(1), of_length(1)),
        release("1.10.0", of_length(1), of_length(2)),
    ];
    let text = tables(releases, &[crd("Other", of_length(1))]).unwrap();
    let sections: Vec<&str> = text.trim_end().split("\n\n").collect();
    let roots: Vec<&str> = sections.last().unwrap().lines().collect();
    assert_eq!(
        roots,
        [
            "=example.com",
            "-Other v1 01",
            "#1.10.0",
            "=example.com",
            "sThing v1 01",
            "eThing v1 03",
            "#1.9.2",
            "=example.com",
            "-Thing v1 01"
        ]
    );
}

#[test]
fn what_cannot_be_done_is_named() {
    let fail = |schema: Value| {
        let releases = vec![release("1.8.0", schema, of_length(1))];
        tables(releases, &[]).unwrap_err().to_string()
    };
    let property = |schema: Value| json!({"type": "object", "properties": {"a": schema}});
    assert_eq!(
        fail(property(json!({"type": "string", "x-new": 1}))),
        "Gateway API 1.8.0, standard: Thing: a: the keyword x-new is not known"
    );
    let rule = json!([{"rule": "isURL(self)"}]);
    assert_eq!(
        fail(property(
            json!({"type": "string", "x-kubernetes-validations": rule})
        )),
        "Gateway API 1.8.0, standard: Thing: a: the rule `isURL(self)`: \
         the function `isURL`, with these arguments, is not supported"
    );
}
