//! What rules mean, against the answers of an API server's own library, and what is refused.

use kuma_gapi::admission::cel::{Budget, CelError, Program};
use kuma_gapi::json::Node;
use serde_json::Value;

use super::{Rule, compile};

const CASES: &str = include_str!("../../../tests/cases/cel.tsv");
const SCHEMA: &str = include_str!("../../../tests/cases/cel.schema.json");

fn program(rule: Rule<'_>) -> Program {
    let tree = rule.compile().unwrap().tree;
    Program::read(tree.clone().leak()).unwrap_or_else(|| panic!("{} gives {tree}", rule.text))
}

fn node(text: &str) -> Node<'_> {
    serde_json::from_str(text).unwrap()
}

fn evaluate(text: &str, value: &str, old: Option<&str>, optional: bool) -> Result<bool, CelError> {
    let program = program(Rule {
        text,
        schema: None,
        optional_old_self: optional,
    });
    let old = old.map(node);
    program.evaluate(&node(value), old.as_ref(), &mut Budget::default())
}

#[test]
fn table_of_rules() {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    let mut wrong = Vec::new();
    let rows = CASES.lines().filter(|line| !line.starts_with("# "));
    let mut count = 0;
    for row in rows {
        let columns: Vec<&str> = row.split('\t').collect();
        let [text, value, expected] = columns[..] else {
            panic!("{row}");
        };
        let rule = Rule {
            text,
            schema: Some(&schema),
            optional_old_self: false,
        };
        let answer = program(rule).evaluate(&node(value), None, &mut Budget::default());
        let answer = answer.map_or_else(|error| error.to_string(), |holds| holds.to_string());
        if answer != expected {
            wrong.push(format!(
                "{text} of {value}: expected {expected}, got {answer}"
            ));
        }
        count += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count > 150, "only {count} cases were read");
}

#[test]
fn the_old_value() {
    let same = "self == oldSelf";
    assert_eq!(evaluate(same, "\"a\"", Some("\"a\""), false), Ok(true));
    assert_eq!(evaluate(same, "\"a\"", Some("\"b\""), false), Ok(false));
    let optional = "oldSelf.hasValue() ? self == oldSelf.value() : self == 'first'";
    assert_eq!(evaluate(optional, "\"a\"", Some("\"a\""), true), Ok(true));
    assert_eq!(evaluate(optional, "\"a\"", Some("\"b\""), true), Ok(false));
    assert_eq!(evaluate(optional, "\"first\"", None, true), Ok(true));
    assert_eq!(evaluate(optional, "\"a\"", None, true), Ok(false));

    let compiled = |text| {
        Rule {
            text,
            ..Rule::default()
        }
        .compile()
        .unwrap()
    };
    assert!(compiled("self.all(x, x in oldSelf)").uses_old_self);
    assert!(!compiled("self.all(x, x > 0)").uses_old_self);
}

#[test]
fn a_message() {
    let text = "'at most ' + string(self.max) + ' of ' + self.what";
    let message = program(Rule {
        text,
        ..Rule::default()
    })
    .message(
        &node(r#"{"max": 3, "what": "them"}"#),
        None,
        &mut Budget::default(),
    );
    assert_eq!(message.as_deref(), Ok("at most 3 of them"));
}

#[test]
fn what_cannot_be_done_is_refused_by_name() {
    let cases = [
        (
            "self.foo()",
            "the function `foo`, with these arguments, is not supported",
        ),
        ("self.all(x, y)", "`y` is not known"),
        ("{'a': 1}", "map literals are not supported"),
        ("self == 1u", "unsigned integers are not supported"),
        ("self == b'a'", "bytes are not supported"),
        ("self.a &&", "it ends too early"),
        ("self 'a'", "Text(\"a\") where the rule should end"),
        (
            "format.uri().validate(self).hasValue()",
            "the format `uri` is not supported",
        ),
        (
            "format.uri().validate(self) == null",
            "the format `uri` is not supported",
        ),
        (
            "format.dns1123Label().validate(self).value()",
            "of a format only `.validate(text).hasValue()` is supported",
        ),
    ];
    for (text, expected) in cases {
        let error = compile(text).unwrap_err().to_string();
        assert_eq!(error, format!("the rule `{text}`: {expected}"));
    }
}

#[test]
fn what_needs_more_of_the_schema_is_refused() {
    let schema: Value = serde_json::from_str(
        r#"{"properties": {
            "set": {"type": "array", "x-kubernetes-list-type": "set", "items": {"type": "string"}},
            "length": {"type": "string", "format": "duration"}
        }}"#,
    )
    .unwrap();
    let compile = |text| {
        Rule {
            text,
            schema: Some(&schema),
            optional_old_self: false,
        }
        .compile()
    };
    assert!(compile("self.set == ['a']").is_err());
    assert!(compile("self == oldSelf").is_err());
    assert!(compile("self.length > 'a'").is_err());
    assert!(compile("self.set.size() == 1 && 'a' in self.set").is_ok());
}

#[test]
fn a_rule_that_takes_too_long_is_stopped() {
    let text = "self.all(a, self.all(b, self.all(c, self.all(d, a + b + c + d >= 0))))";
    let numbers = serde_json::to_string(&vec![1; 100]).unwrap();
    let value = node(&numbers);
    let program = program(Rule {
        text,
        ..Rule::default()
    });
    let mut budget = Budget::default();
    let before = budget.left();
    let mut found = Vec::new();
    for _ in 0..10 {
        found.push(program.evaluate(&value, None, &mut budget).unwrap_err());
    }
    // One rule may take a tenth of what all may take together.
    let (last, others) = found.split_last().unwrap();
    assert!(others.iter().all(|error| *error == CelError::Budget));
    assert_eq!(*last, CelError::Exhausted);
    assert_eq!((before, budget.left()), (10_000_000, 0));
    // Nothing absorbs it.
    let text = "self.all(a, self.all(b, a == b)) || true";
    let program = self::program(Rule {
        text,
        ..Rule::default()
    });
    assert_eq!(
        program.evaluate(&value, None, &mut Budget::new(1_000)),
        Err(CelError::Exhausted)
    );
}
