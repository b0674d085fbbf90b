//! The compact form. What rules mean is tested with the tools, which write it.

use super::{Budget, CelError, Program};
use crate::json::Node;

fn evaluate(tree: &'static str, value: &str) -> Result<bool, CelError> {
    let node: Node<'_> = serde_json::from_str(value).unwrap();
    Program::read(tree)
        .expect(tree)
        .evaluate(&node, None, &mut Budget::default())
}

#[test]
fn reads_what_the_tools_write() {
    let cases = [
        ("=s1", "1", true),
        ("=si-12;", "-12", true),
        ("=cDsd3ff8000000000000;", "1.5", true),
        ("=s'a~a~q~b~~~:'", r#""a'\"\\~\n""#, true),
        ("&hname;s=.name;s'x'", r#"{"name": "x"}"#, true),
        (",namespace;__namespace__;s", r#"{"namespace": true}"#, true),
        ("As?>v00t!>v00", "[1, -1]", true),
        ("AsAs=v0v1", "[1, 2]", false),
        ("^s['a''b']", "\"b\"", true),
        ("^cz[[12]['c']3]['a'4[5]2]", "null", false),
        ("cms'^a'", "\"ab\"", true),
        ("xls", "\"a_b\"", true),
        ("yN!f", "null", true),
    ];
    for (tree, value, expected) in cases {
        assert_eq!(evaluate(tree, value), Ok(expected), "{tree} of {value}");
    }
}

#[test]
fn a_field_that_is_not_there_has_the_name_that_the_rule_writes() {
    assert_eq!(
        evaluate(",namespace;__namespace__;s", "{}"),
        Err(CelError::Failed("no such key: __namespace__".to_owned()))
    );
}

#[test]
fn a_malformed_tree_is_none() {
    for tree in [
        "", "=s", "ss", "=s'a", ".name", ".name;", "[s", "c!s", "x!s", "w", "i1", "ix;", "dx;",
        "'~z'", "v", "é", "=sé",
    ] {
        assert!(Program::read(tree).is_none(), "{tree}");
    }
}

#[test]
fn a_value_of_another_type_is_an_error_and_no_panic() {
    let trees = [
        "!s", "&st", "_s", "+s1", "@s0", ".a;s", "ha;s", "Ast", "czs", "cms'a'", "cbs1", "cjs'a'",
        "^1s", "chs", "xls", "cds", "yss", "mss", "<s1", "%s1", "$s0", ":a;s",
    ];
    for tree in trees {
        for value in ["null", "true", "1", "1.5", "\"a\"", "[1]", "{\"a\": 1}"] {
            // Whatever it says, it says something.
            let _ = evaluate(tree, value);
        }
    }
    assert_eq!(evaluate("<s1", "\"a\""), Err(CelError::NoSuchOverload));
}
