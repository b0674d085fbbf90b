//! The table of patterns and the wording of errors.

use super::{MAX_CHARACTERS, Re2Error, Re2Reason, check};

/// `pattern<TAB>ok|error[<TAB>note]`, made with a Go program over `regexp/syntax`.
const CASES: &str = include_str!("../../../tests/cases/re2.tsv");

fn error(pattern: &str) -> Re2Error {
    check(pattern).expect_err(pattern)
}

#[test]
fn table_of_patterns() {
    let mut wrong = Vec::new();
    let rows = CASES.lines().filter(|line| !line.starts_with("# "));
    for row in rows {
        let mut columns = row.split('\t');
        let pattern = columns.next().unwrap().replace("<TAB>", "\t");
        let expected = columns.next().unwrap();
        let answer = check(&pattern);
        if answer.is_ok() != (expected == "ok") {
            wrong.push(format!("{pattern}: expected {expected}, got {answer:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn errors_name_the_construct_and_the_character() {
    let cases = [
        (
            "/a(?=b)",
            "look-ahead `(?=` is not supported by RE2 at character 3",
        ),
        (
            "é(?<!b)",
            "negative look-behind `(?<!` is not supported by RE2 at character 2",
        ),
        (
            r"(a)\1",
            r"back-reference `\1` is not supported by RE2 at character 4",
        ),
        (
            "(?>a)",
            "atomic group `(?>` is not supported by RE2 at character 1",
        ),
        (
            "ab*+",
            "possessive repetition `*+` is not supported by RE2 at character 3",
        ),
        (
            "ab**",
            "a repetition cannot be repeated: `**` at character 3",
        ),
        ("/(a", "missing closing `)` for the `(` at character 2"),
        ("/a)", "unexpected `)` at character 3"),
        ("/[a", "missing closing `]` for the `[` at character 2"),
        (
            "[z-a]",
            "character range `z-a` is out of order at character 2",
        ),
        ("a|*", "nothing to repeat before `*` at character 3"),
        (r"a\", "trailing backslash at character 2"),
        (r"a\Z", r"unknown escape `\Z` at character 2"),
        (
            r"\p{Greec}",
            r"unknown Unicode class `\p{Greec}` at character 1",
        ),
        ("[[:foo:]]", "unknown POSIX class `[:foo:]` at character 2"),
        (
            "(?P<a>.)(?P<a>.)",
            "duplicate group name `a` at character 9",
        ),
        (
            "a{1001}",
            "repetition count `{1001}` is out of range (at most 1000, nested counts multiplied) \
             at character 2",
        ),
        ("(?x)a", "unknown group syntax `(?x` at character 1"),
    ];
    for (pattern, message) in cases {
        assert_eq!(error(pattern).to_string(), message);
    }
}

#[test]
fn length_is_counted_in_characters() {
    assert_eq!(check(&"é".repeat(MAX_CHARACTERS)), Ok(()));
    let long = error(&"a".repeat(MAX_CHARACTERS + 1));
    assert_eq!(long.reason, Re2Reason::TooLong);
    assert_eq!(long.at, 4097);
}

#[test]
fn deep_nesting_is_refused_without_recursion() {
    let nested = |depth| format!("{}a{}", "(".repeat(depth), ")".repeat(depth));
    assert_eq!(check(&nested(999)), Ok(()));
    assert_eq!(error(&nested(1000)).reason, Re2Reason::TooDeep);
    let stars = format!("{}a{}", "(?:".repeat(800), ")*".repeat(800));
    assert_eq!(check(&stars), Ok(()));
}

#[test]
fn written_out_size_is_limited() {
    let dots = |count: usize| format!("(?:{}){{1000}}", ".".repeat(count));
    assert_eq!(check(&dots(3000)), Ok(()));
    assert_eq!(error(&dots(4000)).reason, Re2Reason::TooLarge);
}
